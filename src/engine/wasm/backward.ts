/**
 * The time loop backward: reverse mode over the equations, four units at a time, then the products that carry deltas to the sources
 * of the same step and of the step before. A gate’s delta ends where its value was, for `learn` to read.
 */
import type { Ref } from '../../cell/cell.ts'
import { backwardPanel, deltaRows, type Waiting } from './deltas.ts'
import type { MemoryMap } from './memory.ts'
import { panelPointers } from './panel.ts'
import { projectStepBack } from './products.ts'
import { type FunctionWriter, get, i32, plus, range, times } from './text.ts'

const base = get('$base')

export function backward(f: FunctionWriter, map: MemoryMap): void {
  const { plan, padded } = map
  const left = f.int(get('$T'), 'left')
  const atLast = (row: number) => f.int(plus(base, times(plus(get('$T'), i32(-1)), row)), 'step')
  const step = { sources: atLast(map.sources.row), gates: atLast(map.gates.step), extras: atLast(map.extras.step) }
  const outputDeltas = atLast(map.outputDeltas.row)
  const outputDelta = f.local('i32', 'outputDelta')
  const pointers = panelPointers(f, map)
  const rows = deltaRows(map)

  const clear = (at: number, floats: number) =>
    f.do(`(memory.fill ${plus(base, i32(at))} (i32.const 0) ${i32(4 * floats)})`)
  clear(map.sourceDeltas, plan.sources.length * padded)
  clear(map.carried, plan.cell.nodes.length * padded)
  clear(map.gradient, plan.parameters.length * padded)
  f.loop(
    () => {
      const { written } = range(plan.stages).reduceRight<Waiting>(backwardStage, {
        crossing: new Set(),
        written: new Set(),
      })
      for (const r of written) {
        if (rows.waitsApart(r))
          f.do(`(memory.copy ${plus(base, i32(rows.carried(r)))} ${plus(base, i32(rows.next(r)))} ${i32(4 * padded)})`)
      }
      f.move(left, -1)
      f.when(get(left), () => productsBefore(written))
      f.move(step.sources, -map.sources.row)
      f.move(step.gates, -map.gates.step)
      f.move(step.extras, -map.extras.step)
      f.move(outputDeltas, -map.outputDeltas.row)
    },
    () => get(left),
  )

  function backwardStage(before: Waiting, stage: number): Waiting {
    let behind = before
    pointers.start(step)
    f.set(outputDelta, get(outputDeltas))
    f.repeat(map.panels, () => {
      behind = backwardPanel({ f, map, pointers, rows, outputDelta }, stage, before)
      pointers.next(1)
      f.move(outputDelta, 16)
    })
    plan.groups.forEach((group, k) => {
      if (group.stage === stage && group.lag === 0) product(k, rows.within(group.sources[0]), alreadyAsked(k))
    })
    return behind
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
  function productsBefore(written: ReadonlySet<Ref>): void {
    const asked = new Set(written)
    plan.groups.forEach(({ lag, sources }, k) => {
      if (lag === 0) return
      product(
        k,
        rows.carried(sources[0]),
        sources.some((r) => asked.has(r)),
      )
      for (const r of sources) asked.add(r)
    })
  }

  function product(k: number, at: number, onto: boolean): void {
    const from = { ...map.gates, slots: plan.groups[k].gates }
    projectStepBack(f, map.groups[k], { step: step.gates, from }, { at, onto, partial: map.partial })
  }
}
