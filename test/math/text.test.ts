import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compact } from '../../src/math/text.ts'

test('a number of any size is written in three digits, one just below 1 in four', () => {
  expect([84, 123.4, 100.4, 99.96, 98.96, 9.999, 0.5004, 0.00100049, 12_345.6, -0.25].map(compact)).toEqual([
    '84',
    '123',
    '100',
    '100',
    '99',
    '10',
    '0.5',
    '0.001',
    '12300',
    '−0.25',
  ])
  expect([0.98765, 0.9, 0.99996, 2.1e-4, -3e-7, 1.5e9].map(compact)).toEqual([
    '0.9877',
    '0.9',
    '1',
    '2.1 × 10⁻⁴',
    '−3 × 10⁻⁷',
    '1.5 × 10⁹',
  ])
})

test('no zeros stand behind it', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-3, max: 0.999e6, maxExcluded: true, noNaN: true }), (value) => {
      const text = compact(value)
      expect(text).toBe(String(Number(text)))
    }),
  )
})
