import { expect, test } from 'vitest'
import { study as ownCells } from '../../examples/own-cells.ts'
import { cells } from '../../src/cell/catalog.ts'
import { type Cell, CellWriter } from '../../src/cell/cell.ts'
import { stateGatesOf } from '../../src/cell/state-gates.ts'

const gates = (cell: Cell) =>
  stateGatesOf(cell).map(({ forget, input }) =>
    [forget, ...(input ? [input] : [])].map(({ weight, sign }) => `${sign === 1 ? '+' : '-'}${weight}`).join(' '),
  )

test('an LSTM forgets by f and writes by i', () => {
  for (const cell of [cells.V, cells.NP, cells.FGR, cells.NOG, cells.NIAF, cells.NOAF])
    expect(gates(cell)).toEqual(['+bf +bi'])
})

test('without an input gate there is only f, without a forget gate nothing', () => {
  expect(gates(cells.NIG)).toEqual(['+bf'])
  expect(gates(cells.NFG)).toEqual([])
})

test('one minus the input gate forgets more with more of its bias; a GRU forgets by its update gate', () => {
  expect(gates(cells.CIFG)).toEqual(['-bi'])
  expect(gates(cells.GRU)).toEqual(['+bu'])
})

test('a name decides nothing: the f of a minimal gated unit stands for what is new', () => {
  expect(gates(ownCells.cells.MGU as Cell)).toEqual(['-bf'])
  expect(gates(cells.minGRU)).toEqual(['-bu'])
})

test('a state that goes through tanh, before it is kept or after, is forgotten as well; one without a gate is not', () => {
  expect(gates(cells.STAR)).toEqual(['-bk'])
  expect(gates(cells.CFN)).toEqual(['+bf +bi'])
  expect(gates(cells.RNN)).toEqual([])
})

test('a cell of two states has a gate for each, a gate without a bias none', () => {
  const write = new CellWriter()
  const x = write.input()
  const gate = (name: string) => write.sigmoid(write.sum(write.project(`W${name}`, x), write.bias(`b${name}`)))
  const state = (name: string, f: number) =>
    write.name(name, write.sum(write.product(write.before(name), f), write.project(`V${name}`, x)))
  const [slow, fast, bare] = [
    state('s', gate('s')),
    state('q', gate('q')),
    state('r', write.sigmoid(write.project('Wr', x))),
  ]
  expect(gates(write.finish(write.sum(slow, fast, bare)))).toEqual(['+bs', '+bq'])
})
