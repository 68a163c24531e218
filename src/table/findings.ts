import { type FanovaOptions, fanova } from '../fanova/analysis.ts'
import type { Trials } from '../fanova/columns.ts'
import { interactions } from '../fanova/interaction.ts'
import { type TransformName, transforms } from '../fanova/target.ts'
import { type Advice, adviceOn } from '../findings/advice/advice.ts'
import { shareSize } from '../findings/best.ts'
import { type Importance, importanceOf, meansNothing } from '../findings/importance/importance.ts'
import type { Parallel } from '../findings/parallel.ts'
import { stream } from '../math/random.ts'
import { largest } from '../math/statistics.ts'
import { position, type Settings } from '../study/space.ts'
import { measureOf } from '../task/measure.ts'
import { inOwnTerms, orWithout } from './advice.ts'
import { movesWith, samePairs } from './doubts.ts'
import { checkGroups, compareGroups, type GroupOptions, type Groups } from './groups.ts'
import type { TableNote } from './notes.ts'
import type { ColumnRole } from './roles.ts'
import type { TableSetting } from './settings.ts'
import type { Table } from './table.ts'
import { type TableOptions, type TableTrials, tableTrials } from './trials.ts'

/** Everything the analyses say of a table of trials: plain data. */
export interface TableFindings {
  /** The column that is explained. */
  readonly target: string
  readonly better: 'lower' | 'higher'
  /** In the table, without its first line. */
  readonly rows: number
  /** Rows that count. */
  readonly trials: number
  /** Trials whose target is not finite; they count as the worst. */
  readonly diverged: number
  /** What each column was taken for. */
  readonly columns: readonly ColumnRole[]
  /** What was made of the target. */
  readonly transform: TransformName
  readonly settings: readonly TableSetting[]
  /** Of all trials that ended, the one with the best target: its line, record or row in the file. */
  readonly best: {
    readonly line: number
    readonly counted: Table['counted']
    readonly target: number
    readonly settings: Settings
  }
  /** What was left out, what was guessed and what is doubtful. */
  readonly notes: readonly TableNote[]
  readonly importance: Importance
  /** Settings beyond the strongest, with their Shapley shares in a forest over all of them. */
  readonly weaker: readonly { readonly setting: string; readonly share: number }[]
  /** Settings that only some trials have, explained among those. */
  readonly where: readonly ShareWhere[]
  readonly advice: Advice
  /** Trials as lines through their settings. */
  readonly parallel: Parallel
  readonly groups?: Groups
}

/** The share of a setting among the trials that have it. */
export interface ShareWhere {
  readonly setting: string
  /** The setting that says which trials have it. */
  readonly follows: string
  readonly trials: number
  /** Shapley share, of a forest over these trials alone. */
  readonly share: number
  /** R² of that forest for settings it has not seen; absent where nothing varies. */
  readonly outOfBag?: number
}

export interface TableFindingsOptions extends TableOptions {
  readonly trees?: number
  readonly triples?: boolean
  /** Times the trials are resampled for 95 % intervals. */
  readonly intervals?: number
  /** Told after each resample. */
  readonly onResample?: (done: number) => void
  /** Forests grown without interaction, to hold each pair against; 0 for no test. */
  readonly permutations?: number
  /** Groups to compare, as a study compares cells. */
  readonly groups?: Pick<GroupOptions, 'column' | 'validation' | 'baseline' | 'share'>
}

/** What a table of trials from anywhere says of its settings. */
export function tableFindings(table: Table, options: TableFindingsOptions): TableFindings {
  const { maximise = false, groups, seed = 0 } = options
  if (groups !== undefined) checkGroups(table, options.target, groups)
  const ignore = [...(options.ignore ?? []), ...(groups === undefined ? [] : [groups.validation])]
  const read = tableTrials(table, { ...options, ignore })
  const transform = transforms[read.transform]
  const { strongest, weaker } = strongestOf(read.trials, { seed, transform })
  const importance = explain(strongest, read, options)
  const chance = read.screenedAgain && chanceOf(read.screenedAgain, read.trials.target, { seed, transform })
  const isNothing = meansNothing(importance) || (chance !== undefined && (importance.outOfBag ?? 0) <= chance)
  return {
    target: read.target,
    better: maximise ? 'higher' : 'lower',
    rows: read.rows,
    trials: read.from.length,
    diverged: read.diverged,
    columns: read.roles,
    transform: read.transform,
    settings: read.settings,
    best: bestOf(table, read),
    notes: [
      ...doubtsOn(read, importance),
      ...read.notes,
      ...(chance === undefined ? [] : [{ kind: 'chosen by chance', outOfBag: chance, exceeded: !isNothing } as const]),
      ...forestNotes(weaker, importance, read.from.length),
    ],
    importance: maximise ? turned(importance) : importance,
    weaker,
    where: whereIn(strongest, read.settings, { seed, transform }),
    advice: isNothing ? { settings: [] } : adviceFor(strongest, read.settings, importance),
    parallel: parallelOf(someOf(strongest, LINES), read.target, maximise),
    ...(groups && { groups: compareGroups(table, read, { ...groups, maximise, seed }) }),
  }
}

