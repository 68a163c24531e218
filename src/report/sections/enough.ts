import type { Enough } from '../../findings/enough.ts'
import { grouped, settingName } from '../../math/text.ts'
import { bestReading, bestSoFar, enoughAgreement, enoughReading, hasConclusions } from '../figures/enough.ts'
import { escaped, figure, htmlTable, prose } from '../html.ts'
import type { Material } from '../material.ts'

/** How many trials would have been enough for what was concluded. */
export function enough({ definition, findings }: Material): string {
  if (findings.enough.length === 0) return ''
  return findings.enough
    .map((found) => {
      const { task, baseline } = found
      const agreement = `${enoughReading(found)} Shares of random parts of the trials on ${task} that come to the same conclusion as all of them, over the size of the parts: blue dots for the verdict against ${baseline}, a grey line where there is none, orange squares for the two most important settings in their order. The dotted line is nine of ten; grey ground is where parts are more than half of the whole.`
      const behind = found.cells.length > 1 ? `, the grey line is that of ${definition.baseline}` : ''
      const best = `${bestReading(found)} Test result on ${task} of the trial that validation selects among so many: its mean over all parts of this size, and the band that holds nine of ten of them${behind}.`
      return `<h3>${escaped(task)}</h3>${hasConclusions(found) ? figure(`${task}-enough`, enoughAgreement(found), agreement) : `<p>${prose(enoughReading(found))}</p>`}${table(found)}${figure(`${task}-best-so-far`, bestSoFar(found), best)}`
    })
    .join('\n')
    .concat(`<p class="note">${prose(ABOUT)}</p>`)
}

const ABOUT =
  'Parts are drawn without replacement from the trials of this study: they tell how many of these would have led to the same conclusion, not whether it is right, nor whether another study would agree. ' +
  'Large parts share most trials with the whole and agree with it by construction. That a cell cannot be told from the baseline is what few trials always say: for this no number is given.'

function table({ cells }: Enough): string {
  const size = (trials: number | undefined) => (trials === undefined ? '–' : grouped(trials))
  const rows = cells.map(({ cell, trials, verdict, first, order, enoughForBest }) => {
    const settings = (order ?? first)?.conclusion.split(',').map(settingName)
    return [
      cell,
      grouped(trials),
      verdict?.conclusion ?? '–',
      size(verdict?.enough),
      settings === undefined ? '–' : settings.join(', '),
      size(first?.enough),
      size(order?.enough),
      size(enoughForBest),
    ]
  })
  const head = ['cell', 'trials', 'verdict', 'enough', 'first settings', 'first', 'both', 'best trial']
  return `<p class="note">${prose(COLUMNS)}</p>${htmlTable(head, rows, [1, 3, 5, 6, 7])}`
}

const COLUMNS =
  'How many trials would have been enough: for the verdict, for the most important setting, for the first two in their order, and for a best trial that is, on average, within the margin of that of all.'
