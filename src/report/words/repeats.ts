import type { CellRepeats, Repeats } from '../../findings/repeats.ts'
import { mean, smallest } from '../../math/statistics.ts'
import { counted, percentage } from '../../math/text.ts'
import { repeatsEdge, testsOf } from '../axes.ts'
import type { Alternative } from '../plot.ts'
import { beyondText } from './edge.ts'
import { amount } from './numbers.ts'

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
export function comparedText(baseline: string): string {
  return `The mean is that of the settings’ means, the median that of all trainings. Interval and p of the difference from ${baseline} are Welch’s, with the standard deviation between seeds as error: they hold for these settings, and say nothing about those that another search would find. Holm’s p holds for all cells together.`
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
