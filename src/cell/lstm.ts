import { briefly, InputError } from '../math/input-error.ts'
import { type Cell, CellWriter, type Ref } from './cell.ts'

/** The ablations of an LSTM: what may be taken out of the vanilla one, or changed in it. They combine freely. */
export interface LstmOptions {
  readonly inputGate?: 'learned' | 'open'
  /** coupled: f = 1 − i */
  readonly forgetGate?: 'learned' | 'open' | 'coupled'
  readonly outputGate?: 'learned' | 'open'
  readonly inputActivation?: 'tanh' | 'identity'
  readonly outputActivation?: 'tanh' | 'identity'
  /** Whether gates see the cell state, each unit its own. */
  readonly peepholes?: 'learned' | 'none'
  /** Whether gates see all learned gates of the step before. */
  readonly gateRecurrence?: 'learned' | 'none'
}

/** The values of each ablation; the first is that of the vanilla LSTM. */
export const ablations = {
  inputGate: ['learned', 'open'],
  forgetGate: ['learned', 'open', 'coupled'],
  outputGate: ['learned', 'open'],
  inputActivation: ['tanh', 'identity'],
  outputActivation: ['tanh', 'identity'],
  peepholes: ['learned', 'none'],
  gateRecurrence: ['none', 'learned'],
} as const satisfies { [K in keyof LstmOptions]-?: readonly NonNullable<LstmOptions[K]>[] }

/**
 * The equations of an LSTM, in the letters of Greff et al. (2017): x input, z block input, i f o gates, c cell state, y output;
 * W input, R recurrent and p peephole weights, b biases. An open gate is 1 and has no weights; coupled to an open input gate,
 * the forget gate is therefore 0 and the cell has no memory.
 */
export function lstm({
  inputGate = 'learned',
  forgetGate = 'learned',
  outputGate = 'learned',
  inputActivation = 'tanh',
  outputActivation = 'tanh',
  peepholes = 'learned',
  gateRecurrence = 'none',
}: LstmOptions = {}): Cell {
  checkOptions({ inputGate, forgetGate, outputGate, inputActivation, outputActivation, peepholes, gateRecurrence })
  const cell = new CellWriter()
  const x = cell.input()
  const yBefore = cell.before('y')
  const cBefore = cell.before('c')
  const learned = Object.entries({ i: inputGate, f: forgetGate, o: outputGate })
    .filter(([, kind]) => kind === 'learned')
    .map(([name]) => name)

  const affine = (to: string, ...more: Ref[]) =>
    cell.sum(cell.project(`W${to}`, x), cell.project(`R${to}`, yBefore), cell.bias(`b${to}`), ...more)
  const squash = (kind: 'tanh' | 'identity', of: Ref) => (kind === 'tanh' ? cell.tanh(of) : of)
  const through = (gate: Ref | undefined, of: Ref) => (gate === undefined ? of : cell.product(gate, of))

  /** σ(Wx + Ry′ + p⊙c + b), and with gate recurrence also what each gate said a step ago; undefined where the gate is open. */
  function gate(name: string, c: Ref): Ref | undefined {
    if (!learned.includes(name)) return undefined
    const peephole = peepholes === 'learned' ? [cell.scale(`p${name}`, c)] : []
    const recurrence = gateRecurrence === 'learned' ? learned : []
    const gates = recurrence.map((from) => cell.project(`R${from}${name}`, cell.before(from)))
    return cell.name(name, cell.sigmoid(affine(name, ...peephole, ...gates)))
  }

  const z = squash(inputActivation, affine('z'))
  const i = gate('i', cBefore)
  const f = forgetGate === 'coupled' && i !== undefined ? cell.complement(i) : gate('f', cBefore)
  const written = through(i, z)
  const forgetsAll = forgetGate === 'coupled' && i === undefined
  const c = cell.name('c', forgetsAll ? written : cell.sum(through(f, cBefore), written))
  const o = gate('o', c)
  return cell.finish(cell.name('y', through(o, squash(outputActivation, c))))
}

function checkOptions(options: Required<LstmOptions>): void {
  for (const [name, given] of Object.entries(options)) {
    const known: readonly string[] = ablations[name as keyof LstmOptions]
    if (!known.includes(given))
      throw new InputError(`${name} of an LSTM must be ${known.join(' or ')}, not ${briefly(given)}`)
  }
}
