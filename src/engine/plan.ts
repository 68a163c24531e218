/**
 * What the generator makes of a cell's equations, as plain data, before any address is known.
 *
 * A *gate* is a sum to which matrices contribute (or a lone product with a matrix). What matrices add to it is computed by
 * products; the rest, elementwise. A *stage* is a part of a time step that can run once the products it needs are done: an LSTM
 * has one, a GRU two, since its candidate multiplies a value of the same step. A *source* is a vector that matrices read.
 */
import { type Cell, type Node, operandsOf, type Ref } from '../cell/cell.ts'
import { largest, smallest } from '../math/statistics.ts'

export interface Plan {
  readonly cell: Cell
  readonly stages: number
  /** The stage of each node. */
  readonly stage: readonly number[]
  readonly gates: readonly Gate[]
  /** The gate that a node is. */
  readonly gateOf: ReadonlyMap<Ref, number>
  /** Gates that the input feeds. */
  readonly inputGates: readonly number[]
  /** Whether the input has a last element that is always 1 and whose weights are the biases. */
  readonly inputBias: boolean
  readonly groups: readonly Group[]
  /** Where the values are kept that backward or the next step needs. */
  readonly homes: ReadonlyMap<Ref, Home>
  /** Those of them that a forward pass needs: sources, what the next step looks back at, what another stage reads. */
  readonly carried: ReadonlySet<Ref>
  /** In the order they are stored; the output is last. */
  readonly sources: readonly Ref[]
  /** Values kept beside sources and gates. */
  readonly extras: readonly Ref[]
  /** Names of the elementwise weights: peepholes, and biases that no matrix takes in. */
  readonly parameters: readonly string[]
}

export interface Gate {
  readonly node: Ref
  readonly stage: number
  /** The operands that products take care of. */
  readonly absorbed: ReadonlySet<Ref>
  /** The matrix that reads the input. */
  readonly input?: string
  /** The bias that goes with it. */
  readonly bias?: string
}

/** Matrices that read neighbouring sources and feed the same gates: one product a step. */
export interface Group {
  readonly stage: number
  /** 1 reads the step before. */
  readonly lag: 0 | 1
  readonly gates: readonly number[]
  readonly sources: readonly Ref[]
  /** By source, then by gate. */
  readonly weights: readonly (readonly string[])[]
}

export interface Home {
  readonly in: 'sources' | 'gates' | 'extras'
  readonly slot: number
}

/** The plan for a cell; `kept` are values to be kept even where nothing needs them again. */
export function planFor(cell: Cell, { kept = [] }: { kept?: readonly Ref[] } = {}): Plan {
  const uses = usesOf(cell)
  const stage = stagesOf(cell)
  const { gates, inputBias } = gatesOf(cell, uses, { stage, kept })
  const gateOf = new Map(gates.map((gate, g) => [gate.node, g]))
  const groups = groupsOf(cell, gates)
  const sources = [...new Set([...groups.flatMap((g) => g.sources).filter((r) => r !== cell.output), cell.output])]
  sinkCheapNodes(cell, { uses, stage, gateOf, sources })
  const { homes, extras } = homesOf(cell, { gates, gateOf, stage, sources, kept })
  const absorbed = new Set(gates.flatMap((gate) => [...gate.absorbed]))
  return {
    cell,
    stages: largest(stage) + 1,
    stage,
    gates,
    gateOf,
    inputGates: gates.flatMap((gate, g) => (gate.input === undefined ? [] : [g])),
    inputBias,
    groups,
    homes,
    carried: new Set([...carriedOf(cell, { gates, gateOf, stage, sources }), ...kept]),
    sources,
    extras,
    parameters: cell.nodes.flatMap((node, r) =>
      node.op === 'scale' || (node.op === 'bias' && !absorbed.has(r)) ? [node.weight] : [],
    ),
  }
}

const weightOf = (node: Node): string => (node as { weight: string }).weight

/** For each node, the nodes that read it, as often as they do. */
function usesOf({ nodes }: Cell): Ref[][] {
  const uses: Ref[][] = nodes.map(() => [])
  nodes.forEach((node, user) => {
    for (const of of operandsOf(node)) uses[of].push(user)
  })
  return uses
}

/** A node's stage: one more for every matrix on the way that multiplies a value of the same step. */
function stagesOf({ nodes }: Cell): number[] {
  const stage: number[] = []
  for (const node of nodes) {
    const from = largest([0, ...operandsOf(node).map((of) => stage[of])])
    stage.push(node.op === 'project' && !['input', 'before'].includes(nodes[node.of].op) ? from + 1 : from)
  }
  return stage
}

