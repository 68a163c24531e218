import type { Descent } from '../engine/engine.ts'
import { InputError } from '../math/input-error.ts'
import type { Settings } from '../study/space.ts'

/** What a trial’s settings ask of training. */
export interface DescentSettings {
  readonly hiddenSize: number
  readonly learningRate: number
  readonly momentum: number
  /** Deviation of the normal noise on the inputs, training only. */
  readonly inputNoise: number
  readonly momentumKind: Descent['momentum']
  /** Each element of the gradient is clipped to [−clipping, clipping]; no clipping without it. */
  readonly clipping?: number
}

/** Reads the settings of training by name; the kind of momentum is Nesterov’s and nothing is clipped unless they say so. */
export function descentOf(settings: Settings): DescentSettings {
  const { momentumKind = 'nesterov', clipping = 'none' } = settings
  if (momentumKind !== 'nesterov' && momentumKind !== 'classical') {
    throw new InputError(`momentumKind must be nesterov or classical, not ${momentumKind}`)
  }
  return {
    hiddenSize: numberOf(settings, 'hiddenSize', (n) => Number.isInteger(n) && n >= 1, 'a whole number from 1'),
    learningRate: numberOf(settings, 'learningRate', (n) => n >= 0, 'a number from 0'),
    momentum: numberOf(settings, 'momentum', (n) => n >= 0 && n < 1, 'a number from 0 to below 1'),
    inputNoise: numberOf(settings, 'inputNoise', (n) => n >= 0, 'a number from 0'),
    momentumKind,
    ...(clipping === 'none'
      ? {}
      : { clipping: numberOf(settings, 'clipping', (n) => n > 0, 'none or a number above 0') }),
  }
}

function numberOf(settings: Settings, name: string, valid: (n: number) => boolean, right: string): number {
  const number = Number(settings[name])
  if (!Number.isFinite(number) || !valid(number))
    throw new InputError(`${name} must be ${right}, not ${settings[name]}`)
  return number
}
