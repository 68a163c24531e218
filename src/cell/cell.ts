import { briefly, InputError } from '../math/input-error.ts'
/**
 * A cell is a list of equations over vectors of hidden units, written once and run by every engine. An engine that knows these
 * fourteen operations and their derivatives can train any cell; a cell knows no engine.
 */
export interface Cell {
  readonly nodes: readonly Node[]
  /** What the next step may look back at. */
  readonly named: Readonly<Record<string, Ref>>
  /** What the readout sees. */
  readonly output: Ref
}

export type Node =
  | { readonly op: 'input' } // x_t
  | { readonly op: 'before'; readonly name: string } // a named value one step ago; zero before the first
  | { readonly op: 'project'; readonly weight: string; readonly of: Ref } // matrix · vector
  | { readonly op: 'scale'; readonly weight: string; readonly of: Ref } // vector ⊙ vector, a peephole
  | { readonly op: 'bias'; readonly weight: string }
  | { readonly op: 'sum'; readonly of: readonly Ref[] }
  | { readonly op: 'difference'; readonly of: readonly [Ref, Ref] } // v − w
  | { readonly op: 'product'; readonly of: readonly [Ref, Ref] } // v ⊙ w
  | { readonly op: 'quotient'; readonly of: readonly [Ref, Ref] } // v / w
  | { readonly op: 'complement'; readonly of: Ref } // 1 − v
  | { readonly op: Elementwise; readonly of: Ref }

/** relu: v, or 0 below it. exp: e^v; in float32 it stays as it is below −60 and above 87. */
export type Elementwise = 'sigmoid' | 'tanh' | 'relu' | 'exp'

/** The place of an earlier node in the list. */
export type Ref = number

/** The nodes that a node reads, in order. */
export function operandsOf(node: Node): readonly Ref[] {
  if (!('of' in node)) return []
  return typeof node.of === 'number' ? [node.of] : node.of
}

/** A cell in the making: every method adds a node and returns where it is. */
export class CellWriter {
  readonly #nodes: Node[] = []
  readonly #named: Record<string, Ref> = {}

  readonly input = () => this.#add({ op: 'input' })
  readonly before = (name: string) => this.#add({ op: 'before', name })
  readonly project = (weight: string, of: Ref) => this.#add({ op: 'project', weight, of })
  readonly scale = (weight: string, of: Ref) => this.#add({ op: 'scale', weight, of })
  readonly bias = (weight: string) => this.#add({ op: 'bias', weight })
  readonly sum = (...of: Ref[]) => this.#add({ op: 'sum', of })
  readonly difference = (a: Ref, b: Ref) => this.#add({ op: 'difference', of: [a, b] })
  readonly product = (a: Ref, b: Ref) => this.#add({ op: 'product', of: [a, b] })
  readonly quotient = (a: Ref, b: Ref) => this.#add({ op: 'quotient', of: [a, b] })
  readonly complement = (of: Ref) => this.#add({ op: 'complement', of })
  readonly sigmoid = (of: Ref) => this.#add({ op: 'sigmoid', of })
  readonly tanh = (of: Ref) => this.#add({ op: 'tanh', of })
  readonly relu = (of: Ref) => this.#add({ op: 'relu', of })
  readonly exp = (of: Ref) => this.#add({ op: 'exp', of })

  /** Gives a value the name under which the next step finds it, and returns it. */
  name(name: string, ref: Ref): Ref {
    this.#named[name] = ref
    return ref
  }

