/**
 * The time loop backward of a batch in lockstep: at each step the equations row by row, then the products that carry deltas to the
 * sources, over the rows of all sequences that have come so far. A sequence joins in at its own last step, where nothing is asked yet.
 */
import type { Ref } from '../../cell/cell.ts'
import { isAsked } from './backward.ts'
import { backwardPanel, deltaRows, type PanelOfDeltas, type Waiting } from './deltas.ts'
import { copyPointers, startStep, stepPointers } from './forward-rows.ts'
import { flushed } from './functions.ts'
import type { LayerMap } from './memory.ts'
import { movePanels, moveRowPointers, panelPointers, parameterBytes, type RowPointers, startPanels } from './panel.ts'
import { projectAllBack } from './project.ts'
import { offsetAt, rowsOfStep, upTo } from './rows.ts'
import { add, type FunctionWriter, get, i32, type Local, load, plus, range, times } from './text.ts'
import { overRows } from './tile-loops.ts'

const base = get('$base')

/** The code of the loop in the making, with pointers to the first row of the step in hand. */
interface Loop extends PanelOfDeltas {
  readonly step: Required<RowPointers>
  /** How many rows the step has. */
  readonly count: Local
  /** What is asked of the outputs of the step’s first row. */
  readonly outputDeltas: Local
}

export function backwardRows(f: FunctionWriter, map: LayerMap, { offsets }: { offsets: number }): void {
  const loop: Loop = {
    f,
    map,
    step: stepPointers(f),
    count: f.local('i32', 'count'),
    outputDeltas: f.local('i32', 'outputDeltas'),
    outputDelta: f.local('i32', 'outputDelta'),
    pointers: panelPointers(f, map, 'rows'),
    rows: deltaRows(map),
  }
  clearDeltas(loop)
  const n = f.int(get('$T'), 'n')
  f.loop(
    () => {
      f.move(n, -1)
      f.set(loop.count, rowsOfStep(offsets, get(n)))
      startStep(f, map, loop.step, { offsets, n: get(n) })
      f.set(loop.outputDeltas, plus(base, times(offsetAt(offsets, get(n)), map.outputDeltas.row)))
      const none: Waiting = { crossing: new Set(), written: new Set() }
      const { written } = range(map.plan.stages).reduceRight((ahead, stage) => backwardStage(loop, stage, ahead), none)
      sendAhead(loop, written)
      f.when(get(n), () => productsBefore(loop, written))
    },
    () => get(n),
  )
}

/** Nothing is asked of a last step by one after it, and no gradient is there yet. */
function clearDeltas({ f, map }: Loop): void {
  const clear = (at: number, bytes: number) => f.do(`(memory.fill ${plus(base, i32(at))} (i32.const 0) ${i32(bytes)})`)
  clear(map.sourceDeltas, map.batch * map.perSequence)
  clear(map.gradient, 4 * map.plan.parameters.length * map.padded)
}

/** Deltas for the step before that waited apart take their place, now that those of this step are read. */
function sendAhead({ f, map, rows, count }: Loop, written: ReadonlySet<Ref>): void {
  const apart = [...written].filter(rows.waitsApart)
  if (apart.length === 0) return
  const at = f.int(base, 'at')
  upTo(f, get(count), 'b', () => {
    for (const r of apart) {
      const [to, from] = [rows.carried(r), rows.next(r)].map((row) => plus(get(at), i32(row)))
      f.do(`(memory.copy ${to} ${from} ${i32(4 * map.padded)})`)
    }
    f.move(at, map.perSequence)
  })
}

/** A stage of a step, given what the stages after it left: its panels, then the products with sources of the same step. */
function backwardStage(loop: Loop, stage: number, ahead: Waiting): Waiting {
  const behind = panelsOfRows(loop, stage, ahead)
  loop.map.plan.groups.forEach((group, k) => {
    if (group.stage === stage && group.lag === 0)
      product(loop, k, { at: loop.rows.within(group.sources[0]), onto: isAsked(loop.map.plan, k) })
  })
  return behind
}

/** The equations of a stage in reverse, panel by panel, row by row. */
function panelsOfRows(loop: Loop, stage: number, ahead: Waiting): Waiting {
  const { f, map, pointers, step, count, outputDelta } = loop
  let behind = ahead
  const panel = stepPointers(f)
  copyPointers(f, panel, step)
  const [units, weights] = [f.int(base, 'units'), f.int(base, 'weights')]
  const outputDelta0 = f.int(get(loop.outputDeltas), 'outputDelta')
  const left = f.local('i32', 'left')
  f.repeat(map.panels, () => {
    startPanels(f, pointers, panel, get(units))
    f.set(pointers.weights, get(weights))
    f.set(outputDelta, get(outputDelta0))
    f.set(left, get(count))
    overRows(f, left, 1, () => {
      behind = backwardPanel({ ...loop, pointers: { ...pointers, masks: units } }, stage, ahead)
      moveRowPointers(f, map, pointers, 1)
      f.move(pointers.units, map.perSequence)
      f.move(outputDelta, map.outputDeltas.row)
    })
    movePanels(f, map, panel, 1)
    f.move(units, 16)
    f.move(weights, parameterBytes(map))
    f.move(outputDelta0, 16)
  })
  return behind
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

function product({ f, map, step, count }: Loop, k: number, { at, onto }: { at: number; onto: boolean }): void {
  const { gates, sources } = map.plan.groups[k]
  const from = { ...map.gates, slots: gates }
  projectAllBack(
    f,
    map.groups[k],
    sources.length * map.padded,
    from,
    { at, row: map.perSequence },
    {
      deltas: get(step.gates),
      count: get(count),
      finish: (sum, to, offset) => flushed(onto ? add(sum, load(to, offset)) : sum),
    },
  )
}
