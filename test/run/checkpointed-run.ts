/** A process that trains one trial, keeps its state after every epoch, and says the number of each epoch: `checkpointed-run.ts STORE`. */
import { writeSync } from 'node:fs'
import { runStudy } from '../../src/run/run.ts'
import { long } from './long-study.ts'

await runStudy(long, {
  store: process.argv[2],
  workers: 1,
  checkpointSeconds: 0,
  onEvent: (event) => {
    if (event.type === 'epoch') writeSync(1, `${event.epoch}\n`)
  },
})
