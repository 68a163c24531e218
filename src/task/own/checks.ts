import { hashOf } from '../../math/hash.ts'
import { SPLITS } from '../task.ts'
import { type OwnColumn, valueAt } from './data.ts'
import { standardOf } from './inputs.ts'
import type { Prepared } from './prepare.ts'

/** Something about the data that one should know before training, as codes and numbers. */
export type Check =
  /** The most usual class, its share of the targets, and how many classes there are. */
  | { readonly kind: 'majority'; readonly name: string; readonly share: number }
  | { readonly kind: 'absent'; readonly names: readonly string[] }
  | { readonly kind: 'rare'; readonly names: readonly string[]; readonly least: number }
  | { readonly kind: 'duplicates'; readonly test: number; readonly of: number }
  | { readonly kind: 'few'; readonly training: number; readonly test: number }
  | { readonly kind: 'one step'; readonly sequences: number; readonly of: number }
  /** Classes, or values, that go with the order in which sequences stand in the file. */
  | { readonly kind: 'ordered'; readonly column: string; readonly how: 'sorted' | 'correlated' }
  | { readonly kind: 'constant'; readonly columns: readonly string[] }
  /** Numbers that vary little around a mean far from 0. */
  | { readonly kind: 'offset'; readonly column: string; readonly mean: number; readonly deviation: number }
  | { readonly kind: 'heavy tails'; readonly columns: readonly string[] }
  | { readonly kind: 'missing'; readonly column: string; readonly share: number; readonly hasMask: boolean }
  | { readonly kind: 'infinite'; readonly column: string; readonly values: number }
  | { readonly kind: 'unseen'; readonly symbols: number }
  | { readonly kind: 'filled'; readonly targets: number }
  | { readonly kind: 'dropped'; readonly sequences: number }
  | { readonly kind: 'stretched'; readonly times: number }
  | { readonly kind: 'irregular'; readonly column: string }
  | { readonly kind: 'taken'; readonly splits: readonly string[] }
  /** Whole numbers that could be classes as well as values. */
  | {
      readonly kind: 'ambiguous'
      readonly column: string
      readonly taken: 'classes' | 'values'
      readonly distinct: number
    }

/** A class that is this share of all makes an error rate look good by itself. */
const MAJORITY = 0.95
/** Fewer training sequences, or test sequences, tell little. */
const [FEW_TRAINING, FEW_TEST] = [30, 10]
/** A mean so many deviations from 0 hides from a network what varies, unless the input is standardised. */
const OFFSET = 20
/** Each class should be in so many training sequences. */
const RARE = 5

/** All that should be known of prepared sequences, the gravest first. */
export function checksOf(prepared: Prepared): Check[] {
  return [
    ...classChecks(prepared),
    ...duplicates(prepared),
    ...order(prepared),
    ...amounts(prepared),
    ...inputChecks(prepared),
    ...made(prepared),
    ...ambiguous(prepared),
  ]
}

/** How often each class is a target in training, and in how many sequences; undefined where there are no classes. */
function classCounts({ loss, splits, outputs }: Prepared) {
  if (loss !== 'softmax' && loss !== 'ctc') return undefined
  const [targets, sequences] = [new Float64Array(outputs), new Float64Array(outputs)]
  for (const { targets: own, steps, from = 0 } of splits.training) {
    const counted = loss === 'ctc' ? own : own.subarray(from, steps)
    for (const target of counted) targets[target] += 1
    for (const target of new Set(counted)) sequences[target] += 1
  }
  return { targets, sequences }
}

function classChecks(prepared: Prepared): Check[] {
  const counts = classCounts(prepared)
  if (counts === undefined) return []
  const names = prepared.symbols!
  const first = prepared.loss === 'ctc' ? 1 : 0 // after the blank
  const total = counts.targets.reduce((sum, count) => sum + count, 0)
  const most = counts.targets.indexOf(counts.targets.reduce((a, b) => Math.max(a, b)))
  const all = names.map((_, k) => k).slice(first)
  const absent = all.filter((k) => counts.targets[k] === 0)
  const rare = all.filter((k) => counts.targets[k] > 0 && counts.sequences[k] < RARE)
  const share = counts.targets[most] / total
  const isWhole = prepared.understood.question === 'class of each sequence'
  return [
    ...(share >= MAJORITY ? [{ kind: 'majority', name: names[most], share } as const] : []),
    ...(absent.length > 0 ? [{ kind: 'absent', names: absent.map((k) => names[k]) } as const] : []),
    ...(rare.length > 0 && isWhole ? [{ kind: 'rare', names: rare.map((k) => names[k]), least: RARE } as const] : []),
  ]
}

/** Test sequences that are also in training or validation, number for number. */
function duplicates({ splits }: Prepared): Check[] {
  const key = ({ inputs }: { inputs: Float32Array }) =>
    hashOf(new Uint8Array(inputs.buffer, inputs.byteOffset, inputs.byteLength))
  const known = new Set([...splits.training, ...splits.validation].map(key))
  const again = splits.test.filter((sequence) => known.has(key(sequence))).length
  return again === 0 ? [] : [{ kind: 'duplicates', test: again, of: splits.test.length }]
}