/** Times the target is permuted. */
const PERMUTATIONS = 9

/**
 * The highest R² where the target is permuted and the settings are chosen by it again. Of thousands of columns of noise
 * the best seem to explain much, in trials that a tree has not seen too, as those helped to choose them.
 */
function chanceOf(
  again: NonNullable<TableTrials['screenedAgain']>,
  target: readonly number[],
  options: FanovaOptions & { readonly seed: number },
): number {
  const found = Array.from({ length: PERMUTATIONS }, (_, k) => {
    const order = stream('table', 'screened', options.seed, k).permutation(target.length)
    const { strongest } = strongestOf(again(Array.from(order, (at) => target[at])), options)
    return fanova(strongest, { ...options, trees: 16, pairs: false, grid: 1, draws: DRAWS }).outOfBag ?? 0
  })
  return largest(found)
}

/** A share above which a setting is suspected of being a result, where the target rises or falls with it as a result would. */
const NEARLY_ALL = 0.95

function doubtsOn({ settings, trials }: TableTrials, { shares, outOfBag = 0 }: Importance): TableNote[] {
  const ruling = shares.find(({ settings, share }) => settings.length === 1 && share >= NEARLY_ALL)
  const setting = settings.find(({ name }) => name === ruling?.settings[0])
  const same = samePairs(someOf(trials, MOST)).map(([one, other]): TableNote => {
    const columnOf = (name: string) => settings.find((setting) => setting.name === name)!.column
    return { kind: 'the same', columns: [columnOf(one), columnOf(other)] }
  })
  if (ruling === undefined || setting === undefined || outOfBag < NEARLY_ALL) return same
  if (!movesWith(trials, setting.name)) return same
  return [{ kind: 'nearly all', setting: setting.name, column: setting.column, share: ruling.share }, ...same]
}

/** What settings that only some trials have explain among those. */
function whereIn(trials: Trials, settings: readonly TableSetting[], options: FanovaOptions): ShareWhere[] {
  return trials.settings.flatMap(({ name, range }): ShareWhere[] => {
    const follows = settings.find((setting) => setting.name === name)?.missing?.follows
    if (follows === undefined || range.kind === 'fixed') return []
    const among = filtered(trials, (trial) => trials.points[trial][name] !== undefined)
    const { shapley, outOfBag } = fanova(among, { ...options, trees: 16, grid: 1, draws: DRAWS })
    const { share } = shapley.find(({ settings: [setting] }) => setting === name)!
    return [{ setting: name, follows, trials: among.points.length, share, ...(outOfBag !== undefined && { outOfBag }) }]
  })
}

function filtered(trials: Trials, isTaken: (trial: number) => boolean): Trials {
  const take = <T>(list: readonly T[]) => list.filter((_, trial) => isTaken(trial))
  const { settings, points, target, groups } = trials
  return { settings, points: take(points), target: take(target), ...(groups && { groups: take(groups) }) }
}

/** Advice on the settings in their own terms. */
function adviceFor(trials: Trials, settings: readonly TableSetting[], importance: Importance): Advice {
  const advice = adviceOn(trials, importance.marginals)
  const owns = (name: string) => settings.find((setting) => setting.name === name)!
  const told = advice.settings.map((one, k) => {
    const setting = owns(one.setting)
    return orWithout(inOwnTerms(setting, one), setting, importance.marginals[k])
  })
  return { ...advice, settings: told }
}

/** Settings told in full; their pairs grow with the square. */
const MOST_SETTINGS = 8

