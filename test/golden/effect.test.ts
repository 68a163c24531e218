import { expect, test } from 'vitest'
import { effectOf } from '../../src/math/regression.ts'
import golden from './effect-scipy.json' with { type: 'json' }

test(`an effect beside a curve, and its p by an HC3 error, agree with textbook formulas and ${golden.by} to 1e-9`, () => {
  expect(golden.cases.map(({ values }) => values.length)).toEqual([10, 25, 100])
  for (const { cell, size, values, estimate, p } of golden.cases) {
    const found = effectOf(cell, values, [size, size.map((value) => value ** 2)])!
    expect(Math.abs(found.estimate / estimate - 1)).toBeLessThan(1e-9)
    expect(Math.abs(found.p / p - 1)).toBeLessThan(1e-9)
  }
})
