import { describe, expect, test } from 'vitest'
import type { Sequence } from '../../src/engine/engine.ts'
import { type Decoding, decodingsOf, isWrong, type StripDecoding } from '../../src/findings/decodings.ts'
import type { Examples } from '../../src/findings/examples.ts'
import { penLine, spectrum } from '../../src/findings/pictures.ts'
import { strip } from '../../src/report/figures/examples-strip.ts'
import { decodingCaption, decodingsText } from '../../src/report/words/decodings.ts'

const described = {
  name: 'made-up',
  question: 'What?',
  source: 'here',
  directions: 1,
  fingerprint: '',
  inputs: 1,
} as const

/** One sequence, decoded. */
function read(task: Partial<Examples['task']>, sequence: Partial<Sequence>, logits: readonly number[]): Decoding {
  const whole = { inputs: new Float32Array(sequence.steps ?? 0), steps: 0, targets: new Float32Array(), ...sequence }
  const asked = { ...described, metric: 'nats', loss: 'sigmoid', outputs: 1, ...task } as const
  return decodingsOf({ task: asked, shown: [{ place: 3, sequence: whole, logits: Float32Array.from(logits) }] })[0]
}

describe('what a network predicts of', () => {
  test('a line is its text, what the best path reads, and the edits between', () => {
    const says = [1, 1, 0, 2, 2].flatMap((best) => [0, 1, 2].map((k) => (k === best ? 5 : 0)))
    const decoding = read(
      { loss: 'ctc', outputs: 3, symbols: ['', 'a', 'b'] },
      { steps: 5, targets: Int32Array.of(1, 1, 2) },
      says,
    )
    expect(decoding).toEqual({
      kind: 'text',
      place: 3,
      unit: 'character',
      text: 'aab',
      length: 3,
      read: 'ab',
      edits: 1,
    })
    expect(decodingsText([decoding])).toBe('1 edit for 3 characters of 1 line (33.3 %).')
  })

  test('a word is its letters, its phones, and the phones that the best path reads', () => {
    const says = [1, 0, 2, 0].flatMap((best) => [0, 1, 2].map((k) => (k === best ? 5 : 0)))
    const asked = {
      ...({ loss: 'ctc', metric: 'per', inputs: 2, outputs: 3, symbols: ['', 'OW', 'Z'] } as const),
      ...({ inputsAre: 'symbols', inputSymbols: ['o', 'z'] } as const),
    }
    const inputs = Float32Array.of(1, 0, 0, 0, 0, 1, 0, 0)
    const decoding = read(asked, { steps: 4, inputs, targets: Int32Array.of(1, 2, 1) }, says)
    expect(decoding).toEqual({
      ...{ kind: 'text', place: 3, unit: 'phone', seen: 'oz' },
      ...{ text: 'OW Z OW', length: 3, read: 'OW Z', edits: 1 },
    })
    expect(decodingsText([decoding])).toBe('1 edit for 3 phones of 1 word (33.3 %).')
  })

  test('an utterance is its runs of labels and of most probable phones', () => {
    const says = [0, 1, 1, 1].flatMap((best) => (best === 0 ? [2, 1] : [1, 2]))
    const decoding = read(
      { loss: 'softmax', outputs: 2, symbols: ['sh', 'iy'] },
      { steps: 4, targets: Int32Array.of(0, 0, 1, 1) },
      says,
    )
    expect(decoding).toEqual({
      kind: 'strip',
      place: 3,
      from: 0,
      steps: 4,
      counted: 4,
      wrong: 1,
      labels: [
        { symbol: 'sh', from: 0, to: 2 },
        { symbol: 'iy', from: 2, to: 4 },
      ],
      read: [
        { symbol: 'sh', from: 0, to: 1 },
        { symbol: 'iy', from: 1, to: 4 },
      ],
    })
    expect(decodingsText([decoding])).toBe('1 of 4 frames is wrong (25 %).')
  })

  test('a sequence of which the last steps count is those steps: what comes before is neither right nor wrong', () => {
    const says = [1, 1, 1, 0, 1].flatMap((best) => (best === 0 ? [2, 1] : [1, 2]))
    const decoding = read(
      { loss: 'softmax', outputs: 2, symbols: ['sh', 'iy'] },
      { steps: 5, from: 3, targets: Int32Array.of(0, 0, 0, 0, 1) },
      says,
    )
    const runs = [
      { symbol: 'sh', from: 3, to: 4 },
      { symbol: 'iy', from: 4, to: 5 },
    ]
    expect(decoding).toEqual({
      kind: 'strip',
      place: 3,
      from: 3,
      steps: 2,
      counted: 2,
      wrong: 0,
      labels: runs,
      read: runs,
    })
    expect(decodingCaption(decoding)).toMatch(
      /^0 of 2 frames are wrong \(0 %\)\. Test sequence 4, shown from step 4, the first that counts: labels/,
    )
    const figure = strip(decoding as StripDecoding).svg
    expect(figure).toContain('0 of 2 frames are wrong')
  })

  test('steps without a target are neither right nor wrong, whatever is predicted there', () => {
    const task = { loss: 'softmax', outputs: 2, symbols: ['sh', 'iy'] } as const
    const says = [0, 0, 1, 0, 0].flatMap((best) => (best === 0 ? [2, 1] : [1, 2]))
    const decoding = read(task, { steps: 5, targets: Int32Array.of(0, -1, -1, 1, -1) }, says) as StripDecoding
    expect(decoding).toMatchObject({ from: 0, steps: 5, counted: 2, wrong: 1 })
    expect(decoding.labels).toEqual([
      { symbol: 'sh', from: 0, to: 1 },
      { symbol: 'iy', from: 3, to: 4 },
    ])
    expect(decoding.read.map(({ symbol }) => symbol)).toEqual(['sh', 'iy', 'sh'])
    expect(decodingsText([decoding])).toBe('1 of 2 frames is wrong (50 %).')
    const sets = { steps: 3, targets: Float32Array.of(Number.NaN, Number.NaN, 1, Number.NaN, 0, 1) }
    const roll = read({ outputs: 2 }, sets, [9, 9, 9, 9, 9, 9])
    expect(roll.kind === 'roll' && roll.steps.map(({ step, cells }) => [step, cells.map(({ on }) => on)])).toEqual([
      [1, [true]],
      [2, [false, true]],
    ])
  })

  test('a sequence with one target for all its steps is one prediction', () => {
    const task = { loss: 'softmax', outputs: 2, readout: 'last', symbols: ['sh', 'iy'] } as const
    const decoding = read(task, { steps: 70, targets: Int32Array.of(1) }, [1, 2])
    const run = { symbol: 'iy', from: 0, to: 1 }
    expect(decoding).toMatchObject({ steps: 1, counted: 1, wrong: 0, labels: [run], read: [run] })
  })

  test('with the gaussian loss the means are predicted', () => {
    const decoding = read(
      { loss: 'gaussian', outputs: 4 },
      { steps: 2, targets: Float32Array.of(1, Number.NaN, 2, 3) },
      [1, 2, -9, -9, 3, 4, -9, -9],
    )
    expect(decoding.kind === 'values' && decoding.values).toEqual([
      { step: 0, output: 0, target: 1, predicted: 1 },
      { step: 1, output: 0, target: 2, predicted: 3 },
      { step: 1, output: 1, target: 3, predicted: 4 },
    ])
  })

  test('a spectrum is of the steps that count', () => {
    const scale = { means: [0, 0, 0], deviations: [1, 1, 1] }
    const asked = { loss: 'softmax', outputs: 2, inputs: 3, inputsAre: 'cepstra', scale } as const
    const inputs = Float32Array.of(99, 0, 0, 99, 0, 0, 1, 0, 0, 2, 0, 0)
    const decoding = read(asked, { steps: 4, from: 2, inputs, targets: new Int32Array(4) }, Array(8).fill(0))
    const { bands, levels } = (decoding as StripDecoding).spectrum!
    expect(levels).toEqual([...Array(bands).fill(0), ...Array(bands).fill(1)])
  })

  test('a roll is what is on with its probability, and what else was likely', () => {
    const decoding = read(
      { outputs: 3, symbols: ['C4', 'E4', 'G4'] },
      { steps: 2, targets: Float32Array.of(1, 0, 0, 0, 1, 0) },
      [0, -9, Math.log(3), -Math.log(9), Math.log(9), -9],
    )
    if (decoding.kind !== 'roll') throw new Error(decoding.kind)
    const rounded = decoding.steps.map(({ cells }) => cells.map((cell) => ({ ...cell, p: Number(cell.p.toFixed(6)) })))
    expect(rounded).toEqual([
      [
        { output: 0, on: true, p: 0.5 },
        { output: 2, on: false, p: 0.75 },
      ],
      [
        { output: 0, on: false, p: 0.1 },
        { output: 1, on: true, p: 0.9 },
      ],
    ])
    expect(decoding.steps.map(isWrong)).toEqual([true, false])
    expect(decodingsText([decoding])).toBe(
      '1 of the 2 outputs that are on had a probability above one half (50 %); so had 1 that are off.',
    )
  })

  test('a number is its target and its prediction, where it counts', () => {
    const decoding = read(
      { loss: 'squared', outputs: 1 },
      { steps: 2, from: 1, targets: Float32Array.of(0, 0.5) },
      [9, 0.75],
    )
    expect(decoding).toEqual({
      kind: 'values',
      place: 3,
      values: [{ step: 1, output: 0, target: 0.5, predicted: 0.75 }],
    })
    expect(decodingsText([decoding])).toBe('The largest difference between target and prediction is 0.25.')
  })
})

describe('pictures of standardised inputs', () => {
  test('a pen goes where its differences add up to, and a lift ends a stroke', () => {
    const inputs = Float32Array.from([0, 0, 0, 0, 1, 2, 0, 1, 1, 0, 0, 0, 0, 1, 0, 1])
    const scale = { means: [1, 0, 0, 0], deviations: [10, 5, 1, 1] }
    // Δx = 10 z + 1, Δy = 5 z
    expect(penLine({ steps: 4, inputs, targets: new Int32Array() }, scale)).toEqual([
      [1, 0, 12, 10],
      [23, 10, 24, 15],
    ])
  })

  test('a first coefficient alone is loudness alike in all bands; a second makes one end louder', () => {
    const scale = { means: Array(39).fill(0), deviations: Array(39).fill(1) }
    const inputs = new Float32Array(2 * 39)
    inputs[0] = 10
    inputs[39 + 1] = 5
    const { bands, levels } = spectrum({ steps: 2, inputs }, scale)
    expect(new Set(levels.slice(0, bands)).size).toBe(1)
    const second = levels.slice(bands)
    expect(second[0]).toBeGreaterThan(second[bands - 1])
    expect(levels.every((level) => level >= 0 && level <= 1)).toBe(true)
  })
})
