import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stream, streamFrom } from '../../src/math/random.ts'

const many = (n: number, draw: () => number) => Array.from({ length: n }, draw)
const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length

test('the first numbers of a stream are pinned: they are the same on every machine', () => {
  const named = () => stream(1, 'jsb', 'V', 17)
  expect(many(3, named().uniform)).toEqual([0.4793749276316297, 0.17585258740636722, 0.4811882853019325])
  expect(many(3, named().gaussian)).toEqual([-0.08341426523988929, -1.3109538608152564, -0.36010450658321347])
  expect(many(3, named().bits)).toEqual([3320504642, 3734399020, 2092176051])
  expect([...named().permutation(10)]).toEqual([0, 8, 1, 9, 7, 5, 6, 3, 2, 4])
  const random = named()
  expect(many(8, () => random.integer(100))).toEqual([94, 72, 99, 34, 75, 98, 51, 10])
})

test('the same keys give the same numbers, whoever draws elsewhere', () => {
  const first = stream('a', 1)
  const other = stream('a', 2)
  const drawn = many(100, () => {
    other.gaussian()
    return first.uniform()
  })
  expect(drawn).toEqual(many(100, stream('a', 1).uniform))
})

test('keys that only look alike name different streams', () => {
  const lists = [['1', 2], [1, 2], [12], ['12'], [1, '2'], ['1,2'], [2, 1], [1, 2, 0], [], ['']]
  const firsts = lists.map((keys) => stream(...keys).uniform())
  expect(new Set(firsts).size).toBe(lists.length)
})

test('streams of neighbouring keys are uncorrelated', () => {
  const n = 2000
  const columns = [0, 1, 2, 3].map((k) => many(n, stream('trial', k).uniform).map((u) => u - 0.5))
  for (let a = 0; a < 4; a++) {
    for (let b = 0; b < a; b++) {
      const correlation = 12 * mean(columns[a].map((u, k) => u * columns[b][k]))
      expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(n))
    }
  }
  // the first number over many keys is as uniform as many numbers of one
  const firsts = Array.from({ length: n }, (_, k) => stream('trial', k).uniform())
  expect(Math.abs(mean(firsts) - 0.5)).toBeLessThan(4 / Math.sqrt(12 * n))
})

describe('the distributions', () => {
  test('uniform numbers fill [0, 1) evenly', () => {
    const draw = stream('uniform').uniform
    const counts = new Array(10).fill(0)
    for (const u of many(100_000, draw)) {
      expect(u >= 0 && u < 1).toBe(true)
      counts[Math.floor(10 * u)] += 1
    }
    const chi2 = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)
    expect(chi2).toBeLessThan(27.9) // 99.9 % of chi-squared with nine degrees of freedom
  })

  test('normal numbers have the moments 0, 1, 0 and 3, within four deviations of the estimate', () => {
    const n = 200_000
    const values = many(n, stream('normal').gaussian)
    const moment = (k: number) => mean(values.map((v) => v ** k))
    expect(Math.abs(moment(1))).toBeLessThan(4 * Math.sqrt(1 / n))
    expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / n))
    expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / n))
    expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / n))
  })

  test('one in 22 normal numbers is beyond two deviations, on either side', () => {
    const n = 100_000
    const values = many(n, stream('tails').gaussian)
    const above = values.filter((v) => v > 2).length / n
    const below = values.filter((v) => v < -2).length / n
    for (const share of [above, below]) expect(Math.abs(share - 0.02275)).toBeLessThan(0.002)
  })

  test('whole numbers below n are all there, evenly', () => {
    const random = stream('whole')
    const counts = new Array(7).fill(0)
    for (let k = 0; k < 70_000; k++) counts[random.integer(7)] += 1
    const chi2 = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)
    expect(chi2).toBeLessThan(22.5) // 99.9 %, six degrees of freedom
    expect(random.integer(1)).toBe(0)
  })

  test('random bits are whole numbers of 32 bits, none of which sticks', () => {
    const values = many(1000, stream('bits').bits)
    for (const v of values) expect(Number.isInteger(v) && v >= 0 && v < 2 ** 32).toBe(true)
    for (let bit = 0; bit < 32; bit++) {
      const share = mean(values.map((v) => (v >>> bit) & 1))
      expect(Math.abs(share - 0.5)).toBeLessThan(0.07)
    }
  })
})

describe('a permutation', () => {
  test('has every number below n once', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.string(), (n, key) => {
        const sorted = [...stream(key).permutation(n)].sort((a, b) => a - b)
        expect(sorted).toEqual(Array.from({ length: n }, (_, k) => k))
      }),
    )
  })

  test('of three is each of the six equally often', () => {
    const random = stream('six')
    const counts = new Map<string, number>()
    for (let k = 0; k < 60_000; k++) {
      const key = random.permutation(3).join('')
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    expect([...counts.keys()].sort()).toEqual(['012', '021', '102', '120', '201', '210'])
    for (const count of counts.values()) expect(Math.abs(count - 10_000)).toBeLessThan(400)
  })
})

test('a stream goes on from its state, between the two numbers of a pair as well', () => {
  const whole = stream('state')
  for (let k = 0; k < 7; k++) {
    const rest = streamFrom(JSON.parse(JSON.stringify(whole.state())))
    expect([rest.gaussian(), rest.bits(), rest.uniform()]).toEqual([whole.gaussian(), whole.bits(), whole.uniform()])
  }
})
