/**
 * How long does a report take? Made-up trials of a study as large as the paper’s: 9 cells × 3 tasks × 200 trials, on one thread. First
 * what the importance of settings costs, then all findings, then the page; with --intervals, importance with its intervals as well.
 *
 *     npm run -s bench:report -- [--trials 200] [--cells 9] [--tasks 3] [--intervals 0] [--output FILE]
 */
import { parseArgs } from 'node:util'
import { cells as catalog } from '../src/cell/catalog.ts'
import { writeWhole } from '../src/files/write-whole.ts'
import { findingsOf } from '../src/findings/findings.ts'
import { importances } from '../src/findings/importance/of-study.ts'
import { stream } from '../src/math/random.ts'
import { duration } from '../src/math/text.ts'
import { report } from '../src/report/report.ts'
import type { StudyDefinition } from '../src/study/definition.ts'
import { logInteger, logUniform, oneMinusLog, position, settingAt, uniform } from '../src/study/space.ts'
import type { TrialRecord } from '../src/train/record.ts'

const { values } = parseArgs({
  options: {
    trials: { type: 'string', default: '200' },
    cells: { type: 'string', default: '9' },
    tasks: { type: 'string', default: '3' },
    intervals: { type: 'string', default: '0' },
    output: { type: 'string' },
  },
})
const { output, ...numbers } = values
const { trials, cells, tasks, intervals } = Object.fromEntries(
  Object.entries(numbers).map(([key, text]) => [key, Number(text)]),
)

const space = {
  hiddenSize: logInteger(20, 200),
  learningRate: logUniform(1e-6, 1e-2),
  momentum: oneMinusLog(0.01, 1),
  inputNoise: uniform(0, 1),
}
const task = {
  question: 'What next?',
  source: 'made up',
  inputs: 88,
  outputs: 88,
  directions: 1,
  loss: 'sigmoid',
  metric: 'nats',
  trivial: { validation: 11, test: 11 },
  fingerprint: '0'.repeat(64),
  sizes: [229, 76, 77],
} as const
const definition: StudyDefinition = {
  name: 'bench',
  question: 'How long does a report take?',
  seed: 1,
  baseline: 'V',
  trials,
  best: 0.1,
  training: { epochs: 150, patience: 15 },
  space,
  spaceOf: {},
  tasks: Object.fromEntries(Array.from({ length: tasks }, (_, k) => [`task${k + 1}`, task])),
  cells: Object.fromEntries(Object.entries(catalog).slice(0, cells)),
}

/** Errors fall with the rate down to a basin and leap beyond it, rise with noise and fall with size; times grow with size. */
function trialOf(taskName: string, cell: string, number: number): TrialRecord {
  const random = stream('bench report', taskName, cell, number)
  const settings = Object.fromEntries(
    Object.entries(space).map(([name, range]) => [name, settingAt(range, random.uniform())]),
  )
  const at = (name: keyof typeof space) => position(space[name], settings[name])
  const diverged = at('learningRate') > 0.95
  const error = 8.4 + 4 * Math.max(0, 0.6 - at('learningRate')) + at('inputNoise') * 0.4 - at('hiddenSize') * 0.3
  const test = diverged ? 11 + 20 * random.uniform() : error + 0.1 * random.gaussian()
  const curve = Array.from({ length: 60 }, (_, epoch) => test + 3 / (epoch + 1))
  return {
    task: taskName,
    cell,
    number,
    settings,
    outcome: {
      kind: diverged ? 'diverged' : 'completed',
      validation: test,
      test,
      bestEpoch: 60,
      epochs: 60,
      curve: { training: curve, validation: curve },
      parameters: 1000 * Number(settings.hiddenSize),
      weights: '',
    },
    seconds: 60 * (1 + 10 * at('hiddenSize') ** 2) + random.uniform(),
    arithmetic: 'none',
    version: '0',
    worker: 'bench',
    finished: '2026-01-01T00:00:00.000Z',
  }
}

const records = Object.keys(definition.tasks).flatMap((name) =>
  Object.keys(definition.cells).flatMap((cell) =>
    Array.from({ length: trials }, (_, number) => trialOf(name, cell, number)),
  ),
)

function timed<T>(what: string, work: () => T): T {
  const start = process.cpuUsage()
  const result = work()
  const { user, system } = process.cpuUsage(start)
  const memory = Math.round(process.resourceUsage().maxRSS / 2 ** 10)
  console.log(`${what}: ${duration((user + system) / 1e6)} of processor time, at most ${memory} MiB so far`)
  return result
}

console.log(`${tasks} tasks × ${cells} cells × ${trials} trials`)
timed('importance', () => importances(definition, records))
const findings = timed('all findings', () => findingsOf(definition, records))
const page = timed('the page', () => report(definition, records, findings))
console.log(`${(page.length / 2 ** 20).toFixed(1)} MiB of HTML`)
if (output !== undefined) writeWhole(output, page)
if (intervals > 0) timed(`importance, ${intervals} redrawings`, () => importances(definition, records, { intervals }))
