import { adviceSentences, decadesText, regionText, type TaskAdvice } from '../../findings/advice/of-study.ts'
import { compact, settingName } from '../../math/text.ts'
import { bare } from '../../task/measure.ts'
import { escaped, htmlTable, list, prose } from '../html.ts'
import type { Material } from '../material.ts'

/** What to do the next time: good values, ranges to widen, and how the rule for learning rates would have fared. */
export function advice({ findings }: Material): string {
  if (findings.advices.length === 0) return ''
  return findings.advices
    .map((found) => {
      return `<h3>${escaped(found.task)}</h3>${list(adviceSentences(found))}${goodValues(found)}${rules(found)}`
    })
    .join('\n')
    .concat(`<p class="note">${prose(ABOUT)}</p>`)
}

const ABOUT =
  'Good values are those around the best at which the marginal of the test error is within one deviation of its lowest, the deviation over the trees there; “any” is the whole range. ' +
  'What a learning rate gives is the median of the trials within half a decade of it, whatever their other settings; the rule looks at validation, results are those on test. ' +
  'Large and small networks are the halves above and below the median size; the move is that of the mean learning rate of their best trials, with its 95 % interval by redrawing.'

/** A row a cell, a column a setting. */
function goodValues({ cells }: TaskAdvice): string {
  const names = [...new Set(cells.flatMap(({ advice }) => advice.settings.map(({ setting }) => setting)))]
  if (names.length === 0) return ''
  const rows = cells.map(({ cell, advice }) => [
    cell,
    ...names.map((name) => {
      const found = advice.settings.find(({ setting }) => setting === name)
      return found === undefined
        ? '–'
        : `${regionText(found.region)}${found.edge === undefined ? '' : EDGE[found.edge.end]}`
    }),
  ])
  return `<p class="note">Good values; ▾ and ▴ mark those whose best lies at the lower or upper end of the range.</p>${htmlTable(['cell', ...names.map(settingName)], rows)}`
}

const EDGE = { lower: ' ▾', upper: ' ▴' }

function rules({ cells, measure }: TaskAdvice): string {
  if (cells.every(({ advice }) => advice.rule === undefined)) return ''
  const rows = cells.map(({ cell, advice: { rule, bySize, settings } }) => {
    const decades = settings.find(({ setting }) => setting === rule?.setting)?.region.decades
    return [
      cell,
      ...(rule === undefined
        ? ['–', '–', '–', '–']
        : [rule.chosen, rule.best].flatMap(({ rate, result }) => [compact(rate), bare(result, measure)])),
      decades === undefined ? '–' : decades.toFixed(1),
      bySize === undefined ? '–' : `${bareDecades(bySize.decades)} (${bySize.interval.map(bareDecades).join(' to ')})`,
    ]
  })
  const unit = measure.unit && `, in ${measure.unit}`
  const note = `Learning rates, decades of good ones, and by how many decades the best rate of large networks is higher than that of small ones; medians are of test results${unit}.`
  const head = ['cell', 'by the rule', 'median', 'best', 'median', 'good decades', 'large networks']
  return `<p class="note">${prose(note)}</p>${htmlTable(head, rows, [1, 2, 3, 4, 5])}`
}

const bareDecades = (decades: number) => decadesText(decades).replace(/ decades$/, '')
