import type { Comparison } from '../../findings/comparison.ts'
import { type Claim, corpora } from '../../findings/paper/claims.ts'
import type { BesideV, Ratio } from '../../findings/paper/economy.ts'
import type { Answer, DifferenceShown, Shown } from '../../findings/paper/evidence.ts'
import type { JudgedClaim } from '../../findings/paper/judgement.ts'
import { capital, counted, grouped, listed, percentage } from '../../math/text.ts'
import { metrics } from '../../task/metric.ts'
import {
  amount,
  bare,
  differenceUnit,
  distance,
  duration,
  marginText,
  probability,
  settingName,
  signed,
} from './numbers.ts'

/** How claims are judged. */
export const ABOUT =
  'Claims of Greff et al. (2017), in our words. “Found” is what a public copy of the paper or its authors’ code says, “unverified” what we only believe that it says. ' +
  '“Worse” is reproduced only by a significant difference, “not different” only by a 90 % interval within the margin; a claim is contradicted by a significant difference the other way, or by one beyond the margin; all else is undecided. ' +
  '“By Welch” is what the paper’s own test says: Welch’s t-test at 5 % on the best as they are, which after a selection finds differences too easily, and shows nothing if it finds none. ' +
  'Fewer parameters and less time are asked at equal hidden size: parameters are counted, and the seconds of an epoch and of the whole training must both be significantly less. ' +
  'Claims about settings are put to the forests of each of the paper’s cells, of errors raw, clipped and ranked, or of seconds and of epochs, and decided by a sign test over the cells at 5 % each: they hold, or are contradicted, only where all agree; where the paper says “small” or “about”, the bounds are ours; a share larger than claimed contradicts only if it exceeds by so much what a forest finds in noise, in at most 2,000 trials of a cell.'

/** What the paper says, in our words. */
export function claimText({ rule, task }: Pick<Claim, 'rule' | 'task'>): string {
  const { unit } = metrics[corpora[task].metric]
  switch (rule.kind) {
    case 'none better':
      return 'No variant is significantly better than V.'
    case 'worse':
      return `${rule.cell} is significantly worse than V.`
    case 'not worse':
      return `${rule.cell} is not significantly worse than V.`
    case 'not different':
      return `${rule.cell} is not significantly different from V.`
    case 'economical':
      return `${rule.cell} is as good as V with fewer parameters and in less time.`
    case 'best trial':
      return `The best trial of all reaches ${rule.result} ${unit} (${rule.cell}).`
    case 'best range':
      return `The best tenth of each cell lies between ${rule.from} and ${rule.to} ${unit} (the axes of the paper’s figure).`
    case 'share':
      return `${capital(settingName(rule.setting))} explains ${boundWords(rule)} of the variance of the error.`
    case 'order': {
      const [first, next, last] = rule.settings.map(settingName)
      return `The ${first} matters most, the ${next} next, the ${last} after it.`
    }
    case 'interactions':
      return 'Interactions of settings are small.'
    case 'basin':
      return 'The good learning rates span about two decades.'
    case 'rate by size':
      return 'The hidden size does not move the best learning rate.'
    case 'rises':
      return `${capital(settingName(rule.setting))} makes ${rule.of === 'time' ? 'training longer' : 'results worse'}.`
    case 'a little helps':
      return `A little ${settingName(rule.setting)} helps.`
    case 'option worse':
      return 'Clipping the gradient to [−1, 1] makes results worse.'
    case 'option the same':
      return 'The kind of momentum makes no difference.'
  }
}

const boundWords = ({ above, below }: { above?: number; below?: number }) =>
  above === undefined ? `less than ${percentage(below!)}` : 'more than two thirds'

/** What a claim was judged by, or why it is not. */
export function evidenceText({ evidence, chosenFor, status }: JudgedClaim, comparison: Comparison): string {
  const remark =
    chosenFor && status !== 'not judged'
      ? '; gradients are summed over frames, not averaged, because only then is this range reached: no independent evidence'
      : ''
  return `${shownText(evidence, comparison)}${remark}`
}

