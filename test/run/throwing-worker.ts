/** A worker in whose trials the engine is asked for too large a network, as no study that was checked can. */
import { parentPort } from 'node:worker_threads'
import type { Trial } from '../../src/study/trial.ts'

parentPort?.on('message', (trial: Trial) => Object.assign(trial.settings, { hiddenSize: 5000 }))
await import('../../src/run/worker.ts')
