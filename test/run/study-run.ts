/** A process that runs the small study and says each trial when it is kept: `study-run.ts STORE WORKERS`. */
import { writeSync } from 'node:fs'
import { runStudy } from '../../src/run/run.ts'
import { trialName } from '../../src/study/trial.ts'
import { small } from '../study/small.ts'

const [store, workers] = process.argv.slice(2)
await runStudy(small, {
  store,
  workers: Number(workers),
  onEvent: (event) => {
    if (event.type === 'finished') writeSync(1, `${trialName(event.record)}\n`)
  },
})
