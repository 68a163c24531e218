import { linkSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { sameFile, trueName } from '../../src/files/same-file.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'odyssey-same-')))
afterAll(() => rmSync(folder, { recursive: true }))
const inside = (name: string) => join(folder, name)
writeFileSync(inside('a'), '')
writeFileSync(inside('b'), '')
linkSync(inside('a'), inside('hard'))
symlinkSync('a', inside('soft'))
symlinkSync('new', inside('soon'))
mkdirSync(inside('folder'))
symlinkSync('folder', inside('door'))

test.each([
  ['a', 'folder/../a'],
  ['a', 'hard'],
  ['a', 'soft'],
  ['hard', 'soft'],
  ['new', 'soon'],
  ['folder/new', 'door/new'],
])('%s and %s are one file', (one, other) => {
  expect(sameFile(inside(one), inside(other))).toBe(true)
})

test.each([
  ['a', 'b'],
  ['a', 'new'],
  ['new', 'newer'],
  ['folder/new', 'new'],
])('%s and %s are two', (one, other) => {
  expect(sameFile(inside(one), inside(other))).toBe(false)
})

test('the true name of a file that is not there yet is where its links would make it', () => {
  expect(trueName(inside('door/../soon'))).toBe(inside('new'))
  expect(() => trueName(inside('no/a'))).toThrow(`there is no folder ${inside('no')} for ${inside('no/a')}`)
})
