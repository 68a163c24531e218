import type { LearningRates } from '../../findings/learning-rates.ts'
import { compact } from '../../math/text.ts'
import { ratesAxis } from '../axes.ts'
import type { Alternative } from '../plot.ts'
import { MOST_DOTS } from '../sample.ts'
import { beyondText, sampleText } from './edge.ts'
import { amount } from './numbers.ts'

/** The figure of results over learning rates for those who do not see it. */
export function ratesText({ task, cells }: LearningRates): Alternative {
  const text = ({ cell, lowest }: LearningRates['cells'][number]) =>
    lowest ? `${cell}: lowest median near ${compact(lowest.rate)}` : `${cell}: too few trials for a median`
  return {
    title: `Test result over learning rate on ${task}`,
    description: cells
      .filter(({ points }) => points.length > 0)
      .map(text)
      .join('; '),
  }
}

/** What the figure shows, and how to read it. */
export function ratesCaption(found: LearningRates, baseline: string): string {
  const behind = found.cells.length > 1 ? `, the grey one that of ${baseline}` : ''
  const count = found.cells.reduce((sum, { points }) => sum + points.length, 0)
  const hasDiverged = found.cells.some(({ points }) => points.some((point) => point.diverged))
  return `${lowestText(found)} Test result on ${found.task} over the learning rate, one dot per trial; the heavy line is the running median${behind}.${hasDiverged ? ' Crosses are diverged trials.' : ''}${sampleText(count, MOST_DOTS)}`
}

/** Where the running medians are lowest, and what lies beyond the axis. */
export function lowestText({ naiveBaseline, measure, cells }: LearningRates): string {
  const found = cells.flatMap(({ cell, lowest }) => (lowest === undefined ? [] : [{ cell, rate: lowest.rate }]))
  const sorted = found.sort((a, b) => a.rate - b.rate)
  const [first, last] = [sorted[0], sorted[sorted.length - 1]]
  const text = ({ cell, rate }: { cell: string; rate: number }) => `${compact(rate)} (${cell})`
  const lowest =
    sorted.length === 0
      ? 'There are too few trials for a running median.'
      : sorted.length === 1
        ? `The running median is lowest near ${text(first)}.`
        : `The running medians are lowest at learning rates from ${text(first)} to ${text(last)}.`
  const { edge, showsNaive } = ratesAxis({ measure, naiveBaseline, cells })
  const tests = cells.flatMap(({ points }) => points.map(({ test }) => test))
  const naive = `The naive baseline reaches ${amount(naiveBaseline, measure)}${showsNaive ? ', the dashed line' : ', beyond the axis'}.`
  return `${lowest}${beyondText(tests, edge, { measure, place: 'upper edge' })} ${naive}`
}
