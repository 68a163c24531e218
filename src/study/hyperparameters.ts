/**
 * Every hyperparameter there is, a row each. The checks of studies and trials, training, `odyssey list hyperparameters`, the columns of
 * `odyssey trials` and the tables of reports read it: a new one is a new row, and the code that uses its value.
 */
import { ablations, type LstmOptions } from '../cell/lstm.ts'
import { MOST_LAYERS } from '../engine/layout.ts'
import { briefly, InputError, namedList } from '../math/input-error.ts'
import { listed } from '../math/text.ts'
import { isWhole, wholeWithin } from '../math/whole-number.ts'
import { extremesOf, type Setting, type Settings, type Space } from './space.ts'

export interface Hyperparameter {
  /** What it does, in a few words. */
  readonly about: string
  /** Of its values; absent where they have none. */
  readonly unit?: string
  /** What its values may be, as the end of `must be …`. */
  readonly values: string
  readonly allows: (value: Setting) => boolean
  /** Whether its numbers are whole, so that no range of real numbers can give them. */
  readonly whole?: true
  /** Its value where a study has no range for it. Without one a study needs a range wherever the value counts. */
  readonly default?: Setting
  /** The hyperparameter whose value it has where a study has no range for it. */
  readonly sameAs?: 'hiddenSize'
  /** Where its value counts; everywhere unless given. */
  readonly only?: Condition
  /** A few letters to head a column of it. */
  readonly short?: string
}

/** What must be true of a study so that a hyperparameter counts in some of its trials. */
export interface Condition {
  /** As the end of `is used only where …`. */
  readonly where: string
  readonly holds: (possible: Possible) => boolean
}

/** What a hyperparameter may be in the trials of a study: all of a choice, the outermost values of a range, its default, or nothing. */
export type Possible = (name: string) => readonly Setting[]

/** Numbers, or options of a choice that spell one. */
const number = (values: string, allows: (value: number) => boolean) => ({
  values,
  allows: (value: Setting) => value !== '' && Number.isFinite(Number(value)) && allows(Number(value)),
})

const whole = (least: number, most?: number) => ({
  ...number(wholeWithin(least, most), (value) => isWhole(value, least, most)),
  whole: true as const,
})

const oneOf = (options: readonly string[]) => ({
  values: listed(options, 'or'),
  allows: (value: Setting) => typeof value === 'string' && options.includes(value),
  default: options[0],
})

const isAbove0 = number('a number above 0', (value) => value > 0)
const isFrom0 = number('a number from 0', (value) => value >= 0)
const isBelow1 = number('a number from 0 to below 1', (value) => value >= 0 && value < 1)

/** A number, or a word in place of one. */
const orWord = (word: string, { values, allows }: ReturnType<typeof number>) => ({
  values: `${word} or ${values}`,
  allows: (value: Setting) => value === word || allows(value),
})

/** Counts where another hyperparameter may have one of these values. */
const where = (name: string, ...options: readonly string[]): { only: Condition } => ({
  only: {
    where: `${name} is ${listed(options, 'or')}`,
    holds: (possible) => possible(name).some((value) => options.includes(String(value))),
  },
})

const LAYERS = Array.from({ length: MOST_LAYERS }, (_, k) => k + 1)
const mayHave = (layer: number, possible: Possible) => possible('layers').some((value) => Number(value) >= layer)

