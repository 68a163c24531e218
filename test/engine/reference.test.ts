import { describe, expect, it } from 'vitest'
import { cells } from '../../src/cell/catalog.ts'
import { ablations, type LstmOptions, lstm } from '../../src/cell/lstm.ts'
import { differencesOf, sampleFor, samplesFor } from '../../src/engine/check.ts'
import { readoutNames } from '../../src/engine/engine.ts'
import { lossNames } from '../../src/engine/loss/loss.ts'
import { reference } from '../../src/engine/reference/reference.ts'
import { stream } from '../../src/math/random.ts'
import { engineContract, usingContract } from './contract.ts'
import { oddCells } from './odd-cells.ts'

describe('the reference engine', () => {
  engineContract(reference)
  usingContract(reference, { tolerance: 1e-12 })
})

describe('finite differences agree with the derivatives to 1e-6', () => {
  it.each(Object.entries({ ...cells, ...oddCells }))('%s', (_, cell) => {
    for (const sample of samplesFor(cell)) expect(differencesOf(sample).error).toBeLessThan(1e-6)
  })

  it.each(lossNames)('%s loss in one direction and in two', (loss) => {
    for (const directions of [1, 2] as const)
      expect(differencesOf(sampleFor(cells.V, { loss, directions })).error).toBeLessThan(1e-6)
  })

  it.each([
    ['one unit, one input, one output, one step', { hidden: 1, inputs: 1, outputs: 1, steps: 1 }],
    ['more inputs and outputs than units', { hidden: 2, inputs: 17, outputs: 9 }],
    ['steps before `from` that do not count', { from: 4 }],
    ['the same in two directions', { from: 4, directions: 2 }],
  ] as const)('%s', (_, sizes) => {
    for (const cell of [cells.V, cells.FGR, cells.GRU]) {
      for (const loss of ['sigmoid', 'softmax', 'squared'] as const)
        expect(differencesOf(sampleFor(cell, { ...sizes, loss })).error).toBeLessThan(1e-6)
    }
  })

  it.each([[[]], [[3]], [[1, 1, 2]], [[1, 2, 1, 2, 1]]])('label %j of CTC in five steps', (label) => {
    const sample = sampleFor(cells.V, { loss: 'ctc', steps: 5, outputs: 9 })
    const sequence = { ...sample.sequence, targets: Int32Array.from(label) }
    expect(differencesOf({ ...sample, sequence }).error).toBeLessThan(1e-6)
  })

  const deep = [1, 2, 3].flatMap((layers) => ([1, 2] as const).map((directions) => ({ layers, directions })))
  it.each(deep)('layers: $layers, directions: $directions, with every readout and loss', (sizes) => {
    for (const cell of [cells.V, cells.CIFG, cells.GRU]) {
      for (const readout of readoutNames) {
        for (const loss of lossNames.filter((loss) => loss !== 'ctc' || readout === 'each step')) {
          const sample = sampleFor(cell, {
            ...sizes,
            readout,
            loss,
            hidden: 2,
            inputs: 2,
            outputs: 2,
            steps: 2,
          })
          expect(differencesOf(sample).error, `${readout}, ${loss}`).toBeLessThan(1e-6)
        }
      }
    }
  })

  it('noise and dropout of every layer, also before a readout of the last step or the mean', () => {
    const keys = [
      [123456789, 4000000000],
      [7, 8],
    ] as const
    for (const readout of readoutNames) {
      const sample = sampleFor(cells.V, { layers: 2, directions: 2, hidden: 2, readout, steps: 3, batch: 2 })
      const disturbances = { noise: { deviation: 0.5, keys }, dropout: { share: 0.4, keys } }
      expect(differencesOf(sample, disturbances).error, readout).toBeLessThan(1e-6)
      expect(differencesOf(sample, { dropout: disturbances.dropout }).error, readout).toBeLessThan(1e-6)
    }
  })

  it('class weights, and targets that are none', () => {
    const classes = sampleFor(cells.GRU, { loss: 'softmax', outputs: 3 })
    const network = { ...classes.network, classWeights: [0.5, 2, 3] }
    const batch = [{ ...classes.sequence, targets: Int32Array.of(0, -1, 1, 2, -1, 1) }]
    expect(differencesOf({ ...classes, network, batch }).error).toBeLessThan(1e-6)
    for (const loss of ['sigmoid', 'squared', 'huber', 'gaussian'] as const) {
      const sample = sampleFor(cells.GRU, { loss })
      const missing = {
        ...sample.sequence,
        targets: sample.sequence.targets.map((y, k) => (k % 3 === 0 ? Number.NaN : y)),
      }
      expect(differencesOf({ ...sample, batch: [missing] }).error, loss).toBeLessThan(1e-6)
    }
  })

  const random = stream('ten ablations')
  const combinations = Array.from({ length: 10 }, () =>
    Object.fromEntries(Object.entries(ablations).map(([name, of]) => [name, of[random.integer(of.length)]])),
  )
  it.each(combinations)('an LSTM with %o', (options) => {
    expect(differencesOf(sampleFor(lstm(options as LstmOptions))).error).toBeLessThan(1e-6)
  })
})
