import { describe, expect, it } from 'vitest'
import { cells } from '../../src/cell/catalog.ts'
import { departures, type LstmOptions, lstm } from '../../src/cell/lstm.ts'
import { differencesOf, sampleFor } from '../../src/engine/check.ts'
import { reference } from '../../src/engine/reference/reference.ts'
import { stream } from '../../src/math/random.ts'
import { engineContract } from './contract.ts'
import { oddCells } from './odd-cells.ts'

describe('the reference engine', () => engineContract(reference, { tolerance: 1e-12 }))

describe('finite differences agree with the derivatives to 1e-6', () => {
  it.each(Object.entries({ ...cells, ...oddCells }))('%s', (_, cell) => {
    for (const loss of ['sigmoid', 'softmax', 'squared', 'ctc'] as const) {
      for (const directions of [1, 2] as const)
        expect(differencesOf(sampleFor(cell, { loss, directions })).error).toBeLessThan(1e-6)
    }
  })

  const random = stream('ten departures')
  const combinations = Array.from({ length: 10 }, () =>
    Object.fromEntries(Object.entries(departures).map(([name, of]) => [name, of[random.integer(of.length)]])),
  )
  it.each(combinations)('an LSTM with %o', (options) => {
    expect(differencesOf(sampleFor(lstm(options as LstmOptions))).error).toBeLessThan(1e-6)
  })
})
