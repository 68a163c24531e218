import { beyondChance } from '../../fanova/chance.ts'
import { atLeast, largest, mean, median, smallest } from '../../math/statistics.ts'
import type { Setting } from '../../study/space.ts'
import { spaceFor } from '../../study/trial.ts'
import { goodRegion } from '../advice/advice.ts'
import { asColumns, settingsOn, testOf } from '../columns.ts'
import type { Importance } from '../importance/importance.ts'
import { SIGNIFICANT } from '../selection-test.ts'
import { type Rule, ranges } from './claims.ts'
import {
  type Answer,
  agreed,
  allOf,
  type ExplainedCell,
  type Judgement,
  type Matter,
  notJudged,
  type Refusal,
  type Shown,
} from './evidence.ts'
import { someOf, type Target, transformOf } from './targets.ts'

const ABOUT_SETTINGS = [
  'share',
  'order',
  'interactions',
  'basin',
  'rate by size',
  'rises',
  'a little helps',
  'option worse',
  'option the same',
] as const satisfies Rule['kind'][]

/** A claim about settings: a number of each cell is held against bounds. */
export type SettingsRule = Extract<Rule, { kind: (typeof ABOUT_SETTINGS)[number] }>

export function isAboutSettings(rule: Rule): rule is SettingsRule {
  return (ABOUT_SETTINGS as readonly string[]).includes(rule.kind)
}

interface Bounds {
  readonly above?: number
  readonly below?: number
}

/**
 * Claims about settings, by what explains the results of each cell. What is said of errors is asked of them raw, clipped and as ranks, and
 * what is said of time of seconds and of epochs: it holds only where all agree.
 */
export function judgeSettings(rule: SettingsRule, matter: Matter): Judgement {
  const refused = rangeRefusal(rule, matter)
  if (refused !== undefined) return notJudged(refused)
  if (matter.explained.length === 0) return notJudged({ kind: 'too few to explain' })
  const parts = targetsOf(rule, matter).map((target) => judgeUnder(target, rule, matter))
  return {
    status: agreed(parts.map(({ status }) => status)),
    evidence: answersOf(parts),
    numbers: Object.fromEntries(parts.flatMap(({ numbers }) => Object.entries(numbers))),
  }
}

/** What a claim is asked of. Learning rates by size are those of the best trials, whatever is made of their errors. */
function targetsOf(rule: SettingsRule, { transform, trained }: Matter): Target[] {
  if (rule.kind === 'rate by size') return [transform]
  if (rule.kind === 'rises' && rule.of === 'time') return ['seconds', 'epochs']
  const areFinite = trained.every(({ outcome }) => Number.isFinite(outcome.test))
  const all: Target[] = areFinite ? ['raw', 'clipped', 'ranks'] : [...new Set([transform, 'ranks' as const])]
  // ranks have no margin
  return rule.kind === 'option the same' ? all.filter((target) => target !== 'ranks') : all
}

function judgeUnder(target: Target, rule: SettingsRule, matter: Matter): Judgement {
  const viewed = matter.explained
    .map(({ cell, advice }) => ({ cell, advice, importance: matter.explain(cell, target) }))
    .filter(({ importance }) => (importance.outOfBag ?? 0) > 0)
  if (viewed.length === 0) return notJudged({ kind: 'no prediction' })
  const questions = questionsOf(rule, matter, target)
  const parts = questions.map((question) => across(viewed, question))
  return {
    status: allOf(parts.map(({ status }) => status)),
    evidence: answersOf(parts),
    numbers: Object.fromEntries(parts.flatMap(({ numbers }) => Object.entries(numbers))),
  }
}

/** What the cells answered, or why they did not. */
function answersOf(parts: readonly Judgement[]): Shown {
  const answers = parts.flatMap(({ evidence }) => (evidence.kind === 'answers' ? evidence.answers : []))
  return answers.length > 0 ? { kind: 'answers', answers } : (parts[0]?.evidence ?? { kind: 'no answer' })
}

