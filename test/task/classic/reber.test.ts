import { describe, expect, test } from 'vitest'
import type { Sequence } from '../../../src/engine/engine.ts'
import { InputError } from '../../../src/math/input-error.ts'
import { REBER_SYMBOLS, reber } from '../../../src/task/classic/reber.ts'
import { loadTask } from '../../../src/task/load.ts'
import { metrics } from '../../../src/task/metric.ts'

const all = async (task = reber()) => Object.values({ ...(await loadTask(task)).splits }).flat()

const symbolsOf = ({ inputs, steps }: Sequence) =>
  Array.from({ length: steps }, (_, t) => REBER_SYMBOLS[inputs.subarray(7 * t, 7 * t + 7).indexOf(1)]).join('')
const setsOf = ({ targets, steps }: Sequence) =>
  Array.from({ length: steps }, (_, t) => [...REBER_SYMBOLS].filter((_, k) => targets[7 * t + k] === 1).join(''))

/** Written from the drawing of the grammar: what may come after the inner string so far; nothing where that is no beginning of one. */
const INNER: [RegExp, string][] = [
  [/^$/, 'B'],
  [/^B$/, 'TP'],
  [/^BTS*$/, 'SX'],
  [/^(BTS*X|BP(T*VPX)*T*VP|BTS*XX(T*VPX)*T*VP)$/, 'XS'],
  [/^(BP|BP(T*VPX)+|BTS*XX(T*VPX)*)T*$/, 'TV'],
  [/^(BP|BTS*XX)(T*VPX)*T*V$/, 'PV'],
  [/^(BTS*XS|(BP|BTS*XX)(T*VPX)*T*V(V|PS))$/, 'E'],
]

/** What may come next in a stream, by an oracle that looks back at the whole string. */
function oracle(stream: string): string {
  const string = stream.slice(stream.search(/(?<=^|TE|PE)B[TP]?(B[^E]*(E[TP]?)?)?$/))
  if (string === 'B') return 'TP'
  const inner = string.slice(2)
  if (/E[TP]$/.test(inner)) return 'E'
  if (inner.endsWith('E')) return string[1]
  return INNER.filter(([pattern]) => pattern.test(inner)).map(([, legal]) => legal)[0]
}

const sorted = (set: string) => [...set].sort().join('')

test('the oracle knows strings and non-strings of the literature', () => {
  const legal = (inner: string) =>
    [...`${inner}`].every((symbol, k) => oracle(`BT${inner.slice(0, k)}`).includes(symbol))
  expect(['BTSSXXTVVE', 'BPVVE', 'BTXXVPSE', 'BPVPXVPXVPXVVE', 'BTSXXVPSE'].map(legal)).toEqual([
    true,
    true,
    true,
    true,
    true,
  ])
  expect(['BTSSPXSE', 'BPTVVB', 'BTXXVVSE', 'BPVSPSE', 'BTSSSE'].map(legal)).toEqual([
    false,
    false,
    false,
    false,
    false,
  ])
})

test('every symbol is legal and every target the set of legal symbols, by that oracle', async () => {
  for (const sequence of (await all()).slice(0, 40)) {
    const symbols = symbolsOf(sequence)
    const sets = setsOf(sequence)
    for (let t = 0; t < sequence.steps; t++) {
      const soFar = symbols.slice(0, t + 1)
      const legal = /(T|P)E$/.test(soFar) && /(^|E)B([TP])B[^E]*E\2E$/.test(soFar) ? 'B' : oracle(soFar)
      expect(sorted(sets[t]), soFar).toBe(sorted(legal))
      if (t + 1 < sequence.steps) expect(sets[t]).toContain(symbols[t + 1])
    }
  }
})

test('streams are whole strings in a row: BT…ETE and BP…EPE, the last cut off', async () => {
  for (const sequence of await all()) {
    const strings = symbolsOf(sequence).split(/(?<=E[TP]E)/)
    expect(strings.length).toBeGreaterThan(5)
    for (const string of strings.slice(0, -1)) expect(string).toMatch(/^(BTB[TP][TPSXV]+ETE|BPB[TP][TPSXV]+EPE)$/)
    expect(strings.at(-1)?.[0] ?? 'B').toBe('B')
  }
})

test('there are 7 inner strings of 8 symbols, and all turn up', async () => {
  const strings = (await all(reber({ training: 300 }))).flatMap((sequence) =>
    symbolsOf(sequence)
      .split(/(?<=E[TP]E)/)
      .slice(0, -1),
  )
  const inner = new Set(strings.map((string) => string.slice(2, -2)).filter((string) => string.length === 8))
  expect([...inner].sort()).toEqual([
    'BPTTTVVE',
    'BPTTVPSE',
    'BPVPXVVE',
    'BTSSSXSE',
    'BTSXXVVE',
    'BTXXTVVE',
    'BTXXVPSE',
  ])
})

describe('the metric', () => {
  const wrong = (sequence: Sequence, predicts: (legal: string) => string) => {
    const sets = setsOf(sequence).map(predicts)
    const logits = Float32Array.from(
      sets.flatMap((set) => [...REBER_SYMBOLS].map((symbol) => (set.includes(symbol) ? 1 : -1))),
    )
    return metrics['wrong sets'].sum({ loss: 0, logits: () => logits }, sequence, reber()) / sequence.steps
  }

  test('is 0 % for a predictor that knows the grammar', async () => {
    for (const sequence of await all()) expect(wrong(sequence, (legal) => legal)).toBe(0)
  })

  test('is some 4 % for one that knows it but always says T for the remembered symbol, 8 % for one that says both', async () => {
    const sequences = await all()
    const mean = (predicts: (legal: string) => string) =>
      sequences.reduce((sum, sequence) => sum + wrong(sequence, predicts), 0) / sequences.length
    const remembered = (legal: string) => legal === 'T' || legal === 'P'
    expect(mean((legal) => (remembered(legal) ? 'T' : legal))).toBeCloseTo(4, 0)
    expect(mean((legal) => (remembered(legal) ? 'TP' : legal))).toBeCloseTo(8, 0)
  })
})

test('the same symbols on every machine', async () => {
  expect(symbolsOf((await all(reber({ training: 1, validation: 1, test: 1, steps: 40 })))[0])).toBe(
    'BPBTSXXVPXTTTVVEPEBPBTSSXSEPEBTBTSSXXVPX',
  )
  expect((await loadTask(reber())).fingerprint).toBe('aa560c2c83d126301b24310d587c21352585ad38a648aceb98b8c2a2095fd237')
})

test('options that make no task are refused with the value', async () => {
  expect(() => reber({ steps: 0 })).toThrow(
    new InputError('steps of task reber must be a whole number of at least 1, not 0'),
  )
  await expect(loadTask(reber({ steps: 3 }))).rejects.toThrow(
    new InputError('task reber has too few different sequences of this length: ask for fewer or longer ones'),
  )
})
