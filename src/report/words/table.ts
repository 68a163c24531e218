import type { FanovaShare } from '../../fanova/analysis.ts'
import { ofSet } from '../../fanova/decomposition.ts'
import type { Advice, EdgeWarning, GoodRegion } from '../../findings/advice/advice.ts'
import type { Importance } from '../../findings/importance/importance.ts'
import { namedList, oneLine } from '../../math/input-error.ts'
import { capital, compact, counted, grouped, listed, percentage } from '../../math/text.ts'
import type { Setting } from '../../study/space.ts'
import { goesOn } from '../../table/advice.ts'
import type { ShareWhere, TableFindings } from '../../table/findings.ts'
import type { Group, Groups } from '../../table/groups.ts'
import type { Role } from '../../table/names.ts'
import type { TableNote } from '../../table/notes.ts'
import { type ColumnRole, MOST_OPTIONS } from '../../table/roles.ts'
import type { TableSetting } from '../../table/settings.ts'
import { boundsName, fanovaNoteText, treatmentText } from './importance.ts'
import { probability, rSquared, shareText } from './numbers.ts'

/** What a table of trials says, in words: the same on the terminal and in a report. */
export interface TableWords {
  /** A row a column, and what is said of it. */
  readonly columns: Rows
  /** What became of the columns that are not in those rows. */
  readonly moreColumns: readonly string[]
  /** A row a setting, the most important first. */
  readonly settings: Rows
  /** What its columns are. */
  readonly legend: string
  /** A row a group, where groups are compared. */
  readonly groups?: Rows
  /** How groups are compared. */
  readonly compared: readonly string[]
  /** What may make all else wrong, and what to type then. */
  readonly doubts: readonly string[]
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
  const { columns, settings, rows, trials, notes, weaker, where, groups, best } = findings
  const sentences = (are: boolean) =>
    notes.filter(({ kind }) => DOUBTS.has(kind) === are).map((note) => noteText(note, best.counted))
  return {
    ...columnWords(columns, settings),
    settings: settingRows(findings),
    legend: legendOf(findings),
    ...(groups && { groups: groupRows(groups) }),
    compared: groups === undefined ? [] : comparedIn(groups, findings),
    doubts: sentences(true),
    read: [`${grouped(trials)} of ${counted(rows, 'row')} count as trials.`, ...sentences(false)],
    found: [
      ...foundIn(findings.importance),
      ...where.map(whereText),
      ...(weaker.length > 0 ? [weakerText(weaker)] : []),
      bestText(findings),
    ],
    advice: adviceIn(findings),
  }
}

/** Notes of what may be wrong altogether. */
const DOUBTS: ReadonlySet<TableNote['kind']> = new Set(['direction', 'nearly all', 'the same', 'unknown states'])

/** Columns that are told one by one. */
const MOST_COLUMNS = 40

/** What each column was taken for; of a wide table those that are explained, the target and a few others. */
export function columnWords(
  columns: readonly ColumnRole[],
  settings: readonly TableSetting[] = [],
): Pick<TableWords, 'columns' | 'moreColumns'> {
  const rank = ({ because, role, unused }: ColumnRole) =>
    because === 'target' ? 0 : role === 'hyperparameter' && unused === undefined ? 1 : 2
  const isWide = columns.length > MOST_COLUMNS
  const shown = isWide ? columns.toSorted((a, b) => rank(a) - rank(b)).slice(0, MOST_COLUMNS) : columns
  const rows = shown.map((role) => {
    const setting = settings.find(({ column }) => column === role.column)
    const scale = settings.length === 0 ? [] : [setting === undefined ? '' : scaleText(setting)]
    return [oneLine(role.column) || '(no name)', roleText(role), reasonText(role), ...scale]
  })
  const others = columns.filter((role) => !shown.includes(role))
  const kinds = [...Map.groupBy(others, roleText)].map(([text, of]) => `${counted(of.length, 'column')}: ${text}`)
  return {
    columns: { head: ['column', 'role', 'because', ...(settings.length === 0 ? [] : ['scale'])], rows, right: [] },
    moreColumns: others.length === 0 ? [] : [`And ${listed(kinds)}.`],
  }
}

