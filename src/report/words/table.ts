import type { FanovaShare } from '../../fanova/analysis.ts'
import { ofSet } from '../../fanova/decomposition.ts'
import type { Advice, EdgeWarning, GoodRegion } from '../../findings/advice/advice.ts'
import { boundsName, type Importance } from '../../findings/importance/importance.ts'
import {
  capital,
  compact,
  counted,
  grouped,
  listed,
  percentage,
  probability,
  rSquared,
  shareText,
} from '../../math/text.ts'
import type { Setting } from '../../study/space.ts'
import { goesOn } from '../../table/advice.ts'
import type { TableFindings } from '../../table/findings.ts'
import type { Group, Groups } from '../../table/groups.ts'
import type { TableSetting } from '../../table/trials.ts'

/** What a table of trials says, in words: the same on the terminal and in a report. */
export interface TableWords {
  /** A row a setting, the most important first. */
  readonly settings: Rows
  /** What its columns are. */
  readonly legend: string
  /** A row a group, where groups are compared. */
  readonly groups?: Rows
  /** How groups are compared. */
  readonly compared: readonly string[]
  /** How the table was read. */
  readonly read: readonly string[]
  /** What was found, and how far it may be relied on. */
  readonly found: readonly string[]
  /** What to do the next time. */
  readonly advice: readonly string[]
}

interface Rows {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** Titles of the columns that hold numbers. */
  readonly right: readonly string[]
}

/** The words for what was found in a table. */
export function tableWords(findings: TableFindings): TableWords {
  const { settings, rows, trials, notes, weaker, groups } = findings
  return {
    settings: settingRows(findings),
    legend: legendOf(findings),
    ...(groups && { groups: groupRows(groups) }),
    compared: groups === undefined ? [] : comparedIn(groups, findings),
    read: [
      `${grouped(trials)} of ${counted(rows, 'row')} count.`,
      ...notes,
      ...settings.map(({ name, column, text }) => `${name === column ? name : `${name} (${column})`}: ${text}.`),
    ],
    found: [...foundIn(findings.importance), ...(weaker.length > 0 ? [weakerText(weaker)] : []), bestText(findings)],
    advice: adviceIn(findings),
  }
}

function settingRows({ settings, importance, advice }: TableFindings): Rows {
  const shareOf = (list: readonly FanovaShare[], name: string) =>
    list.find((share) => share.settings.length === 1 && share.settings[0] === name)
  const told = settings.flatMap((setting) => {
    const alone = shareOf(importance.shares, setting.name)
    return alone === undefined ? [] : [{ setting, alone, all: shareOf(importance.shapley, setting.name)! }]
  })
  const sorted = told.toSorted((a, b) => b.all.share - a.all.share)
  const rows = sorted.map(({ setting, alone, all }) => {
    const advised = advice.settings.find((one) => one.setting === setting.name)
    return [
      setting.name,
      `${shareText(alone.share)}${alone.interval === undefined ? '' : ` (${alone.interval.map(shareText).join(' to ')})`}`,
      shareText(alone.spread),
      shareText(all.share),
      ...(advised === undefined ? [] : [valueText(advised.best), regionText(advised.region)]),
    ]
  })
  const numbers = ['share', 'spread', 'with others']
  return { head: ['setting', ...numbers, ...(isAdvised(advice) ? ['best', 'good'] : [])], rows, right: numbers }
}

function legendOf({ importance, advice, better }: TableFindings): string {
  const interval = importance.redrawings === undefined ? '' : ` (${boundsName(importance)})`
  const best = `best: where the ${better === 'lower' ? 'lowest' : 'highest'} mean is expected; good: the values around it that are within one deviation of it`
  return [
    `Share: of the variance, by the setting alone${interval}`,
    'spread: its standard deviation over the trees',
    'with others: that share and an equal part of each that it has together with others (Shapley value)',
    ...(isAdvised(advice) ? [best] : []),
  ]
    .join('; ')
    .concat('.')
}

/** Whether anything is advised: nothing where the forest predicts nothing. */
const isAdvised = ({ settings }: Advice) => settings.length > 0

const valueText = (value: Setting) => (typeof value === 'string' ? value : compact(value))

function regionText({ from, to, options, share }: GoodRegion): string {
  const part = share === 0 ? '' : ` (${percentage(share)} of the range)`
  if (options !== undefined) return `${listed(options.map(String))}${part}`
  const [low, high] = [from!, to!].map(valueText)
  return `${low === high ? low : `${low} to ${high}`}${part}`
}

