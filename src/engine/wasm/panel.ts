import type { Ref } from '../../cell/cell.ts'
import { type MemoryMap, sourceRows } from './memory.ts'
import { type FunctionWriter, get, type Local, load, type Text } from './text.ts'

/** A pointer and an offset in bytes. */
export type Place = readonly [Local, number]

/** Pointers to the four units in hand at one time step; they move from panel to panel, and reach the i-th panel from where they stand. */
export interface PanelPointers {
  /** To the time step’s gates, extras and sources, to vectors of units, and to elementwise weights. */
  readonly gates: Local
  readonly extras: Local
  readonly sources: Local
  readonly units: Local
  readonly weights: Local
  /** Where a kept value is, now or one step ago. */
  place(r: Ref, i: number, lag: 0 | 1): Place
  weight(name: string, i: number): Text
  gradient(name: string, i: number): Place
  /** To the first panel of the time step that the given pointers stand at. */
  start(step: { gates: Local; extras: Local; sources: Local }): void
  next(panels: number): void
}

export function panelPointers(f: FunctionWriter, map: MemoryMap): PanelPointers {
  const { plan } = map
  const [gates, extras, sources, units, weights] = ['gates', 'extras', 'sources', 'units', 'weights'].map((name) =>
    f.local('i32', name),
  )
  const weightBytes = plan.parameters.length * 16
  const parameter = (name: string, i: number) => plan.parameters.indexOf(name) * 16 + i * weightBytes
  return {
    gates,
    extras,
    sources,
    units,
    weights,
    place(r, i, lag) {
      const { in: where, slot } = plan.homes.get(r)!
      if (where === 'sources') return [sources, sourceRows(map, r, lag).at + i * 16]
      // extras, too, have one more step before the first
      if (where === 'extras')
        return [extras, map.extras.at + (lag ? 0 : map.extras.step) + slot * 16 + i * map.extras.panel]
      return [gates, map.gates.at + slot * 16 + i * map.gates.panel]
    },
    weight: (name, i) => load(weights, map.parameters.weights + parameter(name, i)),
    gradient: (name, i) => [weights, map.gradient + parameter(name, i)],
    start(step) {
      f.set(gates, get(step.gates))
      f.set(extras, get(step.extras))
      f.set(sources, get(step.sources))
      f.set(units, get('$base'))
      f.set(weights, get('$base'))
    },
    next(panels) {
      f.move(gates, panels * map.gates.panel)
      f.move(extras, panels * map.extras.panel)
      f.move(sources, 16 * panels)
      f.move(units, 16 * panels)
      f.move(weights, panels * weightBytes)
    },
  }
}