function gatesOf(
  { nodes }: Cell,
  uses: Ref[][],
  { stage, kept }: { stage: number[]; kept: readonly Ref[] },
): { gates: Gate[]; inputBias: boolean } {
  const isProject = (r: Ref) => nodes[r].op === 'project'
  const readsInput = (r: Ref) => isProject(r) && nodes[operandsOf(nodes[r])[0]].op === 'input'
  const ownedBySum = (r: Ref) => uses[r].length === 1 && nodes[uses[r][0]].op === 'sum' && !kept.includes(r)
  const gates = nodes.flatMap((node, r): Gate[] => {
    const lone = isProject(r) && !ownedBySum(r)
    if (node.op !== 'sum' && !lone) return []
    const owned = lone ? [r] : operandsOf(node).filter(ownedBySum)
    const input = owned.find(readsInput)
    const bias = input === undefined ? undefined : owned.find((o) => nodes[o].op === 'bias')
    const others = owned.filter((o) => isProject(o) && (!readsInput(o) || o === input))
    if (others.length === 0) return []
    return [
      {
        node: r,
        stage: stage[r],
        absorbed: new Set(bias === undefined ? others : [...others, bias]),
        ...(input === undefined ? {} : { input: weightOf(nodes[input]) }),
        ...(bias === undefined ? {} : { bias: weightOf(nodes[bias]) }),
      },
    ]
  })
  // a second matrix that reads the input into one sum becomes a gate of its own
  const absorbed = new Set(gates.flatMap((gate) => [...gate.absorbed]))
  nodes.forEach((node, r) => {
    if (!readsInput(r) || absorbed.has(r)) return
    gates.push({ node: r, stage: stage[r], absorbed: new Set([r]), input: weightOf(node) })
  })
  const inputBias = gates.every((gate) => gate.input === undefined || gate.bias !== undefined)
  return { gates: inputBias ? gates : gates.map((gate) => withoutBias(gate, nodes)), inputBias }
}

function withoutBias({ node, stage, absorbed, input }: Gate, nodes: readonly Node[]): Gate {
  const projects = new Set([...absorbed].filter((o) => nodes[o].op === 'project'))
  return { node, stage, absorbed: projects, ...(input === undefined ? {} : { input }) }
}

function groupsOf({ nodes, named, output }: Cell, gates: readonly Gate[]): Group[] {
  interface Reader {
    stage: number
    lag: 0 | 1
    source: Ref
    gates: number[]
    weights: string[]
  }
  const readers = new Map<string, Reader>()
  gates.forEach(({ stage, absorbed }, g) => {
    for (const o of absorbed) {
      const node = nodes[o]
      if (node.op !== 'project') continue
      const of = nodes[node.of]
      if (of.op === 'input') continue
      const [lag, source] = of.op === 'before' ? ([1, named[of.name]] as const) : ([0, node.of] as const)
      const key = `${stage}/${lag}/${source}`
      const reader = readers.get(key) ?? { stage, lag, source, gates: [], weights: [] }
      reader.gates.push(g)
      reader.weights.push(node.weight)
      readers.set(key, reader)
    }
  })
  // sources that feed the same gates become one long vector; each may stand in one such vector only
  const all = [...readers.values()]
  const free = ({ source }: Reader) => source !== output && all.filter((r) => r.source === source).length === 1
  const alike = (a: Reader, b: Reader) => a.stage === b.stage && a.lag === b.lag && a.gates.join() === b.gates.join()
  const joined: Reader[][] = []
  for (const reader of all) {
    const same = joined.find(([first]) => free(first) && free(reader) && alike(first, reader))
    if (same) same.push(reader)
    else joined.push([reader])
  }
  return joined.map((readers) => ({
    stage: readers[0].stage,
    lag: readers[0].lag,
    gates: readers[0].gates,
    sources: readers.map((r) => r.source),
    weights: readers.map((r) => r.weights),
  }))
}

/** Cheap nodes move to the stage that uses them, so that they need not be kept. */
function sinkCheapNodes(
  { nodes, named }: Cell,
  plan: { uses: Ref[][]; stage: number[]; gateOf: Map<Ref, number>; sources: Ref[] },
): void {
  const { uses, stage, gateOf, sources } = plan
  const fixed = new Set([...gateOf.keys(), ...sources, ...Object.values(named)])
  const cheap = ['complement', 'difference', 'product', 'scale', 'sum']
  for (let r = nodes.length - 1; r >= 0; r--) {
    if (cheap.includes(nodes[r].op) && !fixed.has(r) && uses[r].length > 0)
      stage[r] = smallest(uses[r].map((u) => stage[u]))
  }
}

