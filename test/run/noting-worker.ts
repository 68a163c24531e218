/** A worker that leaves a file where its thread ends by itself; where it is terminated, it cannot. */
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'

process.on('exit', () => mkdtempSync(join(process.env.END_TRACES!, 'ended-')))
await import('../../src/run/worker.ts')
