import type { Ref } from '../../cell/cell.ts'
import { type LayerMap, sourceRows } from './memory.ts'
import { type FunctionWriter, get, type Local, load, type Text } from './text.ts'

/** A pointer and an offset in bytes. */
export type Place = readonly [Local, number]

/** Where the code stands: pointers to a row’s gates, extras and sources, and those of the step before where it is no fixed way back. */
export interface RowPointers {
  readonly gates: Local
  readonly extras: Local
  readonly sources: Local
  readonly extrasBefore?: Local
  readonly sourcesBefore?: Local
}

/**
 * Pointers to the four units in hand of one row. Several are worked on side by side: the i-th is i panels on, at the same row, or i
 * rows on, in the same panel.
 */
export interface PanelPointers extends RowPointers {
  /** To vectors of units that wait from step to step, to those of masks (the same where a sequence is alone), and to elementwise weights. */
  readonly units: Local
  readonly masks: Local
  readonly weights: Local
  /** Where a kept value is, now or one step ago. */
  place(r: Ref, i: number, lag: 0 | 1): Place
  /** Bytes from `units` to those of the i-th. */
  unitsOf(i: number): number
  weight(name: string, i: number): Text
  gradient(name: string, i: number): Place
}

/** What lies side by side. */
export type Beside = 'panels' | 'rows'

export function panelPointers(f: FunctionWriter, map: LayerMap, beside: Beside): PanelPointers {
  const { plan } = map
  const pointer = (name: string) => f.local('i32', name)
  const [gates, extras, sources, units, weights] = ['gates', 'extras', 'sources', 'units', 'weights'].map(pointer)
  const before = beside === 'rows' ? { extrasBefore: pointer('extras'), sourcesBefore: pointer('sources') } : {}
  const bytes = parameterBytes(map)
  const stride =
    beside === 'rows'
      ? { gates: map.gates.step, extras: map.extras.step, sources: map.sources.row, units: 0, weights: 0 }
      : { gates: map.gates.panel, extras: map.extras.panel, sources: 16, units: 16, weights: bytes }
  const parameter = (name: string, i: number) => plan.parameters.indexOf(name) * 16 + i * stride.weights
  return {
    ...{ gates, extras, sources, units, masks: units, weights, ...before },
    place(r, i, lag) {
      const { in: where, slot } = plan.homes.get(r)!
      const isBefore = lag === 1 && beside === 'rows'
      const back = isBefore ? 0 : lag
      if (where === 'sources')
        return [isBefore ? before.sourcesBefore! : sources, sourceRows(map, r, back).at + i * stride.sources]
      if (where === 'extras')
        return [
          isBefore ? before.extrasBefore! : extras,
          map.extras.at - back * map.extras.step + slot * 16 + i * stride.extras,
        ]
      return [gates, map.gates.at + slot * 16 + i * stride.gates]
    },
    unitsOf: (i) => i * stride.units,
    weight: (name, i) => load(weights, map.parameters.weights + parameter(name, i)),
    gradient: (name, i) => [weights, map.gradient + parameter(name, i)],
  }
}

/** Bytes of the elementwise weights of a panel. */
export const parameterBytes = ({ plan }: LayerMap): number => plan.parameters.length * 16

/** Moves pointers to the first panel of the row that the given ones stand at. */
export function startPanels(f: FunctionWriter, pointers: PanelPointers, row: RowPointers, units = get('$base')): void {
  f.set(pointers.gates, get(row.gates))
  f.set(pointers.extras, get(row.extras))
  f.set(pointers.sources, get(row.sources))
  if (pointers.extrasBefore !== undefined) f.set(pointers.extrasBefore, get(row.extrasBefore!))
  if (pointers.sourcesBefore !== undefined) f.set(pointers.sourcesBefore, get(row.sourcesBefore!))
  f.set(pointers.units, units)
  f.set(pointers.weights, get('$base'))
}

/** Moves pointers so many panels on. */
export function nextPanels(f: FunctionWriter, map: LayerMap, pointers: PanelPointers, panels: number): void {
  movePanels(f, map, pointers, panels)
  f.move(pointers.units, 16 * panels)
  f.move(pointers.weights, panels * parameterBytes(map))
}

/** Moves pointers of a row so many panels on. */
export function movePanels(f: FunctionWriter, map: LayerMap, row: RowPointers, panels: number): void {
  f.move(row.gates, panels * map.gates.panel)
  f.move(row.extras, panels * map.extras.panel)
  f.move(row.sources, 16 * panels)
  if (row.extrasBefore !== undefined) f.move(row.extrasBefore, panels * map.extras.panel)
  if (row.sourcesBefore !== undefined) f.move(row.sourcesBefore, 16 * panels)
}

/** Moves pointers so many rows on. */
export function moveRowPointers(f: FunctionWriter, map: LayerMap, row: RowPointers, rows: number): void {
  f.move(row.gates, rows * map.gates.step)
  f.move(row.extras, rows * map.extras.step)
  f.move(row.sources, rows * map.sources.row)
  if (row.extrasBefore !== undefined) f.move(row.extrasBefore, rows * map.extras.step)
  if (row.sourcesBefore !== undefined) f.move(row.sourcesBefore, rows * map.sources.row)
}
