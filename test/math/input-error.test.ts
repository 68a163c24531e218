import { expect, test } from 'vitest'
import { briefly, lookUp, namedList, oneLine } from '../../src/math/input-error.ts'

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

test('a name or words of a file stay as they are on one line, but for control characters and what is too long', () => {
  expect(oneLine('Größe µ 😀')).toBe('Größe µ 😀')
  expect(oneLine('a\nb\u001b[31m\u009b\u2028c')).toBe('a?b?[31m??c')
  expect(oneLine('😀'.repeat(60))).toBe('😀'.repeat(60))
  expect(oneLine('😀'.repeat(61))).toBe(`${'😀'.repeat(60)}…`)
  expect(oneLine('abcdef', 3)).toBe('abc…')
})

test('a list of names is cut after ten, and a name after sixty characters', () => {
  const names = Array.from({ length: 20_000 }, (_, k) => `s${k}`)
  expect(namedList(names.slice(0, 10))).toBe('s0, s1, s2, s3, s4, s5, s6, s7, s8, s9')
  expect(namedList(names)).toBe('s0, s1, s2, s3, s4, s5, s6, s7, s8, s9 and 19,990 more')
  expect(namedList(['x'.repeat(250)])).toBe(`${'x'.repeat(60)}…`)
  expect(() => lookUp(Object.fromEntries(names.map((name) => [name, 1])), 't', 'thing')).toThrow(
    'no thing named t; there are s0, s1, s2, s3, s4, s5, s6, s7, s8, s9 and 19,990 more',
  )
})
