/** Loops that the products share. Every tile is a few nested loops here, unrolled there. */
import type { Panels } from './memory.ts'
import { type FunctionWriter, get, i32, type Local, type Text } from './text.ts'

export const rowBytes = (w: Panels) => w.vectors * 16

/** sums[a][b] += as[a] · bs[b], the smaller side held in registers and the larger one streamed. */
export function outer(f: FunctionWriter, as: Text[], bs: Text[], sums: readonly (readonly Local[])[]): void {
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

/** Runs tiles of `many` rows while so many are left, then single ones. */
export function overRows(f: FunctionWriter, left: Local, many: number, tile: (rows: number) => void): void {
  if (many > 1) {
    const enough = `(i32.ge_s ${get(left)} ${i32(many)})`
    f.when(enough, () =>
      f.loop(
        () => {
          tile(many)
          f.move(left, -many)
        },
        () => enough,
      ),
    )
  }
  f.when(get(left), () =>
    f.loop(
      () => {
        tile(1)
        f.move(left, -1)
      },
      () => get(left),
    ),
  )
}
