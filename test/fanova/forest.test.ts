import { expect, test } from 'vitest'
import { ABSENT } from '../../src/fanova/columns.ts'
import { decompose } from '../../src/fanova/decomposition.ts'
import { growForest } from '../../src/fanova/forest.ts'
import { stream } from '../../src/math/random.ts'

const random = stream('forest test')
const numbers = (count: number) => Float64Array.from({ length: count }, () => random.uniform())
const whole = { trees: 1, bootstrap: false }

test('numbers are cut halfway between neighbours', () => {
  const { trees } = growForest([Float64Array.of(0.1, 0.8, 0.4)], Float64Array.of(1, 5, 1), whole)
  expect(trees[0].feature).toEqual(Int32Array.of(0, -1, -1))
  expect(trees[0].threshold[0]).toBeCloseTo(0.6, 15)
  expect(trees[0].value.slice(1)).toEqual(Float64Array.of(1, 5))
})

test('a choice is cut into sets of categories by their means', () => {
  const category = [0, 1, 2, 3]
  const column = Float64Array.from(category, (k) => (k + 0.5) / 4)
  const { trees } = growForest([column], Float64Array.of(1, 7, 1, 7), { ...whole, choices: [4] })
  expect(trees[0].feature).toEqual(Int32Array.of(0, -1, -1))
  expect(trees[0].sets).toEqual(Uint8Array.of(1, 0, 1, 0))
})

test('a category that a node has not seen goes with the heavier side', () => {
  const column = Float64Array.of(0, 0, 1).map((k) => (k + 0.5) / 3)
  const { trees } = growForest([column], Float64Array.of(1, 1, 9), { ...whole, choices: [3] })
  expect(trees[0].sets).toEqual(Uint8Array.of(1, 0, 1))
})

test('a tree is grown until every leaf is pure', () => {
  const target = numbers(300)
  const { trees } = growForest([numbers(300), numbers(300)], target, whole)
  const leaves = [...trees[0].value].filter((_, node) => trees[0].feature[node] < 0)
  expect(leaves.sort()).toEqual([...target].sort())
})

test('leaves keep the fewest trials asked for', () => {
  const { trees } = growForest([numbers(300)], numbers(300), { ...whole, minLeaf: 100 })
  expect(trees[0].feature.length).toBeLessThanOrEqual(5)
})

test('an exact x·z is split though its first split gains nothing', () => {
  const x = Float64Array.of(0.25, 0.25, 0.75, 0.75)
  const z = Float64Array.of(0.25, 0.75, 0.25, 0.75)
  const { trees } = growForest([x, z], Float64Array.of(1, -1, -1, 1), whole)
  expect(trees[0].feature.length).toBe(7)
})

test('the same seed grows the same forest, another one another', () => {
  const columns = [numbers(50), numbers(50)]
  const target = numbers(50)
  const grow = (seed: number) => growForest(columns, target, { trees: 3, seed })
  expect(grow(1)).toEqual(grow(1))
  expect(grow(1)).not.toEqual(grow(2))
  expect(growForest(columns, target, { trees: 2, seed: 1 }).trees).toEqual(grow(1).trees.slice(0, 2))
})

test('R² out of bag is near 1 for what settings explain and not above 0 for noise', () => {
  const columns = [numbers(400), numbers(400)]
  expect(growForest(columns, columns[0].map(Math.sin)).outOfBag).toBeGreaterThan(0.99)
  expect(growForest(columns, numbers(400)).outOfBag).toBeLessThan(0)
})

test('there is no R² out of bag without draws, nor for a constant target', () => {
  expect(growForest([numbers(20)], numbers(20), whole).outOfBag).toBeUndefined()
  expect(growForest([numbers(20)], new Float64Array(20).fill(0.1)).outOfBag).toBeUndefined()
})

test('rows of a group are drawn together: noise repeated is no evidence', () => {
  const [column, noise] = [numbers(25), numbers(25)]
  const repeated = (values: Float64Array) => Float64Array.from({ length: 250 }, (_, row) => values[row % 25])
  const groups = Array.from({ length: 250 }, (_, row) => row % 25)
  expect(growForest([repeated(column)], repeated(noise)).outOfBag).toBeGreaterThan(0.9)
  expect(growForest([repeated(column)], repeated(noise), { groups }).outOfBag).toBeLessThan(0)
  expect(growForest([column], noise, { groups: groups.slice(0, 25) })).toEqual(growForest([column], noise))
})

test('rows without a setting are a part of it beyond its numbers', () => {
  const column = Float64Array.of(0.2, 0.8, ABSENT, ABSENT)
  const forest = growForest([column], Float64Array.of(1, 1, 5, 5), { ...whole, absent: [0.25] })
  expect(forest.trees[0].threshold[0]).toBe(1)
  // by hand: three quarters of the box are 1 and one is 5, so the mean is 2 and the variance 0.75 × 1 + 0.25 × 9
  const { mean, variance } = decompose(forest).trees[0]
  expect(mean).toBeCloseTo(2, 12)
  expect(variance).toBeCloseTo(3, 12)
})

test('or, where another setting says who has it, nothing sets them apart, and it is split where all have it', () => {
  const parent = Float64Array.of(0.25, 0.25, 0.75, 0.75)
  const column = Float64Array.of(0.2, 0.8, ABSENT, ABSENT)
  const target = Float64Array.of(1, 3, 6, 6)
  const forest = growForest([column, parent], target, { ...whole, choices: [0, 2] })
  expect([...forest.trees[0].feature]).toEqual([1, 0, -1, -1, -1])
  // by hand: halves of 2 and 6 by the parent, 4; halves of 1 and 3 in one of them: its share of the setting alone is 0.25, with the parent 0.25
  expect(decompose(forest).trees[0].individual.map((part) => Math.round(part * 1e9) / 1e9)).toEqual([0.25, 4, 0.25])
  const nowhere = growForest([column], target, whole)
  expect([...nowhere.trees[0].feature]).toEqual([-1])
})

test('a tree draws as many trials as it is told', () => {
  const { trees } = growForest([numbers(1000)], numbers(1000), { trees: 1, draws: 10 })
  expect(trees[0].feature.length).toBeLessThanOrEqual(19)
})

test.each([
  [[], [], 'a forest needs at least one column'],
  [[[]], [], 'a forest needs at least one trial'],
  [[[0.5]], [1, 2], 'column 1 has 1 values, the target 2'],
  [[[0.5, 0.6]], [1, Number.NaN], 'the target must be finite numbers, not NaN at trial 2'],
  [[[0.5, 1.5]], [1, 2], 'column 1 must lie in [0, 1], not at 1.5'],
])('a table that cannot be grown on is refused in one line (%#)', (columns, target, message) => {
  const arrays = (columns as number[][]).map((column) => Float64Array.from(column))
  expect(() => growForest(arrays, Float64Array.from(target as number[]))).toThrow(message)
})
