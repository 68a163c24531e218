/**
 * The time loop backward: reverse mode over the equations, four units at a time, then the products that carry deltas to the sources
 * of the same step and of the step before. A gate’s delta ends where its value was, for `learn` to read.
 */
import type { Ref } from '../../cell/cell.ts'
import { flushed, named, slope } from './functions.ts'
import type { MemoryMap } from './memory.ts'
import { panelPointers } from './panel.ts'
import { projectStepBack } from './products.ts'
import { add, type FunctionWriter, get, i32, load, mul, plus, range, store, sub, type Text, times } from './text.ts'

const base = get('$base')

export function backward(f: FunctionWriter, map: MemoryMap): void {
  const { plan, padded } = map
  const { nodes, named: names } = plan.cell
  const lastStage = plan.stages - 1
  const left = f.int(get('$T'), 'left')
  const atLast = (row: number) => f.int(plus(base, times(plus(get('$T'), i32(-1)), row)), 'step')
  const step = { sources: atLast(map.sources.row), gates: atLast(map.gates.step), extras: atLast(map.extras.step) }
  const outputDeltas = atLast(map.outputDeltas.row)
  const outputDelta = f.local('i32', 'outputDelta')
  const pointers = panelPointers(f, map)
  /** Values that the next step looks back at, by equations or by matrices. */
  const lookedBack = new Set(nodes.flatMap((node) => (node.op === 'before' ? [names[node.name]] : [])))
  /** Values whose deltas a later stage has left in memory. */
  let crossing = new Set<Ref>()
  /** Values of the step before whose deltas are under way. */
  let written = new Set<Ref>()

  const row = (at: number, k: number) => at + k * padded * 4
  const carriedAt = (r: Ref) =>
    plan.sources.includes(r) ? row(map.sourceDeltas, plan.sources.indexOf(r)) : row(map.carried, r)
  // deltas for the step before wait apart while a stage still to come will read those of this step
  const waits = (r: Ref) => plan.stage[r] < lastStage
  const nextAt = (r: Ref) => (waits(r) ? row(map.next, r) : carriedAt(r))

  const clear = (at: number, floats: number) =>
    f.do(`(memory.fill ${plus(base, i32(at))} (i32.const 0) ${i32(4 * floats)})`)
  clear(map.sourceDeltas, plan.sources.length * padded)
  clear(map.carried, nodes.length * padded)
  clear(map.gradient, plan.parameters.length * padded)
  f.loop(
    () => {
      crossing = new Set()
      written = new Set()
      for (const stage of range(plan.stages).reverse()) backwardStage(stage)
      for (const r of written) {
        if (waits(r))
          f.do(`(memory.copy ${plus(base, i32(carriedAt(r)))} ${plus(base, i32(nextAt(r)))} ${i32(4 * padded)})`)
      }
      f.move(left, -1)
      f.when(get(left), () => productsBefore())
      f.move(step.sources, -map.sources.row)
      f.move(step.gates, -map.gates.step)
      f.move(step.extras, -map.extras.step)
      f.move(outputDeltas, -map.outputDeltas.row)
    },
    () => get(left),
  )

  function backwardStage(stage: number): void {
    pointers.start(step)
    f.set(outputDelta, get(outputDeltas))
    f.repeat(map.panels, () => {
      const after = backwardPanel(stage)
      pointers.next(1)
      f.move(outputDelta, 16)
      ;({ crossing, written } = after)
    })
    plan.groups.forEach((group, k) => {
      if (group.stage === stage && group.lag === 0)
        product(k, row(map.withinDeltas, plan.sources.indexOf(group.sources[0])), alreadyAsked(k))
    })
  }

  /** Whether an earlier product of this step has left deltas for the same sources. */
  function alreadyAsked(k: number): boolean {
    const { stage, sources } = plan.groups[k]
    return plan.groups.some(
      (other, o) =>
        other.lag === 0 &&
        other.sources.some((r) => sources.includes(r)) &&
        (other.stage > stage || (other.stage === stage && o < k)),
    )
  }

  /** What matrices ask of the step before, onto what the equations asked. */
  function productsBefore(): void {
    const asked = new Set(written)
    plan.groups.forEach(({ lag, sources }, k) => {
      if (lag === 0) return
      product(
        k,
        carriedAt(sources[0]),
        sources.some((r) => asked.has(r)),
      )
      for (const r of sources) asked.add(r)
    })
  }

  function product(k: number, at: number, onto: boolean): void {
    const from = { ...map.gates, slots: plan.groups[k].gates }
    projectStepBack(f, map.groups[k], { step: step.gates, from }, { at, onto, partial: map.partial })
  }

  /** Reverse mode over the equations of one stage; returns what is then crossing stages and under way to the step before. */
  function backwardPanel(stage: number): { crossing: Set<Ref>; written: Set<Ref> } {
    const known = new Map<Ref, Text>()
    const deltas = new Map<Ref, Text>()
    const earlier = new Map<Ref, Text>()
    const keep = (text: Text): Text => get(f.vector(text))
    const value = (r: Ref): Text => {
      if (!known.has(r)) known.set(r, keep(compute(r)))
      return known.get(r)!
    }
    const give = (r: Ref, join: (sum: Text | undefined) => Text) => {
      const node = nodes[r]
      if (node.op === 'before') earlier.set(names[node.name], keep(join(earlier.get(names[node.name]))))
      else deltas.set(r, keep(join(deltas.get(r))))
    }
    const givePlain = (r: Ref, d: Text) => give(r, (sum) => (sum === undefined ? d : add(sum, d)))
    const giveProduct = (r: Ref, d: Text, v: Text) =>
      give(r, (sum) => (sum === undefined ? mul(d, v) : f.fma(d, v, sum)))
    const learn = (name: string, rule: (sum: Text) => Text) => {
      const place = pointers.gradient(name, 0)
      f.do(store(...place, rule(load(...place))))
    }

    for (const r of range(nodes.length).reverse()) {
      if (plan.stage[r] !== stage || nodes[r].op === 'input') continue
      const d = deltaOf(r)
      if (d !== undefined) propagate(r, d)
      deltas.delete(r)
    }
    const onto = (at: number, d: Text, already: boolean) =>
      f.do(store(pointers.units, at, already ? add(d, load(pointers.units, at)) : d))
    for (const [r, d] of deltas) onto(row(map.crossing, r), d, crossing.has(r))
    for (const [r, d] of earlier) onto(nextAt(r), flushed(d), written.has(r))
    return { crossing: new Set([...crossing, ...deltas.keys()]), written: new Set([...written, ...earlier.keys()]) }

    function compute(r: Ref): Text {
      const node = nodes[r]
      if (node.op === 'before') return load(...pointers.place(names[node.name], 0, 1))
      if (node.op === 'bias') return pointers.weight(node.weight, 0)
      if (node.op === 'complement' && !plan.homes.has(r)) return sub(named('one'), value(node.of))
      return load(...pointers.place(r, 0, 0))
    }

    /** All that is asked of a value: by equations of this panel, the readout, the next step, and other stages. */
    function deltaOf(r: Ref): Text | undefined {
      const ask = (pointer: string, at: number) => {
        const sum = deltas.get(r)
        const d = load(pointer, at)
        deltas.set(r, keep(sum === undefined ? d : add(sum, d)))
      }
      if (r === plan.cell.output) ask(outputDelta, map.outputDeltas.at)
      if (lookedBack.has(r)) ask(pointers.units, carriedAt(r))
      const readHere = plan.groups.some((group) => group.lag === 0 && group.sources.includes(r))
      if (readHere) ask(pointers.units, row(map.withinDeltas, plan.sources.indexOf(r)))
      if (crossing.has(r)) ask(pointers.units, row(map.crossing, r))
      return deltas.get(r)
    }

    function propagate(r: Ref, d: Text): void {
      const node = nodes[r]
      const gate = plan.gateOf.get(r)
      const absorbed = gate === undefined ? undefined : plan.gates[gate].absorbed
      if (gate !== undefined) f.do(store(pointers.gates, map.gates.at + gate * 16, d))
      switch (node.op) {
        case 'before':
          givePlain(r, d)
          break
        case 'sum':
          for (const o of node.of) if (!absorbed?.has(o)) givePlain(o, d)
          break
        case 'product': {
          const [a, b] = node.of
          giveProduct(a, d, value(b))
          giveProduct(b, d, value(a))
          break
        }
        case 'scale':
          learn(node.weight, (sum) => f.fma(d, value(node.of), sum))
          giveProduct(node.of, d, pointers.weight(node.weight, 0))
          break
        case 'bias':
          learn(node.weight, (sum) => add(sum, d))
          break
        case 'complement':
          give(node.of, (sum) => (sum === undefined ? `(f32x4.neg ${d})` : sub(sum, d)))
          break
        case 'sigmoid':
        case 'tanh':
          givePlain(node.of, slope(f, node.op, value(r), d))
      }
    }
  }
}
