import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cells } from '../../src/cell/catalog.ts'
import { type Cell, CellWriter, checkCell, type Node, parameterCount, weightsOf } from '../../src/cell/cell.ts'
import { equationLines } from '../../src/cell/equations.ts'
import { ablations, type LstmOptions, lstm } from '../../src/cell/lstm.ts'
import { InputError } from '../../src/math/input-error.ts'

const input: Node = { op: 'input' }
const project: Node = { op: 'project', weight: 'W', of: 0 }
/** From JSON, and yet no text can be made of it as of other objects. */
const bare = { toString: false }

function refusal(nodes: unknown, named: unknown = {}, output: unknown = 1): string {
  try {
    checkCell({ nodes, named, output } as Cell)
  } catch (error) {
    expect(error).toBeInstanceOf(InputError)
    return (error as Error).message
  }
  return 'accepted'
}

describe('equations that cannot be run are refused by name', () => {
  const cases: [string, string][] = [
    [refusal(undefined), 'a cell needs a list of nodes'],
    [refusal([]), 'a cell needs a list of nodes'],
    [refusal(Array(501).fill(input)), 'a cell may have up to 500 nodes, not 501'],
    [refusal([input, project], null), 'a cell needs its named values, even if there are none'],
    [
      refusal([input, { op: 'softsign', of: 0 }]),
      'node 1 ("softsign") is no operation; there are input, before, bias, project, scale, complement, sigmoid, tanh, relu, exp, difference, product, quotient, sum',
    ],
    [
      refusal([input, { op: bare }]),
      'node 1 (an object) is no operation; there are input, before, bias, project, scale, complement, sigmoid, tanh, relu, exp, difference, product, quotient, sum',
    ],
    [refusal([input, { op: 'sum', of: {} }]), 'node 1 (sum) cannot have an object as operands'],
    [refusal([input, { op: 'sum', of: [bare] }]), 'node 1 (sum) may read nodes 0 to 0 only, not an object'],
    [refusal([input, project], {}, bare), 'the output must be one of the 2 nodes, not an object'],
    [refusal([input, project], { y: bare }), 'the value named y must be one of the 2 nodes, not an object'],
    [refusal([input, project, { op: 'tanh', of: 0.5 }]), 'node 2 (tanh) cannot have 0.5 as operands'],
    [refusal([input, { op: 'sum', of: [] }]), 'node 1 (sum) cannot have 0 operands'],
    [refusal([input, project, { op: 'product', of: [1] }]), 'node 2 (product) cannot have 1 operands'],
    [refusal([input, project, { op: 'tanh', of: 2 }]), 'node 2 (tanh) may read nodes 0 to 1 only, not 2'],
    [refusal([input, project, { op: 'tanh', of: -1 }]), 'node 2 (tanh) may read nodes 0 to 1 only, not -1'],
    [refusal([input, project, { op: 'sum', of: [0.5] }]), 'node 2 (sum) may read nodes 0 to 1 only, not 0.5'],
    [refusal([input, { op: 'tanh', of: 0 }]), 'node 1 (tanh) reads the input, which only a matrix can'],
    [refusal([input, { op: 'before', name: 'c' }]), 'node 1 (before) looks back at c, which no value is named'],
    [
      refusal([input, { op: 'before', name: 'a b' }]),
      'node 1 (before): the name must be a letter followed by up to 31 letters, digits or _, not "a b"',
    ],
    [
      refusal([input, { op: 'project', weight: '"); drop', of: 0 }]),
      'node 1 (project): the weight must be a letter followed by up to 31 letters, digits or _, not "\\"); drop"',
    ],
    [
      refusal([input, project, { op: 'bias', weight: 'W' }]),
      'node 2 (bias) uses weight W a second time; every weight is used once',
    ],
    [
      refusal([input, project], { '1c': 1 }),
      'a named value must be a letter followed by up to 31 letters, digits or _, not "1c"',
    ],
    [refusal([input, project], { c: 2 }), 'the value named c must be one of the 2 nodes, not 2'],
    [refusal([input, project], { c: 0 }), 'the value named c cannot be the input itself'],
    [
      refusal([input, project, { op: 'tanh', of: 1, weight: 'p' }]),
      'node 2 (tanh) cannot have a field "weight"; it has op, of',
    ],
    [
      refusal([input, project, { op: 'bias', weight: 'b', of: [] }]),
      'node 2 (bias) cannot have a field "of"; it has op, weight',
    ],
    [refusal([input, { op: 'input', name: 'x' }]), 'node 1 (input) cannot have a field "name"; it has op'],
    [
      refusal([input, { op: 'project', of: 0 }]),
      'node 1 (project): the weight must be a letter followed by up to 31 letters, digits or _, not nothing',
    ],
    [
      refusal([input, project, { op: 'scale', of: 1 }]),
      'node 2 (scale): the weight must be a letter followed by up to 31 letters, digits or _, not nothing',
    ],
    [
      refusal([input, { op: 'bias' }]),
      'node 1 (bias): the weight must be a letter followed by up to 31 letters, digits or _, not nothing',
    ],
    [refusal([input, project, { op: 'tanh' }]), 'node 2 (tanh) cannot have 0 operands'],
    [refusal([input, project, { op: 'sum', of: Array(501).fill(1) }]), 'node 2 (sum) cannot have 501 operands'],
    [refusal([input, project], []), 'a cell needs its named values, even if there are none'],
    [
      refusal([input, project], Object.fromEntries(Array.from({ length: 501 }, (_, k) => [`n${k}`, 1]))),
      'a cell may name up to 500 values, not 501',
    ],
    [refusal([input, project], {}, 7), 'the output must be one of the 2 nodes, not 7'],
    [refusal([input, project], {}, 0), 'the output cannot be the input itself'],
  ]
  test.each(cases)('%s', (said, expected) => {
    expect(said).toBe(expected)
  })

  test('so is a cell with a field that nobody reads', () => {
    const cell = { nodes: [input, project], named: {}, output: 1, outputs: 1 }
    expect(() => checkCell(cell)).toThrow('a cell cannot have a field "outputs"; it has nodes, named, output')
  })

  test('and the smallest cell is accepted', () => {
    expect(refusal([input, project])).toBe('accepted')
  })
})