/** The settings that a rule is about must have been drawn from the paper’s ranges. */
function rangeRefusal(rule: SettingsRule, { definition, task }: Matter): Refusal | undefined {
  const space = spaceFor(definition, task)
  if ('options' in rule) {
    const range = space[rule.setting]
    const varied = range?.kind === 'choice' && rule.options.every((option) => range.of.includes(option))
    return varied ? undefined : { kind: 'not varied', setting: rule.setting }
  }
  const other = Object.keys(ranges).filter((name) => JSON.stringify(space[name]) !== JSON.stringify(ranges[name]))
  return other.length === 0 ? undefined : { kind: 'other ranges', settings: other }
}

/** A cell, and what explains one target of its trials. */
interface Viewed extends Pick<ExplainedCell, 'cell' | 'advice'> {
  readonly importance: Importance
}

/** A number that each cell answers with, and the bounds it is held against. */
interface Question extends Bounds, Pick<Answer, 'question' | 'setting' | 'options' | 'first' | 'scale' | 'target'> {
  readonly value: (viewed: Viewed) => number | undefined
  /** The part of it that is not chance, for shares: noise only adds to small ones, so alone they show no more than a bound. */
  readonly surely?: (viewed: Viewed) => number
}

/** Differences of marginals are on the scale of what was explained: that of the error, or ranks. */
function questionsOf(rule: SettingsRule, matter: Matter, target: Target): Question[] {
  return asked(rule, matter, target).map((question) =>
    rule.kind === 'rate by size' ? question : { ...question, target },
  )
}

function asked(rule: SettingsRule, matter: Matter, target: Target): Question[] {
  const { margin = 0 } = matter.comparison
  const scale = target === 'ranks' || target === 'seconds' || target === 'epochs' ? target : 'error'
  switch (rule.kind) {
    case 'share': {
      const { setting } = rule
      const value = ({ importance }: Viewed) => shareOf(importance, setting)
      const surely = ({ cell }: Viewed) => surelyOf(matter, cell, { setting, target })
      return [{ question: 'share', setting, value, surely, scale: 'share', ...boundsOf(rule) }]
    }
    case 'order':
      return rule.settings.map((setting, k) => ({
        question: 'ahead',
        setting,
        first: k === 0,
        value: ({ importance }) => aheadOf(importance, setting, rule.settings.slice(0, k)),
        scale: 'points',
        above: 0,
      }))
    case 'interactions': {
      const surely = ({ cell }: Viewed) =>
        Math.max(0, largest(matter.pairs(cell, target).map(({ share, chance }) => share - chance)))
      const value = ({ importance }: Viewed) => largestPair(importance)
      return [{ question: 'largest pair', value, surely, scale: 'share', ...boundsOf(rule) }]
    }
    case 'basin': {
      const value = ({ importance }: Viewed) => widthOf(importance, 'learningRate')
      return [{ question: 'basin', value, scale: 'decades', ...boundsOf(rule) }]
    }
    case 'rate by size': {
      const value = ({ advice }: Viewed) => advice.bySize?.decades
      return [{ question: 'moved', value, scale: 'decades', above: -rule.below, below: rule.below }]
    }
    case 'rises': {
      const value = ({ importance }: Viewed) => riseOf(importance, rule.setting)
      const { setting } = rule
      return [{ question: 'rise', setting, value, scale, above: 0 }]
    }
    case 'a little helps': {
      const value = ({ importance }: Viewed) => gainOf(importance, rule.setting)
      return [{ question: 'gain', setting: rule.setting, value, scale, above: 0 }]
    }
    case 'option worse':
    case 'option the same': {
      const { setting, options } = rule
      const value = ({ importance }: Viewed) => optionsApart(importance, setting, options)
      const bounds = rule.kind === 'option worse' ? { above: 0 } : { above: -margin, below: margin }
      return [{ question: 'apart', setting, options, value, scale, ...bounds }]
    }
  }
}

function boundsOf({ above, below }: { readonly above?: number; readonly below?: number }): Bounds {
  return { ...(above !== undefined && { above }), ...(below !== undefined && { below }) }
}

