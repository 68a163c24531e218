import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cells } from '../../src/cell/catalog.ts'
import { type Cell, CellWriter, type Ref, weightsOf } from '../../src/cell/cell.ts'
import { equationLines } from '../../src/cell/equations.ts'
import { ablations, type LstmOptions, lstm } from '../../src/cell/lstm.ts'

const Z = 'z_t = tanh(W_z x_t + R_z y_{t−1} + b_z)'
const I = 'i_t = σ(W_i x_t + R_i y_{t−1} + p_i ⊙ c_{t−1} + b_i)'
const F = 'f_t = σ(W_f x_t + R_f y_{t−1} + p_f ⊙ c_{t−1} + b_f)'
const O = 'o_t = σ(W_o x_t + R_o y_{t−1} + p_o ⊙ c_t + b_o)'
const Y = 'y_t = o_t ⊙ tanh(c_t)'

describe('the equations of the catalog read as in the paper', () => {
  test('V', () => {
    expect(equationLines(cells.V)).toEqual([Z, I, F, 'c_t = f_t ⊙ c_{t−1} + i_t ⊙ z_t', O, Y])
  })

  test('NIG: what is written passes whole', () => {
    expect(equationLines(cells.NIG)).toEqual([Z, F, 'c_t = f_t ⊙ c_{t−1} + z_t', O, Y])
  })

  test('NIAF: the block input is a sum', () => {
    expect(equationLines(cells.NIAF)[0]).toBe('z_t = W_z x_t + R_z y_{t−1} + b_z')
  })

  test('NOAF: the output is the gated cell state', () => {
    expect(equationLines(cells.NOAF).at(-1)).toBe('y_t = o_t ⊙ c_t')
  })

  test('CIFG: a coupled forget gate is one minus the input gate', () => {
    expect(equationLines(cells.CIFG)).toEqual([Z, I, 'c_t = (1 − i_t) ⊙ c_{t−1} + i_t ⊙ z_t', O, Y])
  })

  test('FGR: a gate sees every gate of the step before', () => {
    const gates = (to: string) => `R_{i${to}} i_{t−1} + R_{f${to}} f_{t−1} + R_{o${to}} o_{t−1}`
    expect(equationLines(cells.FGR)).toEqual([
      Z,
      `i_t = σ(W_i x_t + R_i y_{t−1} + p_i ⊙ c_{t−1} + ${gates('i')} + b_i)`,
      `f_t = σ(W_f x_t + R_f y_{t−1} + p_f ⊙ c_{t−1} + ${gates('f')} + b_f)`,
      'c_t = f_t ⊙ c_{t−1} + i_t ⊙ z_t',
      `o_t = σ(W_o x_t + R_o y_{t−1} + p_o ⊙ c_t + ${gates('o')} + b_o)`,
      Y,
    ])
  })

  test('GRU', () => {
    expect(equationLines(cells.GRU)).toEqual([
      'u_t = σ(W_u x_t + R_u y_{t−1} + b_u)',
      'r_t = σ(W_r x_t + R_r y_{t−1} + b_r)',
      'z_t = tanh(W_z x_t + R_z (r_t ⊙ y_{t−1}) + b_z)',
      'y_t = u_t ⊙ y_{t−1} + (1 − u_t) ⊙ z_t',
    ])
  })
})

describe('other operations', () => {
  test('minLSTM: a quotient', () => {
    expect(equationLines(cells.minLSTM).slice(2)).toEqual([
      'a_t = f_t / (f_t + i_t)',
      'z_t = W_z x_t + b_z',
      'y_t = a_t ⊙ y_{t−1} + (1 − a_t) ⊙ z_t',
    ])
  })

  test('sLSTM: differences, exponentials, relu, and a quotient as a factor', () => {
    expect(equationLines(cells.sLSTM).slice(4)).toEqual([
      'm_t = a_t + relu(d_t − a_t)',
      'i_t = exp(a_t − m_t)',
      'f_t = exp(d_t − m_t)',
      'c_t = f_t ⊙ c_{t−1} + i_t ⊙ z_t',
      'n_t = f_t ⊙ n_{t−1} + i_t',
      'y_t = o_t ⊙ (c_t / n_t)',
    ])
  })

  test('what is taken away or divided by is put in parentheses where it must be', () => {
    const cell = new CellWriter()
    const [a, b] = [cell.before('a'), cell.before('b')]
    const part = cell.difference(cell.product(a, b), cell.difference(b, cell.sum(a, b)))
    const whole = cell.quotient(cell.quotient(a, part), cell.product(a, b))
    cell.name('a', cell.complement(cell.quotient(whole, b)))
    cell.name('b', cell.difference(cell.complement(a), cell.quotient(a, b)))
    expect(equationLines(cell.finish(cell.sum(a, b))).slice(0, 2)).toEqual([
      'a_t = 1 − ((a_{t−1} / (a_{t−1} ⊙ b_{t−1} − (b_{t−1} − (a_{t−1} + b_{t−1})))) / (a_{t−1} ⊙ b_{t−1})) / b_{t−1}',
      'b_t = 1 − a_{t−1} − a_{t−1} / b_{t−1}',
    ])
  })
})

