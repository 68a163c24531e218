import { expect, test } from 'vitest'
import { stream } from '../../../src/math/random.ts'
import { baselinesOf } from '../../../src/task/own/baselines/baselines.ts'
import { linearAt, ridge, sumsOf } from '../../../src/task/own/baselines/ridge.ts'
import type { AskingOptions } from '../../../src/task/own/options.ts'
import { prepare } from '../../../src/task/own/prepare.ts'
import { sequencesFrom } from '../../../src/task/own/read.ts'
import { csv, read, rows } from './read.ts'

const testsOf = (data: Parameters<typeof prepare>[0], options: AskingOptions = {}) =>
  Object.fromEntries(baselinesOf(prepare(data, options)).map(({ name, test }) => [name, test]))

test('a linear model without a penalty finds the plane that values lie on', () => {
  const points = rows(20, (k) => [k % 5, (k * 7) % 11])
  const sums = sumsOf({
    features: 2,
    targets: 1,
    each: (body) => points.forEach(([a, b]) => body(Float64Array.of(a, b), Float64Array.of(3 - 2 * a + 0.5 * b))),
  })
  const weights = ridge(sums, 0)
  expect([...weights[0]].map((weight) => Math.round(1e6 * weight) / 1e6)).toEqual([3, -2, 0.5])
  const said = new Float64Array(1)
  linearAt(weights, Float64Array.of(10, 4), said)
  expect(said[0]).toBeCloseTo(-15, 5)
})

test('a series that repeats exactly is forecast exactly by its season, and the last value is as wrong as it moves', () => {
  const saw = read(
    csv(
      't,v',
      rows(1000, (t) => [t, (t * 5) % 12]),
    ),
  )
  const { 'seasonal naive': seasonal, 'last value': last, constant } = testsOf(saw, { season: 12 })
  expect(seasonal).toBeCloseTo(0, 10)
  expect(last / constant).toBeGreaterThan(1)
})

test('a sum of the inputs is linear in their means', () => {
  const random = stream('sums')
  const data = sequencesFrom(
    rows(100, () => {
      const x = rows(8, () => [random.gaussian(), random.gaussian()])
      return { x, y: x.reduce((sum, [a]) => sum + a, 0) }
    }),
  )
  expect(testsOf(data)['linear on summaries']).toBeLessThan(1e-3)
})

test('random kernels tell frequencies apart that summaries do not', () => {
  const random = stream('frequencies')
  const data = sequencesFrom(
    rows(120, (k) => {
      const phase = 6 * random.uniform()
      return {
        x: rows(60, (t) => [Math.sin(t * (0.5 + 0.15 * (k % 2)) + phase) + 0.7 * random.gaussian()]),
        y: 'ab'[k % 2],
      }
    }),
  )
  const found = testsOf(data)
  expect(found['random kernels']).toBeLessThan(15)
  expect(found.constant).toBe(50)
})

test('an n-gram learns a text whose next character depends on the two before', () => {
  const found = testsOf(read('abacbc'.repeat(400), {}, 'a.txt'))
  expect(found['n-gram']).toBeLessThan(0.1)
  expect(found.constant).toBeCloseTo(Math.log(3), 1)
})

test('sets that stay are predicted by the set before', () => {
  const data = sequencesFrom(
    rows(40, (k) => ({ x: rows(20, (t) => rows(3, (n) => ((k + n + (t >> 3)) % 2 ? 1 : 0))) })),
  )
  const found = testsOf(data)
  expect(found['last value']).toBeLessThan(0.7 * found.constant)
})
