import { type Comparison, type Conclusion, isTested, type TestedCell } from '../../findings/comparison.ts'
import { isRepeated } from '../../findings/pairs.ts'
import { SIGNIFICANT } from '../../findings/selection-test.ts'
import type { TTest } from '../../math/statistics.ts'
import { compact, grouped, percentage } from '../../math/text.ts'
import { type Block, type Cell, figure, heading, names, note, numbers, table } from '../blocks/block.ts'
import { boxes, markOf } from '../figures/boxes.ts'
import type { Material } from '../material.ts'
import { bestCaption, biasText, powerText, TESTS } from '../words/comparison.ts'
import { bare, bareProbability, distance, duration, intervalText, signed } from '../words/numbers.ts'

/** The best share of each cell, drawn and tested against the baseline. */
export function comparisons({ definition, findings }: Material): Block[] {
  // where all settings were repeated, `repeats` compares the cells
  const compared = findings.comparisons.filter(({ cells }) =>
    cells.some(({ cell, best }) => best !== undefined && !isRepeated(definition, cell)),
  )
  const areTested = compared.some(({ comparisons: tests }) => tests > 0)
  return [...compared.flatMap(onTask), ...(areTested ? [note(TESTS)] : [])]
}

function onTask(comparison: Comparison): Block[] {
  const { task, cells } = comparison
  const tested = cells.filter(isTested)
  return [
    heading(`${task}-cells`, task),
    figure(`${task}-best`, boxes(comparison, 'best'), bestCaption(comparison)),
    results(comparison),
    note(biasText(comparison)),
    ...(tested.length === 0
      ? []
      : [
          differences(comparison, tested),
          probabilities(comparison, tested),
          power(comparison, tested),
          note(powerText(comparison)),
        ]),
  ]
}

/** What the best reached, and what they cost. */
function results({ task, measure, baseline, cells }: Comparison): Block {
  const result = (value: number) => ({ value, text: bare(value, measure) })
  const rows = cells.map(({ cell, best }) => [
    cell === baseline ? `${cell} (baseline)` : cell,
    ...(best === undefined
      ? Array<Cell>(7).fill('–')
      : [
          grouped(best.values.length),
          result(best.validation),
          result(best.summary.mean),
          { value: best.gap, text: signed(best.gap, measure) },
          `${bare(best.summary.least, measure)} – ${bare(best.summary.most, measure)}`,
          { value: best.parameters, text: grouped(best.parameters) },
          { value: best.seconds, text: duration(best.seconds) },
        ]),
  ])
  const columns = ['trials', 'validation', 'test', 'test − validation', 'range on test', 'parameters', 'time']
  return table(`${task}-results`, [...names('cell'), ...numbers(...columns)], rows)
}

/** How far each cell is from the baseline. */
function differences({ task, measure, baseline, margin }: Comparison, tested: readonly TestedCell[]): Block {
  const rows = tested.map((cell) => {
    const { difference, interval, equivalence, effect, verdict } = cell.against
    return [
      cell.cell,
      { value: difference, text: signed(difference, measure) },
      intervalText(interval, measure),
      ...(margin === undefined ? [] : [equivalence === undefined ? '–' : equivalence.within ? 'yes' : 'no']),
      effect === undefined ? '–' : { value: effect.hedgesG, text: effectText(effect.hedgesG) },
      effect?.interval === undefined ? '–' : effect.interval.map(effectText).join(' to '),
      `${verdict} ${markOf(cell)}`.trim(),
    ]
  })
  const within = margin === undefined ? [] : [`within ${compact(margin)}`]
  const columns = [
    ...names(`against ${baseline}`),
    ...numbers('difference', '95 % interval', ...within, 'Hedges’ g', '95 % interval'),
    ...names('verdict'),
  ]
  return table(`${task}-differences`, columns, rows)
}

const effectText = (g: number) => `${g < 0 ? '−' : '+'}${Math.abs(g).toFixed(2)}`

/** The p-values of both tests, alone and for all cells together. */
function probabilities({ task }: Comparison, tested: readonly TestedCell[]): Block {
  const probability = (value: number) => ({ value, text: bareProbability(value) })
  const rows = tested.map(({ cell, against: { p, adjusted, welch } }) => [
    cell,
    ...[p, adjusted.holm, adjusted.bonferroni].map(probability),
    ...(welch === undefined
      ? Array<Cell>(5).fill('–')
      : [
          { value: welch.t, text: welch.t.toFixed(2).replace('-', '−') },
          { value: welch.degreesOfFreedom, text: welch.degreesOfFreedom.toFixed(1) },
          ...[welch.p, welch.adjusted.holm, welch.adjusted.bonferroni].map(probability),
        ]),
  ])
  const columns = ['p', 'Holm', 'Bonferroni', 'Welch’s t', 'degrees of freedom', 'p', 'Holm', 'Bonferroni']
  return table(`${task}-p-values`, [...names('p-values'), ...numbers(...columns)], rows)
}

/** What these trials could have found, and how often the same would be found again. */
function power({ task, measure, margin }: Comparison, tested: readonly TestedCell[]): Block {
  const share = (value: number) => ({ value, text: percentage(value) })
  const rows = tested.map(({ cell, against: { power: found, replication, verdict, welch } }) => [
    cell,
    { value: found.detectable, text: distance(found.detectable, measure) },
    ...(found.ofMargin === undefined ? [] : [share(found.ofMargin)]),
    share(againBy(replication, verdict)),
    share(againBy(replication.welch, welchVerdict(welch))),
  ])
  const ofMargin = margin === undefined ? [] : [`detects ${compact(margin)}`]
  const columns = ['detectable difference', ...ofMargin, 'same conclusion again', 'by Welch’s test']
  return table(`${task}-power`, [...names('power'), ...numbers(...columns)], rows)
}

/** The share of studies that say the same; nothing detectable is said where neither is. */
function againBy(found: { better: number; worse: number; equivalent?: number }, verdict: Conclusion): number {
  const { better, worse, equivalent = 0 } = found
  return verdict === 'undecided' ? 1 - better - worse - equivalent : { better, worse, equivalent }[verdict]
}

const welchVerdict = (welch: TTest | undefined): Conclusion =>
  welch === undefined || welch.p >= SIGNIFICANT ? 'undecided' : welch.t > 0 ? 'worse' : 'better'
