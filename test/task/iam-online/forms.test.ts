import { expect, test } from 'vitest'
import { InputError } from '../../../src/math/input-error.ts'
import { readForms } from '../../../src/task/iam-online/forms.ts'
import { readEachSafely } from '../damage.ts'
import { damaged } from '../damages.ts'

const read = (text: string) => readForms(text, 'trainset.txt')

test('forms are ids, one a line; one that is there twice counts once, and z01-000z not at all', () => {
  expect(read('a01-000u\r\n\n  h07-123 \na01-000u\nz01-000z\nz01-000a')).toEqual(['a01-000u', 'h07-123', 'z01-000a'])
})

const idWanted = (line: number, shown: string) =>
  `trainset.txt, line ${line}: must be the id of a form, as a01-000u, not "${shown}"`
test.each([
  ['\n\n', 'trainset.txt must have the id of a form a line; it has none'],
  ['z01-000z', 'trainset.txt must have the id of a form a line; it has none'],
  ['a01-000u\n../../../etc/passwd', idWanted(2, '../../../etc/passwd')],
  ['/etc/passwd', idWanted(1, '/etc/passwd')],
  ['a01-000u/../../x', idWanted(1, 'a01-000u/../../x')],
  ['..', idWanted(1, '..')],
  ['a01-000u\0', idWanted(1, 'a01-000u?')],
  ['C:\\a01-000', idWanted(1, 'C:\\a01-000')],
  ['a01-000u-01', idWanted(1, 'a01-000u-01')],
  ['a01-000u a01-001u', idWanted(1, 'a01-000u a01-001u')],
  ['A01-000U', idWanted(1, 'A01-000U')],
  ['a'.repeat(99), idWanted(1, `${'a'.repeat(60)}…`)],
])('%j is refused with its place', (text, message) => {
  expect(() => read(text)).toThrow(new InputError(message))
})

test('10,000 damaged files are refused or read right, in a second and 200 MB; no id leads anywhere', () => {
  const lists = [
    'a01-000u\na01-001w\nb04-210\n\nz01-000z\r\nh07-099a\n',
    '../x\n',
    'a01-000u\n/etc/passwd\n',
    'c03-\n../..\n',
  ]
  const files = damaged(
    lists.map((text) => Buffer.from(text)),
    10_000,
  )
  const right = (forms: string[], file: Buffer) => {
    const words = file.toString('latin1').split(/[\s\xa0]+/)
    const ids = new Set(words.filter((word) => word !== '' && word !== 'z01-000z'))
    expect(forms).toEqual([...ids])
    return forms.every((form) => /^[a-z0-9-]{7,8}$/.test(form))
  }
  expect(readEachSafely(files, (file) => read(file.toString('latin1')), right)).toBeGreaterThan(100)
})

test.each(['a01-000u\n', '\n', ' ', '../', 'a', '\0'])('a megabyte of %j', (unit) => {
  const file = Buffer.from(unit.repeat(2 ** 20 / unit.length))
  readEachSafely(
    [file],
    (file) => read(file.toString('latin1')),
    () => true,
  )
})
