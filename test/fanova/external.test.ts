import { expect, test } from 'vitest'
import { forestParts } from '../../src/fanova/external.ts'
import { readForest } from '../../src/fanova/tree.ts'

const tree = { feature: [0, -1, -1], left: [1, -1, -1], right: [2, -1, -1], threshold: [0.5, 0, 0], value: [0, 1, 2] }
const flat = { ...tree, value: [0, 1, 1] }
const partsOf = (...trees: object[]) => forestParts(readForest({ names: ['a'], bounds: [[0, 1]], trees }))

test('a tree that splits its only setting in half has all of its variance from it', () => {
  const { trees, average, remainder, constant } = partsOf(tree)
  expect(trees).toEqual([
    { mean: 1.5, variance: 0.25, parts: [{ settings: ['a'], total: 0.25, individual: 0.25, totalShare: 1, share: 1 }] },
  ])
  expect(average).toEqual([{ settings: ['a'], total: 0.25, individual: 0.25, totalShare: 1, share: 1, spread: 0 }])
  expect(remainder.share).toBe(0)
  expect(constant).toBe(0)
})

test('a tree without variance counts for the mean variance, not for the shares', () => {
  const { trees, average, constant } = partsOf(tree, flat)
  expect(trees[1].parts[0]).toMatchObject({ total: 0, share: 0 })
  expect(average[0]).toMatchObject({ total: 0.125, totalShare: 1, share: 1 })
  expect(constant).toBe(1)
})

test('a forest without any variance has shares of 0', () => {
  const { average, constant } = partsOf(flat)
  expect(average[0]).toMatchObject({ total: 0, totalShare: 0, share: 0, spread: 0 })
  expect(constant).toBe(1)
})

test('a single tree may stand for a forest, its settings numbered', () => {
  expect(readForest({ bounds: [[0, 1]], ...tree }).names).toEqual(['setting 1'])
})

test('thresholds outside of the bounds are taken as the bounds', () => {
  expect(partsOf({ ...tree, threshold: [7, 0, 0] }).trees[0]).toMatchObject({ mean: 1, variance: 0 })
})

/** A tree that is one path: each inner node has a leaf to its left. */
function path(depth: number, thresholdOf: (k: number) => number, settingOf: (k: number) => number) {
  const nodes = Array.from({ length: 2 * depth + 1 }, (_, node) => node)
  const inner = (node: number) => node < 2 * depth && node % 2 === 0
  return {
    feature: nodes.map((node) => (inner(node) ? settingOf(node / 2) : -1)),
    left: nodes.map((node) => (inner(node) ? node + 1 : -1)),
    right: nodes.map((node) => (inner(node) ? node + 2 : -1)),
    threshold: nodes.map((node) => (inner(node) ? thresholdOf(node / 2) : 0)),
    value: nodes.map((node) => node % 7),
  }
}

test('a tree 100,000 nodes deep is walked to its end', () => {
  const deep = path(
    100_000,
    (k) => (k + 1) / 100_001,
    () => 0,
  )
  expect(partsOf(deep).average[0].share).toBeCloseTo(1, 9)
})

test('a pair of more cells than fit into memory is refused before it is tried', () => {
  const wide = path(
    20_000,
    (k) => (k + 1) / 20_001,
    (k) => k % 2,
  )
  const forest = {
    names: ['a', 'b'],
    bounds: [
      [0, 1],
      [0, 1],
    ],
    trees: [wide],
  }
  expect(() => forestParts(readForest(forest))).toThrow(
    'tree 1 splits a and b into 10002 × 10002 cells; at most 67108864 fit',
  )
})

test('values whose variance is no number are refused', () => {
  expect(() => partsOf({ ...tree, value: [0, -1e300, 1e300] })).toThrow('the values of tree 1 are too large')
})
