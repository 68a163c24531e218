import { expect, test } from 'vitest'
import { readForest } from '../../src/fanova/tree.ts'

const tree = { feature: [0, -1, -1], left: [1, -1, -1], right: [2, -1, -1], threshold: [0.5, 0, 0], value: [0, 1, 2] }
const forest = { names: ['a'], bounds: [[0, 1]], trees: [tree] }

test('a forest is read from plain lists', () => {
  const { names, axes, trees } = readForest(forest)
  expect(names).toEqual(['a'])
  expect(axes).toEqual([{ low: 0, high: 1 }])
  expect(trees[0].value).toEqual(Float64Array.of(0, 1, 2))
})

test.each([
  [null, 'a forest needs names: a list of texts'],
  [
    {
      ...forest,
      names: ['a', 'a'],
      bounds: [
        [0, 1],
        [0, 1],
      ],
    },
    'a forest needs different names, not a twice',
  ],
  [{ ...forest, bounds: [] }, 'a forest needs bounds: [low, high] for each of its 1 names'],
  [{ ...forest, bounds: [[1, 1]] }, 'the bounds of a must go from a lower to a higher number, not from 1 to 1'],
  [{ ...forest, trees: [] }, 'a forest needs trees: a list of at least one'],
  [{ ...forest, trees: [{ ...tree, value: 'high' }] }, 'tree 1 needs value: a list of numbers'],
  [{ ...forest, trees: [{ ...tree, value: [1] }] }, 'tree 1 needs lists of one length: feature has 3 nodes'],
  [{ ...forest, trees: [{ ...tree, feature: [1, -1, -1] }] }, 'tree 1 splits setting 1; there are 0 to 0'],
  [{ ...forest, trees: [tree, { ...tree, left: [3, -1, -1] }] }, 'tree 2 has no node 3; it has 0 to 2'],
  [{ ...forest, trees: [{ ...tree, left: [0, -1, -1] }] }, 'node 0 of tree 1 has two parents, or is the root'],
])('a forest that is none is refused in one line (%#)', (json, message) => {
  expect(() => readForest(json)).toThrow(message)
})
