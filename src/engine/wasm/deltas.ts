/** Reverse mode over the equations of one stage: what is asked of each value, four units at a time, handed on to its operands. */
import type { Ref } from '../../cell/cell.ts'
import { flushed, named, slope } from './functions.ts'
import type { MemoryMap } from './memory.ts'
import type { PanelPointers, Place } from './panel.ts'
import { add, type FunctionWriter, get, type Local, load, mul, range, store, sub, type Text } from './text.ts'

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
export function deltaRows(map: MemoryMap): DeltaRows {
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
  readonly map: MemoryMap
  readonly pointers: PanelPointers
  readonly rows: DeltaRows
  readonly outputDelta: Local
}

/** Writes the code of one panel at one stage; returns what waits behind it. */
export function backwardPanel(panel: PanelOfDeltas, stage: number, { crossing, written }: Waiting): Waiting {
  const { f, map, pointers, rows, outputDelta } = panel
  const { plan } = map
  const { nodes, named: names } = plan.cell
  const value = valuesOf(panel)
  const deltas = new Map<Ref, Text>()
  const earlier = new Map<Ref, Text>()

  for (const r of range(nodes.length).reverse()) {
    if (plan.stage[r] !== stage || nodes[r].op === 'input') continue
    const d = deltaOf(r)
    if (d !== undefined) propagate(r, d)
    deltas.delete(r)
  }
  for (const [r, d] of deltas) leave(rows.crossing(r), d, crossing.has(r))
  for (const [r, d] of earlier) leave(rows.next(r), flushed(d), written.has(r))
  return { crossing: new Set([...crossing, ...deltas.keys()]), written: new Set([...written, ...earlier.keys()]) }

  function deltaOf(r: Ref): Text | undefined {
    for (const [pointer, at] of askers(r)) sumUp(deltas, r, added(load(pointer, at)))
    return deltas.get(r)
  }

  /** Who asks something of a value, beside the equations of this panel: the readout, the next step, and other stages. */
  function askers(r: Ref): Place[] {
    const isLookedBackAt = nodes.some((node) => node.op === 'before' && names[node.name] === r)
    const isReadHere = plan.groups.some((group) => group.lag === 0 && group.sources.includes(r))
    return [
      ...(r === plan.cell.output ? [[outputDelta, map.outputDeltas.at] as const] : []),
      ...(isLookedBackAt ? [[pointers.units, rows.carried(r)] as const] : []),
      ...(isReadHere ? [[pointers.units, rows.within(r)] as const] : []),
      ...(crossing.has(r) ? [[pointers.units, rows.crossing(r)] as const] : []),
    ]
  }

  function propagate(r: Ref, d: Text): void {
    const node = nodes[r]
    const gate = plan.gateOf.get(r)
    const absorbed = gate === undefined ? undefined : plan.gates[gate].absorbed
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
      case 'sigmoid':
      case 'tanh':
        give(node.of, added(slope(f, node.op, value(r), d)))
    }
  }

  /** Asks something of an operand; a value of the step before has its delta under way to that step. */
  function give(r: Ref, join: Join): void {
    const node = nodes[r]
    if (node.op === 'before') sumUp(earlier, names[node.name], join)
    else sumUp(deltas, r, join)
  }

  function sumUp(into: Map<Ref, Text>, r: Ref, join: Join): void {
    into.set(r, get(f.vector(join(into.get(r)))))
  }

  function learn(name: string, join: Join): void {
    const place = pointers.gradient(name, 0)
    f.do(store(...place, join(load(...place))))
  }

  function addedProduct(d: Text, v: Text): Join {
    return (sum) => (sum === undefined ? mul(d, v) : f.fma(d, v, sum))
  }

  function leave(at: number, d: Text, onto: boolean): void {
    f.do(store(pointers.units, at, onto ? add(d, load(pointers.units, at)) : d))
  }
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
