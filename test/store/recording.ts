/** A process that keeps trials in a store and says each when it is kept: `recording.ts FILE FIRST COUNT`; with COUNT `forever`, as a run that holds the store. */
import { writeSync } from 'node:fs'
import { lockForRun } from '../../src/store/lock.ts'
import { openStore } from '../../src/store/open.ts'
import { definition, finishedTrial } from './records.ts'

const [path, first, count] = process.argv.slice(2)
const store = await openStore(path)
const lock = count === 'forever' ? lockForRun(path) : undefined // held: a lock that nobody can release may be collected
await store.register(definition)
const end = count === 'forever' ? Number.POSITIVE_INFINITY : Number(first) + Number(count)
for (let number = Number(first); number < end; number++) {
  await store.record('small', finishedTrial({ number }))
  writeSync(1, `echo1/V/${number}\n`)
}
await store.close()
lock?.release()