/** Pairs told of at most, and triples. */
const MOST_PAIRS = 5

function foundIn({ shares, remainder, outOfBag, interactions, notes, trees, target }: Importance): string[] {
  const sorted = shares.toSorted((a, b) => b.share - a.share)
  const [pairs, triples] = [2, 3].map((size) => sorted.filter(({ settings }) => settings.length === size))
  const texts = pairs.slice(0, MOST_PAIRS).map(({ settings, share }) => {
    const p = ofSet(interactions, settings)?.adjusted
    return `${settings.join(' × ')} ${shareText(share)}${p === undefined ? '' : ` (${probability(p)})`}`
  })
  const triplesText = triples
    .slice(0, MOST_PAIRS)
    .map(({ settings, share }) => `${settings.join(' × ')} ${shareText(share)}`)
  const tested = interactions.length > 0 ? ', with the probability of as much by chance, corrected for all pairs' : ''
  return [
    ...(outOfBag === undefined
      ? []
      : [
          `A forest of ${grouped(trees)} trees explains ${outOfBag <= 0 ? 'nothing' : shareText(outOfBag)} of the variance in trials it has not seen (R² out of bag, ${rSquared(outOfBag)}); the target is taken ${target}.`,
        ]),
    ...notes.map((note) => `${capital(note)}.`),
    ...(texts.length === 0 ? [] : [`What two settings do together, beyond each alone${tested}: ${listed(texts)}.`]),
    ...(triplesText.length === 0
      ? []
      : [`Of three settings, beyond their pairs and not held against chance: ${listed(triplesText)}.`]),
    `Interactions of more settings: ${shareText(remainder.share)}.`,
  ]
}

function weakerText(weaker: TableFindings['weaker']): string {
  const [strongest] = weaker
  return `Of the weaker settings none has more than ${shareText(strongest.share)}: ${listed(weaker.map(({ setting }) => setting))}.`
}

function bestText({ best, target, better }: TableFindings): string {
  const settings = Object.entries(best.settings).map(
    ([name, value]) => `${name} ${typeof value === 'number' ? compact(value) : value}`,
  )
  return `The ${better === 'lower' ? 'lowest' : 'highest'} ${target}, ${compact(best.target)}, is in line ${best.line}: ${settings.join(', ')}.`
}

function adviceIn({ advice, settings }: TableFindings): string[] {
  if (!isAdvised(advice))
    return ['No value is called best or good and none advised: nothing that the forest says would hold.']
  return advice.settings.flatMap(({ setting: name, edge }) => {
    const setting = settings.find((one) => one.name === name)
    return edge === undefined || setting === undefined ? [] : [edgeText(setting, edge)]
  })
}

function edgeText(setting: TableSetting, edge: EdgeWarning): string {
  const { end, value, marginal, best, widenTo } = edge
  const crowd = best && `${best.trials} of the best ${best.of} trials lie in that tenth of the range`
  const reasons = [marginal && 'the marginal is best there', crowd].filter((reason) => typeof reason === 'string')
  const lies = `The best of ${setting.name} lies at the ${end} end of its range, ${compact(value)}: ${listed(reasons)}`
  if (!goesOn(setting, edge)) return `${lies}.`
  return `${lies}; try ${widenTo === undefined ? 'beyond it, if it can go there' : `as far as ${compact(widenTo)}`}.`
}

function groupRows({ groups, baseline, column }: Groups): Rows {
  const head = [column, 'trials', 'best', 'mean', 'median', 'from', 'to', `against ${baseline}`, 'p', 'verdict']
  const rows = groups.map(({ name, trials, best, against }: Group) => [
    name,
    grouped(trials),
    grouped(best.trials),
    ...[best.mean, best.median, best.least, best.most].map(compact),
    against === undefined ? '–' : `${against.difference > 0 ? '+' : ''}${compact(against.difference)}`,
    against === undefined ? '–' : probability(against.p),
    against?.verdict ?? '–',
  ])
  return { head, rows, right: head.slice(1, -1) }
}

function comparedIn({ share, validation, baseline, left }: Groups, { target }: TableFindings): string[] {
  return [
    `The best ${percentage(share)} of each group, at least two trials, are selected by ${validation} and judged by ${target}; p is that of dealing the trials of a group and of ${baseline} at random, which repeats the selection. It is not corrected for the number of groups.`,
    ...(left === 0
      ? []
      : [`${counted(left, 'trial')} without a group or a number as ${validation} left out of the comparison.`]),
  ]
}
