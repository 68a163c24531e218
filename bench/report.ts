/**
 * How long does a report take? Made-up trials of a study as large as the paper’s: 9 cells × 3 tasks × 200 trials, on one thread. First
 * what the importance of settings costs, then all findings, then the page; with --intervals, importance with its intervals as well.
 *
 *     npm run -s bench:report -- [--trials 200] [--cells 9] [--tasks 3] [--intervals 0] [--output FILE]
 */

import { writeWhole } from '../src/files/write-whole.ts'
import { findingsOf } from '../src/findings/findings.ts'
import { importances } from '../src/findings/importance/of-study.ts'
import { pairsOf } from '../src/findings/pairs.ts'
import { report } from '../src/report/report.ts'
import { duration } from '../src/report/words/numbers.ts'
import { madeUpStudy, madeUpTrials } from './made-up.ts'
import { freeText, number, optionsOf } from './options.ts'

const { trials, cells, tasks, intervals, output } = optionsOf({
  trials: number(200),
  cells: number(9),
  tasks: number(3),
  intervals: number(0, 0),
  output: freeText(),
})

const definition = madeUpStudy({ tasks, cells, trials })
const records = [...madeUpTrials(definition)]
const pairs = pairsOf(definition, records)

function timed<T>(what: string, work: () => T): T {
  const start = process.cpuUsage()
  const result = work()
  const { user, system } = process.cpuUsage(start)
  const memory = Math.round(process.resourceUsage().maxRSS / 2 ** 10)
  console.log(`${what}: ${duration((user + system) / 1e6)} of processor time, at most ${memory} MiB so far`)
  return result
}

console.log(`${tasks} tasks × ${cells} cells × ${trials} trials`)
timed('importance', () => importances(definition, pairs))
const findings = timed('all findings', () => findingsOf(definition, records))
const page = timed('the page', () => report(definition, records, findings))
console.log(`${(page.length / 2 ** 20).toFixed(1)} MiB of HTML`)
if (output !== undefined) writeWhole(output, page)
if (intervals > 0) timed(`importance, ${intervals} resamples`, () => importances(definition, pairs, { intervals }))