  /** The finished cell, checked. */
  finish(output: Ref): Cell {
    return checkCell({ nodes: this.#nodes, named: this.#named, output })
  }

  #add(node: Node): Ref {
    return this.#nodes.push(node) - 1
  }
}

const IDENTIFIER = /^[A-Za-z][A-Za-z0-9_]{0,31}$/
const MOST_NODES = 500

/** What a node of each operation has besides its name: how many operands, or a list of any length, and a weight or a name of its own. */
const forms = {
  input: { operands: 0 },
  before: { operands: 0, own: 'name' },
  bias: { operands: 0, own: 'weight' },
  project: { operands: 1, own: 'weight' },
  scale: { operands: 1, own: 'weight' },
  complement: { operands: 1 },
  sigmoid: { operands: 1 },
  tanh: { operands: 1 },
  relu: { operands: 1 },
  exp: { operands: 1 },
  difference: { operands: 2 },
  product: { operands: 2 },
  quotient: { operands: 2 },
  sum: { operands: 'list' },
} as const satisfies Record<Node['op'], { readonly operands: number | 'list'; readonly own?: 'weight' | 'name' }>

/**
 * The cell itself, if its equations can be run: every node has what its operation takes and nothing else, every operand is an
 * earlier node, names and weights are identifiers, each weight is used once, and the input is read by matrices only. Otherwise an
 * error names the node. Meant for equations from anywhere.
 */
export function checkCell(cell: Cell): Cell {
  const { nodes, named, output } = cell ?? {}
  if (!Array.isArray(nodes) || nodes.length === 0) throw new InputError('a cell needs a list of nodes')
  if (nodes.length > MOST_NODES) throw new InputError(`a cell may have up to ${MOST_NODES} nodes, not ${nodes.length}`)
  if (typeof named !== 'object' || named === null || Array.isArray(named))
    throw new InputError('a cell needs its named values, even if there are none')
  checkFields(cell, ['nodes', 'named', 'output'], 'a cell')
  const names = Object.keys(named).length
  if (names > MOST_NODES) throw new InputError(`a cell may name up to ${MOST_NODES} values, not ${names}`)
  const weights = new Set<string>()
  nodes.forEach((node: Node, at) => {
    checkNode(node, at, cell)
    if (!('weight' in node)) return
    if (weights.has(node.weight))
      throw new InputError(
        `node ${at} (${node.op}) uses weight ${node.weight} a second time; every weight is used once`,
      )
    weights.add(node.weight)
  })
  for (const [name, ref] of Object.entries(named)) {
    checkIdentifier(name, 'a named value')
    checkVector(nodes, ref, `the value named ${name}`)
  }
  checkVector(nodes, output, 'the output')
  return cell
}

function checkNode(node: Node, at: number, { nodes, named }: Cell): void {
  checkOperation(node, `node ${at}`)
  const where = `node ${at} (${node.op})`
  checkForm(node, where)
  for (const of of operandsOf(node)) {
    if (!isRef(of, at)) throw new InputError(`${where} may read nodes 0 to ${at - 1} only, not ${briefly(of)}`)
    if (nodes[of].op === 'input' && node.op !== 'project')
      throw new InputError(`${where} reads the input, which only a matrix can`)
  }
  if (node.op === 'before' && !Object.hasOwn(named, node.name))
    throw new InputError(`${where} looks back at ${node.name}, which no value is named`)
}

function checkOperation(node: Node, where: string): void {
  const op: unknown = node?.op
  if (typeof op === 'string' && Object.hasOwn(forms, op)) return
  throw new InputError(`${where} (${briefly(op)}) is no operation; there are ${Object.keys(forms).join(', ')}`)
}

function checkForm(node: Node, where: string): void {
  const { operands, own }: { operands: number | 'list'; own?: string } = forms[node.op]
  const many = operands === 'list' || operands > 1
  const { of } = node as { of?: unknown }
  if (operands !== 0 && of !== undefined && !(many ? Array.isArray(of) : Number.isInteger(of)))
    throw new InputError(`${where} cannot have ${briefly(of)} as operands`)
  const given = operandsOf(node).length
  if (operands === 'list' ? given < 1 || given > MOST_NODES : given !== operands)
    throw new InputError(`${where} cannot have ${given} operands`)
  checkFields(node, ['op', ...(own ? [own] : []), ...(operands === 0 ? [] : ['of'])], where)
  if (own !== undefined) checkIdentifier(node[own as keyof Node], `${where}: the ${own}`)
}

/** Refuses fields that nobody reads: whoever wrote them meant something that would not happen. */
function checkFields(given: object, known: readonly string[], where: string): void {
  const unknown = Object.keys(given).find((field) => !known.includes(field))
  if (unknown !== undefined)
    throw new InputError(`${where} cannot have a field ${briefly(unknown)}; it has ${known.join(', ')}`)
}

function checkIdentifier(name: unknown, what: string): void {
  if (typeof name !== 'string' || !IDENTIFIER.test(name)) {
    throw new InputError(`${what} must be a letter followed by up to 31 letters, digits or _, not ${briefly(name)}`)
  }
}

function checkVector(nodes: readonly Node[], ref: Ref, what: string): void {
  if (!isRef(ref, nodes.length))
    throw new InputError(`${what} must be one of the ${nodes.length} nodes, not ${briefly(ref)}`)
  if (nodes[ref].op === 'input') throw new InputError(`${what} cannot be the input itself`)
}

function isRef(ref: unknown, below: number): boolean {
  return Number.isInteger(ref) && (ref as number) >= 0 && (ref as number) < below
}

/** A weight of a cell: a matrix (rows × columns) or, with one column, a vector. */
export interface WeightShape {
  readonly name: string
  readonly rows: number
  readonly columns: number
}

/** The weights of a cell with `inputs` inputs and `hidden` units, in the order of its equations. */
export function weightsOf(cell: Cell, { inputs, hidden }: { inputs: number; hidden: number }): WeightShape[] {
  return cell.nodes.flatMap((node) => {
    if (!('weight' in node)) return []
    const columns = node.op !== 'project' ? 1 : cell.nodes[node.of].op === 'input' ? inputs : hidden
    return [{ name: node.weight, rows: hidden, columns }]
  })
}

/** How many numbers a cell learns, its readout not counted. */
export function parameterCount(cell: Cell, sizes: { inputs: number; hidden: number }): number {
  return weightsOf(cell, sizes).reduce((sum, { rows, columns }) => sum + rows * columns, 0)
}
