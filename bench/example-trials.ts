/**
 * The made-up trials of docs/example-trials.csv, in the form that Optuna exports: no network was trained. The loss is a bowl over the
 * decades of the learning rate, lower with more units, higher for one of two optimizers, with a little noise; of 160 trials some were
 * pruned, some failed, and those with the highest learning rates diverged. With more rows and columns of chance alone it asks how long
 * `odyssey analyse` takes on a large table, and how much memory.
 *
 *     npm run -s bench:table -- [--rows 160] [--more 0] [--write FILE] [--analyse]
 */

import { writeWhole } from '../src/files/write-whole.ts'
import { log } from '../src/math/functions.ts'
import { stream } from '../src/math/random.ts'
import { grouped } from '../src/math/text.ts'
import { duration } from '../src/report/words/numbers.ts'
import { choice, logInteger, logUniform, oneMinusLog, settingAt, uniform } from '../src/study/space.ts'
import { readTable } from '../src/table/csv.ts'
import { tableFindings } from '../src/table/findings.ts'
import { flag, freeText, number, optionsOf } from './options.ts'

const options = optionsOf({ rows: number(160), more: number(0, 0), write: freeText(), analyse: flag })

const space = {
  lr: logUniform(1e-5, 1e-1),
  units: logInteger(16, 512),
  momentum: oneMinusLog(0.01, 1),
  dropout: uniform(0, 0.5),
  optimizer: choice('adam', 'sgd'),
  ...Object.fromEntries(Array.from({ length: options.more }, (_, k) => [`more${k}`, uniform(0, 1)])),
}

const random = stream('example trials')
const [names, ranges] = [Object.keys(space), Object.values(space)]

/** A trial as a row, with its state and what it came to. */
function rowOf(number: number): string {
  const [lr, units, momentum, dropout, optimizer, ...more] = ranges.map((range) => settingAt(range, random.uniform()))
  const decades = log(Number(lr)) / Math.LN10
  const size = log(Number(units) / 16) / log(32)
  const loss =
    0.3 + 0.25 * (decades + 3.2) ** 2 + 0.35 * (1 - size) + (optimizer === 'sgd' ? 0.2 : 0) + 0.04 * random.gaussian()
  const fate = random.uniform()
  const state = fate < 0.05 ? 'PRUNED' : fate < 0.07 ? 'FAIL' : 'COMPLETE'
  const value = state === 'FAIL' ? '' : decades > -1.08 ? 'inf' : loss.toFixed(4)
  const settings = [lr, units, momentum, dropout, optimizer, ...more].map((setting) => {
    return typeof setting === 'number' ? Number(setting.toPrecision(6)) : setting
  })
  return [number, value, ...settings, state].join(',')
}

const head = ['number', 'value', ...names.map((name) => `params_${name}`), 'state'].join(',')
const text = `${[head, ...Array.from({ length: options.rows }, (_, k) => rowOf(k))].join('\n')}\n`
if (options.write !== undefined) writeWhole(options.write, text)
if (options.analyse) {
  const { user } = process.cpuUsage()
  const { trials, importance } = tableFindings(readTable(text), { target: 'value' })
  const seconds = (process.cpuUsage().user - user) / 1e6
  const memory = process.resourceUsage().maxRSS / 1024
  console.log(`${grouped(options.rows)} rows of ${names.length} settings, ${(text.length / 2 ** 20).toFixed(1)} MB`)
  console.log(`${grouped(trials)} trials explained, R² out of bag ${importance.outOfBag?.toFixed(3)}`)
  console.log(`${duration(seconds)} of processor time, ${grouped(memory)} MB of memory at most`)
}
