import { tableOf } from './json.ts'
import { isMarked } from './names.ts'
import { type Column, isNothingAt, type Table, textAt } from './table.ts'

/** Columns that programs and data frames write as one: settings or results of a trial as a Python or JSON object in a cell. */
const WHOLE = /^(config|summary|params|parameters|hparams|hyperparameters|metrics|results?)$/i

/** The table with a column for each name in the objects of such columns; those stay as they are where settings have columns already. */
export function unfolded(table: Table): Table {
  if (table.columns.some(({ name }) => isMarked(name))) return table
  const columns = table.columns.flatMap((column) => (WHOLE.test(column.name) ? innerOf(table, column) : column))
  return columns.length === table.columns.length ? table : { ...table, columns }
}

function innerOf({ rows, places, counted }: Table, column: Column): readonly Column[] {
  const objects = Array.from({ length: rows }, (_, row) =>
    isNothingAt(column, row) ? {} : objectIn(textAt(column, row)),
  )
  if (!objects.every((object) => object !== undefined)) return [column]
  const { columns } = tableOf(
    objects.map((object) => ({ [column.name]: object })),
    counted,
    [...places],
  )
  return columns.length === 0 ? [column] : columns
}

const STRING = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/.source
const TOKEN = new RegExp(`${STRING}|\\b(?:None|True|False|nan|NaN|inf|Infinity)\\b|[()]|,(?=\\s*[\\])}])`, 'g')
const WORDS: Readonly<Record<string, string>> = {
  None: 'null',
  True: 'true',
  False: 'false',
  '(': '[',
  ')': ']',
  ',': '',
}

/** The object that a text writes in Python or JSON; undefined where it is none. */
function objectIn(text: string | undefined): object | undefined {
  if (text === undefined || !/^\{.*\}$/s.test(text)) return undefined
  const json = text.replace(TOKEN, (token, single?: string, double?: string) => {
    const inner = single ?? double
    if (inner !== undefined) return JSON.stringify(inner.replace(/\\(.)/gs, '$1'))
    return WORDS[token] ?? JSON.stringify(token) // nan and inf are numbers again where cells are read
  })
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