/** Whether the target of whole sequences goes with their order: sorted by class, or rising or falling with it. */
function order({ data, understood }: Prepared): Check[] {
  const { question, targets } = understood
  const count = data.lengths.length
  if (!question.endsWith('each sequence') || count < 20) return []
  const [target] = targets
  const values = Array.from({ length: count }, (_, k) => valueAt(target, k) ?? '')
  if (question === 'class of each sequence') {
    const runs = values.filter((value, k) => k === 0 || value !== values[k - 1]).length
    const isSorted = runs === new Set(values).size && runs > 1
    return isSorted ? [{ kind: 'ordered', column: target.name, how: 'sorted' }] : []
  }
  const r = correlation(values.map(Number))
  return Math.abs(r) > 0.9 ? [{ kind: 'ordered', column: target.name, how: 'correlated' }] : []
}

/** Pearson's correlation of values with their places. */
function correlation(values: readonly number[]): number {
  const known = values.flatMap((value, at) => (Number.isFinite(value) ? [{ value, at }] : []))
  const mean = known.reduce((sum, { value }) => sum + value, 0) / known.length
  const centre = known.reduce((sum, { at }) => sum + at, 0) / known.length
  let [product, first, second] = [0, 0, 0]
  for (const { value, at } of known) {
    product += (value - mean) * (at - centre)
    first += (value - mean) ** 2
    second += (at - centre) ** 2
  }
  return first > 0 && second > 0 ? product / Math.sqrt(first * second) : 0
}

function amounts({ splits, pieces }: Prepared): Check[] {
  const [training, test] = [splits.training.length, splits.test.length]
  const all = SPLITS.flatMap((name) => splits[name])
  const single = all.filter(({ steps }) => steps === 1).length
  return [
    ...(pieces.by !== 'time' && (training < FEW_TRAINING || test < FEW_TEST)
      ? [{ kind: 'few', training, test } as const]
      : []),
    ...(2 * single > all.length ? [{ kind: 'one step', sequences: single, of: all.length } as const] : []),
  ]
}

function inputChecks({ inputs, constant, understood, pieces, unseen }: Prepared): Check[] {
  const heavy = inputs.flatMap((input) => (input.kind === 'number' && input.isRobust ? [input.column] : []))
  return [
    ...(constant.length > 0 ? [{ kind: 'constant', columns: constant } as const] : []),
    ...understood.inputs.flatMap((column): Check[] => {
      if (understood.profiles.get(column.name)!.kind !== 'numbers' || constant.includes(column.name)) return []
      return offset(column, pieces.training)
    }),
    ...(heavy.length > 0 ? [{ kind: 'heavy tails', columns: heavy } as const] : []),
    ...understood.columns.flatMap(({ column, profile, role }): Check[] => {
      if (role !== 'input' && role !== 'input and target') return []
      const { missing, values, infinite } = profile
      const hasMask = inputs.some((input) => input.kind === 'missing' && input.column === column)
      return [
        ...(missing > 0 ? [{ kind: 'missing', column, share: missing / (missing + values), hasMask } as const] : []),
        ...(infinite > 0 ? [{ kind: 'infinite', column, values: infinite } as const] : []),
      ]
    }),
    ...(unseen.symbols > 0 ? [{ kind: 'unseen', symbols: unseen.symbols } as const] : []),
  ]
}

function offset(column: OwnColumn, training: Prepared['pieces']['training']): Check[] {
  const { mean, deviation } = standardOf(training, (piece, t) => column.number(piece.sequence, t))
  return Math.abs(mean) > OFFSET * deviation ? [{ kind: 'offset', column: column.name, mean, deviation }] : []
}

/** What preparing changed. */
function made({ filled, dropped, stretch, inputs, pieces }: Prepared): Check[] {
  const elapsed = inputs.find(({ kind }) => kind === 'elapsed')
  return [
    ...(filled !== undefined && filled.targets > 0 ? [{ kind: 'filled', targets: filled.targets } as const] : []),
    ...(dropped > 0 ? [{ kind: 'dropped', sequences: dropped } as const] : []),
    ...(stretch > 1 ? [{ kind: 'stretched', times: stretch } as const] : []),
    ...(elapsed ? [{ kind: 'irregular', column: elapsed.column } as const] : []),
    ...(pieces.taken ? [{ kind: 'taken', splits: pieces.taken } as const] : []),
  ]
}

/** A target of few whole numbers, of which nobody said whether they are classes. */
function ambiguous({ understood }: Prepared): Check[] {
  const { question, targets, profiles, given } = understood
  const isClass = question.startsWith('class')
  if (given.question || !(isClass || question.startsWith('value'))) return []
  return targets.flatMap(({ name }): Check[] => {
    const { isWhole, distinct } = profiles.get(name)!
    if (!isWhole || distinct > 50 || (isClass && distinct === 2)) return []
    return [{ kind: 'ambiguous', column: name, taken: isClass ? 'classes' : 'values', distinct }]
  })
}
