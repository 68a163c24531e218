import { logInteger, logUniform, oneMinusLog, type Space, uniform } from '../../study/space.ts'
import type { MetricName } from '../../task/metric.ts'
import { signs } from '../../task/signs.ts'

/** The corpora of the paper, by the names of their tasks: by what they are known, as far as a source says so, and how they are measured. */
export const corpora = {
  jsb: { ...signs.jsb, metric: 'nats' },
  timit: { ...signs.timit, metric: 'error' },
  'iam-online': { ...signs['iam-online'], metric: 'cer' },
} as const satisfies Record<string, Known>

/** What the corpus of a task is known by. */
export interface Known {
  readonly metric: MetricName
  readonly sizes?: readonly [number, number, number]
  /** Sequences there are at least. */
  readonly least?: number
  readonly fingerprint?: string
}

/** The ranges of its search: shares of variance depend on them. */
export const ranges: Space = {
  hiddenSize: logInteger(20, 200),
  learningRate: logUniform(1e-6, 1e-2),
  momentum: oneMinusLog(0.01, 1),
  inputNoise: uniform(0, 1),
}

export type Corpus = keyof typeof corpora

/** One thing that Greff et al. (2017) report of one task; what it says follows from its rule. */
export interface Claim {
  readonly task: Corpus
  /** Whether a public copy of the paper or its authors’ code says so, or we only believe that the paper does. */
  readonly source: 'found' | 'unverified'
  readonly rule: Rule
  /** Whether it was looked at when training was made as it is, so that it is no independent evidence. */
  readonly chosenFor?: true
}

/** How a claim is judged; `judge` in judgement.ts says by which numbers. */
export type Rule =
  | { readonly kind: 'worse' | 'not worse' | 'not different' | 'economical'; readonly cell: string }
  | { readonly kind: 'none better' }
  | { readonly kind: 'best trial'; readonly cell: string; readonly result: number }
  | { readonly kind: 'best range'; readonly from: number; readonly to: number }
  /** A share of variance. */
  | { readonly kind: 'share'; readonly setting: string; readonly above?: number; readonly below?: number }
  /** Settings by their share, largest first, and larger than those of the other ranges. */
  | { readonly kind: 'order'; readonly settings: readonly string[] }
  /** The largest share of a pair of settings. */
  | { readonly kind: 'interactions'; readonly below: number }
  /** Decades of good learning rates. */
  | { readonly kind: 'basin'; readonly above: number; readonly below: number }
  /** Decades by which the best learning rate of large networks is higher than that of small ones, either way. */
  | { readonly kind: 'rate by size'; readonly below: number }
  /** The marginal rises with a setting. */
  | { readonly kind: 'rises'; readonly setting: string; readonly of: 'error' | 'time' }
  /** A little of a setting is better than none. */
  | { readonly kind: 'a little helps'; readonly setting: string }
  /** One option of a choice beside another. */
  | {
      readonly kind: 'option worse' | 'option the same'
      readonly setting: string
      readonly options: readonly [string, string]
    }

const everywhere = Object.keys(corpora) as Corpus[]

/** What the paper found, in reading order. Where it says “small” or “about”, the bounds are ours. */
export const claims: readonly Claim[] = [
  ...on(everywhere, 'found', { kind: 'none better' }),
  ...['NFG', 'NOAF'].flatMap((cell) => on(everywhere, 'found', { kind: 'worse', cell })),
  ...['NIG', 'NOG', 'NIAF'].flatMap((cell) => [
    ...on(['timit', 'iam-online'], 'found', { kind: 'worse', cell }),
    ...on(['jsb'], 'found', { kind: 'not worse', cell }),
  ]),
  ...['CIFG', 'NP'].flatMap((cell) => on(everywhere, 'found', { kind: 'not different', cell })),
  ...on(['timit', 'iam-online'], 'unverified', { kind: 'not different', cell: 'FGR' }),
  ...on(['jsb'], 'unverified', { kind: 'worse', cell: 'FGR' }),
  ...on(['timit'], 'unverified', { kind: 'best trial', cell: 'CIFG', result: 29.6 }),
  ...on(['iam-online'], 'unverified', { kind: 'best trial', cell: 'NP', result: 9.26 }),
  ...chosenFor(on(['jsb'], 'unverified', { kind: 'best trial', cell: 'NIAF', result: 8.38 })),
  ...on(['timit'], 'found', { kind: 'best range', from: 27, to: 35 }),
  ...on(['iam-online'], 'found', { kind: 'best range', from: 10, to: 30 }),
  ...chosenFor(on(['jsb'], 'found', { kind: 'best range', from: 8.4, to: 8.8 })),
  ...on(everywhere, 'unverified', { kind: 'share', setting: 'learningRate', above: 2 / 3 }),
  ...on(everywhere, 'unverified', { kind: 'order', settings: ['learningRate', 'hiddenSize', 'inputNoise'] }),
  ...on(everywhere, 'unverified', { kind: 'share', setting: 'momentum', below: 0.01 }),
  ...on(everywhere, 'found', { kind: 'rate by size', below: 0.5 }),
  ...on(everywhere, 'found', { kind: 'interactions', below: 0.1 }),
  ...on(everywhere, 'found', { kind: 'rises', setting: 'inputNoise', of: 'error' }),
  ...on(everywhere, 'found', { kind: 'rises', setting: 'inputNoise', of: 'time' }),
  ...on(['timit'], 'unverified', { kind: 'a little helps', setting: 'inputNoise' }),
  ...on(everywhere, 'unverified', { kind: 'basin', above: 1, below: 3 }),
  ...on(['timit'], 'found', { kind: 'option worse', setting: 'clipping', options: ['1', 'none'] }),
  ...on(['timit'], 'unverified', {
    kind: 'option the same',
    setting: 'momentumKind',
    options: ['nesterov', 'classical'],
  }),
  ...['CIFG', 'NP'].flatMap((cell) => on(everywhere, 'found', { kind: 'economical', cell })),
]

function on(tasks: readonly Corpus[], source: Claim['source'], rule: Rule): Claim[] {
  return tasks.map((task) => ({ task, source, rule }))
}

function chosenFor(some: readonly Claim[]): Claim[] {
  return some.map((claim) => ({ ...claim, chosenFor: true }))
}
