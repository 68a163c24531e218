import type { Layout } from './layout.ts'

/**
 * How a gradient g moves weights w, with the step size η and momentum μ of an update.
 *
 * - nesterov: v ← μv − ηg, then w ← w + μv − ηg, with g taken at the look-ahead point w; classical: w ← w + v.
 * - adam and adamw (Kingma and Ba, 2015; Loshchilov and Hutter, 2019): m ← β₁m + (1 − β₁)g, s ← β₂s + (1 − β₂)g², then
 *   w ← w − η m̂ / (√ŝ + ε) with m̂ = m / (1 − β₁ᵗ) and ŝ = s / (1 − β₂ᵗ) at the t-th update.
 * - rmsprop (Tieleman and Hinton, 2012): s ← ρs + (1 − ρ)g², then w ← w − ηg / (√s + ε).
 */
export type Optimiser =
  | { readonly kind: 'nesterov' | 'classical' }
  | { readonly kind: 'adam' | 'adamw'; readonly beta1: number; readonly beta2: number; readonly epsilon: number }
  | { readonly kind: 'rmsprop'; readonly decay: number; readonly epsilon: number }

/**
 * How many numbers an optimiser remembers: of momentum the velocities, in the order of the layout; of rmsprop the mean squares; of
 * adam and adamw the means, then the mean squares, then the number of updates so far.
 */
export function stateLength({ length }: Layout, { kind }: Optimiser): number {
  return kind === 'adam' || kind === 'adamw' ? 2 * length + 1 : length
}
