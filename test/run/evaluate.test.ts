import { describe, expect, it } from 'vitest'
import { cells } from '../../src/cell/catalog.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { reference } from '../../src/engine/reference/reference.ts'
import { wasmPlain } from '../../src/engine/wasm/engine.ts'
import { evaluate, type TrialContext } from '../../src/run/evaluate.ts'
import type { StudyCell } from '../../src/study/study.ts'
import type { Trial } from '../../src/study/trial.ts'
import { reber } from '../../src/task/classic/reber.ts'
import { loadTask } from '../../src/task/load.ts'
import { trivial } from '../../src/task/trivial.ts'
import type { Trained } from '../../src/train/outcome.ts'
import type { Epoch } from '../../src/train/train.ts'

const task = await loadTask(reber({ training: 20, validation: 5, test: 5, steps: 40 }))
const trivialResults = trivial(task, task.splits)

const trialOf = (settings: Trial['settings'] = {}): Trial => ({
  task: 'reber',
  cell: 'V',
  number: 0,
  settings: { hiddenSize: 8, learningRate: 0.02, momentum: 0.9, inputNoise: 0.05, ...settings },
  keys: [1, 'reber', 'V', 0],
})

function evaluated(
  trial: Trial,
  { cell = cells.V as StudyCell, engine = wasmPlain as Engine, onEpoch }: Partial<TrialContext> = {},
): Trained {
  const rules = { epochs: 8, patience: 8 }
  const watched = onEpoch === undefined ? {} : { onEpoch }
  const outcome = evaluate(trial, { task, trivial: trivialResults, cell, rules, engine, ...watched })
  if (outcome.kind === 'failed') throw new Error(outcome.reason)
  return outcome
}

describe('a trial evaluated', () => {
  it('by the reference engine, end to end: eight epochs reduce the loss of the Reber grammar by a third', () => {
    const { kind, curve, parameters, test } = evaluated(trialOf(), { engine: reference })
    expect(kind).toBe('completed')
    expect(curve.training.length).toBe(8)
    expect(curve.training[7]).toBeLessThan((2 / 3) * curve.training[0])
    expect(parameters).toBe(4 * 8 * (7 + 8 + 1) + 3 * 8 + 7 * 8 + 7)
    expect(Number.isFinite(test)).toBe(true)
  })

  it('twice gives the same outcome, weights and all', () => {
    expect(evaluated(trialOf())).toEqual(evaluated(trialOf()))
  })

  it('depends on the kind of momentum, on clipping and on the keys', () => {
    const other: Trial = { ...trialOf(), keys: [1, 'reber', 'V', 1] }
    const outcomes = [
      evaluated(trialOf()),
      evaluated(trialOf({ momentumKind: 'classical' })),
      evaluated(trialOf({ clipping: '0.1' })),
      evaluated(other),
    ]
    expect(new Set(outcomes.map(({ weights }) => weights)).size).toBe(4)
  })

  it('trains the ablations that its settings chose', () => {
    const chosen = evaluated(trialOf({ peepholes: 'none', forgetGate: 'coupled' }), { cell: { lstm: {} } })
    expect(chosen.parameters).toBe(3 * 8 * (7 + 8 + 1) + 7 * 8 + 7)
  })

  it('tells every epoch with the best so far', () => {
    const epochs: Epoch[] = []
    const { curve } = evaluated(trialOf(), { onEpoch: (epoch) => epochs.push(epoch) })
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(epochs.map(({ validation }) => validation)).toEqual(curve.validation)
    epochs.forEach(({ best }, k) => {
      expect(best).toBe(Math.min(...curve.validation.slice(0, k + 1)))
    })
  })
})
