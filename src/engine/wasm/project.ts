/**
 * Products over all rows at once. Weights stand in panels: all vectors of four units for one row lie side by side, so that a product
 * reads them once, in order, and the gates of four units meet in registers.
 */
import type { Panels, Rows, Steps } from './memory.ts'
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
  zero,
} from './text.ts'
import { outer, overRows, rowBytes } from './tile-loops.ts'
import { cut, tileFor } from './tiles.ts'

const base = get('$base')

/** out[panel][row][slot] = Σ_k weights[panel][k][vector] · rows[row][k], for `$rows` rows; `first` is what the rows’ address counts from. */
export function projectAll(f: FunctionWriter, w: Panels, from: Rows, out: Steps, { first = base } = {}): void {
  const together = Math.max(1, Math.floor(4 / w.vectors))
  const [panel, result] = [f.int(base, 'panel'), f.int(base, 'result')]
  const [row0, to, at, x, end, left] = ['row0', 'to', 'w', 'x', 'end', 'left'].map((name) => f.local('i32', name))
  for (const { size, count } of cut(w.panels, together, Math.sqrt)) {
    f.repeat(count, () => {
      const vectors = range(size).flatMap((p) =>
        range(w.vectors).map((v) => ({ from: p * w.stride + v * 16, to: p * out.panel + out.slots[v] * 16 })),
      )
      f.set(row0, first)
      f.set(to, get(result))
      f.set(left, get('$rows'))
      f.set(end, plus(get(panel), i32(w.rows * rowBytes(w))))
      overRows(f, left, tileFor(vectors.length), (rows) => {
        const sums = range(rows).map(() => vectors.map(() => f.vector(zero, 'sum')))
        f.set(at, get(panel))
        f.set(x, get(row0))
        f.loop(
          () => {
            outer(
              f,
              range(rows).map((r) => splat(x, from.at + r * from.row)),
              vectors.map((v) => load(at, w.weights + v.from)),
              sums,
            )
            f.move(x, 4)
            f.move(at, rowBytes(w))
          },
          () => below(get(at), get(end)),
        )
        sums.forEach((ofRow, r) => {
          ofRow.forEach((sum, k) => f.do(store(to, out.at + vectors[k].to + r * out.step, get(sum))))
        })
        f.move(row0, rows * from.row)
        f.move(to, rows * out.step)
      })
      f.move(panel, size * w.stride)
      f.move(result, size * out.panel)
    })
  }
}

interface Transposed {
  /** Pointers to the first rows of the deltas and of the result; the base of the block unless given. */
  readonly deltas?: Text
  readonly result?: Text
  readonly count?: Text
  /** What becomes of a sum before it is stored. */
  readonly finish?: (sum: Text, to: Local, offset: number) => Text
}

/**
 * The same weights transposed: out[row][k] = Σ_panel,vector weights[panel][k][vector] · from[panel][row][vector], for the first `wide`
 * k and all rows.
 */
export function projectAllBack(
  f: FunctionWriter,
  w: Panels,
  wide: number,
  from: Steps,
  out: Rows,
  { deltas = base, result = base, count = get('$rows'), finish = (sum) => sum }: Transposed = {},
): void {
  const [four, result0] = [f.int(base, 'four'), f.int(result, 'result')]
  const [row0, to, at, delta, left, end] = ['row0', 'to', 'w', 'delta', 'left', 'end'].map((name) =>
    f.local('i32', name),
  )
  f.repeat(wide / 4, () => {
    f.set(row0, deltas)
    f.set(to, get(result0))
    f.set(left, count)
    f.set(end, plus(get(four), i32(w.panels * w.stride)))
    overRows(f, left, tileFor(4), (rows) => {
      const sums = range(rows).map(() => range(4).map(() => f.vector(zero, 'sum')))
      f.set(at, get(four))
      f.set(delta, get(row0))
      f.loop(
        () => {
          for (const v of range(w.vectors)) {
            outer(
              f,
              range(rows).map((r) => load(delta, from.at + r * from.step + from.slots[v] * 16)),
              range(4).map((k) => load(at, w.weights + k * rowBytes(w) + v * 16)),
              sums,
            )
          }
          f.move(at, w.stride)
          f.move(delta, from.panel)
        },
        () => below(get(at), get(end)),
      )
      sums.forEach((ofRow, r) => {
        const offset = out.at + r * out.row
        f.do(store(to, offset, finish(f.sumLanes(ofRow), to, offset)))
      })
      f.move(row0, rows * from.step)
      f.move(to, rows * out.row)
    })
    f.move(four, 4 * rowBytes(w))
    f.move(result0, 16)
  })
}
