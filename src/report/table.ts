import { boundsName } from '../findings/importance/importance.ts'
import { counted } from '../math/text.ts'
import type { TableFindings } from '../table/findings.ts'
import { maps, mapsReading } from './figures/maps.ts'
import { marginals, marginalsReading } from './figures/marginals.ts'
import { parallel, parallelReading } from './figures/parallel.ts'
import { shares, sharesReading } from './figures/shares.ts'
import { figure, htmlTable, list, prose } from './html.ts'
import { page } from './page.ts'
import { type TableWords, tableWords } from './words/table.ts'

/** What a table of trials says, as one self-contained HTML page of the same kind as a study’s report. */
export function tableReport(file: string, findings: TableFindings): string {
  const words = tableWords(findings)
  return page({
    name: file,
    kind: 'A table of trials, analysed by Odyssey',
    heading: `What matters for ${findings.target}?`,
    facts: [file, counted(findings.trials, 'trial'), `${findings.better} is better`],
    sections: [
      {
        title: 'What matters',
        html: sharesFigure(findings) + rowsOf(words.settings) + note(words.legend) + list(words.found),
      },
      { title: 'Settings', html: marginalsFigure(findings) },
      { title: 'Pairs of settings', html: mapsFigure(findings) },
      { title: 'Trials', html: parallelFigure(findings) },
      { title: 'Advice', html: list(words.advice) },
      {
        title: 'Groups compared',
        html: words.groups === undefined ? '' : rowsOf(words.groups) + list(words.compared),
      },
      { title: 'How the table was read', html: list(words.read) },
    ],
  })
}

function sharesFigure({ importance }: TableFindings): string {
  const bars = `Bars are shares of variance, thin lines ${boundsName(importance)}.`
  return figure('shares', shares([importance]), `${sharesReading(importance)} ${bars}`)
}

function marginalsFigure({ importance }: TableFindings): string {
  if (importance.marginals.length === 0) return ''
  const lines = `All other settings are averaged out; the band is ${boundsName(importance)}.`
  return figure('marginals', marginals(importance, [], ''), `${marginalsReading(importance)} ${lines}`)
}

function mapsFigure({ importance }: TableFindings): string {
  return importance.maps.length === 0 ? '' : figure('maps', maps(importance), mapsReading(importance))
}

function parallelFigure({ parallel: found }: TableFindings): string {
  if (found.axes.length === 0 || found.trials.length < 2) return ''
  const lines = 'A line is a trial, through its settings to its result; the best tenth is blue.'
  return figure('parallel', parallel(found), `${parallelReading(found)} ${lines}`)
}

const note = (text: string) => `<p class="note">${prose(text)}</p>`

function rowsOf({ head, rows, right }: TableWords['settings']): string {
  const numbers = right.map((title) => head.indexOf(title))
  return htmlTable(head, rows, numbers)
}
