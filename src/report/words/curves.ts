import type { Curves } from '../../findings/curves.ts'
import { compact } from '../../math/text.ts'
import type { Alternative } from '../plot.ts'
import { amount } from './numbers.ts'

/** The figure of learning curves for those who do not see it. */
export function curvesText({ task, cells }: Curves): Alternative {
  return {
    title: `Learning curves of the best trials on ${task}`,
    description: cells.map(({ cell, best, bestEpoch }) => `${cell}: ${compact(best)} at epoch ${bestEpoch}`).join('; '),
  }
}

/** What the figure shows, and how to read it. */
export function curvesCaption(found: Curves, baseline: string): string {
  const behind = found.cells.length > 1 ? `; the grey line is ${baseline}` : ''
  return `${whenBest(found)} Validation result after each epoch, for the best trial of each cell on ${found.task}. The dot is the epoch whose weights were tested${behind}. Results worse than the naive baseline are drawn at its level.`
}

/** When the cells were at their best, and how good that was. */
export function whenBest({ measure, cells }: Curves): string {
  const sorted = cells.filter(({ bestEpoch }) => bestEpoch > 0).sort((a, b) => a.bestEpoch - b.bestEpoch)
  if (sorted.length === 0) return 'No trial has an epoch to show.'
  const text = ({ cell, best, bestEpoch, validation }: Curves['cells'][number]) =>
    `${cell} is best, ${amount(best, measure)}, after epoch ${bestEpoch} of ${validation.length}`
  if (sorted.length === 1) return `${text(sorted[0])}.`
  const [first, last] = [sorted[0], sorted[sorted.length - 1]]
  if (first.bestEpoch === last.bestEpoch) return `All cells are best after epoch ${first.bestEpoch}.`
  return `Earliest, ${text(first)}; latest, ${text(last)}.`
}
