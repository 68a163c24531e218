/**
 * The time loop backward of one sequence: reverse mode over the equations, four units at a time, then the products that carry deltas to the sources
 * of the same step and of the step before. A gate’s delta ends where its value was, for `learn` to read.
 */
import type { Ref } from '../../cell/cell.ts'
import type { Plan } from '../plan.ts'
import { backwardPanel, deltaRows, type PanelOfDeltas, type Waiting } from './deltas.ts'
import type { LayerMap } from './memory.ts'
import { nextPanels, panelPointers, type RowPointers, startPanels } from './panel.ts'
import { projectStepBack } from './step.ts'
import { type FunctionWriter, get, i32, type Local, plus, range, times } from './text.ts'

const base = get('$base')

/** The code of the loop in the making, with pointers to the time step in hand. */
interface Loop extends PanelOfDeltas {
  /** Time steps left. */
  readonly left: Local
  readonly step: RowPointers
  /** Where partial sums wait. */
  readonly partial: number
  /** What the readout asks of the step’s first panel. */
  readonly outputDeltas: Local
}

export function backward(f: FunctionWriter, map: LayerMap, { partial }: { partial: number }): void {
  const loop = { ...startAtLast(f, map), partial }
  const { left, step, outputDeltas } = loop
  clearDeltas(loop)
  f.loop(
    () => {
      const none: Waiting = { crossing: new Set(), written: new Set() }
      const { written } = range(map.plan.stages).reduceRight((ahead, stage) => backwardStage(loop, stage, ahead), none)
      sendAhead(loop, written)
      f.move(left, -1)
      f.when(get(left), () => productsBefore(loop, written))
      f.move(step.sources, -map.sources.row)
      f.move(step.gates, -map.gates.step)
      f.move(step.extras, -map.extras.step)
      f.move(outputDeltas, -map.outputDeltas.row)
    },
    () => get(left),
  )
}

function startAtLast(f: FunctionWriter, map: LayerMap): Omit<Loop, 'partial'> {
  const left = f.int(get('$T'), 'left')
  const atLast = (row: number) => f.int(plus(base, times(plus(get('$T'), i32(-1)), row)), 'step')
  return {
    f,
    map,
    left,
    step: { sources: atLast(map.sources.row), gates: atLast(map.gates.step), extras: atLast(map.extras.step) },
    outputDeltas: atLast(map.outputDeltas.row),
    outputDelta: f.local('i32', 'outputDelta'),
    pointers: panelPointers(f, map, 'panels'),
    rows: deltaRows(map),
  }
}

/** Nothing is asked of the last step by one after it, and no gradient is there yet. */
function clearDeltas({ f, map }: Loop): void {
  const { plan, padded } = map
  const clear = (at: number, floats: number) =>
    f.do(`(memory.fill ${plus(base, i32(at))} (i32.const 0) ${i32(4 * floats)})`)
  clear(map.sourceDeltas, plan.sources.length * padded)
  clear(map.carried, plan.cell.nodes.length * padded)
  clear(map.gradient, plan.parameters.length * padded)
}

/** Deltas for the step before that waited apart take their place, now that those of this step are read. */
function sendAhead({ f, map, rows }: Loop, written: ReadonlySet<Ref>): void {
  for (const r of written) {
    if (rows.waitsApart(r))
      f.do(`(memory.copy ${plus(base, i32(rows.carried(r)))} ${plus(base, i32(rows.next(r)))} ${i32(4 * map.padded)})`)
  }
}

/** A stage of a time step, given what the stages after it left: its panels, then the products with sources of the same step. */
function backwardStage(loop: Loop, stage: number, ahead: Waiting): Waiting {
  const { f, map, pointers, rows, outputDelta } = loop
  let behind = ahead
  startPanels(f, pointers, loop.step)
  f.set(outputDelta, get(loop.outputDeltas))
  f.repeat(map.panels, () => {
    behind = backwardPanel(loop, stage, ahead)
    nextPanels(f, map, pointers, 1)
    f.move(outputDelta, 16)
  })
  map.plan.groups.forEach((group, k) => {
    if (group.stage === stage && group.lag === 0)
      product(loop, k, { at: rows.within(group.sources[0]), onto: isAsked(map.plan, k) })
  })
  return behind
}

/** Whether an earlier product of the same step has left deltas for the sources of a group. */
export function isAsked({ groups }: Plan, k: number): boolean {
  const { stage, sources } = groups[k]
  return groups.some(
    (other, o) =>
      other.lag === 0 &&
      other.sources.some((r) => sources.includes(r)) &&
      (other.stage > stage || (other.stage === stage && o < k)),
  )
}

/** What matrices ask of the step before, onto what the equations asked. */
function productsBefore(loop: Loop, written: ReadonlySet<Ref>): void {
  const asked = new Set(written)
  loop.map.plan.groups.forEach(({ lag, sources }, k) => {
    if (lag === 0) return
    product(loop, k, { at: loop.rows.carried(sources[0]), onto: sources.some((r) => asked.has(r)) })
    for (const r of sources) asked.add(r)
  })
}

function product({ f, map, step, partial }: Loop, k: number, to: { at: number; onto: boolean }): void {
  const from = { ...map.gates, slots: map.plan.groups[k].gates }
  projectStepBack(f, map.groups[k], { step: step.gates, from }, { ...to, partial })
}
