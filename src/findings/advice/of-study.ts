import { compact, counted, listed, settingName } from '../../math/text.ts'
import type { StudyDefinition } from '../../study/definition.ts'
import { spaceFor } from '../../study/trial.ts'
import { distance, type Measure } from '../../task/measure.ts'
import type { TrialRecord } from '../../train/record.ts'
import { meansNothing } from '../importance/importance.ts'
import type { Importances } from '../importance/of-study.ts'
import { pairsOf } from '../pairs.ts'
import { type Advice, adviceOn, type EdgeWarning, type GoodRegion } from './advice.ts'

/** Advice for each cell on one task. */
export interface TaskAdvice {
  readonly task: string
  /** Of test results. */
  readonly measure: Measure
  readonly cells: readonly CellAdvice[]
}

export interface CellAdvice {
  readonly cell: string
  /** Without settings where their marginals mean nothing. */
  readonly advice: Advice
  readonly meansNothing?: true
}

/** Advice for every cell whose results were explained: the best trials are selected by validation, results are those on test. */
export function advices(
  definition: StudyDefinition,
  trials: readonly TrialRecord[],
  importances: Importances,
): TaskAdvice[] {
  const pairs = pairsOf(definition, trials)
  return importances.tasks.flatMap(({ task, measure, cells }) => {
    if (cells.length === 0) return []
    const settings = Object.entries(spaceFor(definition, task)).map(([name, range]) => ({ name, range }))
    const advised = cells.map(({ cell, error }): CellAdvice => {
      const { trained } = pairs.find((pair) => pair.task === task && pair.cell === cell)!
      const points = trained.map((trial) => trial.settings)
      const target = trained.map(({ outcome }) => outcome.test)
      const selection = trained.map(({ outcome }) => outcome.validation)
      const marginals = meansNothing(error) ? [] : error.marginals
      return {
        cell,
        advice: adviceOn({ settings, points, target }, marginals, { selection, share: definition.best }),
        ...(meansNothing(error) && { meansNothing: true }),
      }
    })
    return [{ task, measure, cells: advised }]
  })
}

/** What to do the next time, in sentences. */
export function adviceSentences(advised: TaskAdvice): string[] {
  return [...edgeSentences(advised), ...silentSentences(advised), ...ruleSentences(advised), ...sizeSentences(advised)]
}

/**
 * A sentence for each end of a range at which the best of some cells lies: on average over the other settings, or of single trials. The
 * two may differ, as where an end is good only with good other settings, so they never share a sentence.
 */
function edgeSentences({ cells }: TaskAdvice): string[] {
  const found = cells.flatMap(({ cell, advice }) =>
    advice.settings.flatMap(({ setting, edge }) => (edge === undefined ? [] : [{ cell, setting, edge }])),
  )
  const ends = Map.groupBy(found, ({ setting, edge }) => `${edge.end} ${edge.marginal} ${setting}`)
  return [...ends.values()].map((group) => {
    const [{ setting, edge }] = group
    const end = `the ${edge.end} end of ${settingName(setting)}, ${compact(edge.value)}`
    const names = namesOf(group, cells)
    const crowds = group.flatMap(({ cell, edge: { best } }) =>
      best === undefined ? [] : [`${best.trials} of the best ${best.of} of ${cell}`],
    )
    const tenth = `the outermost tenth, which holds ${listed(crowds)}`
    if (!edge.marginal)
      return `Of ${names}, other values are better on average, but the best trials lie at ${end}: in ${tenth}. ${beyondText(edge)}`
    const reasons = [
      `by the marginal for ${counted(group.length, 'cell')}`,
      ...(crowds.length > 0 ? [`by ${tenth}`] : []),
    ]
    return `The best values lie at ${end}, for ${names}: ${listed(reasons)}. ${beyondText(edge)}`
  })
}

function beyondText({ value, widenTo }: EdgeWarning): string {
  return widenTo === undefined
    ? `There is nothing below ${compact(value)} to try.`
    : `A range that goes on to ${compact(widenTo)} may hold better ones.`
}

/** A sentence on the cells whose settings no forest explains. */
function silentSentences({ cells }: TaskAdvice): string[] {
  const silent = cells.filter((cell) => cell.meansNothing)
  if (silent.length === 0) return []
  return [
    `For ${namesOf(silent, cells)} no values are called good: on trials it has not seen ${silent.length === 1 ? 'the' : 'each'} forest is no better than their mean.`,
  ]
}

/** Cells by name, or all of them. */
function namesOf(some: readonly { readonly cell: string }[], all: readonly CellAdvice[]): string {
  return some.length === all.length && all.length > 2
    ? `all ${counted(all.length, 'cell')}`
    : listed(some.map(({ cell }) => cell))
}

function ruleSentences({ measure, cells }: TaskAdvice): string[] {
  const ruled = cells.flatMap(({ cell, advice }) => (advice.rule === undefined ? [] : [{ cell, ...advice.rule }]))
  if (ruled.length === 0) return []
  const rates = Map.groupBy(ruled, ({ chosen }) => compact(chosen.rate))
  const chosen = [...rates].map(([rate, group]) => `${rate} for ${namesOf(group, cells)}`)
  const most = ruled
    .map((rule) => ({ cell: rule.cell, lost: rule.chosen.result - rule.best.result }))
    .reduce((a, b) => (b.lost > a.lost ? b : a))
  const lost =
    most.lost > 0
      ? `The median of the trials near it is at most ${distance(most.lost, measure)} above that near the best rate (${most.cell}).`
      : 'The median of the trials near it is no higher than that near the best rate.'
  const starts = [...new Set(ruled.map(({ steps }) => compact(steps[0].rate)))]
  const start =
    starts.length === 1 ? starts[0] : `${listed(starts, 'or')}, the highest rate with enough trials near it,`
  return [`To start at ${start} and divide by ten while results improve would have ended at ${listed(chosen)}. ${lost}`]
}

function sizeSentences({ cells }: TaskAdvice): string[] {
  const sized = cells.flatMap(({ cell, advice }) => (advice.bySize === undefined ? [] : [{ cell, ...advice.bySize }]))
  if (sized.length === 0) return []
  const moved = sized.filter(({ interval: [low, high] }) => low > 0 || high < 0)
  const rest = sized.length - moved.length
  const seen = moved.map(({ cell, decades }) => `${cell} (${decadesText(decades)})`)
  const name = settingName(sized[0].setting)
  if (seen.length === 0)
    return [`That the best learning rate moves with the ${name} cannot be seen for any of ${counted(rest, 'cell')}.`]
  const others = rest === 0 ? '' : ` For the other ${counted(rest, 'cell')} no such move can be seen.`
  return [`The best learning rate moves with the ${name}, small to large, for ${listed(seen)}.${others}`]
}

/** How far a learning rate moved: `+0.21 decades`. */
export function decadesText(decades: number): string {
  return `${decades < 0 ? '−' : '+'}${Math.abs(decades).toFixed(2)} decades`
}

/** The good values of a setting: `3.16 × 10⁻⁴ – 0.01`, `learned or coupled`, `any`. */
export function regionText({ from, to, options, share }: GoodRegion): string {
  if (share > 1 - 1e-9) return 'any'
  if (options !== undefined) return listed(options.map(String), 'or')
  return from === to ? compact(from!) : `${compact(from!)} – ${compact(to!)}`
}
