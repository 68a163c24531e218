import { describe, expect, it } from 'vitest'
import { cells } from '../../src/cell/catalog.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { reference } from '../../src/engine/reference/reference.ts'
import { wasmPlain, wasmRelaxed } from '../../src/engine/wasm/engine.ts'
import { probeRelaxed } from '../../src/engine/wasm/probe.ts'
import { evaluate, type TrialContext } from '../../src/run/evaluate.ts'
import type { StudyCell } from '../../src/study/study.ts'
import type { Trial } from '../../src/study/trial.ts'
import { reber } from '../../src/task/classic/reber.ts'
import { loadTask } from '../../src/task/load.ts'
import { naiveBaseline } from '../../src/task/naive-baseline.ts'
import type { Trained } from '../../src/train/outcome.ts'
import type { Epoch } from '../../src/train/train.ts'

const task = await loadTask(reber({ training: 20, validation: 5, test: 5, steps: 40 }))
const naiveResults = naiveBaseline(task, task.splits)

const trialOf = (settings: Trial['settings'] = {}): Trial => ({
  task: 'reber',
  cell: 'V',
  number: 0,
  settings: { hiddenSize: 8, learningRate: 0.02, momentum: 0.9, inputNoise: 0.05, ...settings },
  keys: [1, 'reber', 'V', 0],
})

function evaluated(
  trial: Trial,
  {
    cell = cells.V as StudyCell,
    engine = wasmPlain as Engine,
    rules = { epochs: 8, patience: 8 },
    onEpoch,
  }: Partial<TrialContext> = {},
): Trained {
  const watched = onEpoch === undefined ? {} : { onEpoch }
  const outcome = evaluate(trial, { task, naiveBaseline: naiveResults, cell, rules, engine, ...watched })
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

describe('a whole trial gives the same bits on every machine: curve, early stopping, the weights kept, the test of these', () => {
  const stopped = (engine: Engine) =>
    evaluated(trialOf({ learningRate: 0.1 }), { engine, rules: { epochs: 40, patience: 3 } })
  const outcome = {
    kind: 'completed',
    validation: 3,
    test: 5,
    bestEpoch: 10,
    epochs: 13,
    parameters: 599,
    testLosses: '0000484300009643000096430000c8420000c842',
  }
  const validation = [100, 77.5, 64, 32, 7, 7, 5.5, 6, 6.5, 3, 4.5, 7, 5.5]

  it('plain SIMD', () => {
    const training = [
      3.8349026354910665, 3.2505041329600304, 2.3043569698713187, 1.442540461990863, 0.7923167258080003,
      0.3451424701220461, 0.20064999671246883, 0.1649676480890726, 0.1496218308960427, 0.1448456439845354,
      0.13991484129417553, 0.131950510777783, 0.12702201743211405,
    ]
    const weights = '00b95febac4494b949de7759f3edc9a2a26e4246aa5c796e95a0f4594138a494'
    expect(stopped(wasmPlain)).toEqual({ ...outcome, curve: { training, validation }, weights })
  })

  it.skipIf(probeRelaxed() !== 'fused')('relaxed SIMD, wherever it is fused', () => {
    const training = [
      3.8349026354678317, 3.2505041219794206, 2.3043568732220585, 1.4425404866470535, 0.7923172007908973,
      0.34514210382401733, 0.2006500090164543, 0.1649672652205451, 0.1496215899771602, 0.14484594460582007,
      0.13991459913835974, 0.13195073548322786, 0.12702202561171883,
    ]
    const weights = 'f1f96f5d838e9d6bf707b41479bf4b56e74eaee1bbb2e492d6d3c3af4931dbda'
    expect(stopped(wasmRelaxed)).toEqual({ ...outcome, curve: { training, validation }, weights })
  })
})
