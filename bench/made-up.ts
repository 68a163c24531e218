/** A made-up study of any size with plausible results: used where a bench asks how long it takes to keep or to report many trials. */
import { cells as catalog } from '../src/cell/catalog.ts'
import { exp } from '../src/math/functions.ts'
import { stream } from '../src/math/random.ts'
import type { StudyDefinition } from '../src/study/definition.ts'
import { logInteger, logUniform, oneMinusLog, position, settingAt, uniform } from '../src/study/space.ts'
import type { TrialRecord } from '../src/train/record.ts'

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
  naiveBaseline: { validation: 11, test: 11 },
  fingerprint: '0'.repeat(64),
  sizes: [229, 76, 77],
} as const

/** A study of so many of the paper’s cells on so many tasks, with so many trials of each pair. */
export function madeUpStudy({
  tasks,
  cells,
  trials,
}: {
  tasks: number
  cells: number
  trials: number
}): StudyDefinition {
  return {
    name: 'bench',
    question: 'How long does it take?',
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
}

/** All trials of a made-up study, by task, cell and number. */
export function* madeUpTrials({ tasks, cells, trials }: StudyDefinition): Generator<TrialRecord> {
  for (const name of Object.keys(tasks)) {
    for (const cell of Object.keys(cells)) {
      for (let number = 0; number < trials; number++) yield trialOf(name, cell, number)
    }
  }
}

/**
 * Errors fall with the rate down to a basin and leap beyond it, rise with noise and fall with size; times grow with size. Curves
 * fall, the lower the rate the slower, for 15 to 150 epochs; a hundredth of the trials failed.
 */
function trialOf(taskName: string, cell: string, number: number): TrialRecord {
  const random = stream('made up', taskName, cell, number)
  const settings = Object.fromEntries(
    Object.entries(space).map(([name, range]) => [name, settingAt(range, random.uniform())]),
  )
  const at = (name: keyof typeof space) => position(space[name], settings[name])
  const diverged = at('learningRate') > 0.95
  const error = 8.4 + 4 * Math.max(0, 0.6 - at('learningRate')) + at('inputNoise') * 0.4 - at('hiddenSize') * 0.3
  const test = diverged ? 11 + 20 * random.uniform() : error + 0.1 * random.gaussian()
  const epochs = diverged ? 1 : 15 + Math.floor(136 * random.uniform() ** 3)
  const curve = (offset: number) =>
    Array.from({ length: epochs }, (_, epoch) => test + offset + 3 * exp(-epoch / 10) + 0.02 * random.gaussian())
  const minute = String(number % 60).padStart(2, '0')
  return {
    task: taskName,
    cell,
    number,
    settings,
    outcome:
      random.uniform() < 0.01
        ? { kind: 'failed', reason: 'the sequence is too long' }
        : {
            kind: diverged ? 'diverged' : 'completed',
            validation: test + 0.05 * random.gaussian(),
            test,
            bestEpoch: Math.max(1, epochs - 15),
            epochs,
            curve: { training: curve(-0.5), validation: curve(0) },
            parameters: 1000 * Number(settings.hiddenSize),
            weights: random.bits().toString(16).padStart(64, '0'),
          },
    seconds: 60 * (1 + 10 * at('hiddenSize') ** 2) + random.uniform(),
    arithmetic: 'none',
    version: '0',
    worker: `bench/${1 + (number % 2)}`,
    finished: `2026-01-01T00:${minute}:00.000Z`,
  }
}
