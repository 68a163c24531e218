import { describe, expect, it } from 'vitest'
import { cells } from '../../src/cell/catalog.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { reference } from '../../src/engine/reference/reference.ts'
import { wasmPlain } from '../../src/engine/wasm/engine.ts'
import { evaluate, type TrialContext } from '../../src/run/evaluate.ts'
import type { Settings } from '../../src/study/space.ts'
import type { Trial } from '../../src/study/trial.ts'
import { loadTask } from '../../src/task/load.ts'
import { naiveBaseline } from '../../src/task/naive-baseline.ts'
import type { Trained } from '../../src/train/outcome.ts'
import type { TrainingState } from '../../src/train/train.ts'
import { echo } from '../study/small.ts'

const task = await loadTask(echo('echo', 2))
const context = { task, naiveBaseline: naiveBaseline(task, task.splits), cell: cells.V }
const base: Settings = { hiddenSize: 3, learningRate: 0.2, momentum: 0.5, inputNoise: 0.1 }
const trialWith = (settings: Settings): Trial => ({
  task: 'echo',
  cell: 'V',
  number: 0,
  settings: { ...base, ...settings },
  keys: [1],
})

function trained(settings: Settings, more: Partial<TrialContext> = {}): Trained {
  const rules = { epochs: 6, patience: 6 }
  const outcome = evaluate(trialWith(settings), { ...context, rules, engine: reference, ...more })
  if (outcome.kind === 'failed') throw new Error(outcome.reason)
  return outcome
}

const everything = {
  layers: 2,
  batchSize: 4,
  optimiser: 'adamw',
  weightDecay: 0.01,
  clipNorm: 1,
  dropout: 0.2,
  schedule: 'plateau',
  plateauEpochs: 1,
  initialWeights: 'glorot',
  forgetBias: 'chrono',
} as const
const kinds: [string, Engine, Settings][] = [
  ['the paper’s protocol', reference, {}],
  ['the paper’s protocol', wasmPlain, {}],
  [
    'classical momentum, halved on plateaus',
    wasmPlain,
    { momentumKind: 'classical', schedule: 'plateau', plateauEpochs: 1 },
  ],
  ['RMSProp along a cosine', reference, { optimiser: 'rmsprop', schedule: 'cosine' }],
  ['all there is', reference, everything],
  ['all there is', wasmPlain, everything],
]

describe('a training interrupted after any epoch goes on with the same bits', () => {
  it.each(kinds)('%s, %o', (_, engine, settings) => {
    const states: TrainingState[] = []
    const whole = trained(settings, { engine, onEpoch: (_, state) => states.push(structuredClone(state())) })
    expect(whole.epochs).toBe(6)
    for (const from of states) expect(trained(settings, { engine, from })).toEqual(whole)
  })

  it('also where it was about to end, by divergence or by patience', () => {
    for (const settings of [{ learningRate: 1e9, momentum: 0 }, { learningRate: 1e-300 }]) {
      const rules = { epochs: 6, patience: 2 }
      const states: TrainingState[] = []
      const whole = trained(settings, { rules, onEpoch: (_, state) => states.push(state()) })
      expect(whole.epochs).toBeLessThan(6)
      for (const from of states) expect(trained(settings, { rules, from })).toEqual(whole)
    }
  })
})