/** A question put to all cells: two sign tests where it has two bounds. */
function across(explained: readonly Viewed[], asked: Question): Judgement {
  const { value, surely: surelyOf, above = -Infinity, below = Infinity, ...question } = asked
  const answers = explained.flatMap((cell) => {
    const answer = value(cell)
    return answer !== undefined && Number.isFinite(answer) ? [{ cell, answer }] : []
  })
  if (answers.length === 0) return notJudged({ kind: 'no answer' })
  const values = answers.map(({ answer }) => answer)
  const many = (agree: number) => atLeast(agree, values.length, 0.5) < SIGNIFICANT
  const beyond = answers.filter(({ answer }) => answer >= below)
  const surely = ({ cell, answer }: (typeof answers)[number]) => (surelyOf?.(cell) ?? answer) >= below
  const isOver = many(beyond.length) && many(beyond.filter(surely).length)
  const isReproduced = many(values.filter((answer) => answer > above).length) && many(values.length - beyond.length)
  const isUnder = many(values.filter((answer) => answer <= above).length)
  const isChance = many(beyond.length) && !isOver
  const doubt = many(values.length) ? (isChance ? 'chance' : undefined) : 'few'
  return {
    status: isReproduced ? 'reproduced' : isUnder || isOver ? 'contradicted' : 'undecided',
    evidence: {
      kind: 'answers',
      answers: [
        {
          ...question,
          median: median(values),
          low: smallest(values),
          high: largest(values),
          inside: values.filter((answer) => answer > above && answer < below).length,
          cells: values.length,
          ...boundsOf(asked),
          ...(doubt && { doubt }),
        },
      ],
    },
    numbers: { [[question.question, question.setting ?? [], question.target ?? []].flat().join(' ')]: values },
  }
}

function shareOf({ shares }: Importance, setting: string): number | undefined {
  return shares.find(({ settings }) => settings.length === 1 && settings[0] === setting)?.share
}

/** Of a cell, for what exceeds chance: each target asks for twenty forests. */
const MOST_TRIALS = 2000

/** The share of a setting that is more than chance, asked of at most two thousand trials of a cell. */
function surelyOf(
  { definition, task, trained }: Matter,
  cell: string,
  { setting, target }: { setting: string; target: Target },
): number {
  const own = trained.filter((trial) => trial.cell === cell)
  const some = someOf(own, MOST_TRIALS, definition.seed)
  const columns = asColumns(settingsOn(definition, task), some, testOf)
  return beyondChance(columns, setting, { transform: transformOf(target) })
}

/** By how much the share of a setting is above the largest of the paper’s others, but for those before it; NaN where it has none. */
function aheadOf(importance: Importance, setting: string, before: readonly string[]): number {
  const rest = Object.keys(ranges).filter((name) => name !== setting && !before.includes(name))
  return (shareOf(importance, setting) ?? Number.NaN) - largest(rest.map((name) => shareOf(importance, name) ?? 0))
}

function largestPair({ shares }: Importance): number | undefined {
  const pairs = shares.filter(({ settings }) => settings.length === 2)
  return pairs.length === 0 ? undefined : largest(pairs.map(({ share }) => share))
}

function widthOf(importance: Importance, setting: string): number | undefined {
  const marginal = marginalIn(importance, setting)
  return marginal && goodRegion(marginal).decades
}

function marginalIn(importance: Importance | undefined, setting: string) {
  return importance?.marginals.find((marginal) => marginal.setting === setting)
}

/** The mean of a marginal over positions from one to another; undefined where it is not known. */
function level(importance: Importance | undefined, setting: string, from: number, to: number): number | undefined {
  const points = marginalIn(importance, setting)?.points.filter(({ position }) => position >= from && position <= to)
  return points === undefined || points.length === 0 ? undefined : mean(points.map((point) => point.mean))
}

function riseOf(importance: Importance | undefined, setting: string): number | undefined {
  const [low, high] = [level(importance, setting, 0, 0.25), level(importance, setting, 0.75, 1)]
  return low === undefined || high === undefined ? undefined : high - low
}

/** None is the first twentieth of the range, a little what follows up to its quarter. */
function gainOf(importance: Importance, setting: string): number | undefined {
  const [none, little] = [level(importance, setting, 0, 0.05), level(importance, setting, 0.05, 0.25)]
  return none === undefined || little === undefined ? undefined : none - little
}

function optionsApart(importance: Importance, setting: string, options: readonly Setting[]): number | undefined {
  const means = options.map(
    (option) => marginalIn(importance, setting)?.points.find(({ value }) => value === option)?.mean,
  )
  return means[0] === undefined || means[1] === undefined ? undefined : means[0] - means[1]
}
