/**
 * The five matrix loops. Weights stand in panels: all vectors of four units for one row lie side by side, so that a product reads
 * them once, in order, and the gates of four units meet in registers. Every tile is a few nested loops here, unrolled there.
 */
import { flushed } from './functions.ts'
import type { Panels, Rows, Steps } from './memory.ts'
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
  times,
  zero,
} from './text.ts'
import { cut, SUMS, tileFor } from './tiles.ts'
import type { UpdateRule } from './update.ts'

const base = get('$base')
const rowBytes = (w: Panels) => w.vectors * 16
/** Bytes of one panel with all its rows. */
export const panelBytes = (w: Panels) => w.rows * rowBytes(w)

/** sums[a][b] += as[a] · bs[b], the smaller side held in registers and the larger one streamed. */
function outer(f: FunctionWriter, as: Text[], bs: Text[], sums: Local[][]): void {
  const step = (a: Local, b: Local, sum: Local) => f.set(sum, f.fma(get(a), get(b), get(sum)))
  if (as.length <= bs.length) {
    const held = as.map((text) => f.vector(text))
    for (const [k, text] of bs.entries()) {
      const b = f.vector(text)
      held.forEach((a, j) => step(b, a, sums[j][k]))
    }
  } else {
    const held = bs.map((text) => f.vector(text))
    for (const [j, text] of as.entries()) {
      const a = f.vector(text)
      held.forEach((b, k) => step(a, b, sums[j][k]))
    }
  }
}

/** Runs tiles of `many` time steps while so many are left of `$T`, then single ones. */
function overSteps(f: FunctionWriter, left: Local, many: number, tile: (steps: number) => void): void {
  const enough = `(i32.ge_s ${get(left)} ${i32(many)})`
  if (many > 1)
    f.when(enough, () =>
      f.loop(
        () => tile(many),
        () => enough,
      ),
    )
  f.when(get(left), () =>
    f.loop(
      () => tile(1),
      () => get(left),
    ),
  )
}

/** out[panel][t][slot] = Σ_row weights[panel][row][vector] · rows[t][row], for all time steps at once. */
export function projectAll(f: FunctionWriter, w: Panels, from: Rows, out: Steps): void {
  const together = Math.max(1, Math.floor(4 / w.vectors))
  const [panel, result] = [f.int(base, 'panel'), f.int(base, 'result')]
  const [row0, to, at, x, end, left] = ['row0', 'to', 'w', 'x', 'end', 'left'].map((name) => f.local('i32', name))
  for (const { size, count } of cut(w.panels, together, Math.sqrt)) {
    f.repeat(count, () => {
      const vectors = range(size).flatMap((p) =>
        range(w.vectors).map((v) => ({ from: p * panelBytes(w) + v * 16, to: p * out.panel + out.slots[v] * 16 })),
      )
      f.set(row0, base)
      f.set(to, get(result))
      f.set(left, get('$T'))
      f.set(end, plus(get(panel), i32(panelBytes(w))))
      overSteps(f, left, tileFor(vectors.length), (steps) => {
        const sums = range(steps).map(() => vectors.map(() => f.vector(zero, 'sum')))
        f.set(at, get(panel))
        f.set(x, get(row0))
        f.loop(
          () => {
            const xs = range(steps).map((t) => splat(x, from.at + t * from.row))
            outer(
              f,
              xs,
              vectors.map((v) => load(at, w.weights + v.from)),
              sums,
            )
            f.move(x, 4)
            f.move(at, rowBytes(w))
          },
          () => below(get(at), get(end)),
        )
        sums.forEach((ofStep, t) => {
          ofStep.forEach((sum, k) => f.do(store(to, out.at + vectors[k].to + t * out.step, get(sum))))
        })
        f.move(row0, steps * from.row)
        f.move(to, steps * out.step)
        f.move(left, -steps)
      })
      f.move(panel, size * panelBytes(w))
      f.move(result, size * out.panel)
    })
  }
}

