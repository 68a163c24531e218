/**
 * Products within a time step of one sequence: weights are read once and bound the time, so that as many sums as registers allow run
 * side by side.
 */
import { flushed } from './functions.ts'
import type { Panels, Steps } from './memory.ts'
import {
  add,
  below,
  type FunctionWriter,
  get,
  i32,
  type Local,
  load,
  mul,
  plus,
  range,
  splat,
  store,
  type Text,
  zero,
} from './text.ts'
import { rowBytes } from './tile-loops.ts'
import { cut, SUMS } from './tiles.ts'

const base = get('$base')

/** Few sums are made of two chains each, even rows and odd ones, so that no addition waits for the one before. */
export const chainsOf = (sums: number): 1 | 2 => (sums <= SUMS / 2 ? 2 : 1)

/** Within a time step, for as many panels as there are lists of sums: sums[panel][vector] += Σ_row w[row][vector] · source[row]. */
export function projectStep(
  f: FunctionWriter,
  w: Panels,
  panel: Local,
  source: { row: Local; at: number },
  sums: Local[][],
): void {
  const chains = chainsOf(sums.length * w.vectors)
  const second = chains === 2 ? sums.map((ofPanel) => ofPanel.map(() => f.vector(zero, 'second'))) : sums
  const x = f.int(get(source.row), 'x')
  const at = f.int(get(panel), 'w')
  const end = f.int(plus(get(source.row), i32(w.rows * 4)), 'end')
  f.loop(
    () => {
      for (const r of range(2)) {
        const element = f.vector(splat(x, source.at + r * 4))
        ;(r === 0 ? sums : second).forEach((ofPanel, p) => {
          ofPanel.forEach((sum, v) => {
            const weight = load(at, w.weights + p * w.stride + r * rowBytes(w) + v * 16)
            f.set(sum, f.fma(weight, get(element), get(sum)))
          })
        })
      }
      f.move(x, 8)
      f.move(at, 2 * rowBytes(w))
    },
    () => below(get(x), get(end)),
  )
  if (chains === 1) return
  sums.forEach((ofPanel, p) => ofPanel.forEach((sum, v) => f.set(sum, add(get(sum), get(second[p][v])))))
}

/** Deltas held in registers while weights stream by: more would leave no room for two chains of sums. */
const HELD = 8

/**
 * The same weights transposed: out[row] (or, with `onto`, what is there already) plus Σ_panel,vector w[panel][row][vector] ·
 * delta[panel][vector]. Weights are read in their order; a vector of partial sums a row waits in memory and its lanes are summed last.
 */
export function projectStepBack(
  f: FunctionWriter,
  w: Panels,
  delta: { step: Local; from: Steps },
  to: { at: number; onto: boolean; partial: number },
): void {
  const [panel, deltas] = [f.int(base, 'panel'), f.int(get(delta.step), 'deltas')]
  const [at, sums] = [f.local('i32', 'w'), f.local('i32', 'sums')]
  const stream = { f, w, from: delta.from, partial: to.partial, panel, deltas, at, sums }
  const most = Math.max(1, Math.floor(HELD / w.vectors))
  let first = true
  for (const { size, count } of cut(w.panels, most, (s) => w.rows * ((s * w.vectors + 1) / 2) + 10)) {
    const more = first ? count - 1 : count
    if (first) streamWeights(stream, size, { onto: false })
    first = false
    f.repeat(more, () => streamWeights(stream, size, { onto: true }))
  }
  const out = f.int(base, 'out')
  overSources(stream, () => {
    const sum = f.sumLanes(range(4).map((k) => f.vector(load(sums, to.partial + 16 * k))))
    f.do(store(out, to.at, flushed(to.onto ? add(sum, load(out, to.at)) : sum)))
    f.move(sums, 64)
    f.move(out, 16)
  })
}

interface WeightStream {
  readonly f: FunctionWriter
  readonly w: Panels
  readonly from: Steps
  readonly partial: number
  /** Pointers to the panel in hand and its deltas; within it to weights and partial sums. */
  readonly panel: Local
  readonly deltas: Local
  readonly at: Local
  readonly sums: Local
}

/** Adds what so many panels ask of each row to its partial sums, or begins these with it. */
function streamWeights(stream: WeightStream, size: number, { onto }: { onto: boolean }): void {
  const { f, w, from, partial, panel, deltas, at, sums } = stream
  const held = range(size).flatMap((p) =>
    range(w.vectors).map((v) => ({
      delta: f.vector(load(deltas, from.at + p * from.panel + from.slots[v] * 16), 'delta'),
      weight: (r: number) => load(at, w.weights + p * w.stride + r * rowBytes(w) + v * 16),
    })),
  )
  const half = Math.ceil(held.length / 2)
  const chain = (r: number, terms: typeof held, start?: Text) =>
    terms.reduce((sum, { delta, weight }) => {
      const next = f.local('v128', 'chain')
      f.set(next, sum === undefined ? mul(weight(r), get(delta)) : f.fma(weight(r), get(delta), sum))
      return get(next)
    }, start)
  f.set(at, get(panel))
  overSources(stream, () => {
    for (const r of range(4)) {
      const one = chain(r, held.slice(0, half), onto ? load(sums, partial + 16 * r) : undefined)!
      const two = chain(r, held.slice(half))
      f.do(store(sums, partial + 16 * r, two === undefined ? one : add(one, two)))
    }
    f.move(at, 4 * rowBytes(w))
    f.move(sums, 64)
  })
  f.move(panel, size * w.stride)
  f.move(deltas, size * from.panel)
}

/** Runs body, which moves the pointer to partial sums on, for every four rows. */
function overSources({ f, w, sums }: WeightStream, body: () => void): void {
  f.set(sums, i32(0))
  f.loop(body, () => below(get(sums), i32(w.rows * 16)))
}