test('an LSTM with an unknown ablation is refused', () => {
  expect(() => lstm({ forgetGate: 'shut' as 'open' })).toThrow(
    'forgetGate of an LSTM must be learned or open or coupled, not "shut"',
  )
})

describe('parameters are counted exactly, for any number of inputs M and units N', () => {
  const counts: Record<keyof typeof cells, (M: number, N: number) => number> = {
    V: (M, N) => 4 * N * (M + N + 1) + 3 * N,
    NIG: (M, N) => 3 * N * (M + N + 1) + 2 * N,
    NFG: (M, N) => 3 * N * (M + N + 1) + 2 * N,
    NOG: (M, N) => 3 * N * (M + N + 1) + 2 * N,
    NIAF: (M, N) => 4 * N * (M + N + 1) + 3 * N,
    NOAF: (M, N) => 4 * N * (M + N + 1) + 3 * N,
    NP: (M, N) => 4 * N * (M + N + 1),
    CIFG: (M, N) => 3 * N * (M + N + 1) + 2 * N,
    FGR: (M, N) => 4 * N * (M + N + 1) + 3 * N + 9 * N * N,
    GRU: (M, N) => 3 * N * (M + N + 1),
    PeepholeGRU: (M, N) => 3 * N * (M + 1) + N * N + 2 * N,
    DiagonalGRU: (M, N) => 3 * N * (M + 2),
    minGRU: (M, N) => 2 * N * (M + 1),
    MGU: (M, N) => 2 * N * (M + N + 1),
    UGRNN: (M, N) => 2 * N * (M + N + 1),
    LiGRU: (M, N) => 2 * N * (M + N + 1),
    JANET: (M, N) => 2 * N * (M + N + 1),
    MinimalRNN: (M, N) => N * (M + 1) + N * (2 * N + 1),
    STAR: (M, N) => N * (M + N + 1) + N * (M + 1),
    RAN: (M, N) => 2 * N * (M + N + 1) + N * M,
    CFN: (M, N) => 2 * N * (M + N + 1) + N * M,
    ATR: (M, N) => N * (M + N + 1),
    IntersectionRNN: (M, N) => 4 * N * (M + N + 1) + N * M,
    BRC: (M, N) => 3 * N * (M + 1) + 2 * N,
    nBRC: (M, N) => 2 * N * (M + N + 1) + N * (M + 1),
    MUT1: (M, N) => N * (M + 1) + N * (M + N + 1) + N * (N + M + 1),
    MUT2: (M, N) => N * M + 2 * N * (2 * N + 1) + N * (N + 1),
    MUT3: (M, N) => 3 * N * (M + N + 1),
    DiagonalLSTM: (M, N) => 4 * N * (M + 2),
    minLSTM: (M, N) => 3 * N * (M + 1),
    mLSTM: (M, N) => 4 * N * (M + N + 1) + N * (M + N),
    Slopes: (M, N) => 4 * N * (M + N + 1) + 3 * N + 3 * N,
    DCM: (M, N) => 4 * N * (M + N + 1) + 3 * N + 9 * N,
    LSTMP: (M, N) => 4 * N * (M + N + 1) + 3 * N + N * N,
    sLSTM: (M, N) => 4 * N * (M + N) + 3 * N,
    SCRN: (M, N) => N * (M + N + 1) + N * M + N + 2 * N * N,
    IndRNN: (M, N) => N * (M + 2),
    RNN: (M, N) => N * (M + N + 1),
  }
  test.each(Object.keys(counts) as (keyof typeof cells)[])('%s', (name) => {
    const size = fc.integer({ min: 1, max: 4096 })
    fc.assert(
      fc.property(size, size, (inputs, hidden) => {
        expect(parameterCount(cells[name], { inputs, hidden })).toBe(counts[name](inputs, hidden))
      }),
    )
  })

  test('V with 88 inputs and 78 units has 52,338', () => {
    expect(parameterCount(cells.V, { inputs: 88, hidden: 78 })).toBe(52338)
  })
})

