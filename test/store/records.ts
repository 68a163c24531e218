import { cells } from '../../src/cell/catalog.ts'
import type { StudyDefinition } from '../../src/study/definition.ts'
import { packLosses } from '../../src/task/test-losses.ts'
import type { TrialRecord } from '../../src/train/record.ts'
import { small } from '../study/small.ts'

/** A task of the definition. */
export const task = {
  question: 'which?',
  source: 'made for tests',
  inputs: 1,
  outputs: 1,
  directions: 1,
  loss: 'sigmoid',
  metric: 'nats',
  naiveBaseline: { validation: 0.7, test: 0.1 + 0.2 },
  fingerprint: 'ab'.repeat(32),
  sizes: [6, 3, 3],
  // 18 nats over 60 frames
  testSequences: { counts: [10, 20, 30], naiveBaseline: packLosses([3, 6, 9])! },
} as const

/** A definition to keep. */
export const definition: StudyDefinition = {
  name: 'small',
  question: 'Does it keep what it is given?',
  seed: 1,
  baseline: 'V',
  trials: 4,
  best: 0.5,
  training: { epochs: 5, patience: 3 },
  space: small.space,
  spaceOf: {},
  tasks: { echo1: task, echo2: task },
  cells: { V: cells.V, GRU: cells.GRU },
}

/** A finished trial to keep. */
export function finishedTrial(change: Partial<TrialRecord> = {}): TrialRecord {
  return {
    task: 'echo1',
    cell: 'V',
    number: 0,
    settings: { hiddenSize: 3, learningRate: 0.1 + 0.2, momentumKind: 'nesterov' },
    outcome: {
      kind: 'completed',
      validation: 1 / 3,
      test: 2 / 3,
      bestEpoch: 2,
      epochs: 3,
      curve: { training: [1.5, 0.1, 0.05], validation: [0.9, 1 / 3, 0.4] },
      parameters: 123,
      weights: 'cd'.repeat(32),
      // 40 nats over 60 frames
      testLosses: packLosses([10, 10, 20])!,
    },
    seconds: 0.123456789,
    arithmetic: 'wasm float32 relaxed',
    version: '0.1.0',
    worker: 'host#1',
    finished: '2026-11-21T04:31:40.123Z',
    ...change,
  }
}

/** The same as trials of earlier versions are. */
export function withoutLosses(trial: TrialRecord): TrialRecord {
  if (trial.outcome.kind === 'failed') return trial
  const { testLosses, ...outcome } = trial.outcome
  return { ...trial, outcome }
}
