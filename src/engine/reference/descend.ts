import type { Descent, Update } from '../engine.ts'
import type { Optimiser } from '../optimiser.ts'
import type { Vector } from './operations.ts'

/** Weights, their gradient, and the optimiser's state as `stateLength` lays it out. */
export interface Descending {
  readonly weights: Vector
  readonly gradient: Vector
  readonly state: Vector
}

/** One step of the optimiser; clips the gradient where it stands. */
export function descend(descending: Descending, { optimiser, clip }: Descent, update: Update): void {
  const { gradient, weights } = descending
  if (clip !== undefined) clipElements(gradient, clip)
  if (update.clipNorm !== undefined) clipNorm(gradient, update.clipNorm)
  const { weightDecay = 0 } = update
  if (weightDecay !== 0 && optimiser.kind !== 'adamw') {
    for (let k = 0; k < gradient.length; k++) gradient[k] += weightDecay * weights[k]
  }
  if (optimiser.kind === 'adam' || optimiser.kind === 'adamw') descendByAdam(descending, optimiser, update)
  else if (optimiser.kind === 'rmsprop') descendByRmsprop(descending, optimiser, update)
  else descendByMomentum(descending, optimiser.kind, update)
}

function clipElements(gradient: Vector, clip: number): void {
  for (let k = 0; k < gradient.length; k++) gradient[k] = Math.min(clip, Math.max(-clip, gradient[k]))
}

function clipNorm(gradient: Vector, most: number): void {
  const norm = Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0))
  if (norm <= most) return
  for (let k = 0; k < gradient.length; k++) gradient[k] *= most / norm // NaN stays visible
}

function descendByMomentum(
  { weights, gradient, state }: Descending,
  kind: 'nesterov' | 'classical',
  { rate, momentum }: Update,
): void {
  for (let k = 0; k < gradient.length; k++) {
    const g = rate * gradient[k]
    state[k] = momentum * state[k] - g
    weights[k] += kind === 'nesterov' ? momentum * state[k] - g : state[k]
  }
}

function descendByAdam(
  { weights, gradient, state }: Descending,
  { kind, beta1, beta2, epsilon }: Optimiser & { kind: 'adam' | 'adamw' },
  { rate, weightDecay = 0 }: Update,
): void {
  const { length } = gradient
  const updates = state[2 * length] + 1
  state[2 * length] = updates
  const [correction1, correction2] = [1 - beta1 ** updates, 1 - beta2 ** updates]
  for (let k = 0; k < length; k++) {
    const g = gradient[k]
    state[k] = beta1 * state[k] + (1 - beta1) * g
    state[length + k] = beta2 * state[length + k] + (1 - beta2) * g * g
    if (kind === 'adamw') weights[k] -= rate * weightDecay * weights[k]
    weights[k] -= (rate * (state[k] / correction1)) / (Math.sqrt(state[length + k] / correction2) + epsilon)
  }
}

function descendByRmsprop(
  { weights, gradient, state }: Descending,
  { decay, epsilon }: Optimiser & { kind: 'rmsprop' },
  { rate }: Update,
): void {
  for (let k = 0; k < gradient.length; k++) {
    const g = gradient[k]
    state[k] = decay * state[k] + (1 - decay) * g * g
    weights[k] -= (rate * g) / (Math.sqrt(state[k]) + epsilon)
  }
}
