import { type Cell, CellWriter, type Ref } from '../../src/cell/cell.ts'

const write = (body: (cell: CellWriter) => Ref): Cell => {
  const cell = new CellWriter()
  return cell.finish(body(cell))
}

/** Cells a user might write, each with something that the cells of the catalog do not have. */
export const oddCells: Record<string, Cell> = {
  'a plain recurrent network': write((c) => {
    const [x, y] = [c.input(), c.before('y')]
    return c.name('y', c.tanh(c.sum(c.project('W', x), c.project('R', y), c.bias('b'))))
  }),
  'no squashing at all': write((c) => {
    const [x, y] = [c.input(), c.before('y')]
    return c.name('y', c.sum(c.project('W', x), c.project('R', y), c.bias('b')))
  }),
  'no bias': write((c) => {
    const [x, y] = [c.input(), c.before('y')]
    return c.name('y', c.tanh(c.sum(c.project('W', x), c.project('R', y))))
  }),
  'an output that does not rest at 0': write((c) => {
    const [x, y] = [c.input(), c.before('y')]
    return c.name('y', c.sigmoid(c.sum(c.project('W', x), c.project('R', y), c.bias('b'))))
  }),
  'a minimal gated unit': write((c) => {
    const [x, y] = [c.input(), c.before('y')]
    const f = c.sigmoid(c.sum(c.project('Wf', x), c.project('Rf', y), c.bias('bf')))
    const z = c.tanh(c.sum(c.project('Wz', x), c.project('Rz', c.product(f, y)), c.bias('bz')))
    return c.name('y', c.sum(c.product(c.complement(f), y), c.product(f, z)))
  }),
  'an LSTM whose output gate also sees the forget gate': write((c) => {
    const [x, y, before] = [c.input(), c.before('y'), c.before('c')]
    const affine = (to: string, ...more: Ref[]) =>
      c.sum(c.project(`W${to}`, x), c.project(`R${to}`, y), c.bias(`b${to}`), ...more)
    const [z, i, f] = [c.tanh(affine('z')), c.sigmoid(affine('i')), c.sigmoid(affine('f'))]
    const state = c.name('c', c.sum(c.product(f, before), c.product(i, z)))
    const o = c.sigmoid(affine('o', c.project('Rfo', f)))
    return c.name('y', c.product(o, c.tanh(state)))
  }),
  'a gate that no input feeds': write((c) => {
    const [y, x] = [c.before('y'), c.input()]
    const z = c.tanh(c.sum(c.project('W', x), c.bias('b')))
    const u = c.sigmoid(c.sum(c.project('R', y), c.bias('bu')))
    return c.name('y', c.sum(c.product(u, y), c.product(c.complement(u), z)))
  }),
  'a quotient that is 0/0 in padding units': write((c) => {
    const [x, y] = [c.input(), c.before('y')]
    const z = c.name('y', c.tanh(c.sum(c.project('W', x), c.project('R', y), c.bias('b'))))
    const squares = ['d', 'e', 'f'].map((name) => {
      const bias = c.bias(name)
      return c.product(bias, bias)
    })
    return c.quotient(z, c.sum(...squares))
  }),
  'exponentials, quotients, differences and rectifiers across stages': write((c) => {
    const [x, y, m] = [c.input(), c.before('y'), c.before('m')]
    const e = c.exp(c.sum(c.project('We', x), c.project('Re', y), c.bias('be')))
    const q = c.quotient(m, c.sum(e, c.sigmoid(m)))
    const z = c.tanh(c.sum(c.project('Rz', c.difference(q, y)), c.bias('bz')))
    c.name('m', c.tanh(c.difference(c.relu(c.difference(z, m)), c.product(e, y))))
    return c.name('y', c.quotient(c.difference(z, c.relu(m)), c.sum(e, c.sigmoid(q))))
  }),
  'two matrices on the same vector': write((c) => {
    const [x, y] = [c.input(), c.before('y')]
    const r = c.sigmoid(c.sum(c.project('Wr', x), c.project('Rr', y), c.bias('br')))
    const z = c.tanh(c.sum(c.project('Wz', x), c.project('Rz', c.product(r, y)), c.project('Qz', y), c.bias('bz')))
    return c.name('y', c.sum(c.product(r, y), c.product(c.complement(r), z)))
  }),
  'two matrices on the same vector into the same sum, two on the input, two biases': write((c) => {
    const [x, y] = [c.input(), c.before('y')]
    const terms = [c.project('W', x), c.project('V', x), c.project('R', y), c.project('Q', y), c.bias('a'), c.bias('b')]
    return c.name('y', c.tanh(c.sum(...terms)))
  }),
  'three stages': write((c) => {
    const [x, y] = [c.input(), c.before('y')]
    const a = c.tanh(c.sum(c.project('Wa', x), c.project('Ra', y), c.bias('ba')))
    const b = c.tanh(c.sum(c.project('Rb', a), c.bias('bb')))
    const d = c.sigmoid(c.sum(c.project('Rd', b), c.project('Wd', x), c.bias('bd')))
    return c.name('y', c.sum(c.product(d, a), c.product(c.complement(d), y)))
  }),
  'an early value that the next step reads': write((c) => {
    const [x, y, m] = [c.input(), c.before('y'), c.before('m')]
    const a = c.name('m', c.tanh(c.sum(c.project('Wa', x), c.project('Ra', y), c.bias('ba'))))
    const z = c.sigmoid(c.sum(c.project('Rz', a), c.bias('bz')))
    return c.name('y', c.sum(c.product(z, a), c.product(c.complement(z), m)))
  }),
  'a vector read now and a step later': write((c) => {
    const [x, y, m] = [c.input(), c.before('y'), c.before('m')]
    const a = c.name('m', c.tanh(c.sum(c.project('Wa', x), c.project('Ra', m), c.bias('ba'))))
    return c.name('y', c.tanh(c.sum(c.project('Rz', a), c.project('Q', y), c.bias('bz'))))
  }),
  'matrices outside of sums, and a bias as a factor': write((c) => {
    const [x, y] = [c.input(), c.before('y')]
    const [p, q] = [c.project('W', x), c.project('R', y)]
    return c.name('y', c.tanh(c.sum(c.product(p, q), p, c.scale('s', y), c.product(c.bias('b'), q))))
  }),
  'a lone matrix that a later stage adds': write((c) => {
    const [x, y] = [c.input(), c.before('y')]
    const p = c.project('W', x)
    const a = c.tanh(c.sum(p, c.project('R', y), c.bias('b')))
    return c.name('y', c.tanh(c.sum(p, c.project('Q', a), c.bias('d'))))
  }),
  'a square': write((c) => {
    const [x, y] = [c.input(), c.before('y')]
    const z = c.tanh(c.sum(c.project('W', x), c.project('R', y), c.bias('b')))
    return c.name('y', c.product(z, z))
  }),
  'a term twice': write((c) => {
    const [x, y] = [c.input(), c.before('y')]
    const z = c.project('R', y)
    return c.name('y', c.tanh(c.sum(c.project('W', x), z, z, c.bias('b'))))
  }),
  'a value two steps ago': write((c) => {
    const [x, y] = [c.input(), c.before('y')]
    const older = c.before('last')
    c.name('last', y)
    const z = c.tanh(c.sum(c.project('W', x), c.project('R', older), c.bias('b')))
    return c.name('y', c.sum(z, c.scale('s', older)))
  }),
  'a sum that grows from step to step beside a matrix': write((c) => {
    const [x, a, y] = [c.input(), c.before('a'), c.before('y')]
    const g = c.sigmoid(c.sum(c.project('W', x), c.project('R', y), c.bias('b')))
    const sum = c.name('a', c.sum(c.scale('s', a), c.complement(g)))
    return c.name('y', c.tanh(c.sum(c.project('Q', sum), c.bias('d'))))
  }),
  'nodes that nobody reads': write((c) => {
    const [x, y] = [c.input(), c.before('y')]
    c.before('c')
    const z = c.tanh(c.sum(c.project('W', x), c.project('R', y), c.bias('b')))
    c.name('c', c.sigmoid(z))
    c.tanh(c.scale('idle', z))
    return c.name('y', z)
  }),
  'an output that is a step old': write((c) => {
    const [x, y] = [c.input(), c.before('y')]
    c.name('y', c.tanh(c.sum(c.project('W', x), c.project('R', y), c.bias('b'))))
    return y
  }),
  'six gates on one vector': write((c) => {
    const [x, y] = [c.input(), c.before('y')]
    const gate = (k: number) => c.sigmoid(c.sum(c.project(`W${k}`, x), c.project(`R${k}`, y), c.bias(`b${k}`)))
    const [g0, g1, g2, g3, g4, g5] = [0, 1, 2, 3, 4, 5].map((k) => gate(k))
    const half = c.product(g0, g1)
    return c.name('y', c.tanh(c.sum(half, c.product(g2, g3), c.product(c.complement(g4), g5), c.scale('s', y))))
  }),
  'a value whose name every object has': write((c) => {
    const [x, before] = [c.input(), c.before('constructor')]
    return c.name('constructor', c.tanh(c.sum(c.project('W', x), c.project('R', before), c.bias('b'))))
  }),
}
