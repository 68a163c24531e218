import {
  type Cell,
  CellWriter,
  cells,
  logInteger,
  logUniform,
  oneMinusLog,
  type Ref,
  type Study,
  tasks,
  uniform,
} from 'odyssey-rnn'

/** A minimal gated unit (Zhou et al., 2016): one gate f both forgets and writes. */
function minimalGatedUnit(): Cell {
  const c = new CellWriter()
  const [x, y] = [c.input(), c.before('y')]
  const affine = (to: string, state: Ref) => c.sum(c.project(`W${to}`, x), c.project(`R${to}`, state), c.bias(`b${to}`))
  const f = c.name('f', c.sigmoid(affine('f', y)))
  const z = c.tanh(affine('z', c.product(f, y)))
  return c.finish(c.name('y', c.sum(c.product(c.complement(f), y), c.product(f, z))))
}

/** An LSTM without peepholes whose output gate also sees what the forget gate says at the same step. */
function outputSeesForget(): Cell {
  const c = new CellWriter()
  const [x, y, before] = [c.input(), c.before('y'), c.before('c')]
  const affine = (to: string, ...more: Ref[]) =>
    c.sum(c.project(`W${to}`, x), c.project(`R${to}`, y), c.bias(`b${to}`), ...more)
  const [z, i, f] = [c.tanh(affine('z')), c.sigmoid(affine('i')), c.name('f', c.sigmoid(affine('f')))]
  const state = c.name('c', c.sum(c.product(f, before), c.product(i, z)))
  const o = c.sigmoid(affine('o', c.project('Rfo', f)))
  return c.finish(c.name('y', c.product(o, c.tanh(state))))
}

/** Cells of one's own beside the vanilla LSTM: run it, or `odyssey bench own-cells.ts --cells V,MGU,OSF`. */
export const study: Study = {
  name: 'own-cells',
  question: 'Is one gate enough for a stream of Reber strings?',
  seed: 1,
  tasks: [tasks.reber],
  cells: { V: cells.V, MGU: minimalGatedUnit(), OSF: outputSeesForget() },
  baseline: 'V',
  trials: 60,
  space: {
    hiddenSize: logInteger(8, 32),
    learningRate: logUniform(1e-3, 1e-1),
    momentum: oneMinusLog(0.05, 1),
    inputNoise: uniform(0, 0.3),
  },
  training: { epochs: 40, patience: 10 },
  best: 0.2,
}
