import { expect, test } from 'vitest'
import { InputError } from '../../../src/math/input-error.ts'
import { readTranscription } from '../../../src/task/iam-online/transcription.ts'
import { readEachSafely } from '../damage.ts'
import { damaged } from '../damages.ts'
import { ascii } from './files.ts'

const read = (text: string) => readTranscription(text, 'a.txt')

test('lines are those behind CSR: that are not empty, without spaces around them', () => {
  expect(read('OCR:\nwrong\n\nCSR:\n\n A move to stop \r\n\n\tMr.\tGaitskell\n')).toEqual([
    'A move to stop',
    'Mr. Gaitskell',
  ])
  expect(read('CSR: \nOCR:\nCSR:')).toEqual(['OCR:', 'CSR:'])
})

test('eleven % end a line, ten are text', () => {
  expect(read(`CSR:\nhalf%%%%%%%%%%% another\n${'%'.repeat(10)}`)).toEqual(['half', 'another', '%%%%%%%%%%'])
})

test.each([
  ['', 'a.txt must have a line "CSR:" with the text of the pen lines behind it'],
  ['OCR:\n\nA move', 'a.txt must have a line "CSR:" with the text of the pen lines behind it'],
  ['CSR: A move', 'a.txt must have a line "CSR:" with the text of the pen lines behind it'],
  ['OCR:\nA move\nCSR:\n \n', 'a.txt has no line behind "CSR:"'],
  ['CSR:\nA\n\nb\0c', 'a.txt, line 2 behind CSR:: must be text, not "b?c"'],
  ['CSR:\n\x85', 'a.txt, line 1 behind CSR:: must be text, not "?"'],
  [`CSR:\n${'a'.repeat(1001)}`, 'a.txt, line 1 behind CSR:: has 1001 characters; 1000 is the most'],
])('%j is refused with its place', (text, message) => {
  expect(() => read(text)).toThrow(new InputError(message))
})

/** Right if the text behind the heading has these characters in this order, and no others but spaces. */
function right(lines: readonly string[], file: Buffer): boolean {
  const bare = (text: string) => text.replace(/[\s\xa0]/g, '')
  const all = file.toString('latin1').split('%%%%%%%%%%%').join('\n')
  return bare(all).endsWith(`CSR:${bare(lines.join(''))}`)
}

test('10,000 damaged files are refused or read right, in a second and 200 MB', () => {
  const whole = [ascii('A move to stop 12 Mr. Gaitskell', 'from nominating any more'), ascii('é%%%%%%%%%%%1', '', 'b')]
  const files = damaged(
    whole.map((text) => Buffer.from(text, 'latin1')),
    10_000,
  )
  expect(readEachSafely(files, (file) => read(file.toString('latin1')), right)).toBeGreaterThan(1000)
})

test.each(['a', 'a\n', '\n', ' ', ' x\n', '%', 'CSR:\n', '\0', '<!ENTITY a "&a;&a;">'])('a megabyte of %j', (unit) => {
  const file = Buffer.from(`CSR:\n${unit.repeat(2 ** 20 / unit.length - 10)}`)
  readEachSafely(
    [file],
    (file) => read(file.toString('latin1')),
    () => true,
  )
})
