import type { CellRepeats, HoldsFor, Repeats } from '../../findings/repeats.ts'
import { mean, smallest } from '../../math/statistics.ts'
import { counted, listed, percentage } from '../../math/text.ts'
import { repeatsEdge, testsOf } from '../axes.ts'
import type { Alternative } from '../plot.ts'
import { beyondText } from './edge.ts'
import { amount, bare } from './numbers.ts'

/** The figure of repeated settings for those who do not see it. */
export function repeatsText({ task, measure, cells }: Repeats): Alternative {
  return {
    title: `Settings trained again with other seeds on ${task}`,
    description: cells.map((cell) => `${cell.cell}: ${deviationsText(cell, measure)}`).join('; '),
  }
}

/** What the figure shows, and how to read it. */
export function repeatsCaption(found: Repeats): string {
  return `${seedsText(found)} A dot is one training on ${found.task}; the line is the mean of the trainings with the same settings.`
}

/** How far seeds move a result beside how far settings do. */
export function seedsText({ measure, cells }: Repeats): string {
  const beyond = beyondText(cells.flatMap(testsOf), repeatsEdge(cells), { measure, place: 'upper edge' })
  return `${cells.map((cell) => `${cell.cell}: ${deviationsText(cell, measure)}`).join('; ')}.${beyond}`
}

function deviationsText({ groups, ofSeed, ofSettings, share }: CellRepeats, measure: Repeats['measure']): string {
  if (ofSeed === undefined) return 'no settings were trained twice'
  const seeds = `standard deviation ${amount(ofSeed, measure)} between seeds`
  if (ofSettings === undefined || share === undefined) return seeds
  const least = smallest(groups.map(({ tests }) => mean(tests)))
  return `${seeds} and ${amount(ofSettings, measure)} between settings, so that the seed accounts for ${percentage(share)} of the variance; the lowest mean of any settings is ${amount(least, measure)}`
}

/** How means, interval and p-values of repeated settings are to be read. */
export function comparedText({ baseline, measure, cells }: Repeats): string {
  const tested = cells.flatMap(({ cell, against }) => (against === undefined ? [] : [{ cell, ...against }]))
  const wide = tested.filter(({ holdsFor }) => holdsFor === 'seeds and sequences')
  const narrow = tested.filter(({ holdsFor }) => holdsFor === 'seeds')
  const of = (some: typeof tested) =>
    some.length === tested.length ? '' : ` for ${listed(some.map(({ cell }) => cell))}`
  const errors = wide.map(
    ({ cell, errors }) => `${cell} ${bare(errors.seeds, measure)} and ${bare(errors.sequences ?? 0, measure)}`,
  )
  return [
    'The mean is that of the settings’ means, the median that of all trainings.',
    ...(wide.length > 0
      ? [
          `Interval and p of the difference from ${baseline}${of(wide)} hold for ${holdsForText('seeds and sequences')}; the standard errors from seeds, and what sequences add, are ${listed(errors)}.`,
        ]
      : []),
    ...(narrow.length > 0
      ? [
          `Interval and p of the difference from ${baseline}${of(narrow)} are Welch’s and hold for ${holdsForText('seeds')}: these trials do not keep the losses of single test sequences, so the intervals leave out that the test set is a sample too.`,
        ]
      : []),
    'They say nothing about settings that another search would find. Holm’s p holds for all cells together.',
  ].join(' ')
}

/** What an interval holds for, beyond the trials that it was made from. */
export function holdsForText(what: HoldsFor): string {
  switch (what) {
    case 'searches':
      return 'other searches, with other settings and seeds, on the same test sequences'
    case 'seeds':
      return 'other seeds, with these settings and on the same test sequences'
    case 'seeds and sequences':
      return 'other seeds and other test sequences, with these settings'
  }
}

/** Trainings that did worse than the naive baseline; one sentence per cell. */
export function worseThanNaive({ measure, naiveBaseline, cells }: Repeats): string[] {
  return cells.flatMap(({ cell, beyond }) => {
    if (beyond === undefined) return []
    const { trainings, worst } = beyond
    const count =
      trainings === 1
        ? `result counts as that, not as ${amount(worst, measure)}`
        : `results count as that, not as up to ${amount(worst, measure)}`
    return [
      `${counted(trainings, 'training')} of ${cell} did worse on the test set than the naive baseline, ${amount(naiveBaseline, measure)}: ${trainings === 1 ? 'its' : 'their'} ${count}.`,
    ]
  })
}
