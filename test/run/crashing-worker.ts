/** A worker whose thread ends in the middle of trial 1 of a pair once, of trial 2 always, and dies just after it has answered trial 3. */
import { existsSync, writeFileSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'
import type { WorkerRequest } from '../../src/run/worker.ts'
import { trialName } from '../../src/study/trial.ts'

parentPort?.on('message', (trial: WorkerRequest) => {
  if (trial === 'end') return
  const trace = process.env.CRASH_TRACES && `${process.env.CRASH_TRACES}/${trialName(trial).replaceAll('/', '-')}`
  if (trial.number === 1 && trace && !existsSync(trace)) {
    writeFileSync(trace, '')
    process.exit(7)
  }
  if (trial.number === 2) process.exit(7)
  if (trial.number === 3) setImmediate(() => Promise.reject(new Error('the thread threw')))
})
await import('../../src/run/worker.ts')
