/** The fourteen operations in float64: the value of each, and in reverse mode what it asks of its operands and its weights. */
import type { Node } from '../../cell/cell.ts'
import { exp, sigmoid, tanh } from '../../math/functions.ts'

export type Vector = Float64Array

/** Elementwise functions and their slopes as functions of their values, as in σ′ = σ (1 − σ). */
const elementwise = {
  sigmoid: { value: sigmoid, slope: (v: number) => v * (1 - v) },
  tanh: { value: tanh, slope: (v: number) => 1 - v * v },
  relu: { value: (a: number) => (a < 0 ? 0 : a), slope: (v: number) => (v > 0 ? 1 : 0) },
  exp: { value: exp, slope: (v: number) => v },
  complement: { value: (a: number) => 1 - a, slope: () => -1 },
}

const pairwise = {
  difference: (a: number, b: number) => a - b,
  product: (a: number, b: number) => a * b,
  quotient: (a: number, b: number) => a / b,
}

/** What a node finds at a time step: the input, the values of the nodes before it, named values of the step before, its weights. */
export interface Seen {
  readonly x: Vector
  readonly step: readonly Vector[]
  readonly before: (name: string) => Vector
  readonly weights: Vector
}

/** The value of a node. */
export function compute(node: Node, { x, step, before, weights }: Seen): Vector {
  switch (node.op) {
    case 'input':
      return x
    case 'before':
      return before(node.name)
    case 'project':
      return project(weights, step[node.of])
    case 'scale':
      return step[node.of].map((v, j) => weights[j] * v)
    case 'bias':
      return weights.slice()
    case 'sum': {
      const sum = new Float64Array(step[node.of[0]].length)
      for (const term of node.of) add(sum, step[term])
      return sum
    }
    case 'difference':
    case 'product':
    case 'quotient': {
      const [a, b] = node.of.map((of) => step[of])
      return a.map((v, j) => pairwise[node.op](v, b[j]))
    }
    default:
      return step[node.of].map(elementwise[node.op].value)
  }
}

/** Where a node leaves what it asks: the derivatives by the nodes of its step, by named values of the step before, by its weights. */
export interface Asked {
  readonly deltas: readonly Vector[]
  readonly before: (name: string) => Vector
  readonly gradient: Vector
}

/** Adds what a node with this value and this derivative asks of all that it read. */
export function propagate(
  node: Node,
  { value, delta }: { value: Vector; delta: Vector },
  { step, weights }: Pick<Seen, 'step' | 'weights'>,
  { deltas, before, gradient }: Asked,
): void {
  switch (node.op) {
    case 'input':
      break
    case 'before':
      add(before(node.name), delta)
      break
    case 'project':
      projectBack(delta, { weights, x: step[node.of] }, { gradient, xDelta: deltas[node.of] })
      break
    case 'scale':
      addProduct(gradient, delta, step[node.of])
      addProduct(deltas[node.of], delta, weights)
      break
    case 'bias':
      add(gradient, delta)
      break
    case 'sum':
      for (const term of node.of) add(deltas[term], delta)
      break
    case 'difference': {
      const [a, b] = node.of
      add(deltas[a], delta)
      add(
        deltas[b],
        delta.map((d) => -d),
      )
      break
    }
    case 'quotient': {
      const [a, b] = node.of
      const share = delta.map((d, j) => d / step[b][j])
      add(deltas[a], share)
      addProduct(
        deltas[b],
        share,
        value.map((v) => -v),
      )
      break
    }
    case 'product': {
      const [a, b] = node.of
      addProduct(deltas[a], delta, step[b])
      addProduct(deltas[b], delta, step[a])
      break
    }
    default:
      addProduct(deltas[node.of], delta, value.map(elementwise[node.op].slope))
  }
}

/** Matrix times vector; the matrix has as many columns as the vector is long. */
function project(weights: Vector, x: Vector): Vector {
  const y = new Float64Array(weights.length / x.length)
  for (let row = 0, at = 0; row < y.length; row++) {
    let sum = 0
    for (let column = 0; column < x.length; column++, at++) sum += weights[at] * x[column]
    y[row] = sum
  }
  return y
}

function projectBack(
  delta: Vector,
  { weights, x }: { weights: Vector; x: Vector },
  { gradient, xDelta }: { gradient: Vector; xDelta: Vector },
): void {
  for (let row = 0, at = 0; row < delta.length; row++) {
    for (let column = 0; column < x.length; column++, at++) {
      gradient[at] += delta[row] * x[column]
      xDelta[column] += delta[row] * weights[at]
    }
  }
}

/** to += what */
export function add(to: Vector, what: Vector): void {
  for (let j = 0; j < to.length; j++) to[j] += what[j]
}

/** to += a ⊙ b */
function addProduct(to: Vector, a: Vector, b: Vector): void {
  for (let j = 0; j < to.length; j++) to[j] += a[j] * b[j]
}
