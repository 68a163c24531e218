import { expect, test } from 'vitest'
import { decompose } from '../../src/fanova/decomposition.ts'
import { individualVariances, leavesOf, marginal, totalVariance } from '../../src/fanova/marginals.ts'
import { readForest } from '../../src/fanova/tree.ts'
import { walkMarginal, walkVariance } from '../../src/fanova/walk.ts'
import fixture from './fanova-forest.json' with { type: 'json' }

// Variances, marginals and importances of another implementation; the file says which.
const { hand, grid, perTree } = fixture
const forest = readForest(fixture)
const [handTree] = readForest({ names: ['a', 'b', 'c'], bounds: hand.bounds, trees: [hand] }).trees
const handAxes = hand.bounds.map(([low, high]) => ({ low, high }))
const sets = Object.keys(perTree[0].V_total)
const numbers = (set: string) => set.split(',').map(Number)

/** Equal to 1e-9 of the expected number. */
function expectClose(actual: number, expected: number): void {
  expect(Math.abs(actual - expected), `${actual} for ${expected}`).toBeLessThanOrEqual(1e-9 * Math.abs(expected))
}

test('the variance of the hand tree is 0.03609375', () => {
  expectClose(leavesOf(handTree, handAxes).variance, hand.variance)
  expect(hand.variance).toBeCloseTo(0.03609375, 12)
})

test.each(Object.entries(hand.V_total))(
  'the hand tree has the total variance of settings %s, walked or not',
  (set, expected) => {
    if (expected === 0) {
      expect(totalVariance(leavesOf(handTree, handAxes), numbers(set))).toBeLessThan(1e-30)
      expect(walkVariance(handTree, handAxes, numbers(set))).toBeLessThan(1e-30)
      return
    }
    expectClose(totalVariance(leavesOf(handTree, handAxes), numbers(set)), expected)
    expectClose(walkVariance(handTree, handAxes, numbers(set)), expected)
  },
)

test.each(perTree.map((expected, tree) => ({ tree, expected })))(
  'tree $tree has the expected variances',
  ({ tree, expected }) => {
    const leaves = leavesOf(forest.trees[tree], forest.axes)
    expectClose(leaves.mean, expected.mean)
    expectClose(leaves.variance, expected.variance)
    const totals = expected.V_total as Record<string, number>
    for (const set of sets) expectClose(totalVariance(leaves, numbers(set)), totals[set])
    const individuals = expected.V_individual as Record<string, number>
    const ours = individualVariances((set) => totalVariance(leaves, set), sets.map(numbers))
    sets.forEach((set, k) => expectClose(ours[k], individuals[set]))
  },
)

test.each(perTree.map((expected, tree) => ({ tree, expected })))(
  'tree $tree has the expected marginals, walked or not',
  ({ tree, expected }) => {
    const leaves = leavesOf(forest.trees[tree], forest.axes)
    expected.marginals.forEach((values, setting) => {
      const ours = marginal(leaves, [setting], [grid[setting]])
      values.forEach((value, k) => {
        expectClose(ours[k], value)
        const point = forest.axes.map((_, other) => (other === setting ? grid[setting][k] : undefined))
        expectClose(walkMarginal(forest.trees[tree], forest.axes, point), value)
      })
    })
  },
)

test('walking a tree cell by cell gives the expected total variances', () => {
  const totals = perTree[0].V_total as Record<string, number>
  for (const set of ['0', '1', '2', '3', '2,3']) {
    expectClose(walkVariance(forest.trees[0], forest.axes, numbers(set)), totals[set])
  }
})

test('shares over the forest, and their spread over its trees, are the expected importances', () => {
  const importance = fixture.importance as Record<string, { total: number; individual: number; individual_std: number }>
  const { shares, trees } = decompose(forest)
  sets.forEach((set, k) => {
    expect(shares[k].settings).toEqual(numbers(set).map((setting) => forest.names[setting]))
    expectClose(shares[k].share, importance[set].individual)
    expectClose(shares[k].spread, importance[set].individual_std)
    const totals = trees.map(({ total, variance }) => total[k] / variance)
    expectClose(
      totals.reduce((sum, total) => sum + total / totals.length, 0),
      importance[set].total,
    )
  })
})
