/** A worker whose thread ends in the middle of every trial. */
import { parentPort } from 'node:worker_threads'

parentPort?.on('message', () => process.exit(7))
await import('../../src/run/worker.ts')
