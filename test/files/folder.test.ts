import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { makeFolder } from '../../src/files/folder.ts'

const folder = mkdtempSync(join(tmpdir(), 'odyssey-folder-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('a folder is made with all those above it, once', () => {
  const deep = join(folder, 'a', 'b', 'c')
  makeFolder(deep)
  makeFolder(deep)
  expect(existsSync(deep)).toBe(true)
})

test('a file in its place, or above it, is said', () => {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  expect(() => makeFolder(file)).toThrow(`cannot make the folder ${file}: there is a file of this name`)
  expect(() => makeFolder(join(file, 'a'))).toThrow(
    `cannot make the folder ${join(file, 'a')} (a part of its path is not a folder)`,
  )
})

test.runIf(existsSync('/proc/self'))('where nothing can be made the answer comes at once', () => {
  expect(() => makeFolder('/proc/nowhere/at/all')).toThrow(/^cannot make the folder \/proc\/nowhere\/at\/all \(/)
})
