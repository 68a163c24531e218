import { cells } from '../../src/cell/catalog.ts'
import { stream } from '../../src/math/random.ts'
import type { StudyDefinition } from '../../src/study/definition.ts'
import { logInteger, logUniform, oneMinusLog, settingAt, uniform } from '../../src/study/space.ts'
import type { TrialRecord } from '../../src/train/record.ts'

/** A definition with these cells, ten trials each unless told otherwise, on one task measured in %. */
export function definitionOf(
  names: readonly (keyof typeof cells)[],
  changes: Partial<StudyDefinition> = {},
): StudyDefinition {
  return {
    name: 'made-up',
    question: 'What if?',
    seed: 1,
    baseline: names[0],
    trials: 10,
    best: 0.2,
    training: { epochs: 30, patience: 10 },
    space: {
      hiddenSize: logInteger(20, 200),
      learningRate: logUniform(1e-6, 1e-2),
      momentum: oneMinusLog(0.01, 1),
      inputNoise: uniform(0, 1),
    },
    spaceOf: {},
    tasks: {
      reber: {
        question: 'What next?',
        source: 'nowhere',
        inputs: 7,
        outputs: 7,
        directions: 1,
        loss: 'sigmoid',
        metric: 'wrong sets',
        naiveBaseline: { validation: 90, test: 90 },
        fingerprint: 'f'.repeat(64),
        sizes: [3, 2, 1],
      },
    },
    cells: Object.fromEntries(names.map((name) => [name, cells[name]])),
    ...changes,
  }
}

/** A finished trial with these results. */
export function trialOf(
  cell: string,
  number: number,
  results: { validation: number; test: number; learningRate?: number; kind?: 'completed' | 'diverged' },
): TrialRecord {
  const { validation, test, learningRate = 1e-3, kind = 'completed' } = results
  return {
    task: 'reber',
    cell,
    number,
    settings: { hiddenSize: 50, learningRate, momentum: 0.9, inputNoise: 0.1 },
    outcome: {
      kind,
      validation,
      test,
      bestEpoch: 2,
      epochs: 3,
      curve: { training: [2, 1, 1], validation: [validation + 1, validation, validation + 2] },
      parameters: 1000 + number,
      weights: 'ab',
    },
    seconds: 2,
    arithmetic: 'wasm float32 plain',
    version: '0.0.0',
    worker: 'here#1',
    finished: '2026-01-01T00:00:00.000Z',
  }
}

/** Trials whose results depend on the learning rate and on the cell, with noise, the same every time. */
export function seededTrials(definition: StudyDefinition, worse: Readonly<Record<string, number>> = {}): TrialRecord[] {
  return Object.keys(definition.cells).flatMap((cell) =>
    Array.from({ length: definition.trials }, (_, number) => {
      const random = stream('made-up', cell, number)
      const u = random.uniform()
      const learningRate = Number(settingAt(definition.space.learningRate, u))
      const validation = 20 + (worse[cell] ?? 0) + 60 * Math.abs(u - 0.7) + 2 * random.gaussian()
      const kind = u > 0.97 ? 'diverged' : 'completed'
      return trialOf(cell, number, { validation, test: validation + random.gaussian(), learningRate, kind })
    }),
  )
}
