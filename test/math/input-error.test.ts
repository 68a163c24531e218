import { expect, test } from 'vitest'
import { briefly } from '../../src/math/input-error.ts'

test('a value that may be anything is told in few characters on one line', () => {
  const told: [unknown, string][] = [
    [undefined, 'nothing'],
    [null, 'null'],
    [Number.NaN, 'NaN'],
    [-0.5, '-0.5'],
    [12n, '12'],
    [true, 'true'],
    ['a\nb "c"', String.raw`"a\nb \"c\""`],
    ['x'.repeat(99), `"${'x'.repeat(39)}…`],
    [[], 'an empty list'],
    [[[1]], 'a list'],
    [{ toString: false }, 'an object'],
    [Object.create(null), 'an object'],
    [Math.sin, 'a function'],
    [Symbol('s'), 'Symbol(s)'],
  ]
  expect(told.map(([value]) => briefly(value))).toEqual(told.map(([, text]) => text))
})
