/** The time loop forward: for each stage and panel, products with the sources, then the equations, four units at a time. */
import { type Node, operandsOf, type Ref } from '../../cell/cell.ts'
import { largest } from '../../math/statistics.ts'
import { type Plan, restlessSources } from '../plan.ts'
import { named, type Squashing, squash } from './functions.ts'
import { type MemoryMap, sourceRows } from './memory.ts'
import { type PanelPointers, panelPointers } from './panel.ts'
import { panelBytes, projectStep } from './products.ts'
import {
  add,
  and,
  type FunctionWriter,
  get,
  type Local,
  load,
  mul,
  range,
  store,
  sub,
  type Text,
  zero,
} from './text.ts'
import { cut, cycles, SUMS } from './tiles.ts'

const base = get('$base')

/** For training every value is kept that backward needs; otherwise only what the forward pass itself needs. */
export function forward(f: FunctionWriter, map: MemoryMap, { training }: { training: boolean }): void {
  const { plan } = map
  const left = f.int(get('$T'), 'left')
  const step = { sources: f.int(base, 'step'), gates: f.int(base, 'step'), extras: f.int(base, 'step') }
  const pointers = panelPointers(f, map)
  const restless = restlessSources(plan)
  f.loop(
    () => {
      for (const stage of range(plan.stages)) forwardStage(stage)
      f.move(step.sources, map.sources.row)
      f.move(step.gates, map.gates.step)
      f.move(step.extras, map.extras.step)
      f.move(left, -1)
    },
    () => get(left),
  )

  function forwardStage(stage: number): void {
    pointers.start(step)
    const groups = plan.groups.flatMap((group, k) =>
      group.stage === stage ? [{ ...group, panels: map.groups[k], w: f.int(base, 'w') }] : [],
    )
    const gates = plan.gates.flatMap((gate, g) => (gate.stage === stage ? [g] : []))
    const widest = largest([1, ...groups.map((group) => group.gates.length)])
    const most = Math.max(1, Math.min(6, Math.floor(SUMS / widest)))
    const cost = (size: number) =>
      groups.reduce((total, { panels }) => {
        const sums = size * panels.vectors
        return total + cycles(panels.rows, { sums, loads: sums + 1, chains: sums <= SUMS / 2 ? 2 : 1 })
      }, 1)
    for (const { size, count } of cut(map.panels, most, cost)) {
      f.repeat(count, () => {
        const sums = range(size).map((i) => new Map(gates.map((g) => [g, f.vector(startOf(g, i), 'gate')])))
        for (const { panels, w, gates, sources, lag } of groups) {
          const { at } = sourceRows(map, sources[0], lag)
          projectStep(
            f,
            panels,
            w,
            { row: step.sources, at },
            sums.map((of) => gates.map((g) => of.get(g)!)),
          )
          f.move(w, size * panelBytes(panels))
        }
        takeTurns(sums.map((of, i) => equations({ f, map, pointers, stage, i, restless, sums: of, training })))
        pointers.next(size)
      })
    }
  }

  /** What a gate begins with: its share of the input, computed for all time steps before. */
  function startOf(g: number, i: number): Text {
    return plan.inputGates.includes(g) ? load(pointers.gates, map.gates.at + g * 16 + i * map.gates.panel) : zero
  }
}

/** The first part of each, then the second of each …: latencies overlap. */
function takeTurns(panels: readonly (readonly (() => void)[])[]): void {
  for (const k of panels[0].keys()) for (const parts of panels) parts[k]()
}

interface Panel {
  readonly f: FunctionWriter
  readonly map: MemoryMap
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
function equations({ f, map, pointers, stage, i, restless, training, sums }: Panel): (() => void)[] {
  const { plan } = map
  const { nodes, named: names } = plan.cell
  const known = new Map<Ref, Local>()
  const inside = (r: Ref) => plan.stage[r] === stage
  const absorbedBy = (r: Ref, o: Ref) => plan.gates[plan.gateOf.get(r) ?? -1]?.absorbed.has(o) ?? false
  const roots = [...(training ? plan.homes.keys() : plan.carried)].filter(inside)
  const waiting = new Set(roots)

  const value = (r: Ref): Text => {
    if (!known.has(r)) known.set(r, f.vector(compute(r)))
    return get(known.get(r)!)
  }
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
      const kept = restless.has(r) ? and(value(r), load(pointers.units, map.unitMask + i * 16)) : value(r)
      f.do(store(...pointers.place(r, i, 0), kept))
    }
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

  function sum(r: Ref, of: readonly Ref[]): Text {
    const gate = plan.gateOf.get(r)
    const terms = of.filter((o) => !absorbedBy(r, o))
    const start = gate === undefined ? undefined : get(sums.get(gate)!)
    return terms.reduce<Text | undefined>((total, o) => {
      const factors = known.has(o) || plan.homes.has(o) ? undefined : factorsOf(o)
      if (factors === undefined) return total === undefined ? value(o) : add(total, value(o))
      return total === undefined ? mul(...factors) : f.fma(...factors, total)
    }, start)!
  }

  /** The two factors of a product that only one sum needs, so that they fuse. */
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
