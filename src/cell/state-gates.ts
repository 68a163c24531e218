import { type Cell, operandsOf, type Ref } from './cell.ts'

/** A gate’s bias, and what more of it does: opens the gate (1) or closes it (−1). */
export interface GateBias {
  readonly weight: string
  readonly sign: 1 | -1
}

/** The gates of a value that a cell keeps from step to step. */
export interface StateGates {
  /** Of what multiplies the value of the step before. */
  readonly forget: GateBias
  /** Of what multiplies what is added to it, where that is a gate of its own. */
  readonly input?: GateBias
}

/**
 * The gates by which a cell forgets, found in its equations and not by their names: a named value v that is a sum with a term
 * g ⊙ v′, where v′ is v one step ago and g a sigmoid with a bias, or one minus such a sigmoid, is forgotten by g. The sum or v′ may go
 * through tanh. In V that is f; in CIFG 1 − i, so that more of b_i forgets more; in a GRU the update gate. NFG has none.
 */
export function stateGatesOf(cell: Cell): StateGates[] {
  const found = Object.entries(cell.named).flatMap(([name, ref]): StateGates[] => {
    const isBefore = (of: Ref) => {
      const node = cell.nodes[beforeTanh(cell, of)]
      return node.op === 'before' && node.name === name
    }
    const products = termsOf(cell, beforeTanh(cell, ref)).filter((term) => cell.nodes[term].op === 'product')
    const kept = products.find((term) => operandsOf(cell.nodes[term]).some(isBefore))
    if (kept === undefined) return []
    const [forget] = gatesAmong(cell, operandsOf(cell.nodes[kept]))
    if (forget === undefined) return []
    const others = products.filter((term) => term !== kept).flatMap((term) => operandsOf(cell.nodes[term]))
    const inputs = gatesAmong(cell, others).filter(({ weight }) => weight !== forget.weight)
    return [{ forget, ...(inputs.length === 1 && { input: inputs[0] }) }]
  })
  const isFirst = ({ forget }: StateGates, at: number) =>
    found.findIndex((other) => other.forget.weight === forget.weight) === at
  return found.filter(isFirst)
}

/** What a value is the tanh of; the value itself if it is none. */
function beforeTanh({ nodes }: Cell, ref: Ref): Ref {
  const node = nodes[ref]
  return node.op === 'tanh' ? node.of : ref
}

/** What a value is the sum of, sums among its operands dissolved; the value itself if it is no sum. */
function termsOf(cell: Cell, ref: Ref): Ref[] {
  const node = cell.nodes[ref]
  return node.op === 'sum' ? node.of.flatMap((of) => termsOf(cell, of)) : [ref]
}

const gatesAmong = (cell: Cell, refs: readonly Ref[]): GateBias[] => refs.flatMap((ref) => gateBiasOf(cell, ref, 1))

/** The bias of a value that is a gate; none of any other. */
function gateBiasOf(cell: Cell, ref: Ref, sign: 1 | -1): GateBias[] {
  const node = cell.nodes[ref]
  if (node.op === 'complement') return gateBiasOf(cell, node.of, sign === 1 ? -1 : 1)
  if (node.op !== 'sigmoid') return []
  const biases = termsOf(cell, node.of).flatMap((term) => {
    const { op, weight } = cell.nodes[term] as { op: string; weight: string }
    return op === 'bias' ? [weight] : []
  })
  return biases.slice(0, 1).map((weight) => ({ weight, sign }))
}
