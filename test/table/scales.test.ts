import { expect, test } from 'vitest'
import { stream } from '../../src/math/random.ts'
import { rangeOfNumbers, rangeOfTexts, readWishes } from '../../src/table/scales.ts'

test('settings are written as names, scales and ends', () => {
  expect(readWishes('lr:log:1e-6:1e-2, units:int,kind:choice,decay,noise::0:1')).toEqual([
    { column: 'lr', scale: 'log', low: 1e-6, high: 1e-2 },
    { column: 'units', scale: 'int' },
    { column: 'kind', scale: 'choice' },
    { column: 'decay' },
    { column: 'noise', low: 0, high: 1 },
  ])
})

test.each([
  ['', 'settings must name at least one column, as in lr:log,units:int'],
  [',,', 'settings must name at least one column, as in lr:log,units:int'],
  ['lr,units,lr:log', 'setting lr is named twice'],
  ['lr:logg', 'no scale named logg; there are uniform, log, int, log-int, one-minus-log, choice'],
  ['lr:log:1', 'a setting is written name:scale:low:high, as in lr:log:1e-6:1e-2, not lr:log:1'],
  ['lr:log:2:1', 'a setting is written name:scale:low:high, as in lr:log:1e-6:1e-2, not lr:log:2:1'],
  ['lr:log:a:b', 'a setting is written name:scale:low:high, as in lr:log:1e-6:1e-2, not lr:log:a:b'],
  ['kind:choice:0:1', 'a setting is written name:scale:low:high, as in lr:log:1e-6:1e-2, not kind:choice:0:1'],
  [':log', 'a setting needs the name of a column, as in lr:log, not :log'],
])('settings that are none are refused in one line: %j', (text, message) => {
  expect(() => readWishes(text)).toThrow(message)
})

const random = stream('scales')
const draws = (draw: (u: number) => number) => Array.from({ length: 60 }, () => draw(random.uniform()))

test.each([
  ['uniform', draws((u) => u)],
  ['uniform', draws((u) => 3 * u - 1)],
  ['log', draws((u) => 10 ** (-6 + 4 * u))],
  ['int', draws((u) => 1 + Math.floor(12 * u))],
  ['log-int', draws((u) => Math.round(20 * 10 ** u))],
  ['one-minus-log', draws((u) => 1 - 0.01 ** u)],
  ['choice', draws((u) => [16, 32, 64, 128][Math.floor(4 * u)])],
])('a %s scale is guessed from draws of it', (scale, values) => {
  const scaled = rangeOfNumbers(values, { column: 'a' })
  expect(scaled.scale).toBe(scale)
  expect(scaled.from).toBe(
    scale === 'choice' ? 'few numbers' : scaled.from === 'only one fits' ? scaled.from : 'evenness',
  )
})

test('a whole number has the same part of its range as any other', () => {
  expect(rangeOfNumbers([1, 4], { column: 'layers', scale: 'int' })).toEqual({
    scale: 'int',
    range: { kind: 'uniform', low: 0.5, high: 4.5 },
    from: 'told',
    ends: [1, 4],
  })
})

test('ends may be given, and what has one value is fixed', () => {
  expect(rangeOfNumbers([0.1, 0.5], { column: 'm', scale: 'one-minus-log', low: 0, high: 0.75 })).toEqual({
    scale: 'one-minus-log',
    endsTold: true,
    range: { kind: 'one minus log', low: 0.25, high: 1 },
    from: 'told',
    ends: [0, 0.75],
  })
  expect(rangeOfNumbers([3, 3], { column: 'a' })).toMatchObject({ range: { kind: 'fixed', value: 3 } })
  expect(rangeOfTexts(['b', 'a', 'b'], { column: 'k' }).range).toEqual({ kind: 'choice', of: ['a', 'b'] })
  expect(rangeOfTexts(['b', 'b'], { column: 'k' }).range).toEqual({ kind: 'fixed', value: 'b' })
})

test.each([
  ['log', [0, 1], 'a goes down to 0, and a log scale has only numbers above 0'],
  ['log-int', [-1, 3], 'a goes down to -1, and a log-int scale has only numbers above 0'],
  ['one-minus-log', [0, 1], 'a goes up to 1, and a one-minus-log scale has only numbers below 1'],
  ['int', [0.5, 3], 'a goes from 0.5 to 3, and an int scale needs whole ends'],
] as const)('numbers that a %s scale cannot have are refused', (scale, values, message) => {
  expect(() => rangeOfNumbers(values, { column: 'a', scale })).toThrow(message)
})
