import { logInteger, logUniform, oneMinusLog, type Space, uniform } from '../../study/space.ts'
import type { MetricName } from '../../task/metric.ts'

/** The corpora of the paper, by the names of their tasks: which sequences are the real ones, and how they are measured. */
export const corpora = {
  jsb: { sizes: [229, 76, 77], metric: 'nats' },
  timit: { sizes: [3696, 400, 192], metric: 'error' },
  'iam-online': { sizes: [5355, 2956, 3859], metric: 'cer' },
} as const satisfies Record<string, { sizes: readonly [number, number, number]; metric: MetricName }>

/** The ranges of its search: shares of variance depend on them. */
export const ranges: Space = {
  hiddenSize: logInteger(20, 200),
  learningRate: logUniform(1e-6, 1e-2),
  momentum: oneMinusLog(0.01, 1),
  inputNoise: uniform(0, 1),
}

export type Corpus = keyof typeof corpora

/** One thing that Greff et al. (2017) report of one task. */
export interface Claim {
  readonly task: Corpus
  /** In our words. */
  readonly text: string
  /** Whether a public copy of the paper or its authors’ code says so, or we only believe that the paper does. */
  readonly source: 'found' | 'unverified'
  readonly rule: Rule
  /** What its evidence is to be read with. */
  readonly remark?: string
}

/** How a claim is judged; `judge` in claims.ts says by which numbers. */
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
  ...on(everywhere, 'found', 'No variant is significantly better than V.', { kind: 'none better' }),
  ...['NFG', 'NOAF'].flatMap((cell) => worse(everywhere, cell)),
  ...['NIG', 'NOG', 'NIAF'].flatMap((cell) => [
    ...worse(['timit', 'iam-online'], cell),
    ...on(['jsb'], 'found', `${cell} is not significantly worse than V.`, { kind: 'not worse', cell }),
  ]),
  ...['CIFG', 'NP'].flatMap((cell) => same(everywhere, 'found', cell)),
  ...same(['timit', 'iam-online'], 'unverified', 'FGR'),
  ...on(['jsb'], 'unverified', 'FGR is significantly worse than V.', { kind: 'worse', cell: 'FGR' }),
  ...best('timit', { cell: 'CIFG', result: 29.6 }, '29.6 %'),
  ...best('iam-online', { cell: 'NP', result: 9.26 }, '9.26 %'),
  ...chosenFor(best('jsb', { cell: 'NIAF', result: 8.38 }, '8.38 nats per frame')),
  ...range('timit', 27, 35, '%'),
  ...range('iam-online', 10, 30, '%'),
  ...chosenFor(range('jsb', 8.4, 8.8, 'nats per frame')),
  ...on(everywhere, 'unverified', 'The learning rate explains more than two thirds of the variance of the error.', {
    kind: 'share',
    setting: 'learningRate',
    above: 2 / 3,
  }),
  ...on(everywhere, 'unverified', 'The learning rate matters most, the hidden size next, the input noise after it.', {
    kind: 'order',
    settings: ['learningRate', 'hiddenSize', 'inputNoise'],
  }),
  ...on(everywhere, 'unverified', 'Momentum explains less than 1 % of the variance of the error.', {
    kind: 'share',
    setting: 'momentum',
    below: 0.01,
  }),
  ...on(everywhere, 'found', 'The hidden size does not move the best learning rate.', {
    kind: 'rate by size',
    below: 0.5,
  }),
  ...on(everywhere, 'found', 'Interactions of settings are small.', { kind: 'interactions', below: 0.1 }),
  ...on(everywhere, 'found', 'Input noise makes results worse.', { kind: 'rises', setting: 'inputNoise', of: 'error' }),
  ...on(everywhere, 'found', 'Input noise makes training longer.', {
    kind: 'rises',
    setting: 'inputNoise',
    of: 'time',
  }),
  ...on(['timit'], 'unverified', 'A little input noise helps.', { kind: 'a little helps', setting: 'inputNoise' }),
  ...on(everywhere, 'unverified', 'The good learning rates span about two decades.', {
    kind: 'basin',
    above: 1,
    below: 3,
  }),
  ...on(['timit'], 'found', 'Clipping the gradient to [−1, 1] makes results worse.', {
    kind: 'option worse',
    setting: 'clipping',
    options: ['1', 'none'],
  }),
  ...on(['timit'], 'unverified', 'The kind of momentum makes no difference.', {
    kind: 'option the same',
    setting: 'momentumKind',
    options: ['nesterov', 'classical'],
  }),
  ...['CIFG', 'NP'].flatMap((cell) =>
    on(everywhere, 'found', `${cell} is as good as V with fewer parameters and in less time.`, {
      kind: 'economical',
      cell,
    }),
  ),
]

function on(tasks: readonly Corpus[], source: Claim['source'], text: string, rule: Rule): Claim[] {
  return tasks.map((task) => ({ task, text, source, rule }))
}

function worse(tasks: readonly Corpus[], cell: string): Claim[] {
  return on(tasks, 'found', `${cell} is significantly worse than V.`, { kind: 'worse', cell })
}

function same(tasks: readonly Corpus[], source: Claim['source'], cell: string): Claim[] {
  return on(tasks, source, `${cell} is not significantly different from V.`, { kind: 'not different', cell })
}

function best(task: Corpus, trial: { cell: string; result: number }, text: string): Claim[] {
  return on([task], 'unverified', `The best trial of all reaches ${text} (${trial.cell}).`, {
    kind: 'best trial',
    ...trial,
  })
}

/** Claims that were looked at when training was made as it is. */
function chosenFor(claims: readonly Claim[]): Claim[] {
  const remark =
    'gradients are summed over frames, not averaged, because so this range is reached: no independent evidence'
  return claims.map((claim) => ({ ...claim, remark }))
}

function range(task: Corpus, from: number, to: number, unit: string): Claim[] {
  return on(
    [task],
    'found',
    `The best tenth of each cell lies between ${from} and ${to} ${unit} (the axes of the paper’s figure).`,
    {
      kind: 'best range',
      from,
      to,
    },
  )
}
