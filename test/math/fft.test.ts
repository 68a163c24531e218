import fc from 'fast-check'
import { expect, test } from 'vitest'
import { realTransform } from '../../src/math/fft.ts'
import { InputError } from '../../src/math/input-error.ts'
import { stream } from '../../src/math/random.ts'

/** The sum that defines the transform, term by term. */
function plainTransform(signal: number[], size: number): { real: number[]; imaginary: number[] } {
  const sum = (k: number, of: (angle: number) => number) =>
    signal.reduce((total, x, t) => total + x * of((2 * Math.PI * ((k * t) % size)) / size), 0)
  const frequencies = Array.from({ length: size / 2 + 1 }, (_, k) => k)
  return { real: frequencies.map((k) => sum(k, Math.cos)), imaginary: frequencies.map((k) => -sum(k, Math.sin)) }
}

function expectClose(found: ArrayLike<number>, expected: number[], within: number): void {
  expect(found.length).toBe(expected.length)
  for (let k = 0; k < expected.length; k++) expect(Math.abs(found[k] - expected[k])).toBeLessThanOrEqual(within)
}

function expectPlain(signal: number[], size: number, within: number): void {
  const { real, imaginary } = realTransform(size)(signal)
  const plain = plainTransform(signal, size)
  expectClose(real, plain.real, within)
  expectClose(imaginary, plain.imaginary, within)
}

test('four numbers, by hand: 1, 2, 3, 4 give 10, −2 + 2i, −2', () => {
  const { real, imaginary } = realTransform(4)([1, 2, 3, 4])
  expect([...real]).toEqual([10, -2, -2])
  expect([...imaginary]).toEqual([0, 2, 0])
})

test('an impulse has every frequency alike; a constant has only frequency 0', () => {
  const transform = realTransform(16)
  expect([...transform([3]).real]).toEqual(Array(9).fill(3))
  expect([...transform(Array(16).fill(1)).real]).toEqual([16, ...Array(8).fill(0)])
})

test.each([4, 8, 64, 512, 2048])('of %i numbers of noise it is the plain sum, to 1e-11 of its size', (size) => {
  const random = stream('noise', size)
  const signal = Array.from({ length: size }, () => random.gaussian())
  expectPlain(signal, size, 1e-11 * Math.sqrt(size))
})

test('a signal shorter than the transform is followed by zeros, also after a longer one', () => {
  const transform = realTransform(32)
  transform(Array(32).fill(9))
  const { real, imaginary } = transform([1, -2, 5])
  const plain = plainTransform([1, -2, 5], 32)
  expectClose(real, plain.real, 1e-13)
  expectClose(imaginary, plain.imaginary, 1e-13)
})

test('any signal of any length', () => {
  const number = fc.double({ min: -1e3, max: 1e3, noNaN: true })
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 6 }), fc.array(number, { maxLength: 64 }), (power, numbers) =>
      expectPlain(numbers.slice(0, 2 ** power), 2 ** power, 1e-9),
    ),
  )
})

test('other sizes are refused, and signals too long', () => {
  for (const size of [0, 2, 3, 12, 2047, -4, Number.NaN])
    expect(() => realTransform(size)).toThrow(
      new InputError(`size of a Fourier transform must be a power of two from 4, not ${size}`),
    )
  expect(() => realTransform(4)([1, 2, 3, 4, 5])).toThrow(new InputError('a signal must have at most 4 numbers, not 5'))
})
