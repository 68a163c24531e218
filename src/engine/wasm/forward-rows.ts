/**
 * The time loop forward of a batch in lockstep: at each step the products over the rows of all sequences that are still going, so that
 * weights are read once for several, then the equations, row by row. Sums run in the order of the loop of one sequence: a sequence’s
 * outputs are the same bits in any company.
 */
import { restlessSources } from '../plan.ts'
import { equations, takeTurns } from './equations.ts'
import { cutPanels, groupsOf } from './forward.ts'
import { type LayerMap, type Panels, sourceRows } from './memory.ts'
import {
  movePanels,
  moveRowPointers,
  type PanelPointers,
  panelPointers,
  parameterBytes,
  type RowPointers,
  startPanels,
} from './panel.ts'
import { offsetAt, rowsOfStep, upTo } from './rows.ts'
import { chainsOf } from './step.ts'
import {
  add,
  below,
  type FunctionWriter,
  get,
  i32,
  type Local,
  load,
  plus,
  range,
  splat,
  store,
  type Text,
  times,
  zero,
} from './text.ts'
import { outer, overRows, rowBytes } from './tile-loops.ts'
import { chunks, SUMS } from './tiles.ts'

const base = get('$base')

/** Rows of the equations that are worked on side by side. */
const BESIDE = 3

/** The code of the loop in the making, with pointers to the first row of the step in hand, and the number of its rows. */
interface Loop {
  readonly f: FunctionWriter
  readonly map: LayerMap
  readonly pointers: PanelPointers
  readonly step: Required<RowPointers>
  readonly rows: Local
  readonly restless: ReadonlySet<number>
  readonly training: boolean
}

export function forwardRows(
  f: FunctionWriter,
  map: LayerMap,
  { training, offsets }: { training: boolean; offsets: number },
): void {
  const step = stepPointers(f)
  const rows = f.local('i32', 'rows')
  const pointers = panelPointers(f, map, 'rows')
  const loop: Loop = { f, map, pointers, step, rows, restless: restlessSources(map.plan), training }
  upTo(f, get('$T'), 'n', (n) => {
    f.set(rows, rowsOfStep(offsets, get(n)))
    startStep(f, map, step, { offsets, n: get(n) })
    for (const stage of range(map.plan.stages)) {
      for (const group of groupsOf(map, stage)) projectGroup(loop, stage, group)
      equationsOfRows(loop, stage)
    }
  })
}

export function stepPointers(f: FunctionWriter): Required<RowPointers> {
  const [gates, extras, sources, extrasBefore, sourcesBefore] = range(5).map(() => f.local('i32', 'step'))
  return { gates, extras, sources, extrasBefore, sourcesBefore }
}

/** Moves pointers to the first row of step n, and to that of the step before. */
export function startStep(
  f: FunctionWriter,
  { gates, extras, sources }: LayerMap,
  step: Required<RowPointers>,
  { offsets, n }: { offsets: number; n: Text },
): void {
  const at = (row: number, ahead = 0) => plus(base, times(offsetAt(offsets, n, ahead), row))
  f.set(step.gates, at(gates.step))
  f.set(step.extras, at(extras.step))
  f.set(step.sources, at(sources.row))
  f.set(step.extrasBefore, at(extras.step, -1))
  f.set(step.sourcesBefore, at(sources.row, -1))
}

type StageGroup = ReturnType<typeof groupsOf>[number]

/** Adds what matrices make of the sources to the gates of all rows of the step, or begins the gates with it. */
function projectGroup({ f, map, step, rows }: Loop, stage: number, group: StageGroup): void {
  const { plan } = map
  const all = groupsOf(map, stage)
  const earlier = all.slice(
    0,
    all.findIndex(({ panels }) => panels === group.panels),
  )
  const isBegun = (g: number) => plan.inputGates.includes(g) || earlier.some(({ gates }) => gates.includes(g))
  const x = { first: group.lag === 1 ? step.sourcesBefore : step.sources, ...sourceRows(map, group.sources[0], 0) }
  const [panel, gates] = [f.int(base, 'panel'), f.int(get(step.gates), 'gates')]
  for (const { size, count } of cutPanels(map.panels, all)) {
    const vectors = range(size).flatMap((p) =>
      group.gates.map((g, v) => ({
        weight: p * group.panels.stride + v * 16,
        gate: map.gates.at + p * map.gates.panel + g * 16,
        isBegun: isBegun(g),
      })),
    )
    const product = { f, map, w: group.panels, panel, gates, x, rows, chains: chainsOf(vectors.length) }
    f.repeat(count, () => {
      projectRows(product, vectors)
      f.move(panel, size * group.panels.stride)
      f.move(gates, size * map.gates.panel)
    })
  }
}