const training = {
  hiddenSize: {
    about: 'the size of each recurrent layer, in each direction',
    unit: 'hidden units',
    ...whole(1, 4096),
    short: 'units',
    only: {
      where: 'some layer has no size of its own',
      holds: (possible) =>
        LAYERS.some((layer) => mayHave(layer, possible) && possible(`hiddenSize${layer}`).length === 0),
    },
  },
  learningRate: { about: 'the step along the gradient; of momentum, times 1 − momentum', ...isAbove0, short: 'rate' },
  momentum: {
    about: 'the part of the last update that is kept in the next one',
    ...isBelow1,
    short: 'mom.',
    ...where('optimiser', 'momentum'),
  },
  inputNoise: {
    about: 'the standard deviation of the normal noise added to the inputs in training',
    unit: 'as the inputs',
    ...isFrom0,
    default: 0,
    short: 'noise',
  },
  momentumKind: {
    about: 'Nesterov’s look-ahead momentum, or the classical one',
    ...oneOf(['nesterov', 'classical']),
    ...where('optimiser', 'momentum'),
  },
  clipping: {
    about: 'the size to which each element of the gradient is clipped',
    ...orWord('none', isAbove0),
    default: 'none',
  },
  clipNorm: {
    about: 'the Euclidean norm to which the gradient is scaled down, after clipping',
    ...orWord('none', isAbove0),
    default: 'none',
  },
  layers: { about: 'recurrent layers, one above another', ...whole(1, MOST_LAYERS), default: 1 },
  batchSize: {
    about: 'the sequences of an update, whose losses are averaged; 1 is online training',
    unit: 'sequences',
    ...whole(1, 4096),
    default: 1,
    short: 'batch',
  },
  optimiser: {
    about: 'how the gradient moves the weights',
    ...oneOf(['momentum', 'adam', 'adamw', 'rmsprop']),
  },
  beta1: {
    about: 'the part of the mean gradient that each update keeps',
    ...isBelow1,
    default: 0.9,
    ...where('optimiser', 'adam', 'adamw'),
  },
  beta2: {
    about: 'the part of the mean squared gradient that each update keeps',
    ...isBelow1,
    default: 0.999,
    ...where('optimiser', 'adam', 'adamw'),
  },
  decay: {
    about: 'the part of the mean squared gradient that each update keeps',
    ...isBelow1,
    default: 0.99,
    ...where('optimiser', 'rmsprop'),
  },
  epsilon: {
    about: 'what is added to the root of the mean squared gradient',
    ...isAbove0,
    default: 1e-8,
    ...where('optimiser', 'adam', 'adamw', 'rmsprop'),
  },
  weightDecay: {
    about: 'how strongly weights are pulled to 0: decoupled from the gradient with adamw, otherwise a part of it',
    ...isFrom0,
    default: 0,
  },
  dropout: {
    about: 'the share of the outputs of each layer that is set to 0 in training',
    ...isBelow1,
    default: 0,
  },
  schedule: {
    about: 'the learning rate over the epochs: constant, down along a cosine, or halved on plateaus',
    ...oneOf(['constant', 'cosine', 'plateau']),
  },
  plateauEpochs: {
    about: 'the epochs without a better validation result after which the learning rate is halved',
    unit: 'epochs',
    ...whole(1),
    ...where('schedule', 'plateau'),
  },
  initialWeights: {
    about:
      'how weights are drawn: from N(0, 0.1²), uniform as in PyTorch, or by Glorot with orthogonal recurrent matrices',
    ...oneOf(['normal', 'uniform', 'glorot']),
  },
  forgetBias: {
    about:
      'what is added to the bias of a forget gate at the start; chrono draws it for memories as long as the sequences',
    ...orWord(
      'chrono',
      number('a number', () => true),
    ),
    default: 0,
  },
} as const satisfies Record<string, Hyperparameter>

type LayerSize = `hiddenSize${number}`

/** The size of each layer, where it is not that of all. */
const layerSizes = Object.fromEntries(
  LAYERS.map((layer): [LayerSize, Hyperparameter] => [
    `hiddenSize${layer}`,
    {
      about: `the size of layer ${layer}`,
      unit: 'hidden units',
      ...whole(1, 4096),
      sameAs: 'hiddenSize',
      ...(layer > 1 && {
        only: { where: `layers is at least ${layer}`, holds: (possible) => mayHave(layer, possible) },
      }),
    },
  ]),
)

const parts = {
  inputGate: 'the input gate of an LSTM; open: i = 1',
  forgetGate: 'the forget gate of an LSTM; open: f = 1, coupled: f = 1 − i',
  outputGate: 'the output gate of an LSTM; open: o = 1',
  inputActivation: 'what the block input of an LSTM goes through',
  outputActivation: 'what the cell state of an LSTM goes through on its way out',
  peepholes: 'whether the gates of an LSTM see its cell state',
  gateRecurrence: 'whether the gates of an LSTM see all gates of the step before',
} as const satisfies Record<keyof LstmOptions, string>

/** All hyperparameters by name: those of training, then the ablations of an LSTM, which only cells that leave them open have. */
export const hyperparameters: Readonly<Record<string, Hyperparameter>> = {
  ...training,
  ...layerSizes,
  ...Object.fromEntries(
    Object.entries(parts).map(([name, about]) => [name, { about, ...oneOf(ablations[name as keyof LstmOptions]) }]),
  ),
}

/** What each hyperparameter may be in the trials of a space. */
export function possibleIn(space: Space): Possible {
  return (name) => {
    if (Object.hasOwn(space, name)) return extremesOf(space[name])
    const { default: otherwise } = hyperparameters[name]
    return otherwise === undefined ? [] : [otherwise]
  }
}

/** The names of those that a space must have a range for. */
export function neededIn(space: Space): string[] {
  const possible = possibleIn(space)
  return Object.keys(hyperparameters).filter((name) => {
    const { default: otherwise, sameAs, only } = hyperparameters[name]
    return otherwise === undefined && sameAs === undefined && (only === undefined || only.holds(possible))
  })
}

/** The row of a hyperparameter; an error that names those there are if there is none. */
export function hyperparameterNamed(name: string): Hyperparameter {
  if (Object.hasOwn(hyperparameters, name)) return hyperparameters[name]
  const names = Object.keys(hyperparameters)
  throw new InputError(`no setting is named ${name}; there are ${namedList(names, names.length)}`)
}

/** The value of a hyperparameter of training among the settings of a trial, or what it is without one, checked. */
export function settingIn(settings: Settings, name: keyof typeof training | LayerSize): Setting {
  const { values, allows, default: otherwise, sameAs } = hyperparameterNamed(name)
  if (settings[name] === undefined && sameAs !== undefined) return settingIn(settings, sameAs)
  const value = settings[name] ?? otherwise
  if (value === undefined || !allows(value)) throw new InputError(`${name} must be ${values}, not ${briefly(value)}`)
  return value
}