/** rows[t][row] = Σ_panel,vector weights[panel][row][vector] · from[panel][t][vector], for the first `rows` rows and all time steps. */
export function projectAllBack(f: FunctionWriter, w: Panels, rows: number, from: Steps, out: Rows): void {
  const [four, result] = [f.int(base, 'four'), f.int(base, 'result')]
  const [step0, to, at, delta, left, end] = ['step0', 'to', 'w', 'delta', 'left', 'end'].map((name) =>
    f.local('i32', name),
  )
  f.repeat(rows / 4, () => {
    f.set(step0, base)
    f.set(to, get(result))
    f.set(left, get('$T'))
    f.set(end, plus(get(four), i32(w.panels * panelBytes(w))))
    overSteps(f, left, tileFor(4), (steps) => {
      const sums = range(steps).map(() => range(4).map(() => f.vector(zero, 'sum')))
      f.set(at, get(four))
      f.set(delta, get(step0))
      f.loop(
        () => {
          for (const v of range(w.vectors)) {
            const deltas = range(steps).map((t) => load(delta, from.at + t * from.step + from.slots[v] * 16))
            outer(
              f,
              deltas,
              range(4).map((r) => load(at, w.weights + r * rowBytes(w) + v * 16)),
              sums,
            )
          }
          f.move(at, panelBytes(w))
          f.move(delta, from.panel)
        },
        () => below(get(at), get(end)),
      )
      sums.forEach((ofStep, t) => f.do(store(to, out.at + t * out.row, f.sumLanes(ofStep))))
      f.move(step0, steps * from.step)
      f.move(to, steps * out.row)
      f.move(left, -steps)
    })
    f.move(four, 4 * rowBytes(w))
    f.move(result, 16)
  })
}

/** Within a time step, for as many panels as there are lists of sums: sums[panel][vector] += Σ_row w[row][vector] · source[row]. */
export function projectStep(
  f: FunctionWriter,
  w: Panels,
  panel: Local,
  source: { row: Local; at: number },
  sums: Local[][],
): void {
  const chains = sums.length * w.vectors <= SUMS / 2 ? 2 : 1
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
            const weight = load(at, w.weights + (p * w.rows + r) * rowBytes(w) + v * 16)
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
  overRows(stream, () => {
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
      weight: (r: number) => load(at, w.weights + (p * w.rows + r) * rowBytes(w) + v * 16),
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
  overRows(stream, () => {
    for (const r of range(4)) {
      const one = chain(r, held.slice(0, half), onto ? load(sums, partial + 16 * r) : undefined)!
      const two = chain(r, held.slice(half))
      f.do(store(sums, partial + 16 * r, two === undefined ? one : add(one, two)))
    }
    f.move(at, 4 * rowBytes(w))
    f.move(sums, 64)
  })
  f.move(panel, size * panelBytes(w))
  f.move(deltas, size * from.panel)
}

/** Runs body, which moves the pointer to partial sums on, for every four rows. */
function overRows({ f, w, sums }: WeightStream, body: () => void): void {
  f.set(sums, i32(0))
  f.loop(body, () => below(get(sums), i32(w.rows * 16)))
}

/** The gradient Σ_t delta[panel][t][vector] · rows[t][row] and, while it is in registers, the update: no gradient is ever stored. */
export function learn(
  f: FunctionWriter,
  w: Panels,
  { delta, rows, packed, rule }: { delta: Steps; rows: Rows; packed: number; rule: UpdateRule },
): void {
  const together = Math.max(1, Math.floor(4 / w.vectors))
  const most = tileFor(w.vectors * Math.min(together, w.panels))
  const cuts = cut(w.rows, most, (s) => Math.max((w.vectors * together * s) / 2, 4) + 2)
  pack(f, cuts, rows, packed)
  const [deltas, panel] = [f.int(base, 'deltas'), f.int(base, 'panel')]
  const [at, d, x, stop] = ['w', 'd', 'x', 'stop'].map((name) => f.local('i32', name))
  for (const panels of cut(w.panels, together, (s) => (s === together ? s : 1.3 * s))) {
    f.repeat(panels.count, () => {
      const vectors = range(panels.size).flatMap((p) =>
        range(w.vectors).map((v) => ({ from: p * delta.panel + delta.slots[v] * 16, to: p * panelBytes(w) + v * 16 })),
      )
      f.set(at, get(panel))
      f.set(x, i32(0))
      f.set(stop, plus(get(deltas), times(get('$T'), delta.step)))
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
      f.move(panel, panels.size * panelBytes(w))
    })
  }
}

/** Copies rows so that those which share a tile lie next to each other, time step after time step. */
function pack(f: FunctionWriter, cuts: readonly { size: number; count: number }[], rows: Rows, packed: number): void {
  const [column, to] = [f.int(base, 'column'), f.int(i32(0), 'to')]
  const [from, end] = [f.local('i32', 'from'), f.local('i32', 'end')]
  for (const { size, count } of cuts) {
    f.repeat(count, () => {
      f.set(from, get(column))
      f.set(end, plus(get(to), times(get('$T'), 4 * size)))
      f.loop(
        () => {
          // what spills over is overwritten by the next step
          for (let k = 0; k < size; k += 4) f.do(store(to, packed + 4 * k, load(from, rows.at + 4 * k)))
          f.move(from, rows.row)
          f.move(to, 4 * size)
        },
        () => below(get(to), get(end)),
      )
      f.move(column, 4 * size)
    })
  }
}