function roleText({ role, because, unused }: ColumnRole): string {
  if (because === 'target') return 'target'
  return unused === undefined ? role : `${role}, left out`
}

function reasonText({ role, because, unused }: ColumnRole): string {
  return unused === undefined ? REASONS[because](role) : UNUSED[unused]
}

const REASONS: Readonly<Record<ColumnRole['because'], (role: Role) => string>> = {
  told: () => 'you set it',
  target: () => '--target names it',
  prefix: () => 'marked as a hyperparameter by its prefix',
  name: (role) => `its name is that of ${role === 'identifier' ? 'an' : 'a'} ${role}`,
  'beside marked ones': (role) =>
    role === 'result'
      ? 'a number that is not marked as a hyperparameter'
      : 'text that is not marked as a hyperparameter',
  'all different': () => 'a different text in every row',
  'counts the rows': () => 'counts the rows',
  dates: () => 'dates or times',
  'many texts': () => `text with more than ${MOST_OPTIONS} values`,
  empty: () => 'empty',
  rest: () => 'varies, and does not look like anything else',
}

const UNUSED: Readonly<Record<NonNullable<ColumnRole['unused']>, string>> = {
  'not named': '--settings does not name it',
  ignored: '--ignore names it',
  constant: 'the same in all rows',
  empty: 'empty',
  'mostly empty': 'mostly empty',
  'many texts': `text with more than ${MOST_OPTIONS} values`,
  'name occurs twice': 'its name occurs twice',
  screened: 'explains less by itself than those that are analysed',
}

/** `log 1 × 10⁻⁵ to 0.1, guessed` */
function scaleText(setting: TableSetting): string {
  const { range, scale, ends, endsTold, from } = setting
  if (range.kind === 'fixed') return `always ${range.value}`
  if (range.kind === 'choice') return `choice of ${namedList(range.of)}${missingText(setting)}`
  const span = ends === undefined ? '' : ` ${compact(ends[0])} to ${compact(ends[1])}`
  const source =
    from === 'told' ? (endsTold ? 'as you set it' : 'range from the table') : endsTold ? 'scale guessed' : 'guessed'
  return `${SCALES[scale] ?? scale}${span}, ${source}${missingText(setting)}`
}

function missingText({ missing, range }: TableSetting): string {
  if (missing === undefined || (missing.called !== undefined && range.kind === 'choice')) return ''
  return `, or ${missing.called ?? 'absent'} (${counted(missing.trials, 'trial')})`
}

const SCALES: Readonly<Record<string, string>> = {
  int: 'whole numbers,',
  'log-int': 'log, whole numbers,',
  'one-minus-log': 'one minus log',
}