/** Operations whose derivative is computed from their value. */
const slopesFromValue: readonly Node['op'][] = ['sigmoid', 'tanh', 'relu', 'exp', 'quotient']

/** What must be kept: sources, factors, results of squashings, divisors, what the next step looks back at, what another stage reads. */
function homesOf(
  { nodes, named }: Cell,
  plan: {
    gates: readonly Gate[]
    gateOf: Map<Ref, number>
    stage: number[]
    sources: Ref[]
    kept: readonly Ref[]
  },
): { homes: Map<Ref, Home>; extras: Ref[] } {
  const { gates, gateOf, stage, sources } = plan
  const kept = new Set<Ref>([...sources, ...plan.kept])
  const lagged = new Set<Ref>()
  const keep = (r: Ref): void => {
    const node = nodes[r]
    if (node.op === 'before') {
      kept.add(named[node.name])
      lagged.add(named[node.name])
    } else if (node.op === 'complement') keep(node.of)
    else if (node.op !== 'bias' && node.op !== 'input') kept.add(r)
  }
  nodes.forEach((node, r) => {
    if (slopesFromValue.includes(node.op)) keep(r)
    if (node.op === 'product' || node.op === 'scale') operandsOf(node).forEach(keep)
    if (node.op === 'quotient') keep(node.of[1])
    if (node.op === 'project') return // what matrices read is a source
    for (const o of operandsOf(node)) {
      if (!gates[gateOf.get(r) ?? -1]?.absorbed.has(o) && (nodes[o].op === 'before' || stage[o] < stage[r])) keep(o)
    }
  })
  for (const r of kept) if (nodes[r].op === 'before') keep(r) // a value two steps ago
  const homes = new Map<Ref, Home>()
  const extras: Ref[] = []
  const taken = new Set<number>()
  for (const r of [...kept].sort((a, b) => a - b)) {
    // a squashed gate lives where its sum was; its delta will come there last
    const gate = gateOf.get(r) ?? gateOf.get(operandsOf(nodes[r])[0])
    if (sources.includes(r)) homes.set(r, { in: 'sources', slot: sources.indexOf(r) })
    else if (gate !== undefined && !taken.has(gate) && !lagged.has(r)) {
      taken.add(gate)
      homes.set(r, { in: 'gates', slot: gate })
    } else homes.set(r, { in: 'extras', slot: extras.push(r) - 1 })
  }
  return { homes, extras }
}

/** The values that a forward pass must find again: in the next step, in a later stage, or in a product. */
function carriedOf(
  { nodes, named }: Cell,
  plan: { gates: readonly Gate[]; gateOf: Map<Ref, number>; stage: number[]; sources: Ref[] },
): Set<Ref> {
  const { gates, gateOf, stage, sources } = plan
  const carried = new Set<Ref>(sources)
  const find = (r: Ref): void => {
    const node = nodes[r]
    if (node.op === 'before') carried.add(named[node.name])
    else if (node.op === 'complement') find(node.of)
    else if (node.op !== 'bias' && node.op !== 'input') carried.add(r)
  }
  nodes.forEach((node, r) => {
    if (node.op === 'project') return
    const absorbed = gates[gateOf.get(r) ?? -1]?.absorbed
    for (const o of operandsOf(node)) {
      if (!absorbed?.has(o) && (nodes[o].op === 'before' || stage[o] < stage[r])) find(o)
    }
  })
  for (const r of carried) if (nodes[r].op === 'before') find(r)
  return carried
}

/**
 * Sources that do not rest at 0. Sizes are padded to a multiple of four, and padding must stay exactly 0 or it would learn: all
 * weights of a padding unit are 0, so a value there is 0 unless a sigmoid, an exponential or a complement makes it otherwise, now or a
 * step ago. A quotient is always made 0 there, since it would often be 0/0.
 */
export function restlessSources({ cell, sources }: Plan): Set<Ref> {
  const { nodes, named } = cell
  let restless = new Set<Ref>()
  for (;;) {
    const next = new Set<Ref>()
    nodes.forEach((node, r) => {
      const moved = (of: Ref) => next.has(of)
      const byOperands = { sum: 'some', difference: 'some', product: 'every', tanh: 'some', relu: 'some' } as const
      if (node.op === 'sigmoid' || node.op === 'exp' || node.op === 'complement') next.add(r)
      else if (node.op === 'before' && restless.has(named[node.name])) next.add(r)
      else if (node.op in byOperands && operandsOf(node)[byOperands[node.op as 'sum']](moved)) next.add(r)
    })
    if (next.size === restless.size) return new Set(sources.filter((r) => restless.has(r)))
    restless = next
  }
}
