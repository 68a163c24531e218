/** A worker whose thread ends in the middle of every trial. */
import { parentPort } from 'node:worker_threads'
import type { WorkerRequest } from '../../src/run/worker.ts'

parentPort?.on('message', (trial: WorkerRequest) => trial !== 'end' && process.exit(7))
await import('../../src/run/worker.ts')
