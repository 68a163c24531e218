import { beyondChance } from '../../fanova/chance.ts'
import { transforms } from '../../fanova/target.ts'
import { atLeast, largest, mean, median, smallest } from '../../math/statistics.ts'
import { counted, duration, listed, settingName } from '../../math/text.ts'
import type { Setting } from '../../study/space.ts'
import { spaceFor } from '../../study/trial.ts'
import { differenceUnit, signed } from '../../task/measure.ts'
import type { Advice } from '../advice/advice.ts'
import { SIGNIFICANT } from '../comparison.ts'
import type { Importance } from '../importance/importance.ts'
import { type Rule, ranges } from './claims.ts'
import { allOf, type ExplainedCell, type Judgement, type Matter, notJudged } from './evidence.ts'

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

/** The unit of what was explained, where that was ranks. */
const RANK = 'rank'

interface Bounds {
  readonly above?: number
  readonly below?: number
}

/** Claims about settings, by what explains the results of each cell. */
export function judgeSettings(rule: SettingsRule, matter: Matter): Judgement {
  const refused = rangeRefusal(rule, matter)
  if (refused !== undefined) return notJudged(refused)
  if (matter.explained.length === 0)
    return notJudged('too few trials of the paper’s cells, their settings drawn, to explain')
  const what = rule.kind === 'rises' ? rule.of : 'error'
  const explained = matter.explained.filter((one) => (one[what].outOfBag ?? 0) > 0)
  if (explained.length === 0) return notJudged('no forest predicts trials it has not seen')
  if (rule.kind === 'option the same' && explained[0].error.unit === RANK)
    return notJudged('ranks were explained, which have no margin')
  const parts = questionsOf(rule, matter, explained[0].error.unit).map((question) => across(explained, question))
  return {
    status: allOf(parts.map(({ status }) => status)),
    evidence: parts.map(({ evidence }) => evidence).join('; '),
    numbers: Object.fromEntries(parts.flatMap(({ numbers }) => Object.entries(numbers))),
  }
}

/** The settings that a rule is about must have been drawn from the paper’s ranges. */
function rangeRefusal(rule: SettingsRule, { definition, task }: Matter): string | undefined {
  const space = spaceFor(definition, task)
  if ('options' in rule) {
    const range = space[rule.setting]
    const varied = range?.kind === 'choice' && rule.options.every((option) => range.of.includes(option))
    return varied ? undefined : `${settingName(rule.setting)} was not varied`
  }
  const other = Object.keys(ranges).filter((name) => JSON.stringify(space[name]) !== JSON.stringify(ranges[name]))
  return other.length === 0 ? undefined : `other ranges than the paper’s: ${listed(other.map(settingName))}`
}

/** A number that each cell answers with, the bounds it is held against, and how it is written. */
interface Question extends Bounds {
  readonly what: string
  readonly value: (explained: ExplainedCell) => number | undefined
  /** The part of it that is not chance, for shares: noise only adds to small ones, so alone they show no more than a bound. */
  readonly surely?: (explained: ExplainedCell) => number
  readonly text: (value: number) => string
  /** Empty where the text has it. */
  readonly unit: string
}

/** Differences of marginals are in the unit of what was explained: that of the error, or ranks. */
function questionsOf(rule: SettingsRule, matter: Matter, unit: string): Question[] {
  const { measure, margin = 0 } = matter.comparison
  const explained = unit === RANK ? { title: '', unit: `of the ${unit}s`, decimals: 3 } : measure
  const difference = { text: (value: number) => signed(value, explained), unit: differenceUnit(explained) }
  switch (rule.kind) {
    case 'share': {
      const value = ({ error }: ExplainedCell) => shareOf(error, rule.setting)
      const surely = ({ cell }: ExplainedCell) => surelyOf(matter, cell, rule.setting)
      return [{ what: `share of ${settingName(rule.setting)}`, value, surely, ...SHARE, ...boundsOf(rule) }]
    }
    case 'order':
      return rule.settings.map((setting, k) => ({
        what: `${settingName(setting)} less the largest ${k === 0 ? 'other' : 'of the rest'}`,
        value: ({ error }) => aheadOf(error, setting, rule.settings.slice(0, k)),
        ...POINTS,
        above: 0,
      }))
    case 'interactions': {
      const surely = ({ error }: ExplainedCell) =>
        largest([0, ...error.interactions.map(({ share, chance }) => share - chance)])
      const value = ({ error }: ExplainedCell) => largestPair(error)
      return [{ what: 'largest share of a pair', value, surely, ...SHARE, ...boundsOf(rule) }]
    }
    case 'basin': {
      const value = ({ advice }: ExplainedCell) => regionOf(advice, 'learningRate')?.decades
      return [{ what: 'width', value, text: (wide) => wide.toFixed(2), unit: 'decades', ...boundsOf(rule) }]
    }
    case 'rate by size': {
      const value = ({ advice }: ExplainedCell) => advice.bySize?.decades
      return [{ what: 'moved by', value, ...DECADES, above: -rule.below, below: rule.below }]
    }
    case 'rises': {
      const value = (one: ExplainedCell) => riseOf(one[rule.of], rule.setting)
      const what = `marginal over the last quarter of ${settingName(rule.setting)} less the first`
      return [{ what, value, ...(rule.of === 'time' ? SECONDS : difference), above: 0 }]
    }
    case 'a little helps': {
      const value = ({ error }: ExplainedCell) => gainOf(error, rule.setting)
      return [{ what: 'none less a little', value, ...difference, above: 0 }]
    }
    case 'option worse':
    case 'option the same': {
      const value = ({ error }: ExplainedCell) => optionsApart(error, rule.setting, rule.options)
      const bounds = rule.kind === 'option worse' ? { above: 0 } : { above: -margin, below: margin }
      return [{ what: `${rule.options[0]} less ${rule.options[1]}`, value, ...difference, ...bounds }]
    }
  }
}

