import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cosTurn, exp, log, log1p, sigmoid, sinTurn, tanh } from '../../src/math/functions.ts'

const view = new DataView(new ArrayBuffer(8))

/** The place of a number in the list of all numbers. */
function place(x: number): bigint {
  view.setFloat64(0, x)
  const bits = view.getBigInt64(0)
  return bits < 0n ? -(bits & 0x7fffffffffffffffn) : bits
}

/** How many numbers lie between two, one of them counted. */
function unitsApart(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b) ? 0 : Number.POSITIVE_INFINITY
  const distance = place(a) - place(b)
  return Number(distance < 0n ? -distance : distance)
}

/** The number with these 64 bits. */
function numberOf(bits: bigint): number {
  view.setBigUint64(0, bits)
  return view.getFloat64(0)
}

const plainSigmoid = (x: number) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)))

const anyNumber = fc.bigInt({ min: 0n, max: 0xffffffffffffffffn }).map(numberOf)

/** Ours, the built-in one, and how far they may be apart: our error and at most one unit of theirs (more where theirs is composed). */
const cases = {
  exp: { ours: exp, theirs: Math.exp, units: 3, from: -746, to: 710 },
  log: { ours: log, theirs: Math.log, units: 3, from: 0, to: 4 },
  log1p: { ours: log1p, theirs: Math.log1p, units: 5, from: -0.999, to: 2 },
  tanh: { ours: tanh, theirs: Math.tanh, units: 5, from: -21, to: 21 },
  sigmoid: { ours: sigmoid, theirs: plainSigmoid, units: 7, from: -746, to: 40 },
}

describe.each(Object.entries(cases))('%s', (_name, { ours, theirs, units, from, to }) => {
  test(`is within ${units} units in the last place of the built-in one where it changes`, () => {
    let worst = 0
    for (let k = 0; k <= 200_000; k++) {
      const x = from + ((to - from) * k) / 200_000
      worst = Math.max(worst, unitsApart(ours(x), theirs(x)))
    }
    expect(worst).toBeLessThanOrEqual(units)
  })

  test(`is within ${units} units of it at any of the 2⁶⁴ numbers`, () => {
    fc.assert(
      fc.property(anyNumber, (x) => unitsApart(ours(x), theirs(x)) <= units),
      { numRuns: 20_000 },
    )
  })

  test(`is within ${units} units of it at numbers around 1, and at tiny and subnormal ones`, () => {
    const points = [1, 2 ** -30, 2 ** -60, 2 ** -500, 2 ** -1022, 2 ** -1050, 5e-324]
    for (const point of points.flatMap((x) => [x, -x])) {
      for (let k = -500; k <= 500; k++) {
        const x = point * (1 + k * 2 ** -52)
        expect(unitsApart(ours(x), theirs(x)), `at ${x}`).toBeLessThanOrEqual(units)
      }
    }
  })
})

test('exp and log of the edges are what they should be', () => {
  expect([exp(0), exp(-0)]).toEqual([1, 1])
  expect([exp(Number.POSITIVE_INFINITY), exp(Number.NEGATIVE_INFINITY), exp(Number.NaN)]).toEqual([
    Number.POSITIVE_INFINITY,
    0,
    Number.NaN,
  ])
  expect([exp(710), exp(-746), exp(709.782712893384)]).toEqual([Number.POSITIVE_INFINITY, 0, 1.7976931348622732e308])
  expect(exp(-745)).toBe(5e-324)
  expect([log(1), log(0), log(-1), log(Number.POSITIVE_INFINITY), log(Number.NaN)]).toEqual([
    0,
    Number.NEGATIVE_INFINITY,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NaN,
  ])
  expect(log(5e-324)).toBe(-744.4400719213812)
  expect([log1p(0), log1p(-1), log1p(1e-20), log1p(Number.POSITIVE_INFINITY)]).toEqual([
    0,
    Number.NEGATIVE_INFINITY,
    1e-20,
    Number.POSITIVE_INFINITY,
  ])
  expect(log1p(-2)).toBeNaN()
})

test('tanh and the logistic function of the edges are what they should be', () => {
  expect([tanh(0), tanh(Number.POSITIVE_INFINITY), tanh(Number.NEGATIVE_INFINITY)]).toEqual([0, 1, -1])
  expect([sigmoid(0), sigmoid(Number.POSITIVE_INFINITY), sigmoid(Number.NEGATIVE_INFINITY)]).toEqual([0.5, 1, 0])
  expect([tanh(Number.NaN), sigmoid(Number.NaN)]).toEqual([Number.NaN, Number.NaN])
  expect(tanh(5e-324)).toBe(5e-324)
  expect(sigmoid(-745)).toBe(5e-324)
})

test('tanh is odd, and the logistic function of −x is one minus that of x', () => {
  const argument = fc.double({ min: -50, max: 50, noNaN: true })
  fc.assert(fc.property(argument, (x) => tanh(-x) === -tanh(x) || x === 0))
  fc.assert(fc.property(argument, (x) => Math.abs(sigmoid(-x) - (1 - sigmoid(x))) <= 2 ** -52))
})

test('the bits of a few values are pinned: they are the same on every machine', () => {
  expect([exp(0.1), exp(-10.3), exp(300.7)]).toEqual([1.1051709180756477, 3.363309518571897e-5, 3.9115664124791523e130])
  expect([log(0.2), log(3), log(1e300)]).toEqual([-1.6094379124341003, 1.0986122886681098, 690.7755278982137])
  expect([tanh(0.1), tanh(0.4), tanh(-2.5)]).toEqual([0.09966799462495583, 0.3799489622552249, -0.9866142981514303])
  expect([sigmoid(0.1), sigmoid(-3.3), sigmoid(20)]).toEqual([
    0.52497918747894, 0.035571189272636174, 0.9999999979388463,
  ])
})

describe('sine and cosine of a turn', () => {
  test('are exact at quarter turns', () => {
    const quarters = [-0.5, -0.25, 0, 0.25, 0.5, 0.75, 1]
    expect(quarters.map((u) => sinTurn(u) + 0)).toEqual([0, -1, 0, 1, 0, -1, 0])
    expect(quarters.map((u) => cosTurn(u) + 0)).toEqual([-1, 0, 1, 0, -1, 0, 1])
  })

  test('are within 1e-15 of the built-in ones at multiples of 2⁻²⁴, which are all that noise needs', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 24 - 1 }), (n) => {
        const u = n / 2 ** 24 // exact, but 2πu is not: rounded, it moves the built-in ones by up to 7e-16
        expect(Math.abs(sinTurn(u) - Math.sin(2 * Math.PI * u))).toBeLessThan(1e-15)
        expect(Math.abs(cosTurn(u) - Math.cos(2 * Math.PI * u))).toBeLessThan(1e-15)
      }),
    )
  })
})