describe('the equations of a cell of one’s own', () => {
  test('a plain recurrent network is one line', () => {
    const cell = new CellWriter()
    const sum = cell.sum(cell.bias('b'), cell.project('W', cell.input()), cell.project('R', cell.before('y')))
    const simple = cell.finish(cell.name('y', cell.tanh(sum)))
    expect(equationLines(simple)).toEqual(['y_t = tanh(W x_t + R y_{t−1} + b)'])
  })

  test('unnamed values that are used twice get letters, and long names stay whole', () => {
    const cell = new CellWriter()
    const state = cell.before('slow')
    const seen = cell.tanh(cell.project('encoder', cell.input()))
    const both = cell.product(seen, state)
    const mixed = cell.sum(both, cell.sum(cell.complement(both), cell.scale('decay', state)), cell.complement(state))
    cell.name('slow', mixed)
    expect(equationLines(cell.finish(cell.project('W_out', cell.tanh(mixed))))).toEqual([
      'a_t = tanh(encoder x_t)',
      'd_t = a_t ⊙ slow_{t−1}',
      'slow_t = d_t + (1 − d_t) + decay ⊙ slow_{t−1} + (1 − slow_{t−1})',
      'y_t = W_{out} tanh(slow_t)',
    ])
  })

  test('a value with two names is written once, and an output that is not y is said to be the output', () => {
    const cell = new CellWriter()
    const h = cell.name('h', cell.sigmoid(cell.project('Wh', cell.input())))
    cell.name('c_fast', h)
    const loop = cell.sum(h, cell.product(cell.sum(cell.before('h'), cell.before('c_fast')), cell.before('y')))
    cell.name('y', loop)
    expect(equationLines(cell.finish(h))).toEqual([
      'h_t = σ(W_h x_t)',
      'y_t = h_t + (h_{t−1} + c_{fast,t−1}) ⊙ y_{t−1}',
      'c_{fast,t} = h_t',
      'output = h_t',
    ])
  })

  test('a letter that is taken is not given again', () => {
    const cell = new CellWriter()
    const x = cell.input()
    const first = cell.tanh(cell.project('Wz', x))
    const second = cell.tanh(cell.project('Rz', x))
    expect(equationLines(cell.finish(cell.product(first, second)))).toEqual([
      'z_t = tanh(W_z x_t)',
      'a_t = tanh(R_z x_t)',
      'y_t = z_t ⊙ a_t',
    ])
  })
})

describe('equations nested as deep as a cell can be', () => {
  /** A chain of `depth` values over `W x`, each made of the one before. */
  const chain = (depth: number, link: (cell: CellWriter, of: Ref) => Ref): Cell => {
    const cell = new CellWriter()
    let last = cell.project('W', cell.input())
    for (let k = 0; k < depth; k++) last = link(cell, last)
    return cell.finish(last)
  }
  const MOST = 498

  test('sums of one value dissolve', () => {
    expect(equationLines(chain(MOST, (cell, of) => cell.sum(of)))).toEqual(['y_t = W x_t'])
  })

  test('a value that is doubled gets a letter each time, so that 3 take 3 lines', () => {
    expect(equationLines(chain(3, (cell, of) => cell.sum(of, of)))).toEqual([
      'a_t = W x_t',
      'd_t = a_t + a_t',
      'e_t = d_t + d_t',
      'y_t = e_t + e_t',
    ])
  })

  test.each<[string, (cell: CellWriter, of: Ref) => Ref]>([
    ['doubled sums', (cell, of) => cell.sum(of, of)],
    ['squares', (cell, of) => cell.product(of, of)],
  ])('%s take as many lines as there are, none longer than another', (_, link) => {
    for (const depth of [60, MOST]) {
      const lines = equationLines(chain(depth, link))
      expect(lines).toHaveLength(depth + 1)
      expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(32)
    }
  })

  test('what is used once is written where it is used, once', () => {
    const [line, ...more] = equationLines(chain(MOST, (cell, of) => cell.complement(of)))
    expect(more).toEqual([])
    expect(line).toBe(`y_t = ${'1 − ('.repeat(MOST - 1)}1 − W x_t${')'.repeat(MOST - 1)}`)
  })

  test('sums over sums share what they share', () => {
    const cell = new CellWriter()
    let [a, b] = [cell.project('W', cell.input()), cell.bias('b')]
    for (let k = 0; k < 248; k++) [a, b] = [cell.sum(a, b), cell.sum(b, a)]
    expect(equationLines(cell.finish(cell.product(a, b))).join('\n').length).toBeLessThan(500 * 32)
  })
})

/** A cell with any ablations. */
const anyLstm = fc
  .record(Object.fromEntries(Object.entries(ablations).map(([name, of]) => [name, fc.constantFrom(...of)])))
  .map((options) => lstm(options as LstmOptions))

/** A letter of a line as it stands at this step, as in c_t or c_{fast,t}. */
const VALUE_NOW = /(\w+?)_(?:t\b|\{(?:\w+,)?t\})/g

function undefinedLetters(cell: Cell): string[] {
  const defined = new Set(['x_t'])
  return equationLines(cell).flatMap((line) => {
    const [left, right] = line.split(' = ')
    const missing = (right.match(VALUE_NOW) ?? []).filter((value) => !defined.has(value))
    defined.add(left)
    return missing
  })
}

test('every line uses only letters that an earlier line defines, for any LSTM and every cell of the catalog', () => {
  fc.assert(
    fc.property(anyLstm, (cell) => {
      expect(undefinedLetters(cell)).toEqual([])
    }),
  )
  for (const cell of Object.values(cells)) expect(undefinedLetters(cell)).toEqual([])
})

test('every weight appears once, for any LSTM', () => {
  fc.assert(
    fc.property(anyLstm, (cell) => {
      const words = equationLines(cell).flatMap((line) => line.match(/[WRpb]_(\w|\{\w+\})/g) ?? [])
      const spelled = words.map((word) => word.replace(/[_{}]/g, ''))
      const names = weightsOf(cell, { inputs: 1, hidden: 1 }).map(({ name }) => name)
      expect(spelled.sort()).toEqual(names.sort())
    }),
  )
})