const withSign = (text: (size: number) => string) => (value: number) =>
  `${value < 0 ? '−' : '+'}${text(Math.abs(value))}`
const SHARE = { text: (share: number) => (100 * share).toFixed(1), unit: '%' }
const POINTS = { text: withSign(SHARE.text), unit: 'percentage points' }
const DECADES = { text: withSign((size) => size.toFixed(2)), unit: 'decades' }
const SECONDS = { text: withSign(duration), unit: '' }

function boundsOf({ above, below }: { readonly above?: number; readonly below?: number }): Bounds {
  return { ...(above !== undefined && { above }), ...(below !== undefined && { below }) }
}

/** A question put to all cells: two sign tests where it has two bounds. */
function across(explained: readonly ExplainedCell[], question: Question): Judgement {
  const { what, value, text, unit, above = -Infinity, below = Infinity } = question
  const answers = explained.flatMap((cell) => {
    const answer = value(cell)
    return answer !== undefined && Number.isFinite(answer) ? [{ cell, answer }] : []
  })
  if (answers.length === 0) return notJudged('nothing to judge by')
  const values = answers.map(({ answer }) => answer)
  const count = values.length
  const many = (agree: number) => atLeast(agree, count, 0.5) < SIGNIFICANT
  const beyond = answers.filter(({ answer }) => answer >= below)
  const surely = ({ cell, answer }: (typeof answers)[number]) => (question.surely?.(cell) ?? answer) >= below
  const isOver = many(beyond.length) && many(beyond.filter(surely).length)
  const inside = values.filter((answer) => answer > above && answer < below).length
  const isReproduced = many(values.filter((answer) => answer > above).length) && many(count - beyond.length)
  const isUnder = many(values.filter((answer) => answer <= above).length)
  const status = isReproduced ? 'reproduced' : isUnder || isOver ? 'contradicted' : 'undecided'
  const [low, middle, high] = [smallest(values), median(values), largest(values)]
  const few = many(count)
    ? many(beyond.length) && !isOver
      ? ', but not beyond chance by so much'
      : ''
    : ', too few to tell'
  const evidence = `${what}: median ${`${text(middle)} ${unit}`.trim()} (${text(low)} to ${text(high)}), as claimed, ${boundsText(question)}, in ${inside} of ${counted(count, 'cell')}${few}`
  return { status, evidence, numbers: { [what]: values } }
}

/** above 10.0 % and below 30.0 % */
function boundsText({ above, below, text, unit }: Question): string {
  const end = (word: string, bound: number | undefined) =>
    bound === undefined ? [] : [`${word} ${bound === 0 ? '0' : `${text(bound)} ${unit}`.trim()}`]
  return [...end('above', above), ...end('below', below)].join(' and ')
}

function shareOf({ shares }: Importance, setting: string): number | undefined {
  return shares.find(({ settings }) => settings.length === 1 && settings[0] === setting)?.share
}

/** The share of a setting that is more than chance, asked of the trials of a cell. */
function surelyOf({ definition, task, trained, transform }: Matter, cell: string, setting: string): number {
  const own = trained.filter((trial) => trial.cell === cell)
  const settings = Object.entries(spaceFor(definition, task)).map(([name, range]) => ({ name, range }))
  const points = own.map((trial) => trial.settings)
  const tests = own.map(({ outcome }) => outcome.test)
  return beyondChance({ settings, points, target: tests }, setting, { transform: transforms[transform] })
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

function regionOf({ settings }: Advice, setting: string) {
  return settings.find((advice) => advice.setting === setting)?.region
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
