import { expect, it } from 'vitest'
import { rates } from '../../src/report/figures/rates.ts'
import { MOST_DOTS, someOf, thinned } from '../../src/report/sample.ts'
import { ratesCaption } from '../../src/report/words/learning-rates.ts'

it('few items are all drawn; of many a fixed number at random, in their order and each time the same', () => {
  expect(someOf(['a', 'b', 'c'], 3)).toEqual(['a', 'b', 'c'])
  const numbers = Array.from({ length: 1000 }, (_, k) => k)
  const some = someOf(numbers, 10)
  expect(some).toHaveLength(10)
  expect(some).toEqual([...new Set(some)].sort((a, b) => a - b))
  expect(someOf(numbers, 10)).toEqual(some)
})

it('a line of many points is drawn through some of them, from one end to the other', () => {
  expect(thinned([0, 1, 2], 3)).toEqual([0, 1, 2])
  expect(thinned([0, 1, 2, 3, 4, 5, 6, 7, 8], 5)).toEqual([0, 2, 4, 6, 8])
})

it('of more trials than can be seen a figure draws some, and its caption says how many', () => {
  const points = Array.from({ length: 6000 }, (_, number) => {
    return { number, rate: 10 ** (-6 + number / 1500), test: 1 + (number % 7), diverged: false }
  })
  const measure = { title: 'error', unit: '', decimals: 2 }
  const found = { task: 'jsb', measure, naiveBaseline: 11, cells: [{ cell: 'V', points, running: [] }] }
  expect(rates(found, 'V').svg.match(/<circle/g)).toHaveLength(MOST_DOTS)
  expect(ratesCaption(found, 'V')).toMatch(/ 5,000 of 6,000 trials are drawn, chosen at random\.$/)
  const fewer = { ...found, cells: [{ cell: 'V', points: points.slice(0, 5000), running: [] }] }
  expect(ratesCaption(fewer, 'V')).not.toContain('chosen at random')
})
