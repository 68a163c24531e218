import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readTable } from '../../src/table/csv.ts'
import { type Column, isNumberAt, textAt } from '../../src/table/table.ts'

/** Numbers, texts, and null for nothing. */
const cellsOf = (column: Column) =>
  Array.from(column.numbers, (number, row) => (isNumberAt(column, row) ? number : (textAt(column, row) ?? null)))
const columnsOf = (text: string) =>
  Object.fromEntries(readTable(text).columns.map((column) => [column.name, cellsOf(column)]))

test('a table is columns of numbers and texts, with the line each row begins on', () => {
  const table = readTable('a,b\n1,2\n\n3,x\n')
  expect(table).toMatchObject({ rows: 2, places: [2, 4], counted: 'line' })
  expect(table.columns[0]).toEqual({ name: 'a', numbers: Float64Array.from([1, 3]), texts: [] })
  expect(columnsOf('a,b\n1,2\n\n3,x\n')).toEqual({ a: [1, 3], b: [2, 'x'] })
})

test('a cell may hold infinite numbers, a word for nothing, or a list of one as Hyperopt writes it', () => {
  expect(columnsOf('a\n-inf\nNaN\nNone\n[0.5]\n[]\n"[1, 2]"')).toEqual({
    a: [Number.NEGATIVE_INFINITY, Number.NaN, 'None', 0.5, null, '[1, 2]'],
  })
})

test('names in two lines, as pandas writes a multi-index, are joined', () => {
  const text = ',number,params,params,state\n,,lr,units,\n0,0,0.1,8,COMPLETE\n1,1,0.2,9,COMPLETE'
  expect(readTable(text).columns.map(({ name }) => name)).toEqual(['', 'number', 'params_lr', 'params_units', 'state'])
  expect(readTable(text).rows).toBe(2)
})

test.each([
  ['a byte-order mark', '\ufeffa,b\n1,2'],
  ['line breaks of Windows', 'a,b\r\n1,2\r\n'],
  ['line breaks of old', 'a,b\r1,2\r'],
  ['semicolons', 'a;b\n1;2'],
  ['tabs', 'a\tb\n1\t2'],
  ['quotes', '"a","b"\n"1","2"'],
  ['spaces', ' a , b \n 1 , 2 '],
  ['empty lines at both ends', '\n\na,b\n1,2\n\n'],
])('%s make no difference', (_, text) => {
  expect(columnsOf(text)).toEqual({ a: [1], b: [2] })
})

test('a quoted field may hold separators, line breaks and doubled quotes', () => {
  expect(columnsOf('"a;b",c\n"1,\n""2""",3\n4,5')).toEqual({ 'a;b': ['1,\n"2"', 4], c: [3, 5] })
  expect(readTable('"a;b",c\n"1,\n""2""",3\n4,5').places).toEqual([2, 4])
})

test('a table may have no rows, and empty cells', () => {
  expect(columnsOf('a,b')).toEqual({ a: [], b: [] })
  expect(columnsOf('a,b\n,\n1,')).toEqual({ a: [null, 1], b: [null, null] })
})

test.each([
  ['', 'the table is empty: its first line must name the columns'],
  ['\n \n', 'the table is empty: its first line must name the columns'],
  ['a,b\n1,2\n3', 'line 3 has 1 field, the first line names 2 columns (parted by commas)'],
  ['a;b\n1;2;3', 'line 2 has 3 fields, the first line names 2 columns (parted by semicolons)'],
  ['a,b\n1,"2\n3,4', 'a quoted field that begins on line 2 does not end'],
  [','.repeat(200_001), 'the table names more than 200000 columns: take the columns of settings and results'],
  ['a,b\n"1"2,3', 'line 2 goes on after the end of a quoted field: a quote within one is written twice'],
])('a table that is none is refused in one line (%#)', (text, message) => {
  expect(() => readTable(text)).toThrow(message)
})

const field = fc.string({ maxLength: 8 }).map((text) => `x${text.trim().replace(/\s+/g, ' ')}`.trim())
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`

test('whatever is written by the rules is read as it was', () => {
  const rows = fc
    .integer({ min: 2, max: 5 })
    .chain((width) => fc.array(fc.array(field, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }))
  fc.assert(
    fc.property(rows, fc.constantFrom(',', ';', '\t'), fc.constantFrom('\n', '\r\n'), (cells, separator, end) => {
      const { columns } = readTable(cells.map((row) => row.map(quoted).join(separator)).join(end))
      expect(columns.map((column) => [column.name, ...cellsOf(column)])).toEqual(
        cells[0].map((_, k) => cells.map((row) => row[k])),
      )
    }),
  )
})