test('the weights of V come in the order of its equations, with their shapes', () => {
  expect(
    weightsOf(cells.V, { inputs: 3, hidden: 2 }).map(({ name, rows, columns }) => `${name} ${rows}×${columns}`),
  ).toEqual([
    ...['Wz 2×3', 'Rz 2×2', 'bz 2×1', 'pi 2×1', 'Wi 2×3', 'Ri 2×2', 'bi 2×1', 'pf 2×1', 'Wf 2×3', 'Rf 2×2', 'bf 2×1'],
    ...['po 2×1', 'Wo 2×3', 'Ro 2×2', 'bo 2×1'],
  ])
})

/** All combinations of ablations. */
function combinations(): LstmOptions[] {
  return Object.entries(ablations).reduce<LstmOptions[]>(
    (some, [name, of]) => some.flatMap((options) => of.map((kind) => ({ ...options, [name]: kind }))),
    [{}],
  )
}

describe('ablations combine freely', () => {
  test('all 192 combinations are cells', () => {
    const all = combinations()
    expect(all).toHaveLength(2 * 3 * 2 * 2 * 2 * 2 * 2)
    for (const options of all) expect(checkCell(lstm(options))).toBeDefined()
  })

  test('a coupled forget gate has no weights', () => {
    for (const options of combinations().filter(({ forgetGate }) => forgetGate === 'coupled')) {
      const names = weightsOf(lstm(options), { inputs: 1, hidden: 1 }).map(({ name }) => name)
      expect(names.filter((name) => name.includes('f'))).toEqual([])
    }
  })

  test('coupled to an open input gate, a forget gate forgets all', () => {
    const cell = lstm({ inputGate: 'open', forgetGate: 'coupled' })
    expect(equationLines(cell).slice(0, 2)).toEqual([
      'c_t = tanh(W_z x_t + R_z y_{t−1} + b_z)',
      'o_t = σ(W_o x_t + R_o y_{t−1} + p_o ⊙ c_t + b_o)',
    ])
  })
})

/** Places in a JSON value, as paths. */
function pathsIn(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsIn(inner, [...path, key]))]
}

function replaced(value: unknown, path: (string | number)[], by: unknown): unknown {
  if (path.length === 0) return by
  const copy = structuredClone(value) as Record<string, unknown>
  const inner = path.slice(0, -1).reduce<Record<string, unknown>>((at, key) => at[key] as typeof copy, copy)
  inner[path.at(-1)!] = by
  return copy
}

describe('damaged cells', () => {
  const damage = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom(-1, 0.5, Number.NaN, Number.MAX_SAFE_INTEGER, '', '__proto__', 'constructor', [], {}, bare),
    fc.integer({ min: -3, max: 40 }),
  )
  const damaged = fc
    .constantFrom(...Object.values(cells))
    .chain((cell) =>
      fc.constantFrom(...pathsIn(cell)).chain((path) => damage.map((by) => replaced(cell, path, by) as Cell)),
    )

  test('are refused with one line, or are cells that can be written and counted', () => {
    fc.assert(
      fc.property(damaged, (cell) => {
        try {
          checkCell(cell)
        } catch (error) {
          expect(error).toBeInstanceOf(InputError)
          expect((error as Error).message).not.toContain('\n')
          return
        }
        expect(equationLines(cell).length).toBeGreaterThan(0)
        expect(parameterCount(cell, { inputs: 3, hidden: 5 })).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 3000 },
    )
  })

  test('a cell keeps its meaning through JSON', () => {
    for (const cell of Object.values(cells)) expect(checkCell(JSON.parse(JSON.stringify(cell)))).toEqual(cell)
  })
})

test('a value named twice keeps the last', () => {
  const cell = new CellWriter()
  const first = cell.name('y', cell.project('W', cell.input()))
  const second = cell.name('y', cell.tanh(first))
  expect(cell.finish(second).named).toEqual({ y: second })
})