interface Product {
  readonly f: FunctionWriter
  readonly map: LayerMap
  readonly w: Panels
  readonly panel: Local
  /** The gates of the panels in hand, of the step’s first row. */
  readonly gates: Local
  readonly x: { readonly first: Local; readonly at: number; readonly row: number }
  readonly rows: Local
  readonly chains: 1 | 2
}

interface Vector {
  readonly weight: number
  readonly gate: number
  readonly isBegun: boolean
}

/** A few panels for all rows of a step: two rows at a time as many vectors as registers allow, what is left of the rows all vectors. */
function projectRows(product: Product, vectors: readonly Vector[]): void {
  const { f, map, gates, x, rows, chains } = product
  const [left, row, to] = [f.local('i32', 'left'), f.local('i32', 'row'), f.local('i32', 'to')]
  const tiles = chunks(vectors, chains === 2 ? 2 : 4)
  f.set(left, get(rows))
  f.set(row, get(x.first))
  f.set(to, get(gates))
  overRows(f, left, 2, (together) => {
    const most = together === 1 ? chunks(vectors, SUMS / chains) : tiles
    for (const tile of most) projectTile(product, tile, { row, to, rows: together })
    f.move(row, together * x.row)
    f.move(to, together * map.gates.step)
  })
}

/** Some vectors of some rows: gates[row][vector] (or 0) + Σ_k w[k][vector] · source[row][k]. */
function projectTile(
  { f, map, w, panel, x, chains }: Product,
  vectors: readonly Vector[],
  { row, to, rows }: { row: Local; to: Local; rows: number },
): void {
  const place = (r: number, { gate }: Vector) => gate + r * map.gates.step
  const start = (r: number, vector: Vector) => f.vector(vector.isBegun ? load(to, place(r, vector)) : zero, 'sum')
  const sums = range(rows).map((r) => vectors.map((vector) => start(r, vector)))
  const second = chains === 2 ? range(rows).map(() => vectors.map(() => f.vector(zero, 'second'))) : sums
  const [from, at] = [f.int(get(row), 'x'), f.int(get(panel), 'w')]
  const end = f.int(plus(get(row), i32(w.rows * 4)), 'end')
  f.loop(
    () => {
      for (const k of range(2)) {
        outer(
          f,
          range(rows).map((r) => splat(from, x.at + r * x.row + k * 4)),
          vectors.map(({ weight }) => load(at, w.weights + weight + k * rowBytes(w))),
          k === 0 ? sums : second,
        )
      }
      f.move(from, 8)
      f.move(at, 2 * rowBytes(w))
    },
    () => below(get(from), get(end)),
  )
  sums.forEach((ofRow, r) => {
    ofRow.forEach((sum, v) => {
      const total = chains === 2 ? add(get(sum), get(second[r][v])) : get(sum)
      f.do(store(to, place(r, vectors[v]), total))
    })
  })
}

/** The elementwise equations of a stage, panel by panel, several rows side by side. */
function equationsOfRows(loop: Loop, stage: number): void {
  const { f, map, pointers, step, rows } = loop
  const gates = map.plan.gates.flatMap((gate, g) => (gate.stage === stage ? [g] : []))
  const panel = stepPointers(f)
  copyPointers(f, panel, step)
  const [units, weights, left] = [f.int(base, 'units'), f.int(base, 'weights'), f.local('i32', 'left')]
  f.repeat(map.panels, () => {
    startPanels(f, pointers, panel, get(units))
    f.set(pointers.weights, get(weights))
    f.set(left, get(rows))
    overRows(f, left, BESIDE, (together) => {
      takeTurns(
        range(together).map((i) => {
          const load1 = (g: number) => load(pointers.gates, map.gates.at + g * 16 + i * map.gates.step)
          const sums = new Map(gates.map((g) => [g, f.vector(load1(g), 'gate')]))
          return equations({ ...loop, stage, i, sums })
        }),
      )
      moveRowPointers(f, map, pointers, together)
    })
    movePanels(f, map, panel, 1)
    f.move(units, 16)
    f.move(weights, parameterBytes(map))
  })
}

export function copyPointers(f: FunctionWriter, to: Required<RowPointers>, from: Required<RowPointers>): void {
  for (const name of ['gates', 'extras', 'sources', 'extrasBefore', 'sourcesBefore'] as const)
    f.set(to[name], get(from[name]))
}
