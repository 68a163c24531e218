import { isDeepStrictEqual } from 'node:util'
import { expect, test } from 'vitest'
import { InputError } from '../../../src/math/input-error.ts'
import { phones, readDictionary } from '../../../src/task/spelling/dictionary.ts'
import { readEachSafely } from '../damage.ts'
import { damaged } from '../damages.ts'

/** The file of a dictionary with these lines, each with the comma that it needs. */
const fileOf = (...lines: string[]) =>
  `/** @type {{ [word: string]: string }} */\nexport const dictionary = {\n${lines.map((line) => `  ${line}`).join(',\n')}\n}\n`
const read = (text: string) => readDictionary(text, 'index.js')
const named = (text: string) =>
  Object.fromEntries([...read(text)].map(([word, heard]) => [word, heard.map((phone) => phones[phone]).join(' ')]))

test('there are 39 phones in alphabetical order, and the blank', () => {
  expect(phones.length).toBe(40)
  expect([...new Set(phones)].sort()).toEqual(phones)
  expect(phones.slice(0, 2)).toEqual(['', 'AA'])
})

test('words have their phones without stress and comments, and each variant is a word of its own', () => {
  const lines = ['"aalto": "AA1 L T OW2 # name, finnish"', '"a": "AH0"', '"a(2)": "EY1"', `"'til": "T IH1 L"`]
  expect(named(fileOf(...lines))).toEqual({ aalto: 'AA L T OW', a: 'AH', 'a(2)': 'EY', "'til": 'T IH L' })
})

const shape = 'index.js must be "export const dictionary = {", then a line for each word, then "}"'
const line = (number: number, found: string) =>
  `index.js, line ${number}: must be like "word": "W ER1 D", with a comma behind all but the last, not "${found}"`

test.each([
  ['', shape],
  ['export const dictionary = {}', shape],
  [fileOf('"a": "AH0"').slice(0, -1), shape],
  [`${fileOf('"a": "AH0"')}process.exit()`, shape],
  [fileOf(), line(3, '')],
  [fileOf('"a": "AH0",'), line(3, '  "a": "AH0",')],
  [fileOf('"a": "AH0"\n  "b": "B IY1"'), line(3, '  "a": "AH0"')],
  [fileOf('"a": "AH0"', '"b": f()'), line(4, '  "b": f()')],
  [fileOf('"\\u0061": "AH0"'), line(3, '  "\\u0061": "AH0"')],
  [fileOf('"a": ""'), line(3, '  "a": ""')],
  [fileOf('"a": "AH0"\r'), line(3, '  "a": "AH0"?')],
  [fileOf('"a": "AH"'), 'index.js, line 3: no phone named "AH"; there are AA0, AA1, AA2, … ZH'],
  [fileOf('"a": "B1"'), 'index.js, line 3: no phone named "B1"; there are AA0, AA1, AA2, … ZH'],
  [fileOf('"a": "AH0  B"'), 'index.js, line 3: no phone named ""; there are AA0, AA1, AA2, … ZH'],
  [fileOf('"a": "AH0"', '"a": "EY1"'), 'index.js, line 4: "a" is there twice'],
])('%j is refused with its place', (text, message) => {
  expect(() => read(text)).toThrow(new InputError(message))
})

test('10,000 damaged files are refused or read right, in a second and 200 MB', () => {
  const whole = [
    fileOf('"word": "W ER1 D"', '"word(2)": "W AO1 R D # old, 12"', '"o\'clock": "AH0 K L AA1 K"', '"zoo": "Z UW1"'),
    fileOf('"a42128": "EY1 F AO1 R T UW1 W AH1 N T UW1 EY1 T"', '"a.m.": "EY2 EH1 M"'),
  ]
  const files = damaged(
    whole.map((text) => Buffer.from(text)),
    10_000,
  )
  /** Right if JavaScript finds the same words with the same phones. */
  const right = (found: ReadonlyMap<string, readonly number[]>, file: Buffer) => {
    const json = file.toString('latin1').replace(/^.*\n.*=/, '')
    const entries = Object.entries<string>(JSON.parse(json))
    const expected = entries.map(([word, text]) => [word, text.replace(/ #.*|[012]/g, '').split(' ')])
    return isDeepStrictEqual(
      [...found].map(([word, heard]) => [word, heard.map((k) => phones[k])]).sort(),
      expected.sort(),
    )
  }
  const readings = readEachSafely(files, (file) => read(file.toString('latin1')), right)
  expect(readings).toBeGreaterThan(500)
})
