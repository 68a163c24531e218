import type { Cost, Pareto } from '../../findings/pareto.ts'
import { compact, counted, grouped, listed } from '../../math/text.ts'
import type { Alternative } from '../plot.ts'
import { amount, duration } from './numbers.ts'

/** The figure of error against cost for those who do not see it. */
export function paretoText({ task, cells }: Pareto): Alternative {
  const text = ({ cell, test, parameters, seconds }: Pareto['cells'][number]) =>
    `${cell}: ${compact(test)}, ${grouped(parameters)} parameters, ${duration(seconds)}`
  return {
    title: `Error against parameters and against training time on ${task}`,
    description: cells.map(text).join('; '),
  }
}

/** What the figure shows, and how to read it. */
export function paretoCaption(found: Pareto): string {
  return `${frontiersText(found)} Means over the best trials of each cell on ${found.task}: test result over learned parameters and over the processor time of training. The line joins the blue cells, which no other beats in both; whether errors differ by more than chance is tested above.`
}

/** Which cells no other beats in both, by each cost. */
export function frontiersText({ measure, cells, frontiers }: Pareto): string {
  const text = (cost: Cost, name: string) => {
    const found = cells.find(({ cell }) => cell === name)!
    const price = cost === 'seconds' ? duration(found.seconds) : counted(found.parameters, 'parameter')
    return `${name} (${amount(found.test, measure)}, ${price})`
  }
  const names = (cost: Cost) => listed(frontiers[cost].map((name) => text(cost, name)))
  return `No cell is both better and smaller than ${names('parameters')}. None is both better and faster than ${names('seconds')}.`
}