function shownText(shown: Shown, comparison: Comparison): string {
  const { measure } = comparison
  switch (shown.kind) {
    case 'difference':
      return differenceText(shown, comparison)
    case 'economy':
      return `${differenceText(shown, comparison)}; ${economyText(shown)}`
    case 'variants':
      return shown.better.length > 0
        ? `${listed(shown.better)} by more than the margin, also after Holm’s correction`
        : `better by the margin is ruled out for ${shown.excluded} of ${shown.of} variants`
    case 'best trial': {
      const other =
        shown.other === undefined
          ? ''
          : `; the best of ${shown.other.cell} reaches ${amount(shown.other.test, measure)}`
      return `${shown.trial}, the best by validation, reaches ${amount(shown.test, measure)} on the test set, ${distance(shown.test - shown.claimed, measure)} away${other}`
    }
    case 'best range': {
      const { inside, of, cells, margin, low, high } = shown
      return `${inside} of ${counted(of, 'result')} of ${counted(cells, 'cell')} lie there, give or take the margin of ${marginText(margin, measure)}; they range from ${bare(low, measure)} to ${amount(high, measure)}`
    }
    case 'answers':
      return shown.answers.map((answer) => answerText(answer, comparison)).join('; ')
    default:
      return refusalText(shown)
  }
}

function differenceText(
  { difference, p, welch, interval }: Pick<DifferenceShown, 'difference' | 'p' | 'welch' | 'interval'>,
  { measure, margin }: Comparison,
): string {
  const size = `${signed(difference, measure)} ${differenceUnit(measure)}`.trim()
  const tests = `${probability(p)}${welch === undefined ? '' : `, Welch’s ${probability(welch)}`}`
  const missing = margin === undefined ? 'there is no margin' : 'too few trials'
  if (interval === undefined) return `${size}, ${tests}; ${missing} to tell whether it is small`
  const [low, high] = interval.map((end) => signed(end, measure))
  return `${size} (90 %: ${low} to ${high}), ${tests}`
}

/** What a cell costs beside V at equal size. */
function economyText({ parameters, times }: BesideV): string {
  const { hiddenSize, ratio, fewer } = parameters
  const sizes = { all: 'fewer at all sizes', some: 'fewer at some sizes only', none: 'fewer at no size' }
  const counts = `with ${hiddenSize} hidden units it has ${percentage(ratio)} of V’s parameters, ${sizes[fewer]}`
  if (times === undefined) return `${counts}; too few trials of sizes that both have to compare their times`
  const { epoch, epochs, training } = times
  const text = ({ ratio, p }: Ratio) => `${percentage(ratio)} of V’s (${probability(p)})`
  return `${counts}; at equal size, the time of an epoch is ${text(epoch)}, the number of epochs ${text(epochs)}, and the time of the whole training ${text(training)}`
}

function answerText(answer: Answer, { measure }: Comparison): string {
  const { median, low, high, inside, cells, above, below, doubt } = answer
  const { text, unit } = scaleOf(answer, measure)
  const withUnit = (value: number) => `${text(value)} ${unit}`.trim()
  const bound = (word: string, value: number | undefined) =>
    value === undefined ? [] : [`${word} ${value === 0 ? '0' : withUnit(value)}`]
  const bounds = [...bound('above', above), ...bound('below', below)].join(' and ')
  const doubts = { few: ', too few to tell', chance: ', but not beyond chance by so much' }
  return `${questionText(answer)}${targetText(answer)}: median ${withUnit(median)} (${text(low)} to ${text(high)}), as claimed, ${bounds}, in ${inside} of ${counted(cells, 'cell')}${doubt === undefined ? '' : doubts[doubt]}`
}

function questionText({ question, setting, options, first }: Answer): string {
  const name = settingName(setting ?? '')
  switch (question) {
    case 'share':
      return `share of ${name}`
    case 'ahead':
      return `${name} minus the largest ${first ? 'other' : 'of the rest'}`
    case 'largest pair':
      return 'largest share of a pair'
    case 'basin':
      return 'width'
    case 'moved':
      return 'moved by'
    case 'rise':
      return `marginal over the last quarter of ${name} minus the first`
    case 'gain':
      return 'none minus a little'
    case 'apart':
      return `${options?.[0]} minus ${options?.[1]}`
  }
}

const TARGETS = { raw: 'raw errors', clipped: 'clipped errors', ranks: 'ranks', seconds: 'seconds', epochs: 'epochs' }

/** What the answer is about, where it is asked of several. */
function targetText({ target }: Answer): string {
  return target === undefined ? '' : ` (${TARGETS[target]})`
}

/** How answers on a scale are written, and their unit; empty where the text has it. */
function scaleOf(
  { scale, question }: Answer,
  measure: Comparison['measure'],
): { text: (value: number) => string; unit: string } {
  const percent = (share: number) => (100 * share).toFixed(1)
  switch (scale) {
    case 'share':
      return { text: percent, unit: '%' }
    case 'points':
      return { text: withSign(percent), unit: 'percentage points' }
    case 'decades':
      return { text: question === 'basin' ? inDecades : withSign(inDecades), unit: 'decades' }
    case 'seconds':
      return { text: withSign(duration), unit: '' }
    case 'epochs':
      return { text: withSign((size) => size.toFixed(1)), unit: 'epochs' }
    case 'error':
      return { text: (value) => signed(value, measure), unit: differenceUnit(measure) }
    case 'ranks':
      return { text: (value) => signed(value, { ...measure, decimals: 3 }), unit: 'of the ranks' }
  }
}

