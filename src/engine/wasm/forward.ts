/** The time loop forward of one sequence: for each stage and panel, products with the sources, then the equations, four units at a time. */
import { largest } from '../../math/statistics.ts'
import { restlessSources } from '../plan.ts'
import { equations, takeTurns } from './equations.ts'
import { type LayerMap, type Panels, sourceRows } from './memory.ts'
import { nextPanels, type PanelPointers, panelPointers, type RowPointers, startPanels } from './panel.ts'
import { chainsOf, projectStep } from './step.ts'
import { type FunctionWriter, get, load, range, type Text, zero } from './text.ts'
import { type Cut, cut, cycles, SUMS } from './tiles.ts'

const base = get('$base')

/** For training every value is kept that backward needs; otherwise only what the forward pass itself needs. */
export function forward(f: FunctionWriter, map: LayerMap, { training }: { training: boolean }): void {
  const { plan } = map
  const left = f.int(get('$T'), 'left')
  const step = { sources: f.int(base, 'step'), gates: f.int(base, 'step'), extras: f.int(base, 'step') }
  const pointers = panelPointers(f, map, 'panels')
  const restless = restlessSources(plan)
  f.loop(
    () => {
      for (const stage of range(plan.stages)) forwardStage({ f, map, pointers, step, restless, training }, stage)
      f.move(step.sources, map.sources.row)
      f.move(step.gates, map.gates.step)
      f.move(step.extras, map.extras.step)
      f.move(left, -1)
    },
    () => get(left),
  )
}

/** The code of the loop in the making, with pointers to the time step in hand. */
interface Loop {
  readonly f: FunctionWriter
  readonly map: LayerMap
  readonly pointers: PanelPointers
  readonly step: RowPointers
  readonly restless: ReadonlySet<number>
  readonly training: boolean
}

/** A stage of a time step: several panels at a time, their products with the sources, then their equations. */
function forwardStage(loop: Loop, stage: number): void {
  const { f, map, pointers, step } = loop
  const { plan } = map
  startPanels(f, pointers, step)
  const groups = groupsOf(map, stage).map((group) => ({ ...group, w: f.int(base, 'w') }))
  const gates = plan.gates.flatMap((gate, g) => (gate.stage === stage ? [g] : []))
  for (const { size, count } of cutPanels(map.panels, groups)) {
    f.repeat(count, () => {
      const sums = range(size).map((i) => new Map(gates.map((g) => [g, f.vector(startOf(loop, g, i), 'gate')])))
      for (const { panels, w, gates, sources, lag } of groups) {
        const from = { row: step.sources, at: sourceRows(map, sources[0], lag).at }
        const added = sums.map((of) => gates.map((g) => of.get(g)!))
        projectStep(f, panels, w, from, added)
        f.move(w, size * panels.stride)
      }
      takeTurns(sums.map((of, i) => equations({ ...loop, stage, i, sums: of })))
      nextPanels(f, map, pointers, size)
    })
  }
}

/** The groups whose products a stage begins with, each with its weights. */
export const groupsOf = ({ plan, groups }: LayerMap, stage: number) =>
  plan.groups.flatMap((group, k) => (group.stage === stage ? [{ ...group, panels: groups[k] }] : []))

/** How many panels are taken together, as many as the sums of the widest group leave registers for. */
export function cutPanels(count: number, groups: readonly { readonly panels: Panels }[]): Cut[] {
  const widest = largest([1, ...groups.map(({ panels }) => panels.vectors)])
  const most = Math.max(1, Math.min(6, Math.floor(SUMS / widest)))
  return cut(count, most, (size) =>
    groups.reduce((total, { panels }) => {
      const sums = size * panels.vectors
      return total + cycles(panels.rows, { sums, loads: sums + 1, chains: chainsOf(sums) })
    }, 1),
  )
}

/** What a gate begins with: its share of the input, computed for all time steps before. */
function startOf({ map, pointers }: Loop, g: number, i: number): Text {
  return map.plan.inputGates.includes(g) ? load(pointers.gates, map.gates.at + g * 16 + i * map.gates.panel) : zero
}