/** A note in a sentence; `place` is what counts the rows of the file. */
function noteText(note: TableNote, place: string): string {
  switch (note.kind) {
    case 'direction':
      return note.sounds === 'higher'
        ? `${note.target} sounds as if higher were better, but lower counts as better here: add --maximise if higher is better.`
        : `${note.target} sounds as if lower were better, but higher counts as better here: leave out --maximise if lower is better.`
    case 'not ended':
      return `Left out because of ${note.column}: ${listed(note.states.map(({ word, rows }) => `${counted(rows, 'row')} with ${oneLine(word)}`))}.`
    case 'unknown states': {
      const words = namedList(note.states.map(({ word, rows }) => `“${word}” (${counted(rows, 'row')})`))
      return `${note.column} has unknown states: ${words}. These rows count. If they are no states, add --role ${note.column}=identifier.`
    }
    case 'no target':
      return `${counted(note.rows, 'row')} left out: no ${note.target}.`
    case 'text as target':
      return `${counted(note.rows, 'row')} left out: ${note.target} is text, as “${note.text}” in ${place} ${note.place}.`
    case 'diverged':
      return `${counted(note.trials, 'trial')} diverged: ${note.target} is not finite and counts as the worst finite value, ${compact(note.worst)}.`
    case 'copies':
      return `${counted(note.rows, 'row')} left out: ${note.rows === 1 ? 'it repeats another' : 'they repeat others'} in every column.`
    case 'slips':
      return `${counted(note.rows, 'row')} left out: ${note.column} is not a number, as “${note.text}” in ${place} ${note.place}.`
    case 'drawn':
      return `A random sample of ${grouped(note.trials)} of the ${grouped(note.of)} trials is explained.`
    case 'screened':
      return `Of ${grouped(note.of)} columns that may be hyperparameters, the ${note.kept} that explain most by themselves are analysed; ${grouped(note.of - note.kept)} are left out. Name yours with --settings.`
    case 'chosen by chance':
      return `With the target permuted, the best of so many columns reach an R² of ${rSquared(note.outOfBag)} by chance: ${note.exceeded ? 'these exceed it' : 'these do not exceed it, so their shares mean nothing'}.`
    case 'repeats':
      return repeatsText(note)
    case 'missing':
      return withoutText(note)
    case 'raw instead':
      return 'The target is not transformed: clipped at its 0.9 quantile, it would be the same in all trials.'
    case 'weaker':
      return `The ${note.told} most important hyperparameters are analysed in full; ${counted(note.others, 'other')} only in a smaller forest of all.`
    case 'tested on':
      return `Interactions were tested on ${grouped(note.trials)} of the trials.`
    case 'nearly all':
      return `${note.setting} alone explains ${shareText(note.share)}. If it is a result rather than a hyperparameter, leave it out: --ignore ${note.column}.`
    case 'the same':
      return `${listed(note.columns)} determine each other, so their shares cannot be told apart: leave one out with --ignore.`
  }
}

function repeatsText({ trials, settings, drawnTogether }: Extract<TableNote, { kind: 'repeats' }>): string {
  const what = `${counted(trials, 'trial')} ${trials === 1 ? 'has' : 'have'} ${settings === 1 ? '1 combination' : `${grouped(settings)} different combinations`} of hyperparameters`
  return drawnTogether
    ? `${what}: rows with the same combination are resampled together, and R² is measured on combinations the trees have not seen.`
    : `${what}: too few to leave some out, so R² is measured on other rows with the same combinations.`
}

function withoutText({ setting, trials, called, follows }: Extract<TableNote, { kind: 'missing' }>): string {
  return follows === undefined
    ? `${counted(trials, 'trial')} ${trials === 1 ? 'has' : 'have'} no ${setting}: this counts as a value of its own, ${called}.`
    : `${counted(trials, 'trial')} ${trials === 1 ? 'has' : 'have'} no ${setting}, depending on ${follows}: it is explained among the trials that have it.`
}

function whereText({ setting, trials, share, outOfBag, follows }: ShareWhere): string {
  const trust = outOfBag === undefined ? '' : ` (R² ${rSquared(outOfBag)})`
  return `Among the ${counted(trials, 'trial')} that have ${setting} (depending on ${follows}), it explains ${shareText(share)}${trust}.`
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
  return { head: ['hyperparameter', ...numbers, ...(isAdvised(advice) ? ['best', 'good'] : [])], rows, right: numbers }
}

