import { ofSet } from '../../fanova/decomposition.ts'
import type { Importance } from '../../findings/importance/importance.ts'
import { type PartShares, partShares, samplesParts, type TaskImportance } from '../../findings/importance/of-study.ts'
import { type Block, figure, heading, list, names, note, numbers, table, text } from '../blocks/block.ts'
import { maps } from '../figures/maps.ts'
import { marginals } from '../figures/marginals.ts'
import { shares, sharesByRow } from '../figures/shares.ts'
import type { Material } from '../material.ts'
import {
  aboutText,
  interactionsText,
  leftOutText,
  mapsCaption,
  marginalsCaption,
  NO_PARTS,
  notesText,
  partsText,
  shapleyText,
  sharesByCellCaption,
  sharesCaption,
} from '../words/importance.ts'
import { bareProbability, setName, settingName, shareText } from '../words/numbers.ts'

/** Shares of variance, marginals and maps on each task. */
export function importance({ definition, findings }: Material): Block[] {
  const { tasks } = findings.importances
  const found = tasks.flatMap((one) => taskBlocks(one, definition.baseline))
  const leftOut = tasks.flatMap(leftOutText).map(note)
  if (found.length === 0) return leftOut
  const trees = tasks.flatMap(({ cells }) => cells.map(({ error }) => error.trees))[0]
  const isOfCells = !samplesParts(definition) && tasks.some(({ overall }) => overall !== undefined)
  return [...found, ...leftOut, note(aboutText(trees)), ...(isOfCells ? [note(NO_PARTS)] : [])]
}

/** Which part of the cell matters, where a study sampled the parts. */
export function parts({ findings }: Material): Block[] {
  return partShares(findings.importances).flatMap((each) => {
    const { task, parts: found } = each
    const rows = found.map(({ part, alone, shapley }) => [
      settingName(part),
      shareCell(shapley.share),
      boundsText(shapley),
      shareCell(alone.share),
    ])
    const range = found[0]?.shapley.interval === undefined ? 'standard deviation over trees' : '95 % interval'
    return [
      heading(`${task}-parts`, task),
      text([partsText(each) ?? '', shapleyText].join(' ').trim()),
      table(`${task}-part-shares`, [...names('part'), ...numbers('Shapley value', range, 'alone')], rows),
    ]
  })
}

/** The parts of the cell in a table, for a terminal. */
export function partsSummary({ task, parts: found }: PartShares): Block {
  const rows = found.map(({ part, shapley, alone }) => [
    settingName(part),
    ...[shapley, alone].map(({ share }) => shareCell(share)),
  ])
  return table(`${task}-parts`, [...names(`part, on ${task}`), ...numbers('Shapley value', 'alone')], rows)
}

function taskBlocks({ task, overall, cells }: TaskImportance, baseline: string): Block[] {
  const explained = overall ?? cells[0]
  if (explained === undefined) return []
  const { error, time } = explained
  const [errors, times] = (['error', 'time'] as const).map((what) =>
    overall === undefined ? [] : cells.map((cell) => ({ name: cell.cell, importance: cell[what] })),
  )
  const beside = { cells: errors.length, baseline }
  return [
    heading(`${task}-importance`, task),
    figure(`${task}-shares`, shares([error, time]), sharesCaption(error, time)),
    ...(overall === undefined
      ? []
      : [figure(`${task}-shares-of-error-by-cell`, sharesByRow(errors), sharesByCellCaption(task))]),
    figure(`${task}-marginals-of-error`, marginals(error, errors, baseline), marginalsCaption(error, beside)),
    figure(`${task}-marginals-of-time`, marginals(time, times, baseline), marginalsCaption(time, beside)),
    ...(error.maps.length === 0 ? [] : [figure(`${task}-maps`, maps(error), mapsCaption(error))]),
    ...interactions(task, error),
    ...list(notesText([error, time]), 'notes'),
  ]
}

const MOST_ROWS = 6

function interactions(task: string, found: Importance): Block[] {
  if (found.interactions.length === 0) return []
  const strongest = found.interactions
    .toSorted((a, b) => a.adjusted - b.adjusted || b.share - a.share)
    .slice(0, MOST_ROWS)
  const rows = strongest.map(({ settings, share, chance, p, adjusted }) => [
    setName(settings),
    ...[ofSet(found.shares, settings)?.share ?? share, share, chance].map(shareCell),
    ...[p, adjusted].map((value) => ({ value, text: bareProbability(value) })),
  ])
  const columns = [...names('pair'), ...numbers('share', 'share in the test', '95 % by chance', 'p', 'p for all pairs')]
  return [text(interactionsText(found, strongest.length)), table(`${task}-interactions`, columns, rows)]
}

const shareCell = (value: number) => ({ value, text: shareText(value) })

const boundsText = ({ spread, interval }: { spread: number; interval?: readonly [number, number] }) =>
  interval === undefined ? shareCell(spread) : `${shareText(interval[0])} to ${shareText(interval[1])}`
