import type { Panels, Rows, Steps } from './memory.ts'
import { offsetAt, rowsOfStep, upTo } from './rows.ts'
import {
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
import { type Cut, cut, tileFor } from './tiles.ts'
import type { UpdateRule } from './update.ts'

const base = get('$base')

/** What a gradient is made of. */
export interface Learning {
  readonly delta: Steps
  readonly rows: Rows
  /** What the rows’ address counts from; the base of the block unless given. */
  readonly first?: Text
  /** The table of offsets, where the rows are those of the step before. */
  readonly before?: number | undefined
  readonly packed: number
  readonly rule: UpdateRule
}

/** The gradient Σ_row delta[panel][row][vector] · rows[row][k] and, while it is in registers, the update: no gradient is ever stored. */
export function learn(f: FunctionWriter, w: Panels, learning: Learning): void {
  const { delta, packed, rule } = learning
  const together = Math.max(1, Math.floor(4 / w.vectors))
  const most = tileFor(w.vectors * Math.min(together, w.panels))
  const cuts = cut(w.rows, most, (s) => Math.max((w.vectors * together * s) / 2, 4) + 2)
  pack(f, cuts, learning)
  const [deltas, panel] = [f.int(base, 'deltas'), f.int(base, 'panel')]
  const [at, d, x, stop] = ['w', 'd', 'x', 'stop'].map((name) => f.local('i32', name))
  for (const panels of cut(w.panels, together, (s) => (s === together ? s : 1.3 * s))) {
    f.repeat(panels.count, () => {
      const vectors = range(panels.size).flatMap((p) =>
        range(w.vectors).map((v) => ({ from: p * delta.panel + delta.slots[v] * 16, to: p * w.stride + v * 16 })),
      )
      f.set(at, get(panel))
      f.set(x, i32(0))
      f.set(stop, plus(get(deltas), times(get('$rows'), delta.step)))
      for (const { size, count } of cuts) {
        f.repeat(count, () => {
          const sums = range(size).map(() => vectors.map(() => f.vector(zero, 'sum')))
          f.set(d, get(deltas))
          f.loop(
            () => {
              outer(
                f,
                range(size).map((r) => splat(x, packed + 4 * r)),
                vectors.map((v) => load(d, delta.at + v.from)),
                sums,
              )
              f.move(d, delta.step)
              f.move(x, 4 * size)
            },
            () => below(get(d), get(stop)),
          )
          sums.forEach((ofRow, r) => {
            ofRow.forEach((sum, k) => rule(f, at, w.weights + vectors[k].to + r * rowBytes(w), sum))
          })
          f.move(at, size * rowBytes(w))
        })
      }
      f.move(deltas, panels.size * delta.panel)
      f.move(panel, panels.size * w.stride)
    })
  }
}

/** Copies rows so that those which share a tile lie next to each other, row after row. */
function pack(f: FunctionWriter, cuts: readonly Cut[], { rows, first = base, before, packed }: Learning): void {
  const [column, to] = [f.int(first, 'column'), f.int(i32(0), 'to')]
  const [from, left] = [f.local('i32', 'from'), f.local('i32', 'left')]
  for (const { size, count } of cuts) {
    const copy = () =>
      overRows(f, left, 1, () => {
        // what spills over is overwritten by the next row
        for (let k = 0; k < size; k += 4) f.do(store(to, packed + 4 * k, load(from, rows.at + 4 * k)))
        f.move(from, rows.row)
        f.move(to, 4 * size)
      })
    f.repeat(count, () => {
      if (before === undefined) {
        f.set(from, get(column))
        f.set(left, get('$rows'))
        copy()
      } else {
        upTo(f, get('$T'), 'n', (n) => {
          f.set(from, rowBefore(column, n, rows, before))
          f.set(left, rowsOfStep(before, get(n)))
          copy()
        })
      }
      f.move(column, 4 * size)
    })
  }
}

/** The first row of the step before n. */
const rowBefore = (column: Local, n: Local, { row }: Rows, offsets: number): Text =>
  plus(get(column), times(offsetAt(offsets, get(n), -1), row))
