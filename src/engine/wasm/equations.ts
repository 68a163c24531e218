/** The elementwise equations of a cell forward, four units at a time. */
import { type Node, operandsOf, type Ref } from '../../cell/cell.ts'
import { largest } from '../../math/statistics.ts'
import type { Plan } from '../plan.ts'
import { exp, named, relu, type Squashing, squash } from './functions.ts'
import type { LayerMap } from './memory.ts'
import type { PanelPointers } from './panel.ts'
import {
  add,
  and,
  div,
  type FunctionWriter,
  get,
  type Local,
  load,
  mul,
  pmin,
  range,
  store,
  sub,
  type Text,
} from './text.ts'

/** The first part of each, then the second of each …: latencies overlap. */
export function takeTurns(parts: readonly (readonly (() => void)[])[]): void {
  for (const k of parts[0].keys()) for (const each of parts) each[k]()
}

/** Four units of one row: the i-th of those that lie side by side. */
export interface Panel {
  readonly f: FunctionWriter
  readonly map: LayerMap
  readonly pointers: PanelPointers
  readonly stage: number
  readonly i: number
  readonly restless: ReadonlySet<Ref>
  readonly training: boolean
  /** The sums of the stage’s gates. */
  readonly sums: ReadonlyMap<number, Local>
}

const isSquashing = (node: Node): node is Node & { op: Squashing; of: Ref } =>
  node.op === 'tanh' || node.op === 'sigmoid'

/** The elementwise equations of one stage for four units, in parts: one for each round of squashings, and the rest. */
export function equations(panel: Panel): (() => void)[] {
  const { f, map, pointers, stage, i, restless, training } = panel
  const { plan } = map
  const { nodes } = plan.cell
  const { known, value } = valuesOf(panel)
  const roots = [...(training ? plan.homes.keys() : plan.carried)].filter((r) => plan.stage[r] === stage)
  const waiting = new Set(roots)

  const depths = squashingDepths(plan, stage)
  const rounds = range(largest([0, ...depths.values()])).map((d) => () => {
    const now = [...depths.keys()].filter((r) => depths.get(r) === d + 1)
    const jobs = now.map((r) => ({ op: nodes[r].op as Squashing, of: value(operandsOf(nodes[r])[0]) }))
    for (const [k, local] of squash(f, jobs).entries()) known.set(now[k], local)
    keepKnown()
  })
  const rest = () => {
    for (const r of roots) value(r)
    keepKnown()
  }
  return [...rounds, rest]

  /** Stores what is known by now and has a home. */
  function keepKnown(): void {
    for (const r of waiting) {
      if (!known.has(r)) continue
      waiting.delete(r)
      const kept = restless.has(r) ? and(value(r), load(pointers.masks, map.unitMask + pointers.unitsOf(i))) : value(r)
      f.do(store(...pointers.place(r, i, 0), kept))
    }
  }
}

/** The values of a panel’s nodes: those known by now, and any, computed or loaded where it is first needed. */
function valuesOf({ f, map, pointers, stage, i, sums }: Panel): {
  known: Map<Ref, Local>
  value: (r: Ref) => Text
} {
  const { plan } = map
  const { nodes, named: names } = plan.cell
  const known = new Map<Ref, Local>()
  return { known, value }

  function value(r: Ref): Text {
    if (!known.has(r)) known.set(r, f.vector(compute(r)))
    return get(known.get(r)!)
  }

  function compute(r: Ref): Text {
    const node = nodes[r]
    if (node.op === 'before') return load(...pointers.place(names[node.name], i, 1))
    if (plan.stage[r] < stage && plan.homes.has(r)) return load(...pointers.place(r, i, 0))
    switch (node.op) {
      case 'bias':
        return pointers.weight(node.weight, i)
      case 'scale':
        return mul(pointers.weight(node.weight, i), value(node.of))
      case 'product':
        return mul(value(node.of[0]), value(node.of[1]))
      case 'difference':
        return sub(value(node.of[0]), value(node.of[1]))
      case 'quotient':
        return and(div(value(node.of[0]), value(node.of[1])), load(pointers.masks, map.unitMask + pointers.unitsOf(i)))
      case 'relu':
        return relu(value(node.of))
      case 'exp':
        return get(exp(f, pmin(value(node.of), named('expHigh'))))
      case 'complement':
        return sub(named('one'), value(node.of))
      case 'sigmoid':
      case 'tanh':
        return get(squash(f, [{ op: node.op, of: value(node.of) }])[0])
      case 'project':
        return get(sums.get(plan.gateOf.get(r)!)!)
      case 'sum':
        return sum(r, node.of)
      case 'input':
        throw new Error('the input is read by matrices only')
    }
  }

  /** A sum, onto what matrices added to it; a product that only this sum needs is fused with it. */
  function sum(r: Ref, of: readonly Ref[]): Text {
    const gate = plan.gateOf.get(r)
    const absorbed = gate === undefined ? undefined : plan.gates[gate].absorbed
    const start = gate === undefined ? undefined : get(sums.get(gate)!)
    return of
      .filter((o) => !absorbed?.has(o))
      .reduce<Text | undefined>((total, o) => {
        const factors = known.has(o) || plan.homes.has(o) ? undefined : factorsOf(o)
        if (factors === undefined) return total === undefined ? value(o) : add(total, value(o))
        return total === undefined ? mul(...factors) : f.fma(...factors, total)
      }, start)!
  }

  /** The two factors of a product that is read once. */
  function factorsOf(o: Ref): [Text, Text] | undefined {
    const node = nodes[o]
    const uses = nodes.filter((other) => operandsOf(other).includes(o)).length
    if (uses > 1) return undefined
    if (node.op === 'product') return [value(node.of[0]), value(node.of[1])]
    if (node.op === 'scale') return [pointers.weight(node.weight, i), value(node.of)]
    return undefined
  }
}

/** How many squashings of the same stage lie on the way to each squashing, itself counted: those of equal depth run side by side. */
function squashingDepths({ cell: { nodes }, stage: stages, gates, gateOf }: Plan, stage: number): Map<Ref, number> {
  const depth = nodes.map(() => 0)
  const depths = new Map<Ref, number>()
  nodes.forEach((node, r) => {
    if (stages[r] !== stage) return
    const absorbed = gates[gateOf.get(r) ?? -1]?.absorbed
    depth[r] = largest([
      0,
      ...operandsOf(node)
        .filter((o) => !absorbed?.has(o))
        .map((o) => depth[o]),
    ])
    if (!isSquashing(node)) return
    depth[r] += 1
    depths.set(r, depth[r])
  })
  return depths
}
