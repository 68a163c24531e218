import type { Inspection } from '../../task/own/inspection.ts'
import { type Block, list, names, numbers, prose, type Section, table, text } from '../blocks/block.ts'
import {
  baselineRows,
  bestBaselineText,
  COLUMN_HEAD,
  checkText,
  columnRows,
  dataText,
  inputsText,
  noteText,
  questionText,
  splitText,
} from '../words/own.ts'

/** Columns that are shown; of wider data the rest is only counted. */
const MOST_COLUMNS = 40

/** What was understood of a user's sequences, in reading order. */
export function ownSections(found: Inspection): Section[] {
  return [
    { id: 'question', title: 'What is asked', blocks: [text(questionText(found))] },
    {
      id: 'data',
      title: 'The data',
      blocks: [text(dataText(found)), ...columnBlocks(found), ...list(found.notes.map(noteText))],
    },
    { id: 'preparation', title: 'Preparation', blocks: list([splitText(found), inputsText(found)]) },
    { id: 'checks', title: 'Checks', blocks: list(found.checks.map(checkText)) },
    {
      id: 'baselines',
      title: 'Baselines',
      blocks: [
        table('baselines', [...names('predictor'), ...numbers('validation', 'test')], baselineRows(found)),
        text(bestBaselineText(found)),
      ],
    },
  ]
}

function columnBlocks(found: Inspection): Block[] {
  const rows = columnRows(found)
  const [column, role, values, missing] = COLUMN_HEAD
  const shown = table(
    'columns',
    [...names(column), ...prose(role, values), ...numbers(missing)],
    rows.slice(0, MOST_COLUMNS),
  )
  return rows.length > MOST_COLUMNS ? [shown, text(`And ${rows.length - MOST_COLUMNS} more columns.`)] : [shown]
}
