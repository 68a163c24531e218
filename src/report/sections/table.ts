import type { TableFindings } from '../../table/findings.ts'
import { type Block, type Column, figure, list, note, type Section, table } from '../blocks/block.ts'
import { maps } from '../figures/maps.ts'
import { marginals } from '../figures/marginals.ts'
import { parallel } from '../figures/parallel.ts'
import { shares } from '../figures/shares.ts'
import { boundsName, mapsCaption, marginalsCaption, mostText } from '../words/importance.ts'
import { agreementText } from '../words/parallel.ts'
import { type columnWords, type TableWords, tableWords } from '../words/table.ts'

/** What a table of trials says, in reading order of a page; `figures` are drawn only where they are seen. */
export function tableSections(findings: TableFindings): Section[] {
  const words = tableWords(findings)
  return [
    {
      id: 'matters',
      title: 'What matters',
      blocks: [...list(words.doubts), ...sharesFigure(findings), ...sharesBlocks(words)],
    },
    { id: 'settings', title: 'Hyperparameters', blocks: marginalsFigure(findings) },
    { id: 'pairs', title: 'Pairs of hyperparameters', blocks: mapsFigure(findings) },
    { id: 'trials', title: 'Trials', blocks: parallelFigure(findings) },
    { id: 'advice', title: 'Advice', blocks: list(words.advice) },
    groupsSection(words),
    { id: 'columns', title: 'Roles of the columns', blocks: columnBlocks(words) },
    { id: 'read', title: 'How the table was read', blocks: list(words.read) },
  ]
}

/** The same for a terminal, without figures: first what the columns were taken for. */
export function tableBlocks(findings: TableFindings): Section[] {
  const words = tableWords(findings)
  return [
    { id: 'columns', title: 'Columns', blocks: columnBlocks(words) },
    { id: 'read', title: 'How the table was read', blocks: list([...words.doubts, ...words.read]) },
    { id: 'matters', title: 'What matters', blocks: sharesBlocks(words) },
    { id: 'advice', title: 'Advice', blocks: list(words.advice) },
    groupsSection(words),
  ]
}

/** What the columns of a table were taken for. */
export function columnBlocks({ columns, moreColumns }: ReturnType<typeof columnWords>): Block[] {
  return [tableOf('columns', columns), ...moreColumns.map(note)]
}

function sharesBlocks({ settings, legend, found }: TableWords): Block[] {
  return [tableOf('settings', settings), note(legend), ...list(found)]
}

function groupsSection({ groups, compared }: TableWords): Section {
  const blocks = groups === undefined ? [] : [tableOf('groups', groups), ...list(compared)]
  return { id: 'groups', title: 'Groups compared', blocks }
}

function tableOf(id: string, { head, rows, right }: TableWords['settings']): Block {
  const columns = head.map((title): Column => ({ title, holds: right.includes(title) ? 'numbers' : 'names' }))
  return table(id, columns, rows)
}

function sharesFigure({ importance }: TableFindings): Block[] {
  const bars = `Bars are shares of variance, thin lines ${boundsName(importance)}.`
  return [figure('shares', shares([importance]), `${mostText(importance)} ${bars}`)]
}

function marginalsFigure({ importance }: TableFindings): Block[] {
  if (importance.marginals.length === 0) return []
  const caption = marginalsCaption(importance, { cells: 0, baseline: '' })
  return [figure('marginals', marginals(importance, [], ''), caption)]
}

function mapsFigure({ importance }: TableFindings): Block[] {
  return importance.maps.length === 0 ? [] : [figure('maps', maps(importance), mapsCaption(importance))]
}

function parallelFigure({ parallel: found }: TableFindings): Block[] {
  if (found.axes.length === 0 || found.trials.length < 2) return []
  const lines = 'A line is a trial, through its hyperparameters to its result; the best tenth is blue.'
  return [figure('parallel', parallel(found), `${agreementText(found)} ${lines}`)]
}
