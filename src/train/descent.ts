import type { Descent } from '../engine/engine.ts'
import { settingIn } from '../study/hyperparameters.ts'
import type { Settings } from '../study/space.ts'

/** What a trial’s settings ask of training. */
export interface DescentSettings {
  readonly hiddenSize: number
  readonly learningRate: number
  readonly momentum: number
  /** Deviation of the normal noise on the inputs, training only. */
  readonly inputNoise: number
  /** What the program is compiled for: the optimiser, and the size to which each element of the gradient is clipped. */
  readonly compiled: Descent
}

/** The settings of training by name, each checked; the kind of momentum is Nesterov’s and nothing is clipped unless they say so. */
export function descentOf(settings: Settings): DescentSettings {
  const clipping = settingIn(settings, 'clipping')
  return {
    hiddenSize: Number(settingIn(settings, 'hiddenSize')),
    learningRate: Number(settingIn(settings, 'learningRate')),
    momentum: Number(settingIn(settings, 'momentum')),
    inputNoise: Number(settingIn(settings, 'inputNoise')),
    compiled: {
      optimiser: { kind: settingIn(settings, 'momentumKind') as 'nesterov' | 'classical' },
      ...(clipping !== 'none' && { clip: Number(clipping) }),
    },
  }
}
