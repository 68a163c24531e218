import { InputError } from '../../math/input-error.ts'
import { stream } from '../../math/random.ts'
import { SPLITS } from '../task.ts'
import { type OwnColumn, type OwnData, valueAt } from './data.ts'
import { splitCalled } from './names.ts'
import type { Asking, Question } from './options.ts'

/** Some steps of a sequence: from the first to the one before `to`. The first `warm` are seen, but nothing is asked at them. */
export interface Piece {
  readonly sequence: number
  readonly from: number
  readonly to: number
  readonly warm: number
}

/** The parts of the data, and by what they were parted. */
export interface SplitPieces {
  readonly training: readonly Piece[]
  readonly validation: readonly Piece[]
  readonly test: readonly Piece[]
  readonly by: 'given' | 'group' | 'time' | 'class' | 'chance'
  /** Steps that are seen at once, where sequences are cut into parts, and steps left out between the splits. */
  readonly window?: number
  readonly gap?: number
  /** Splits that were not given and were taken from training. */
  readonly taken?: readonly ('validation' | 'test')[]
}

type SplitName = (typeof SPLITS)[number]

/** The shares of validation and of test. */
const SHARE = 0.15

/** What is split, and how. */
interface Asked {
  readonly question: Question
  /** Steps after those seen that the answer reaches: 0 where it is of the steps themselves. */
  readonly ahead: number
  readonly asking: Asking
  readonly group?: OwnColumn | undefined
  /** The class of each sequence, where that is the question. */
  readonly classOf?: ((sequence: number) => string) | undefined
  /** After how many steps a series repeats, where it does. */
  readonly season?: number | undefined
}

/**
 * Splits as they are given; by time where the question is about what comes next, or where there are too few sequences; by group; or
 * by chance, with the same shares of each class. A step is never in two splits, nor is a target in another split than its inputs.
 */
export function splitPieces(data: OwnData, asked: Asked): SplitPieces {
  const { made, lengths } = data
  const long = (sequence: number): Piece => ({ sequence, from: 0, to: lengths[sequence], warm: 0 })
  if (made.split !== undefined) return given(data, made.split, asked)
  if (isCut(data, asked)) return byTime(data, asked)
  const { seed = 0 } = asked.asking
  const sequences = Array.from(lengths.keys())
  if (sequences.length < 3)
    throw new InputError(
      `there ${sequences.length === 1 ? 'is 1 sequence' : `are ${sequences.length} sequences`}: at least 3 are needed, for training, validation and test`,
    )
  const { group, classOf } = asked
  const groups = group && new Set(sequences.map((k) => valueAt(group, k)))
  const isGrouped = groups !== undefined && groups.size >= 3
  const parts = isGrouped
    ? byGroup(sequences, (k) => valueAt(group!, k) ?? '', seed)
    : byChance(sequences, classOf ?? (() => ''), seed)
  const by = isGrouped ? 'group' : classOf === undefined ? 'chance' : 'class'
  return { training: parts.training.map(long), validation: parts.validation.map(long), test: parts.test.map(long), by }
}

const CUT: ReadonlySet<Question> = new Set(['forecast', 'next symbol'])

/** Whether sequences are cut into parts by time. */
function isCut({ lengths, layout }: OwnData, { question }: Asked): boolean {
  if (question.endsWith('each sequence') || question === 'label') return false
  const few = lengths.length < 10
  const isLong = lengths.every((length) => length >= 100)
  if (layout === 'text') return true
  if (question === 'forecast') return few || isLong
  return few && (isLong || lengths.length < 3) && lengths.some((length) => length >= 20)
}

/** Each sequence in three parts by time, with a gap between that no target reaches over; the parts are cut into windows. */
function byTime({ lengths }: OwnData, asked: Asked): SplitPieces {
  const { ahead, question } = asked
  const longest = lengths.reduce((most, length) => Math.max(most, length), 0)
  const window = windowFor(longest, asked)
  const gap = question === 'forecast' ? Math.max(1, ahead) : question === 'next symbol' ? 0 : Math.floor(longest / 50)
  const parts: Record<SplitName, Piece[]> = { training: [], validation: [], test: [] }
  lengths.forEach((length, sequence) => {
    const [first, second] = [Math.floor((1 - 2 * SHARE) * length), Math.floor((1 - SHARE) * length)]
    const ranges = { training: [0, first], validation: [first + gap, second], test: [second + gap, length] } as const
    for (const name of SPLITS)
      for (const piece of windowsIn(sequence, ranges[name], { window, ahead, question })) parts[name].push(piece)
  })
  checkSome(
    parts,
    `the longest sequence has ${longest} steps, too few to be cut by time into training, validation and test`,
  )
  return { ...parts, by: 'time', window, gap }
}

