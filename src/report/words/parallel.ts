import type { Parallel, ParallelTrial } from '../../findings/parallel.ts'
import { quantile } from '../../math/statistics.ts'
import { compact, counted, percentage } from '../../math/text.ts'
import { settingAt } from '../../study/space.ts'
import { edgeOf } from '../axes.ts'
import type { Alternative } from '../plot.ts'
import { MOST_LINES } from '../sample.ts'
import { beyondText, sampleText } from './edge.ts'
import { settingName } from './numbers.ts'

/** The figure of trials through their settings for those who do not see it. */
export function parallelText({ task, cell, trials }: Parallel): Alternative {
  const best = trials.filter((trial) => trial.best)
  return {
    title:
      cell === undefined
        ? `Settings and ${task} of the trials of the table`
        : `Settings and test results of the trials of ${cell} on ${task}`,
    description: best.map(({ number, test }) => `trial ${number}: ${compact(test)}`).join('; '),
  }
}

/** What the figure shows, and how to read it. */
export function parallelCaption(found: Parallel, share: number): string {
  return `${agreementText(found)} Each line is a trial of ${found.cell} on ${found.task}, through its hyperparameters to its test result on the right; the best ${percentage(share)} by validation are blue.`
}

/** On which setting the best trials agree most and on which least, and what lies beyond the axis. */
export function agreementText({ cell = 'the table', axes, trials, measure, naiveBaseline }: Parallel): string {
  const best = trials.filter((trial) => trial.best)
  const numeric = axes.flatMap(({ name, range }, axis) =>
    range.kind === 'choice' ? [] : [{ name, range, ...middleHalf(best, axis) }],
  )
  const tests = trials.map(({ test }) => test)
  const far = `${beyondText(tests, edgeOf([tests], naiveBaseline), { measure, place: 'upper end' })}${sampleText(trials.length, MOST_LINES)}`
  const sorted = numeric.sort((a, b) => a.to - a.from - (b.to - b.from))
  const [most, least] = [sorted[0], sorted[sorted.length - 1]]
  const whose = `The best ${counted(best.length, 'trial')} of ${trials.length} of ${cell}`
  if (most === undefined) return `${whose} are drawn in blue.${far}`
  const ends = [most.from, most.to].map((at) => Number(settingAt(most.range, at))).sort((a, b) => a - b)
  const wide =
    most === least
      ? ''
      : `. They are farthest apart in ${settingName(least.name)} (${percentage(least.to - least.from)} of its range)`
  return (
    `${whose} are closest together in ${settingName(most.name)}: ` +
    `half of them lie between ${compact(ends[0])} and ${compact(ends[1])}, ${percentage(most.to - most.from)} of its range${wide}.${far}`
  )
}

/** Between which positions the middle half of some trials lies. */
function middleHalf(trials: readonly ParallelTrial[], axis: number): { from: number; to: number } {
  const places = trials.map(({ positions }) => positions[axis])
  return { from: quantile(places, 0.25), to: quantile(places, 0.75) }
}
