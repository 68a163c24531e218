import { type FanovaOptions, fanova } from '../fanova/analysis.ts'
import type { Trials } from '../fanova/columns.ts'
import { interactions } from '../fanova/interaction.ts'
import { type TransformName, transforms } from '../fanova/target.ts'
import { type Advice, adviceOn } from '../findings/advice/advice.ts'
import { shareSize } from '../findings/best.ts'
import { type Importance, importanceOf, meansNothing } from '../findings/importance/importance.ts'
import type { Parallel } from '../findings/parallel.ts'
import { counted, grouped } from '../math/text.ts'
import { position, type Settings } from '../study/space.ts'
import { measureOf } from '../task/measure.ts'
import { inOwnTerms } from './advice.ts'
import { checkGroups, compareGroups, type GroupOptions, type Groups } from './groups.ts'
import type { Table } from './table.ts'
import { type TableOptions, type TableSetting, type TableTrials, tableTrials } from './trials.ts'

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
  readonly settings: readonly TableSetting[]
  /** The trial with the best target: its line in the file. */
  readonly best: { readonly line: number; readonly target: number; readonly settings: Settings }
  /** What was left out and what was guessed, a sentence each. */
  readonly notes: readonly string[]
  readonly importance: Importance
  /** Settings beyond the strongest, with their Shapley shares in a forest over all of them. */
  readonly weaker: readonly { readonly setting: string; readonly share: number }[]
  readonly advice: Advice
  /** Trials as lines through their settings. */
  readonly parallel: Parallel
  readonly groups?: Groups
}

export interface TableFindingsOptions extends TableOptions {
  /** What is made of the target before it is explained: clipped if not given, as in a study. */
  readonly transform?: TransformName
  readonly trees?: number
  readonly triples?: boolean
  /** Times the trials are redrawn for 95 % intervals. */
  readonly intervals?: number
  /** Told after each redrawing. */
  readonly onRedrawn?: (done: number) => void
  /** Forests grown without interaction, to hold each pair against; 0 for no test. */
  readonly dealings?: number
  /** Groups to compare, as a study compares cells. */
  readonly groups?: Pick<GroupOptions, 'column' | 'validation' | 'baseline' | 'share'>
}

/** What a table of trials from anywhere says of its settings. */
export function tableFindings(table: Table, options: TableFindingsOptions): TableFindings {
  const { maximise = false, groups, seed = 0, transform = 'clipped' } = options
  if (groups !== undefined) checkGroups(table, options.target, groups)
  const besides = [...(options.besides ?? []), ...(groups === undefined ? [] : [groups.validation])]
  const read = tableTrials(table, { ...options, besides })
  const lowered = maximise ? { ...read.trials, target: read.trials.target.map((value) => -value) } : read.trials
  const { strongest, weaker } = screened(lowered, { seed, transform: transforms[transform] })
  const importance = explain(strongest, read.target, options)
  return {
    target: read.target,
    better: maximise ? 'higher' : 'lower',
    rows: read.rows,
    trials: read.from.length,
    diverged: read.diverged,
    settings: read.settings,
    best: bestOf(table, read, lowered),
    notes: [...read.notes, ...notesOn(weaker, importance, read.from.length)],
    importance: maximise ? turned(importance) : importance,
    weaker,
    advice: adviceFor(strongest, read.settings, importance),
    parallel: parallelOf(someOf(strongest, LINES), read.target, maximise),
    ...(groups && { groups: compareGroups(table, read, { ...groups, maximise, seed }) }),
  }
}

/** Advice, where the forest predicts anything: none on the settings where its shares mean nothing. */
function adviceFor(trials: Trials, settings: readonly TableSetting[], importance: Importance): Advice {
  if (meansNothing(importance)) return { settings: [] }
  const advice = adviceOn(trials, importance.marginals)
  const owns = (name: string) => settings.find((setting) => setting.name === name)!
  return { ...advice, settings: advice.settings.map((one) => inOwnTerms(owns(one.setting), one)) }
}

/** Settings told in full; their pairs grow with the square. */
const MOST_SETTINGS = 8

/** The settings that matter most, where there are many, by a smaller forest over all of them. */
function screened(trials: Trials, options: FanovaOptions) {
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

function explain(trials: Trials, title: string, options: TableFindingsOptions): Importance {
  const { trees = 64, seed = 0, triples = false, intervals: bootstrap = 0, onRedrawn, transform = 'clipped' } = options
  const shared = { seed, transform: transforms[transform] }
  const dealings = isTold(trials) ? (options.dealings ?? 99) : 0
  const all = { ...shared, title, trees, triples, bootstrap, maps: MAP, draws: DRAWS, ...(onRedrawn && { onRedrawn }) }
  if (trials.target.length <= MOST) return importanceOf(trials, { ...all, dealings })
  const found = importanceOf(trials, { ...all, dealings: 0 })
  return {
    ...found,
    interactions: dealings === 0 ? [] : interactions(someOf(trials, MOST), { ...shared, dealings, trees: 8 }),
  }
}

function isTold({ target }: Trials): boolean {
  return target.length >= FEWEST && target.some((value) => value !== target[0])
}

/** Every so manyth of the trials: the first would be those of a search that has not begun to learn. */
function someOf({ settings, points, target }: Trials, most: number): Trials {
  const step = Math.ceil(points.length / most)
  const isTaken = (_: unknown, trial: number) => trial % step === 0
  return { settings, points: points.filter(isTaken), target: target.filter(isTaken) }
}

/** What was found of a target with its sign turned, told of the target itself: where higher is better. */
function turned(found: Importance): Importance {
  const top = found.unit === 'rank' ? 1 : 0
  const back = (value: number) => top - value
  return {
    ...found,
    target: found.unit === 'rank' ? found.target : `with its sign turned, ${found.target}`,
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
  const axes = settings.filter(({ range }) => range.kind !== 'fixed')
  const order = [...target.keys()].sort((a, b) => target[a] - target[b] || a - b)
  const best = new Set(order.slice(0, shareSize(order.length, BEST)))
  return {
    task: title,
    cell: 'the table',
    measure: { ...measureOf('mse', target), title, unit: title },
    trivial: Number.POSITIVE_INFINITY,
    axes,
    trials: points.map((point, number) => ({
      number,
      positions: axes.map(({ name, range }) => position(range, point[name])),
      test: maximise ? -target[number] : target[number],
      best: best.has(number),
    })),
  }
}

function bestOf({ lines }: Table, { trials: { points, target }, from }: TableTrials, lowered: Trials) {
  const best = lowered.target.reduce((best, value, trial, all) => (value < all[best] ? trial : best), 0)
  return { line: lines[from[best]], target: target[best], settings: points[best] }
}

function notesOn(weaker: TableFindings['weaker'], { interactions }: Importance, trials: number): string[] {
  const tested = Math.ceil(trials / Math.ceil(trials / MOST))
  const notes: (string | false)[] = [
    weaker.length > 0 &&
      `The ${MOST_SETTINGS} settings that matter most are told in full; ${counted(weaker.length, 'other')} only in a smaller forest over all.`,
    interactions.length > 0 &&
      trials > MOST &&
      `Interactions were held against chance on ${grouped(tested)} of the trials.`,
  ]
  return notes.filter((note) => note !== false)
}