const inDecades = (size: number) => size.toFixed(2)

const withSign = (text: (size: number) => string) => (value: number) =>
  `${value < 0 ? '−' : '+'}${text(Math.abs(value))}`

function refusalText(refusal: Extract<JudgedClaim, { status: 'not judged' }>['evidence'] | Shown): string {
  switch (refusal.kind) {
    case 'another baseline':
      return 'the baseline of this study is not V'
    case 'too few trials':
      return 'too few trials to compare'
    case 'no trial':
      return 'no trial of the paper’s cells with drawn settings has been trained to its end yet'
    case 'no margin':
      return 'this task has no margin'
    case 'all trials judged':
      return 'this study judges by all trials, not by the best tenth'
    case 'too few to explain':
      return 'too few trials of the paper’s cells with drawn settings to explain anything'
    case 'no prediction':
      return 'no forest predicts trials it has not seen'
    case 'no answer':
      return 'nothing to judge by'
    case 'not in the study':
      return `${refusal.cell} is not in this study`
    case 'other equations':
      return `${refusal.cell} of this study has other equations, or fixed settings`
    case 'not compared':
      return `not compared in this study: ${listed(refusal.cells)}`
    case 'another share':
      return `the best of this study are ${percentage(refusal.share)}, not a tenth`
    case 'not varied':
      return `${settingName(refusal.setting)} was not varied`
    case 'other ranges':
      return `other ranges than the paper’s: ${listed(refusal.settings.map(settingName))}`
    case 'other sequences': {
      const text = (sizes: readonly number[]) => sizes.map(grouped).join(' + ')
      return `other data: ${text(refusal.sizes)} sequences, while the paper’s corpus has ${text(refusal.expected)}`
    }
    case 'too few sequences':
      return `other data: ${grouped(refusal.sequences)} sequences, while the paper’s corpus has more than ${grouped(refusal.least)}`
    case 'other numbers':
      return 'other data under the name of the paper’s corpus: their fingerprint is not its own'
    case 'another metric':
      return `another metric: ${refusal.metric}, not ${refusal.expected}`
    case 'other data':
      return `other data: ${refusal.source}`
    default:
      return ''
  }
}

const STATUSES = ['reproduced', 'contradicted', 'undecided', 'not judged'] as const satisfies JudgedClaim['status'][]

/** How many claims of a task were judged in which way, but for those that training was chosen to meet. */
export function countsText(all: readonly JudgedClaim[], { measure, margin, baseline }: Comparison): string {
  const judged = all.filter(({ chosenFor }) => chosenFor === undefined)
  const others = all.length - judged.length
  const notCounted = others === 0 ? '' : ` Not counted: ${others} more, which are no independent evidence.`
  const counts = STATUSES.flatMap((status) => {
    const having = judged.filter((claim) => claim.status === status)
    const unverified = having.filter(({ source }) => source === 'unverified').length
    const unsure =
      unverified === 0 ? '' : unverified === having.length ? ' (unverified)' : ` (${unverified} of them unverified)`
    return having.length === 0 ? [] : [`${having.length} ${status}${unsure}`]
  })
  const small =
    margin === undefined
      ? ''
      : ` The margin is ${marginText(margin, measure)}; differences are those from ${baseline} on the test set.`
  return `Of ${counted(judged.length, 'claim')}: ${listed(counts)}.${notCounted}${welchText(judged)}${small}`
}

/** Why none is judged, where they all share the reason. */
export function noneJudgedText(judged: readonly JudgedClaim[], comparison: Comparison): string | undefined {
  const reasons = new Set(judged.map((claim) => evidenceText(claim, comparison)))
  if (reasons.size !== 1 || judged[0].status !== 'not judged') return undefined
  return `None of ${counted(judged.length, 'claim')} is judged: ${[...reasons][0]}.`
}

/** How many of the paper’s comparisons come out the same by the test that it used. */
function welchText(judged: readonly JudgedClaim[]): string {
  const asked = judged.filter(({ byWelch }) => byWelch !== undefined)
  if (asked.length === 0) return ''
  const failing = asked.filter(({ byWelch }) => byWelch === false).map((claim) => `“${claimText(claim)}”`)
  const but = failing.length === 0 ? '' : ` (not: ${failing.join(' ')})`
  return ` The paper’s own test agrees with it on ${asked.length - failing.length} of ${counted(asked.length, 'claim')} about cells${but}.`
}
