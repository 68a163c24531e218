import { describe, expect, test } from 'vitest'
import { stream } from '../../../src/math/random.ts'
import { baselinesOf } from '../../../src/task/own/baselines/baselines.ts'
import { prepare } from '../../../src/task/own/prepare.ts'
import { sequencesFrom } from '../../../src/task/own/read.ts'
import { SPLITS } from '../../../src/task/task.ts'
import { csv, read, rows } from './read.ts'

const series = (change = (value: number, _t: number) => value) =>
  read(
    csv(
      't,v',
      rows(1200, (t) => [t, change(Math.sin(t / 5) + Math.cos(t * t), t)]),
    ),
  )

describe('windows of a series', () => {
  test.each([1, 5, 24])('with a forecast of %i steps, no step is seen or asked for in two splits', (horizon) => {
    const { pieces } = prepare(series(), { horizon })
    const ranges = SPLITS.map((name) => ({
      from: Math.min(...pieces[name].map(({ from }) => from)),
      to: Math.max(...pieces[name].map(({ to }) => to)),
    }))
    expect(ranges[1].from - ranges[0].to).toBeGreaterThanOrEqual(horizon)
    expect(ranges[2].from - ranges[1].to).toBeGreaterThanOrEqual(horizon)
  })

  test('each step of a split is asked for at most once', () => {
    const { pieces, horizon } = prepare(series(), { horizon: 3 })
    for (const name of SPLITS) {
      const asked = pieces[name].flatMap(({ from, to, warm }) =>
        rows(to - from - warm - horizon, (k) => from + warm + k),
      )
      expect(new Set(asked).size).toBe(asked.length)
    }
  })
})

describe('what is learned from the data is learned from training', () => {
  test('other values after training change no input and no target of it', () => {
    const [first, second] = [
      prepare(series()),
      prepare(series((value, t) => (t > 0.7 * 1200 ? 1000 * value + 7 : value))),
    ]
    expect(second.inputs).toEqual(first.inputs)
    expect(second.scales).toEqual(first.scales)
    expect(second.splits.training).toEqual(first.splits.training)
  })

  const labelled = (of: (k: number, split: string) => object) =>
    sequencesFrom(
      rows(60, (k) => {
        const split = k < 40 ? 'train' : k < 50 ? 'valid' : 'test'
        return { split, ...of(k, split), y: 'ab'[k % 2] }
      }),
    )

  test('symbols that only validation and test have become no inputs', () => {
    const prepared = prepare(labelled((k, split) => ({ x: ['u', 'vw'[k % 2], split === 'train' ? 'u' : 'z'] })))
    expect(prepared.inputs.map((input) => input.kind === 'symbol' && input.symbol)).toEqual(['u', 'v', 'w'])
    expect(prepared.unseen.symbols).toBe(20)
  })

  test('a column that gives the answer away outside of training alone is left out', () => {
    const planted = labelled((k, split) => ({
      x: rows(5, (t) => [Math.sin(k * 7 + t), split === 'train' ? 0 : k % 2]),
    }))
    const prepared = prepare(planted)
    expect(prepared.constant).toEqual(['x2'])
    expect(prepared.inputs.map(({ column }) => column)).toEqual(['x1'])
  })
})

test('with labels drawn by chance no baseline is better than guessing, over 20 seeds', () => {
  const results = rows(20, (seed) => {
    const random = stream('labels by chance', seed)
    const data = sequencesFrom(
      rows(60, () => ({ x: rows(6, () => [random.gaussian(), random.gaussian()]), y: 'ab'[random.integer(2)] })),
    )
    return Math.min(
      ...baselinesOf(prepare(data, { seed }))
        .slice(1, 2)
        .map((baseline) => baseline.test),
    )
  })
  const mean = results.reduce((sum, value) => sum + value, 0) / results.length
  expect(mean).toBeGreaterThan(42)
  expect(mean).toBeLessThan(58)
})
