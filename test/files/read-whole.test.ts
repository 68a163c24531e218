import { execFileSync } from 'node:child_process'
import { existsSync, linkSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readWhole } from '../../src/files/read-whole.ts'
import { checkApart } from '../../src/files/same-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'odyssey-read-'))
afterAll(() => rmSync(folder, { recursive: true }))
const inside = (name: string) => join(folder, name)

test('a file is read up to its size, and refused beyond what it may have', () => {
  writeFileSync(inside('a'), 'hello')
  expect(readWhole(inside('a'), { largest: 5 }).toString()).toBe('hello')
  expect(() => readWhole(inside('a'), { largest: 4, kind: 'table' })).toThrow(
    `${inside('a')} has 5 bytes; a table has at most 4`,
  )
})

test('pipes, devices and folders are refused without waiting for what they say', () => {
  execFileSync('mkfifo', [inside('pipe')])
  for (const path of [inside('pipe'), '/dev/zero'])
    expect(() => readWhole(path, { largest: 10 })).toThrow(`cannot read ${path} (it is no regular file)`)
  expect(() => readWhole(folder, { largest: 10 })).toThrow(`cannot read ${folder} (it is a folder)`)
})

test.runIf(existsSync('/proc/kmsg'))('a file of the system that would block who reads it is empty', () => {
  expect(readWhole('/proc/self/status', { largest: 10 }).length).toBe(0)
})

test('an output may not take the place of an input, whatever links lead there, or of another output', () => {
  writeFileSync(inside('store'), '')
  linkSync(inside('store'), inside('hard.html'))
  expect(() => checkApart([['the report', inside('hard.html')]], [['the store', inside('store')]])).toThrow(
    `the report cannot take the place of the store: ${inside('hard.html')} (${inside('store')}); give it another name`,
  )
  const twice = [
    ['the report', inside('new')],
    ['a figure', join(folder, 'x', '..', 'new')],
  ] as const
  expect(() => checkApart(twice, [])).toThrow('a figure cannot take the place of the report')
  checkApart([['the report', inside('new')]], [['the store', inside('store')]])
})
