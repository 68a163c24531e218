import type { Measure } from '../task/measure.ts'
import type { Comparison } from './comparison.ts'

/** What the best share of each cell costs on one task, and which cells no other beats in both error and cost. */
export interface Pareto {
  readonly task: string
  readonly measure: Measure
  readonly baseline: string
  readonly cells: readonly ParetoCell[]
  /** By each cost, the cells that are not dominated, cheapest first. */
  readonly frontiers: Readonly<Record<Cost, readonly string[]>>
}

/** Means over the best share. */
export interface ParetoCell {
  readonly cell: string
  readonly test: number
  /** Numbers learned. */
  readonly parameters: number
  /** Of processor time to train. */
  readonly seconds: number
}

export type Cost = 'parameters' | 'seconds'

/** Error against cost on every task that has results of two cells. */
export function paretos(comparisons: readonly Comparison[]): Pareto[] {
  return comparisons.flatMap(({ task, measure, baseline, cells: compared }) => {
    const cells = compared.flatMap(({ cell, best }): ParetoCell[] =>
      best === undefined ? [] : [{ cell, test: best.summary.mean, parameters: best.parameters, seconds: best.seconds }],
    )
    if (cells.length < 2) return []
    const frontiers = { parameters: frontier(cells, 'parameters'), seconds: frontier(cells, 'seconds') }
    return [{ task, measure, baseline, cells, frontiers }]
  })
}

function frontier(cells: readonly ParetoCell[], cost: Cost): string[] {
  return cells
    .filter((cell) => !cells.some((other) => dominates(other, cell, cost)))
    .sort((a, b) => a[cost] - b[cost])
    .map(({ cell }) => cell)
}

/** Whether a cell is at least as good and as cheap as another, and better or cheaper. */
function dominates(one: ParetoCell, other: ParetoCell, cost: Cost): boolean {
  const differs = one.test < other.test || one[cost] < other[cost]
  return one.test <= other.test && one[cost] <= other[cost] && differs
}
