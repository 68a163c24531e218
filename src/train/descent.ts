import type { Descent } from '../engine/engine.ts'
import type { Optimiser } from '../engine/optimiser.ts'
import { settingIn } from '../study/hyperparameters.ts'
import type { Settings } from '../study/space.ts'
import type { Initialisation } from './initial.ts'
import type { Schedule } from './schedule.ts'

/** What a trial’s settings ask of training. */
export interface DescentSettings {
  /** Hidden units of each layer and direction, from the layer that reads the inputs. */
  readonly hiddenSizes: readonly number[]
  readonly initial: Initialisation
  /** Sequences of an update. */
  readonly batchSize: number
  readonly learningRate: number
  readonly schedule: Schedule
  /** 0 with an optimiser that has none. */
  readonly momentum: number
  /** Deviation of the normal noise on the inputs, training only. */
  readonly inputNoise: number
  /** The share of each layer’s outputs that is set to 0, training only. */
  readonly dropout: number
  readonly weightDecay: number
  readonly clipNorm?: number
  /** What the program is compiled for: the optimiser, and the size to which each element of the gradient is clipped. */
  readonly compiled: Descent
}

/** The settings of training by name, each checked; what they do not say is as in Greff et al. (2017), and nothing is clipped. */
export function descentOf(settings: Settings): DescentSettings {
  const number = (name: Parameters<typeof settingIn>[1]) => Number(settingIn(settings, name))
  const [clipping, clipNorm] = [settingIn(settings, 'clipping'), settingIn(settings, 'clipNorm')]
  const forgetBias = settingIn(settings, 'forgetBias')
  const optimiser = optimiserOf(settings)
  const hasMomentum = optimiser.kind === 'nesterov' || optimiser.kind === 'classical'
  return {
    hiddenSizes: Array.from({ length: number('layers') }, (_, layer) => number(`hiddenSize${layer + 1}`)),
    initial: {
      weights: settingIn(settings, 'initialWeights') as Initialisation['weights'],
      forgetBias: forgetBias === 'chrono' ? forgetBias : Number(forgetBias),
    },
    batchSize: number('batchSize'),
    learningRate: number('learningRate'),
    schedule: scheduleOf(settings),
    momentum: hasMomentum ? number('momentum') : 0,
    inputNoise: number('inputNoise'),
    dropout: number('dropout'),
    weightDecay: number('weightDecay'),
    ...(clipNorm !== 'none' && { clipNorm: Number(clipNorm) }),
    compiled: { optimiser, ...(clipping !== 'none' && { clip: Number(clipping) }) },
  }
}

function optimiserOf(settings: Settings): Optimiser {
  const number = (name: 'beta1' | 'beta2' | 'decay' | 'epsilon') => Number(settingIn(settings, name))
  const kind = settingIn(settings, 'optimiser') as 'momentum' | 'adam' | 'adamw' | 'rmsprop'
  switch (kind) {
    case 'momentum':
      return { kind: settingIn(settings, 'momentumKind') as 'nesterov' | 'classical' }
    case 'adam':
    case 'adamw':
      return { kind, beta1: number('beta1'), beta2: number('beta2'), epsilon: number('epsilon') }
    case 'rmsprop':
      return { kind, decay: number('decay'), epsilon: number('epsilon') }
  }
}

function scheduleOf(settings: Settings): Schedule {
  const kind = settingIn(settings, 'schedule') as Schedule['kind']
  return kind === 'plateau' ? { kind, epochs: Number(settingIn(settings, 'plateauEpochs')) } : { kind }
}
