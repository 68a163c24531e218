import fc from 'fast-check'
import { expect, test } from 'vitest'
import { growForest } from '../../src/fanova/forest.ts'
import { individualVariances, leavesOf, marginal, totalVariance } from '../../src/fanova/marginals.ts'
import { readForest } from '../../src/fanova/tree.ts'
import { walkMarginal, walkVariance } from '../../src/fanova/walk.ts'
import { stream } from '../../src/math/random.ts'

/** A tree over two numbers and two choices of three and five, grown on noise. */
function randomTree(seed: number, rows: number) {
  const random = stream('random tree', seed)
  const choices = [0, 3, 0, 5]
  const column = (count: number) => () => (count > 0 ? (random.integer(count) + 0.5) / count : random.uniform())
  const columns = choices.map((count) => Float64Array.from({ length: rows }, column(count)))
  const target = Float64Array.from({ length: rows }, () => random.gaussian() + 5)
  const { trees, axes } = growForest(columns, target, { trees: 1, seed, choices, features: 2 })
  return { tree: trees[0], axes }
}

const sets = [[0], [1], [2], [3], [0, 1], [0, 2], [1, 3], [2, 3], [0, 1, 2], [1, 2, 3], [0, 1, 2, 3]]

test('leaves added to blocks of cells, or taken in pairs, give the variances of walking the tree cell by cell', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 14 }), (seed, rows) => {
      const { tree, axes } = randomTree(seed, rows)
      const leaves = leavesOf(tree, axes)
      for (const set of sets) expect(totalVariance(leaves, set)).toBeCloseTo(walkVariance(tree, axes, set), 11)
    }),
    { numRuns: 60, seed: 1 },
  )
})

test('marginals on a grid are those of walking the tree', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 60 }), (seed, rows) => {
      const { tree, axes } = randomTree(seed, rows)
      const grids = [
        [0, 0.31, 1],
        [0, 1, 2, 3, 4],
      ]
      const fast = marginal(leavesOf(tree, axes), [0, 3], grids)
      const walked = grids[0].flatMap((a) =>
        grids[1].map((b) => walkMarginal(tree, axes, [a, undefined, undefined, b])),
      )
      walked.forEach((value, k) => expect(fast[k]).toBeCloseTo(value, 11))
    }),
    { numRuns: 60, seed: 2 },
  )
})

test('the individual variances of all sets of settings add up to the variance of the tree', () => {
  const { tree, axes } = randomTree(3, 200)
  const leaves = leavesOf(tree, axes)
  const all = Array.from({ length: 15 }, (_, k) => [0, 1, 2, 3].filter((setting) => ((k + 1) >> setting) & 1))
  const individuals = individualVariances((set) => totalVariance(leaves, set), all)
  expect(individuals.reduce((sum, value) => sum + value, 0)).toBeCloseTo(leaves.variance, 11)
  expect(totalVariance(leaves, [0, 1, 2, 3])).toBeCloseTo(leaves.variance, 11)
})

test('a tree of one leaf has no variance, not even by rounding', () => {
  const tree = { feature: [-1], left: [-1], right: [-1], threshold: [0], value: [0.1] }
  const { trees, axes } = readForest({
    names: ['a', 'b'],
    bounds: [
      [0, 1],
      [0, 3],
    ],
    trees: [tree],
  })
  const leaves = leavesOf(trees[0], axes)
  expect([leaves.mean, leaves.variance, totalVariance(leaves, [0, 1])]).toEqual([0.1, 0, 0])
})

test('thresholds outside the box are taken as its bounds', () => {
  const tree = {
    feature: [0, -1, 0, -1, -1],
    left: [1, -1, 3, -1, -1],
    right: [2, -1, 4, -1, -1],
    threshold: [-1, 0, 0.25, 0, 0],
    value: [0, 9, 0, 1, 2],
  }
  const { trees, axes } = readForest({ names: ['a'], bounds: [[0, 1]], trees: [tree] })
  const leaves = leavesOf(trees[0], axes)
  expect(leaves.mean).toBe(1.75)
  expect(leaves.variance).toBe(0.1875)
  expect(totalVariance(leaves, [0])).toBe(0.1875)
  expect(walkVariance(trees[0], axes, [0])).toBe(0.1875)
  expect(marginal(leaves, [0], [[0, 0.25, 0.26, 1]])).toEqual(Float64Array.of(1, 1, 2, 2))
})

test('a leaf with next to no volume makes no variance out of rounding', () => {
  const unequal = (threshold: number) => {
    const { trees, axes } = readForest({
      names: ['a'],
      bounds: [[0, 1]],
      trees: [
        {
          feature: [0, -1, -1],
          left: [1, -1, -1],
          right: [2, -1, -1],
          threshold: [threshold, -2, -2],
          value: [0, -2, 0.8],
        },
      ],
    })
    return leavesOf(trees[0], axes)
  }
  expect(unequal(4.7e-48).variance).toBe(0)
  const seen = unequal(1e-11)
  expect(seen.variance).toBeCloseTo(1e-11 * 2.8 ** 2, 19)
  expect(totalVariance(seen, [0]) / seen.variance).toBeCloseTo(1, 9)
})
