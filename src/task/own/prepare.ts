import type { Sequence } from '../../engine/engine.ts'
import { stepsFor } from '../../engine/loss/ctc.ts'
import { InputError, oneLine } from '../../math/input-error.ts'
import { SPLITS, type Splits } from '../task.ts'
import { type OwnData, valueAt } from './data.ts'
import { type Encoder, encodersOf, type Input } from './inputs.ts'
import { type Asking, type AskingOptions, checkAsking } from './options.ts'
import { seasonOf } from './season.ts'
import { type Piece, type SplitPieces, splitPieces } from './split.ts'
import { aheadOf, type Targets, targetsOf } from './targets.ts'
import { type Understood, understand } from './understand.ts'

/** Sequences as a network gets them, and what was made of the data for that. */
export interface Prepared extends Omit<Targets, 'of'> {
  readonly data: OwnData
  readonly understood: Understood
  readonly splits: Splits
  /** The steps of the data that each sequence of the splits was made of, in the same order. */
  readonly pieces: SplitPieces
  readonly inputs: readonly Input[]
  readonly directions: 1 | 2
  /** Steps a forecast goes ahead. */
  readonly horizon: number
  /** After how many steps the series repeat, where they do. */
  readonly season?: number
  /** How many times each step is repeated, so that every label fits. */
  readonly stretch: number
  /** Columns that hold one value in all of training, and are left out for that. */
  readonly constant: readonly string[]
  /** Values outside of training that training does not know, of all columns. */
  readonly unseen: { readonly symbols: number; readonly missing: number }
  /** Sequences, or parts of them, without a target or too short to have one. */
  readonly dropped: number
}

/** A forecast goes one step ahead unless asked. */
const HORIZON = 1

/**
 * Sequences ready for training. Everything that is learned from the data, as means, symbols and what is constant, is learned from
 * the training split alone.
 */
export function prepare(data: OwnData, options: AskingOptions = {}): Prepared {
  const asking: Asking = checkAsking(options)
  const understood = understand(data, asking)
  const { question, targets } = understood
  const horizon = question === 'forecast' ? (asking.horizon ?? HORIZON) : 1
  const season = question === 'forecast' ? (asking.season ?? seasonOf(data, targets[0])) : undefined
  const pieces = splitPieces(data, {
    question,
    ahead: aheadOf(question, horizon),
    asking,
    group: understood.group,
    season,
    classOf: question === 'class of each sequence' ? (k) => valueAt(targets[0], k) ?? '' : undefined,
  })
  const says = targetsOf(data, understood, pieces, horizon)
  const { encoders, constant } = encodersOf(data, understood.inputs, pieces.training, understood.profiles)
  if (encoders.length === 0)
    throw new InputError(`${data.name}: no column that a network could see varies within the training sequences`)
  const made = sequencesOf(pieces, encoders, says)
  checkMade(made.splits, data)
  if (says.loss === 'softmax' && says.outputs < 2)
    throw new InputError(
      `${data.name}: ${oneLine(targets[0].name)} is always ${oneLine(says.symbols![0])}: there is nothing to tell apart`,
    )
  const { of: _, ...outputs } = says
  return {
    ...outputs,
    ...made,
    data,
    understood,
    inputs: encoders.flatMap(({ inputs }) => inputs),
    directions: asking.directions ?? 1,
    horizon,
    ...(season !== undefined && { season }),
    constant,
    unseen: {
      symbols: encoders.reduce((sum, { unseen }) => sum + unseen.symbols, 0),
      missing: encoders.reduce((sum, { unseen }) => sum + unseen.missing, 0),
    },
  }
}

function checkMade(splits: Splits, data: OwnData): void {
  const empty = SPLITS.find((name) => splits[name].length === 0)
  if (empty !== undefined)
    throw new InputError(
      `${data.name}: no sequence of ${empty} is long enough and has a target; there are too few sequences`,
    )
}

/** The sequences of all pieces that have a target, and the pieces they come from. */
function sequencesOf(pieces: SplitPieces, encoders: readonly Encoder[], says: Targets) {
  const width = encoders.reduce((sum, { inputs }) => sum + inputs.length, 0)
  const made = (piece: Piece) => {
    const seen = { ...piece, to: piece.to - says.ahead }
    if (seen.to - seen.from - piece.warm < 1) return undefined
    const target = says.of(piece)
    return target && { piece, sequence: { ...inputsOf(seen, encoders, width), ...target } as Sequence }
  }
  const all = Object.fromEntries(
    SPLITS.map((name) => [name, pieces[name].flatMap((piece) => made(piece) ?? [])]),
  ) as Record<(typeof SPLITS)[number], { piece: Piece; sequence: Sequence }[]>
  const before = SPLITS.reduce((sum, name) => sum + pieces[name].length, 0)
  const after = SPLITS.reduce((sum, name) => sum + all[name].length, 0)
  const stretch =
    says.loss === 'ctc' ? stretchFor(SPLITS.flatMap((name) => all[name].map(({ sequence }) => sequence))) : 1
  const each = <T>(of: (one: { piece: Piece; sequence: Sequence }) => T) => ({
    training: all.training.map(of),
    validation: all.validation.map(of),
    test: all.test.map(of),
  })
  const splits = each(({ sequence }) => (stretch === 1 ? sequence : stretched(sequence, stretch)))
  const kept: SplitPieces = { ...pieces, ...each(({ piece }) => piece) }
  return { splits, pieces: kept, dropped: before - after, stretch }
}

function inputsOf(seen: Piece, encoders: readonly Encoder[], width: number): Pick<Sequence, 'steps' | 'inputs'> {
  const steps = seen.to - seen.from
  const inputs = new Float32Array(steps * width)
  let offset = 0
  for (const encoder of encoders) {
    encoder.write(seen, inputs, offset, width)
    offset += encoder.inputs.length
  }
  return { steps, inputs }
}

/** Repeating steps more often than this helps no label that is much longer than what is seen. */
const MOST_STRETCH = 8

/** How often each step has to be repeated for all labels to fit: a step for each symbol, and one between equal neighbours. */
function stretchFor(sequences: readonly Sequence[]): number {
  const needed = sequences.reduce((most, { targets, steps }) => Math.max(most, Math.ceil(stepsFor(targets) / steps)), 1)
  if (needed <= MOST_STRETCH) return needed
  const { steps, targets } = sequences.find((one) => stepsFor(one.targets) > MOST_STRETCH * one.steps)!
  throw new InputError(
    `a label of ${targets.length} symbols belongs to a sequence of ${oneLine(String(steps))} steps: labels may not be more than ${MOST_STRETCH} times as long as what they are read from`,
  )
}

function stretched({ steps, inputs, targets }: Sequence, times: number): Sequence {
  const width = inputs.length / steps
  const repeated = new Float32Array(inputs.length * times)
  for (let t = 0; t < steps; t++) {
    const row = inputs.subarray(t * width, (t + 1) * width)
    for (let k = 0; k < times; k++) repeated.set(row, (t * times + k) * width)
  }
  return { steps: steps * times, inputs: repeated, targets }
}
