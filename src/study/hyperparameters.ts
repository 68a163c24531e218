/**
 * Every hyperparameter there is, a row each. The checks of studies and trials, training, `odyssey list hyperparameters`, the columns of
 * `odyssey trials` and the tables of reports read it: a new one is a new row, and the code that uses its value.
 */
import { ablations, type LstmOptions } from '../cell/lstm.ts'
import { briefly, InputError, namedList } from '../math/input-error.ts'
import { isWhole, wholeWithin } from '../math/whole-number.ts'
import type { Setting, Settings } from './space.ts'

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
  /** Its value where a study has no range for it; every study needs a range for one without. */
  readonly default?: Setting
  /** A few letters to head a column of it. */
  readonly short?: string
}

/** Numbers, or options of a choice that spell one. */
const number = (values: string, allows: (value: number) => boolean) => ({
  values,
  allows: (value: Setting) => value !== '' && Number.isFinite(Number(value)) && allows(Number(value)),
})

const oneOf = (options: readonly string[]) => ({
  values: options.join(' or '),
  allows: (value: Setting) => typeof value === 'string' && options.includes(value),
  default: options[0],
})

const isAbove0 = number('a number above 0', (value) => value > 0)

const training = {
  hiddenSize: {
    about: 'the size of the recurrent layer, in each direction',
    unit: 'hidden units',
    ...number(wholeWithin(1, 4096), (value) => isWhole(value, 1, 4096)),
    whole: true,
    short: 'units',
  },
  learningRate: { about: 'the step along the gradient, times 1 − momentum', ...isAbove0, short: 'rate' },
  momentum: {
    about: 'the part of the last update that is kept in the next one',
    ...number('a number from 0 to below 1', (value) => value >= 0 && value < 1),
    short: 'mom.',
  },
  inputNoise: {
    about: 'the standard deviation of the normal noise added to the inputs in training',
    unit: 'as the inputs',
    ...number('a number from 0', (value) => value >= 0),
    short: 'noise',
  },
  momentumKind: { about: 'Nesterov’s look-ahead momentum, or the classical one', ...oneOf(['nesterov', 'classical']) },
  clipping: {
    about: 'the size to which each element of the gradient is clipped',
    values: 'none or a number above 0',
    allows: (value: Setting) => value === 'none' || isAbove0.allows(value),
    default: 'none',
  },
} as const satisfies Record<string, Hyperparameter>

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
  ...Object.fromEntries(
    Object.entries(parts).map(([name, about]) => [name, { about, ...oneOf(ablations[name as keyof LstmOptions]) }]),
  ),
}

/** The names of those that every study must have a range for. */
export const required: readonly string[] = Object.keys(hyperparameters).filter(
  (name) => hyperparameters[name].default === undefined,
)

/** The row of a hyperparameter; an error that names those there are if there is none. */
export function hyperparameterNamed(name: string): Hyperparameter {
  if (Object.hasOwn(hyperparameters, name)) return hyperparameters[name]
  const names = Object.keys(hyperparameters)
  throw new InputError(`no setting is named ${name}; there are ${namedList(names, names.length)}`)
}

/** The value of a hyperparameter of training among the settings of a trial, or its default, checked. */
export function settingIn(settings: Settings, name: keyof typeof training): Setting {
  const { values, allows, default: otherwise }: Hyperparameter = training[name]
  const value = settings[name] ?? otherwise
  if (value === undefined || !allows(value)) throw new InputError(`${name} must be ${values}, not ${briefly(value)}`)
  return value
}
