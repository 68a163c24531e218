import fc from 'fast-check'
import { expect, test } from 'vitest'
import { columnWidths, lineWriter, tableLines, textWidth } from '../../src/report/text-table.ts'

test('columns are as wide as their widest text, numbers end at one edge, and no line ends in spaces', () => {
  const rows = [
    ['jsb/V/7', '78', ''],
    ['timit/CIFG/123', '9', 'diverged'],
  ]
  expect(tableLines(['trial', 'units', ''], rows, { right: ['units'] })).toEqual([
    'trial           units',
    'jsb/V/7            78',
    'timit/CIFG/123      9  diverged',
  ])
})

test.each([
  ['', 0],
  ['learning rate', 13],
  ['10⁻⁵ … ± 3', 10],
  ['é', 1],
  ['e\u0301', 1],
  ['漢字', 4],
  ['ひらがな', 8],
  ['ｶﾅ', 2],
  ['ＡＢ', 4],
  ['한글', 4],
  ['\u1112\u1161\u11ab', 2],
  ['「試し」', 8],
  ['🙂', 2],
  ['👩‍👩‍👧', 2],
  ['🇩🇪', 2],
  ['❤️', 2],
  ['❤', 1],
  ['👍🏽', 2],
  ['a\u200bb', 2],
  ['✱✱', 2],
  ['θ̂', 1],
])('%j is %i columns wide', (text, width) => {
  expect(textWidth(text)).toBe(width)
})

test('letters of two columns and marks of none leave the columns aligned', () => {
  const rows = [
    ['試し', '1'],
    ['e\u0301tude', '22'],
    ['👩‍👩‍👧', '333'],
  ]
  expect(tableLines(['name', 'n'], rows, { right: ['n'], gap: 1 })).toEqual([
    'name    n',
    '試し    1',
    'e\u0301tude  22',
    '👩‍👩‍👧    333',
  ])
})

test('a table is as wide in every line, whatever is in it', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 8 }).filter((one) => !/[\p{C}\p{Z}]/u.test(one))
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text, fc.constant('|')), { minLength: 1 }), (rows) => {
      const lines = tableLines(['a', 'b', '|'], rows, { right: ['b'] })
      expect(new Set(lines.map(textWidth)).size).toBe(1)
    }),
  )
})

test('rows written one by one are those of the whole table', () => {
  const head = ['trial', 's']
  const rows = Array.from({ length: 50 }, (_, k) => [`jsb/V/${k * k}`, String(k)])
  const line = lineWriter(head, columnWidths([head, ...rows]), { right: ['s'] })
  expect([head, ...rows].map(line)).toEqual(tableLines(head, rows, { right: ['s'] }))
})

test('a table may have more rows than a stack has room', () => {
  const rows = Array.from({ length: 200_000 }, (_, k) => [String(k)])
  expect(tableLines(['number'], rows)).toHaveLength(200_001)
})
