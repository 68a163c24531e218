/** A worker in whose trials the engine is asked for too large a network, as no study that was checked can. */
import { parentPort } from 'node:worker_threads'
import type { WorkerRequest } from '../../src/run/worker.ts'

parentPort?.on('message', (trial: WorkerRequest) => {
  if (trial !== 'end') Object.assign(trial.settings, { hiddenSize: 5000 })
})
await import('../../src/run/worker.ts')
