/** Reverse mode over the equations of one stage: what is asked of each value, four units at a time, handed on to its operands. */
import type { Ref } from '../../cell/cell.ts'
import { flushed, named, slope } from './functions.ts'
import type { LayerMap } from './memory.ts'
import type { PanelPointers, Place } from './panel.ts'
import { add, and, div, type FunctionWriter, get, type Local, load, mul, range, store, sub, type Text } from './text.ts'

/** Values whose deltas wait in memory: for a stage still to come, and for the step before. */
export interface Waiting {
  readonly crossing: ReadonlySet<Ref>
  readonly written: ReadonlySet<Ref>
}

/** Where deltas wait, in bytes from `$base`, a row of all units each. */
export interface DeltaRows {
  /** What the next step has asked of a value. */
  carried(r: Ref): number
  /** What this step asks of a value of the step before. */
  next(r: Ref): number
  /** Whether these two differ: deltas for the step before wait apart while a stage still to come will read those of this step. */
  waitsApart(r: Ref): boolean
  /** What matrices of later stages have asked of a source. */
  within(r: Ref): number
  /** What equations of later stages have asked. */
  crossing(r: Ref): number
}

/** Where the deltas of a network wait in its memory. */
export function deltaRows(map: LayerMap): DeltaRows {
  const { plan, padded } = map
  const row = (at: number, k: number) => at + k * padded * 4
  const carried = (r: Ref) =>
    plan.sources.includes(r) ? row(map.sourceDeltas, plan.sources.indexOf(r)) : row(map.carried, r)
  const waitsApart = (r: Ref) => plan.stage[r] < plan.stages - 1
  return {
    carried,
    next: (r) => (waitsApart(r) ? row(map.next, r) : carried(r)),
    waitsApart,
    within: (r) => row(map.withinDeltas, plan.sources.indexOf(r)),
    crossing: (r) => row(map.crossing, r),
  }
}

/** What one panel’s code works with; `outputDelta` points at what the readout asks of these units. */
export interface PanelOfDeltas {
  readonly f: FunctionWriter
  readonly map: LayerMap
  readonly pointers: PanelPointers
  readonly rows: DeltaRows
  readonly outputDelta: Local
}

/** Writes the code of one panel at one stage; returns what waits behind it. */
export function backwardPanel(panel: PanelOfDeltas, stage: number, { crossing, written }: Waiting): Waiting {
  const { f, map, pointers, rows } = panel
  const { cell, stage: stageOf } = map.plan
  const deltas = new Map<Ref, Text>()
  const earlier = new Map<Ref, Text>()
  const propagate = propagation(panel, { deltas, earlier })
  const leave = (at: number, d: Text, onto: boolean) =>
    f.do(store(pointers.units, at, onto ? add(d, load(pointers.units, at)) : d))

  for (const r of range(cell.nodes.length).reverse()) {
    if (stageOf[r] !== stage || cell.nodes[r].op === 'input') continue
    for (const place of askersOf(panel, r, crossing)) sumUp(f, deltas, r, added(load(...place)))
    const d = deltas.get(r)
    if (d !== undefined) propagate(r, d)
    deltas.delete(r)
  }
  for (const [r, d] of deltas) leave(rows.crossing(r), d, crossing.has(r))
  for (const [r, d] of earlier) leave(rows.next(r), flushed(d), written.has(r))
  return { crossing: new Set([...crossing, ...deltas.keys()]), written: new Set([...written, ...earlier.keys()]) }
}

/** Where others left what they ask of a value, beside the equations of this panel: the readout, the next step, and other stages. */
function askersOf({ map, pointers, rows, outputDelta }: PanelOfDeltas, r: Ref, crossing: ReadonlySet<Ref>): Place[] {
  const { cell, groups } = map.plan
  const isLookedBackAt = cell.nodes.some((node) => node.op === 'before' && cell.named[node.name] === r)
  const isReadHere = groups.some((group) => group.lag === 0 && group.sources.includes(r))
  return [
    ...(r === cell.output ? [[outputDelta, map.outputDeltas.at] as const] : []),
    ...(isLookedBackAt ? [[pointers.units, rows.carried(r)] as const] : []),
    ...(isReadHere ? [[pointers.units, rows.within(r)] as const] : []),
    ...(crossing.has(r) ? [[pointers.units, rows.crossing(r)] as const] : []),
  ]
}

