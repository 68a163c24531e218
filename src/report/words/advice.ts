import type { EdgeWarning, GoodRegion } from '../../findings/advice/advice.ts'
import type { CellAdvice, TaskAdvice } from '../../findings/advice/of-study.ts'
import { compact, counted, listed } from '../../math/text.ts'
import { distance, settingName } from './numbers.ts'

/** How good values and the rule for learning rates are found. */
export const ABOUT =
  'Good values are those around the best one at which the marginal of the test error is within one standard deviation (over the trees) of its lowest point; “any” is the whole range. ' +
  'The result of a learning rate is the median of the trials within half a decade of it, whatever their other hyperparameters. The rule compares validation results; the table shows test results. ' +
  'Large and small networks are those above and below the median size. The shift is the difference of the mean learning rates of their best trials, in decades, with its 95 % bootstrap interval.'

/** What to do next time, in sentences. */
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
      best === undefined ? [] : [`${best.trials} of the best ${best.of} trials of ${cell}`],
    )
    const tenth = `the outermost tenth of the range holds ${listed(crowds)}`
    if (!edge.marginal)
      return `For ${names}, other values are better on average, but the best trials lie at ${end}: ${tenth}. ${beyondText(edge)}`
    const reasons = [
      `the marginal is lowest there for ${counted(group.length, 'cell')}`,
      ...(crowds.length > 0 ? [tenth] : []),
    ]
    return `The best values lie at ${end}, for ${names}: ${listed(reasons)}. ${beyondText(edge)}`
  })
}

function beyondText({ value, widenTo }: EdgeWarning): string {
  return widenTo === undefined
    ? `No value below ${compact(value)} can be tried.`
    : `A range extended to ${compact(widenTo)} may contain better ones.`
}

/** A sentence on the cells whose settings no forest explains. */
function silentSentences({ cells }: TaskAdvice): string[] {
  const silent = cells.filter((cell) => cell.meansNothing)
  if (silent.length === 0) return []
  return [
    `No good values are given for ${namesOf(silent, cells)}: ${silent.length === 1 ? 'its' : 'their'} forest predicts unseen trials no better than their mean does.`,
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
  return [
    `Starting with a learning rate of ${start} and dividing it by ten while results improve would have ended at ${listed(chosen)}. ${lost}`,
  ]
}

function sizeSentences({ cells }: TaskAdvice): string[] {
  const sized = cells.flatMap(({ cell, advice }) => (advice.bySize === undefined ? [] : [{ cell, ...advice.bySize }]))
  if (sized.length === 0) return []
  const moved = sized.filter(({ interval: [low, high] }) => low > 0 || high < 0)
  const rest = sized.length - moved.length
  const seen = moved.map(({ cell, decades }) => `${cell} (${bareDecades(decades)} decades)`)
  const name = settingName(sized[0].setting)
  if (seen.length === 0)
    return [`The best learning rate shows no detectable shift with the ${name} (${counted(rest, 'cell')}).`]
  const others = rest === 0 ? '' : ` The other ${counted(rest, 'cell')} show${rest === 1 ? 's' : ''} no such shift.`
  return [`The best learning rate shifts with the ${name}, from small to large networks, for ${listed(seen)}.${others}`]
}

/** By how many decades a learning rate shifted: `+0.21`. */
export function bareDecades(decades: number): string {
  return `${decades < 0 ? '−' : '+'}${Math.abs(decades).toFixed(2)}`
}

/** The good values of a setting: `3.16 × 10⁻⁴ – 0.01`, `learned or coupled`, `any`. */
export function regionText({ from, to, options, share }: GoodRegion): string {
  if (share > 1 - 1e-9) return 'any'
  if (options !== undefined) return listed(options.map(String), 'or')
  return from === to ? compact(from!) : `${compact(from!)} – ${compact(to!)}`
}

/** What marks a good value at an end of its range. */
export const VALUES = 'Good values. ▾ or ▴: the best value is at the lower or upper end of the range.'

/** What the columns of learning rates are. */
export function ratesNote({ unit }: TaskAdvice['measure']): string {
  return `The learning rate that the rule “start high, divide by ten” gives, the best one, and the median test result near each${unit && `, in ${unit}`}; how many decades of learning rates are good; and by how many decades the best rate of large networks is above that of small ones.`
}