/** The settings that matter most, where there are many, by a smaller forest over all of them. */
function strongestOf(trials: Trials, options: FanovaOptions) {
  if (trials.settings.length <= MOST_SETTINGS) return { strongest: trials, weaker: [] }
  const { shapley } = fanova(trials, { ...options, trees: 16, draws: 2048, grid: 1 })
  const sorted = shapley.map(({ settings: [setting], share }) => ({ setting, share })).sort((a, b) => b.share - a.share)
  const names = new Set(sorted.slice(0, MOST_SETTINGS).map(({ setting }) => setting))
  return {
    strongest: { ...trials, settings: trials.settings.filter(({ name }) => names.has(name)) },
    weaker: sorted.slice(MOST_SETTINGS),
  }
}

/** Points on each side of a map. */
const MAP = 15
/** Trials a tree draws at most. */
const DRAWS = 4096
/** Fewer trials than these tell nothing of interactions; on more it would take too long to hold them against chance. */
const [FEWEST, MOST] = [10, 1000]

function explain(trials: Trials, read: TableTrials, options: TableFindingsOptions): Importance {
  const { trees = 64, seed = 0, triples = false, intervals: resamples = 0, onResample } = options
  const shared = { seed, transform: transforms[read.transform] }
  const permutations = isTold(trials) ? (options.permutations ?? 99) : 0
  const all = {
    ...shared,
    subject: { kind: 'column', column: read.target } as const,
    trees,
    triples,
    resamples,
    maps: MAP,
    draws: DRAWS,
    ...(onResample && { onResample }),
  }
  if (trials.target.length <= MOST) return importanceOf(trials, { ...all, permutations })
  const found = importanceOf(trials, { ...all, permutations: 0 })
  return {
    ...found,
    interactions: permutations === 0 ? [] : interactions(someOf(trials, MOST), { ...shared, permutations, trees: 8 }),
  }
}

function isTold({ target }: Trials): boolean {
  return target.length >= FEWEST && target.some((value) => value !== target[0])
}

/** Every so manyth of the trials: the first would be those of a search that has not begun to learn. */
function someOf(trials: Trials, most: number): Trials {
  const step = Math.ceil(trials.points.length / most)
  return filtered(trials, (trial) => trial % step === 0)
}

/** What was found of a target with its sign turned, told of the target itself: where higher is better. */
function turned(found: Importance): Importance {
  const top = found.treatment.kind === 'ranks' ? 1 : 0
  const back = (value: number) => top - value
  return {
    ...found,
    marginals: found.marginals.map((marginal) => ({
      ...marginal,
      points: marginal.points.map(({ interval, ...point }) => ({
        ...point,
        mean: back(point.mean),
        ...(interval && { interval: [back(interval[1]), back(interval[0])] as const }),
      })),
    })),
    maps: found.maps.map((map) => ({
      ...map,
      mean: map.mean.map((row) => row.map(back)),
      interaction: map.interaction.map((row) => row.map((value) => -value)),
    })),
  }
}

/** More lines would be one stain. */
const LINES = 500
/** The share of trials that is called best. */
const BEST = 0.1

/** Trials of a target to be lowered, as lines through the settings that vary to the target itself. */
function parallelOf({ settings, points, target }: Trials, title: string, maximise: boolean): Parallel {
  const axes = settings.filter(({ range, absent }) => range.kind !== 'fixed' && absent === undefined)
  const order = [...target.keys()].sort((a, b) => target[a] - target[b] || a - b)
  const best = new Set(order.slice(0, shareSize(order.length, BEST)))
  return {
    task: title,
    measure: { ...measureOf('mse', target), title, unit: title },
    naiveBaseline: Number.POSITIVE_INFINITY,
    axes,
    trials: points.map((point, number) => ({
      number,
      positions: axes.map(({ name, range }) => position(range, point[name])),
      test: maximise ? -target[number] : target[number],
      best: best.has(number),
    })),
  }
}

function bestOf(table: Table, { target, best: { row, settings } }: TableTrials): TableFindings['best'] {
  const column = table.columns.find(({ name }) => name === target)!
  return { line: table.places[row], counted: table.counted, target: column.numbers[row], settings }
}

function forestNotes(weaker: TableFindings['weaker'], { interactions }: Importance, trials: number): TableNote[] {
  const tested = Math.ceil(trials / Math.ceil(trials / MOST))
  return [
    ...(weaker.length > 0 ? [{ kind: 'weaker', told: MOST_SETTINGS, others: weaker.length } as const] : []),
    ...(interactions.length > 0 && trials > MOST ? [{ kind: 'tested on', trials: tested } as const] : []),
  ]
}