function legendOf({ importance, advice, better }: TableFindings): string {
  const interval = importance.resamples === undefined ? '' : ` (${boundsName(importance)})`
  const best = `best: where the ${better === 'lower' ? 'lowest' : 'highest'} mean is expected; good: the values around it that are within one deviation of it`
  return [
    `Share: of the variance, by the hyperparameter alone${interval}`,
    'spread: its standard deviation over the trees',
    'with others: that share plus an equal part of every share that it has together with others (Shapley value)',
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

function foundIn({ shares, remainder, outOfBag, interactions, notes, trees, trials, treatment }: Importance): string[] {
  const sorted = shares.toSorted((a, b) => b.share - a.share)
  const [pairs, triples] = [2, 3].map((size) => sorted.filter(({ settings }) => settings.length === size))
  const texts = pairs.slice(0, MOST_PAIRS).map(({ settings, share }) => {
    const p = ofSet(interactions, settings)?.adjusted
    return `${settings.join(' × ')} ${shareText(share)}${p === undefined ? '' : ` (${probability(p)})`}`
  })
  const triplesText = triples
    .slice(0, MOST_PAIRS)
    .map(({ settings, share }) => `${settings.join(' × ')} ${shareText(share)}`)
  const tested =
    interactions.length > 0 ? ' (p: the probability of so large a share by chance, corrected for all pairs)' : ''
  return [
    ...(outOfBag === undefined
      ? []
      : [
          `A forest of ${grouped(trees)} trees explains ${outOfBag <= 0 ? 'nothing' : shareText(outOfBag)} of the variance in trials it has not seen (R² out of bag, ${rSquared(outOfBag)}). The target is ${treatmentText(treatment)}.`,
        ]),
    ...notes.map((note) => `${capital(fanovaNoteText(note, { trials }))}.`),
    ...(texts.length === 0
      ? []
      : [`What two hyperparameters explain together, beyond each alone${tested}: ${listed(texts)}.`]),
    ...(triplesText.length === 0
      ? []
      : [`What three explain together, beyond their pairs (not tested): ${listed(triplesText)}.`]),
    `Interactions of more hyperparameters: ${shareText(remainder.share)}.`,
  ]
}

function weakerText(weaker: TableFindings['weaker']): string {
  const [strongest] = weaker
  return `None of the less important hyperparameters has a share above ${shareText(strongest.share)}: ${namedList(weaker.map(({ setting }) => setting))}.`
}

function bestText({ best, target, better, importance }: TableFindings): string {
  const told = new Set(importance.shares.flatMap(({ settings }) => settings))
  const settings = Object.entries(best.settings)
    .filter(([name]) => told.has(name))
    .map(([name, value]) => `${name} ${typeof value === 'number' ? compact(value) : value}`)
  return `The ${better === 'lower' ? 'lowest' : 'highest'} ${target}, ${compact(best.target)}, is in ${best.counted} ${best.line}: ${settings.join(', ')}.`
}

function adviceIn({ advice, settings }: TableFindings): string[] {
  if (!isAdvised(advice))
    return ['There are no best or good values and no advice: the forest predicts no better than chance.']
  return advice.settings.flatMap(({ setting: name, edge, best }) => {
    const setting = settings.find((one) => one.name === name)
    return edge === undefined || setting === undefined ? [] : [edgeText(setting, edge, best)]
  })
}

function edgeText(setting: TableSetting, edge: EdgeWarning, mean: Setting): string {
  const { end, value, marginal, best, widenTo } = edge
  const crowd = best && `${best.trials} of the best ${best.of} trials lie in that tenth of the range`
  const lies = marginal
    ? `The best value of ${setting.name} is at the ${end} end of its range, ${compact(value)}: ${listed(['the marginal is best there', ...(crowd ? [crowd] : [])])}`
    : `On average ${setting.name} is best at ${valueText(mean)}, but with good values of the other hyperparameters it is best towards the ${end} end of its range, ${compact(value)}: ${crowd}`
  if (!goesOn(setting, edge)) return `${lies}.`
  return `${lies}; try values ${widenTo === undefined ? 'beyond it, if there are any' : `as far as ${compact(widenTo)}`}.`
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

function comparedIn({ share, validation, left }: Groups, { target }: TableFindings): string[] {
  return [
    `The best ${percentage(share)} of each group, at least two trials, are selected by ${validation} and judged by ${target}; p is the largest of three tests that repeat the selection (docs/statistics.md). It is not corrected for the number of groups.`,
    ...(left === 0
      ? []
      : [`${counted(left, 'trial')} left out of the comparison: no group, or no number in ${validation}.`]),
  ]
}
