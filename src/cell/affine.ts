import type { CellWriter, Ref } from './cell.ts'

/** Writes W x_t + R y_{t−1} + b and whatever else is added, by the subscript of its weights. */
export type Affine = (to: string, ...more: Ref[]) => Ref

/** How a sum sees the step before: through a matrix R, or each unit only itself, by a weight w. */
export type Recurrence = 'matrix' | 'diagonal'

/** A writer of such sums over these two vectors. */
export function affineOf(cell: CellWriter, x: Ref, yBefore: Ref, recurrence: Recurrence = 'matrix'): Affine {
  const recurrent = (to: string) =>
    recurrence === 'matrix' ? cell.project(`R${to}`, yBefore) : cell.scale(`w${to}`, yBefore)
  return (to, ...more) => cell.sum(cell.project(`W${to}`, x), recurrent(to), cell.bias(`b${to}`), ...more)
}

/** Writes W x_t + b: what looks at the input only. */
export const fedOf =
  (cell: CellWriter, x: Ref) =>
  (to: string): Ref =>
    cell.sum(cell.project(`W${to}`, x), cell.bias(`b${to}`))

/** g ⊙ a + (1 − g) ⊙ b */
export function blend(cell: CellWriter, gate: Ref, a: Ref, b: Ref): Ref {
  return cell.sum(cell.product(gate, a), cell.product(cell.complement(gate), b))
}