/** What is asked so far, in locals: of values of this step, and of those of the step before. */
interface Asked {
  readonly deltas: Map<Ref, Text>
  readonly earlier: Map<Ref, Text>
}

/** Hands what is asked of a value on to its operands and weights. */
function propagation(panel: PanelOfDeltas, { deltas, earlier }: Asked): (r: Ref, d: Text) => void {
  const { f, map, pointers } = panel
  const { cell, gates, gateOf } = map.plan
  const value = valuesOf(panel)

  return (r, d) => {
    const node = cell.nodes[r]
    const gate = gateOf.get(r)
    const absorbed = gate === undefined ? undefined : gates[gate].absorbed
    if (gate !== undefined) f.do(store(pointers.gates, map.gates.at + gate * 16, d))
    switch (node.op) {
      case 'before':
        give(r, added(d))
        break
      case 'sum':
        for (const o of node.of) if (!absorbed?.has(o)) give(o, added(d))
        break
      case 'product': {
        const [a, b] = node.of
        give(a, addedProduct(d, value(b)))
        give(b, addedProduct(d, value(a)))
        break
      }
      case 'scale':
        learn(node.weight, addedProduct(d, value(node.of)))
        give(node.of, addedProduct(d, pointers.weight(node.weight, 0)))
        break
      case 'bias':
        learn(node.weight, added(d))
        break
      case 'complement':
        give(node.of, subtracted(d))
        break
      case 'difference':
        give(node.of[0], added(d))
        give(node.of[1], subtracted(d))
        break
      case 'quotient': {
        const share = f.vector(and(div(d, value(node.of[1])), load(pointers.masks, map.unitMask)))
        give(node.of[0], added(get(share)))
        give(node.of[1], subtracted(mul(get(share), value(r))))
        break
      }
      case 'sigmoid':
      case 'tanh':
      case 'relu':
      case 'exp':
        give(node.of, added(slope(f, node.op, value(r), d)))
    }
  }

  /** Asks something of an operand; a value of the step before has its delta under way to that step. */
  function give(r: Ref, join: Join): void {
    const node = cell.nodes[r]
    if (node.op === 'before') sumUp(f, earlier, cell.named[node.name], join)
    else sumUp(f, deltas, r, join)
  }

  function learn(name: string, join: Join): void {
    const place = pointers.gradient(name, 0)
    f.do(store(...place, join(load(...place))))
  }

  function addedProduct(d: Text, v: Text): Join {
    return (sum) => (sum === undefined ? mul(d, v) : f.fma(d, v, sum))
  }
}

function sumUp(f: FunctionWriter, into: Map<Ref, Text>, r: Ref, join: Join): void {
  into.set(r, get(f.vector(join(into.get(r)))))
}

/** How something is added to a sum, or begins it. */
type Join = (sum: Text | undefined) => Text

const added =
  (d: Text): Join =>
  (sum) =>
    sum === undefined ? d : add(sum, d)

const subtracted =
  (d: Text): Join =>
  (sum) =>
    sum === undefined ? `(f32x4.neg ${d})` : sub(sum, d)

/** Values of the forward pass, each loaded or computed where it is first needed. */
function valuesOf({ f, map: { plan }, pointers }: PanelOfDeltas): (r: Ref) => Text {
  const { nodes, named: names } = plan.cell
  const known = new Map<Ref, Text>()
  return value

  function value(r: Ref): Text {
    if (!known.has(r)) known.set(r, get(f.vector(computed(r))))
    return known.get(r)!
  }

  function computed(r: Ref): Text {
    const node = nodes[r]
    if (node.op === 'before') return load(...pointers.place(names[node.name], 0, 1))
    if (node.op === 'bias') return pointers.weight(node.weight, 0)
    if (node.op === 'complement' && !plan.homes.has(r)) return sub(named('one'), value(node.of))
    return load(...pointers.place(r, 0, 0))
  }
}
