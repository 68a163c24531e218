import { expect, test } from 'vitest'
import { transformed } from '../../src/fanova/target.ts'

test('ranks go from 0 to 1, ties in the middle of theirs', () => {
  expect([...transformed([5, 1, 5, Number.POSITIVE_INFINITY], { kind: 'ranks' }).values]).toEqual([
    0.5, 0.125, 0.5, 0.875,
  ])
})

test('a clipped target keeps what lies below the quantile', () => {
  const target = [1, 2, 3, 4, Number.POSITIVE_INFINITY]
  const { values, treatment } = transformed(target, { kind: 'clipped', quantile: 0.75 })
  expect([...values]).toEqual([1, 2, 3, 4, 4])
  expect(treatment).toEqual({ kind: 'clipped', quantile: 0.75, at: 4, above: 1, of: 5 })
  expect(transformed([-2, -1.5, -1, 0], { kind: 'clipped', quantile: 0.5 }).treatment).toMatchObject({
    at: -1.25,
    above: 2,
  })
})

test.each([
  [1, 'a target is clipped at a quantile between 0 and 1, not at 1'],
  [0.9, 'the 0.9 quantile of the target is not finite: clip at a lower one or take ranks'],
])('a quantile that cannot be is refused', (quantile, message) => {
  expect(() => transformed([1, 2, Number.POSITIVE_INFINITY], { kind: 'clipped', quantile })).toThrow(message)
})
