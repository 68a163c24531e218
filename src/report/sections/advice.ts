import type { TaskAdvice } from '../../findings/advice/of-study.ts'
import { compact } from '../../math/text.ts'
import { type Block, heading, list, names, note, numbers, table } from '../blocks/block.ts'
import type { Material } from '../material.ts'
import { ABOUT, adviceSentences, bareDecades, ratesNote, regionText, VALUES } from '../words/advice.ts'
import { bare, settingName } from '../words/numbers.ts'

/** What to do next time: good values, ranges to widen, and how the rule for learning rates would have fared. */
export function advice({ findings }: Material): Block[] {
  if (findings.advices.length === 0) return []
  const found = findings.advices.flatMap((advised) => [
    heading(`${advised.task}-advice`, advised.task),
    ...list(adviceSentences(advised)),
    ...goodValues(advised),
    ...rules(advised),
  ])
  return [...found, note(ABOUT)]
}

/** A row a cell, a column a setting. */
function goodValues({ task, cells }: TaskAdvice): Block[] {
  const settings = [...new Set(cells.flatMap(({ advice }) => advice.settings.map(({ setting }) => setting)))]
  if (settings.length === 0) return []
  const rows = cells.map(({ cell, advice }) => [
    cell,
    ...settings.map((name) => {
      const found = advice.settings.find(({ setting }) => setting === name)
      return found === undefined ? '–' : `${regionText(found.region)}${found.edge ? EDGE[found.edge.end] : ''}`
    }),
  ])
  return [note(VALUES), table(`${task}-good-values`, names('cell', ...settings.map(settingName)), rows)]
}

const EDGE = { lower: ' ▾', upper: ' ▴' }

function rules({ task, cells, measure }: TaskAdvice): Block[] {
  if (cells.every(({ advice }) => advice.rule === undefined)) return []
  const rows = cells.map(({ cell, advice: { rule, bySize, settings } }) => {
    const decades = settings.find(({ setting }) => setting === rule?.setting)?.region.decades
    return [
      cell,
      ...(rule === undefined
        ? ['–', '–', '–', '–']
        : [rule.chosen, rule.best].flatMap(({ rate, result }) => [
            { value: rate, text: compact(rate) },
            { value: result, text: bare(result, measure) },
          ])),
      decades === undefined ? '–' : { value: decades, text: decades.toFixed(1) },
      bySize === undefined ? '–' : `${bareDecades(bySize.decades)} (${bySize.interval.map(bareDecades).join(' to ')})`,
    ]
  })
  const columns = [
    ...names('cell'),
    ...numbers('by the rule', 'median', 'best', 'median', 'good decades'),
    ...names('shift for large networks'),
  ]
  return [note(ratesNote(measure)), table(`${task}-rule`, columns, rows)]
}