function checkSome(parts: Record<SplitName, readonly Piece[]>, message: string): void {
  if (SPLITS.some((name) => parts[name].length === 0)) throw new InputError(message)
}

/** Steps that a network sees at once: several times what it must foresee and what repeats, and so few that each split has some. */
function windowFor(longest: number, { question, ahead, asking, season = 0 }: Asked): number {
  if (asking.window !== undefined) return asking.window
  const wanted = question === 'forecast' ? Math.max(64, 4 * ahead, 2 * season) : 100
  const room = Math.floor(SHARE * longest) - 2 * ahead
  return Math.max(4, Math.min(wanted, question === 'next symbol' ? wanted : room))
}

interface Window {
  readonly window: number
  readonly ahead: number
  readonly question: Question
}

/** Windows side by side; of a forecast the first half of each is there to be seen, and windows overlap by as much. */
function windowsIn(
  sequence: number,
  [from, to]: readonly [number, number],
  { window, ahead, question }: Window,
): Piece[] {
  const warm = question === 'forecast' ? Math.floor(window / 2) : 0
  const pieces: Piece[] = []
  for (let at = from; at + warm + ahead < to; at += window - warm)
    pieces.push({ sequence, from: at, to: Math.min(at + window + ahead, to), warm })
  return pieces
}

/** Sequences by the words of a column; what is missing of validation and test is taken from training. */
function given(data: OwnData, column: string, asked: Asked): SplitPieces {
  const splits = data.columns.find(({ name }) => name === column)!
  const parts: Record<SplitName, number[]> = { training: [], validation: [], test: [] }
  for (const k of data.lengths.keys()) {
    const word = valueAt(splits, k) ?? ''
    const name = splitCalled(word)
    if (name === undefined)
      throw new InputError(
        `column ${column} must say training, validation or test, not ${word === '' ? 'nothing' : word}`,
      )
    parts[name].push(k)
  }
  const taken = (['test', 'validation'] as const).filter((name) => parts[name].length === 0)
  for (const name of taken) {
    const { test, training, validation } = byChance(
      [...parts.training],
      asked.classOf ?? (() => ''),
      asked.asking.seed ?? 0,
    )
    parts.training = [...training, ...validation].sort((a, b) => a - b)
    parts[name] = test
  }
  const longest = data.lengths.reduce((most, length) => Math.max(most, length), 0)
  const cut = CUT.has(asked.question) && longest > 200
  const window = cut ? windowFor(10 * longest, asked) : undefined
  const pieces = (name: SplitName) =>
    parts[name].flatMap((sequence): Piece[] =>
      window === undefined
        ? [{ sequence, from: 0, to: data.lengths[sequence], warm: 0 }]
        : windowsIn(sequence, [0, data.lengths[sequence]], { ...asked, window }),
    )
  const all = { training: pieces('training'), validation: pieces('validation'), test: pieces('test') }
  checkSome(all, `column ${column} leaves too few sequences for training, validation or test`)
  return { ...all, by: 'given', ...(window !== undefined && { window }), ...(taken.length > 0 && { taken }) }
}

/** Whole groups in random order: first to test, then to validation, until each has its share. */
function byGroup(sequences: readonly number[], groupOf: (sequence: number) => string, seed: number) {
  const groups = [...Map.groupBy(sequences, groupOf).values()]
  const order = stream('own split', seed, 'groups').permutation(groups.length)
  const parts: Record<SplitName, number[]> = { training: [], validation: [], test: [] }
  Array.from(order, (k) => groups[k]).forEach((members, at) => {
    const left = groups.length - at
    const wants = (name: SplitName) => parts[name].length < SHARE * sequences.length
    const name = wants('test') && left > 2 ? 'test' : wants('validation') && left > 1 ? 'validation' : 'training'
    for (const member of members) parts[name].push(member)
  })
  return parts
}

/** Sequences of each class in random order: the same shares of each. */
function byChance(sequences: readonly number[], classOf: (sequence: number) => string, seed: number) {
  const parts: Record<SplitName, number[]> = { training: [], validation: [], test: [] }
  const classes = [...Map.groupBy(sequences, classOf)].sort(([a], [b]) => (a < b ? -1 : 1))
  const all = classes.flatMap(([name, members]) => {
    const order = stream('own split', seed, name).permutation(members.length)
    return Array.from(order, (k, at) => ({ sequence: members[k], at: (at + 0.5) / members.length }))
  })
  // by place within its class, so that a part of the whole list has the same part of every class
  all.sort((a, b) => a.at - b.at || a.sequence - b.sequence)
  const count = Math.max(1, Math.round(SHARE * all.length))
  all.forEach(({ sequence }, at) => {
    parts[at < count ? 'test' : at < 2 * count ? 'validation' : 'training'].push(sequence)
  })
  for (const name of SPLITS) parts[name].sort((a, b) => a - b)
  return parts
}
