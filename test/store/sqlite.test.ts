import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { InputError } from '../../src/math/input-error.ts'
import { lockForRun } from '../../src/store/lock.ts'
import { openStore } from '../../src/store/open.ts'
import { storeContract } from '../contract/store.ts'
import { definition, finishedTrial } from './records.ts'

const root = mkdtempSync(join(tmpdir(), 'odyssey-store-'))
afterAll(() => rmSync(root, { recursive: true }))

let folders = 0
function folder(): string {
  const path = join(root, String(folders++))
  mkdirSync(path)
  return path
}
const place = () => join(folder(), 'odyssey.sqlite')
const script = (name: string) => fileURLToPath(new URL(name, import.meta.url))

storeContract('in a SQLite file', () => openStore(place()))
storeContract('in memory', () => openStore(':memory:'))

describe('a store file', () => {
  test('closed, is one file, and keeps what it has', async () => {
    const path = place()
    const store = await openStore(path)
    await store.register(definition)
    await store.record('small', finishedTrial())
    await store.close()
    const again = await openStore(path)
    expect(await again.trials('small')).toEqual([finishedTrial()])
    await again.close()
    expect(readdirSync(join(path, '..'))).toEqual(['odyssey.sqlite'])
  })

  test('can be read while a run writes, and reading leaves nothing behind', async () => {
    const path = place()
    const writer = await openStore(path)
    await writer.register(definition)
    await writer.record('small', finishedTrial())
    const reader = await openStore(path, { readonly: true })
    expect(await reader.finished('small')).toEqual(new Set(['echo1/V/0']))
    await writer.record('small', finishedTrial({ number: 1 }))
    expect(await reader.finished('small')).toEqual(new Set(['echo1/V/0', 'echo1/V/1']))
    await writer.close()
    await reader.close()
    expect(readdirSync(join(path, '..'))).toEqual(['odyssey.sqlite'])
  })

  test('opened for reading cannot be changed', async () => {
    const path = place()
    await (await openStore(path)).close()
    const reader = await openStore(path, { readonly: true })
    await expect(reader.register(definition)).rejects.toThrow(InputError)
    await reader.close()
  })

  test('can be made by several processes at once', async () => {
    const path = place()
    const children = Array.from({ length: 4 }, (_, k) =>
      promisify(execFile)(process.execPath, [script('recording.ts'), path, String(100 * k), '5']),
    )
    await Promise.all(children)
    const store = await openStore(path, { readonly: true })
    expect((await store.finished('small')).size).toBe(20)
    await store.close()
  })
})

describe('what is no store is refused in one line, and stays as it is', () => {
  const refuses = async (path: string, message: string, options = {}) => {
    const opening = openStore(path, options)
    await expect(opening).rejects.toThrow(new InputError(message))
    await expect(opening).rejects.toBeInstanceOf(InputError)
  }

  test.each([
    ['a short text', 'hello'],
    ['a long text', 'hello '.repeat(1000)],
  ])('%s', async (_, text) => {
    const path = place()
    writeFileSync(path, text)
    await refuses(path, `${path} is no store: no database`)
    await refuses(path, `${path} is no store: no database`, { readonly: true })
    expect(readFileSync(path, 'utf8')).toBe(text)
    expect(readdirSync(join(path, '..'))).toEqual(['odyssey.sqlite'])
  })

  test('a folder', async () => {
    const path = folder()
    await refuses(path, `${path} is no store: no database`)
  })

  test('a database of something else', async () => {
    const path = place()
    const other = new DatabaseSync(path)
    other.exec('create table songs (name text)')
    other.close()
    const before = readFileSync(path)
    await refuses(path, `${path} is no store: a database of something else`)
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  test('a store of a newer version', async () => {
    const path = place()
    await (await openStore(path)).close()
    const newer = new DatabaseSync(path)
    newer.exec(`insert into kysely_migration values ('999 mind reading', '2030-01-01T00:00:00.000Z')`)
    newer.close()
    const message = `${path} was written by a newer version: it has the schema “999 mind reading”`
    await refuses(path, message)
    await refuses(path, message, { readonly: true })
  })

  test('a file that is not there, if it is to be read', async () => {
    const path = place()
    await refuses(path, `there is no store ${path}; a run makes one`, { readonly: true })
    expect(existsSync(path)).toBe(false)
  })

  test('an empty file, if it is to be read', async () => {
    const path = place()
    writeFileSync(path, '')
    await refuses(path, `${path} is empty: no study was run in it`, { readonly: true })
  })

  test('a folder that is not there', async () => {
    const path = join(folder(), 'missing', 'odyssey.sqlite')
    await refuses(path, `there is no folder ${join(path, '..')} for the store ${path}`)
  })

  test.runIf(process.platform === 'linux')('a folder in which nothing can be made', async () => {
    const path = '/proc/odyssey.sqlite'
    await refuses(path, `the store ${path} cannot be opened; its folder may be read-only`)
    expect(() => lockForRun(path)).toThrow(
      new InputError(`the store ${path} cannot be opened; its folder may be read-only`),
    )
  })

  test('equations in it that cannot be run', async () => {
    const path = place()
    const store = await openStore(path)
    await store.register(definition)
    await store.close()
    const hand = new DatabaseSync(path)
    hand.exec(
      `update study set definition = replace(definition, '"weight":"Wz"', '"weight":"W z; drop"'), checksum = ''`,
    )
    hand.close()
    const again = await openStore(path, { readonly: true })
    await expect(again.study('small')).rejects.toThrow('study small: cell V: node 3 (project): the weight must be')
    await again.close()
  })
})

describe('the right to run on a store', () => {
  test('is given once at a time', () => {
    const path = place()
    const lock = lockForRun(path)
    expect(() => lockForRun(path)).toThrow(
      new InputError(`another run is writing to ${path}; wait until it ends, or give this one another store`),
    )
    lock.release()
    expect(existsSync(`${path}-lock`)).toBe(false)
    lockForRun(path).release()
  })

  test('is of the file, whatever name leads to it', () => {
    const [path, alias] = [place(), place()]
    writeFileSync(path, '')
    symlinkSync(path, alias)
    const lock = lockForRun(alias)
    expect(() => lockForRun(path)).toThrow('another run is writing')
    lock.release()
  })

  test('is refused to another process, and free again when the one that had it is killed', async () => {
    const path = place()
    const child = spawn(process.execPath, [script('recording.ts'), path, '0', 'forever'])
    await once(child.stdout, 'data')
    expect(() => lockForRun(path)).toThrow('another run is writing')
    child.kill('SIGKILL')
    await once(child, 'exit')
    lockForRun(path).release()
    await (await openStore(path)).close()
    expect(readdirSync(join(path, '..'))).toEqual(['odyssey.sqlite'])
  })
})

test('nothing acknowledged is lost when a process is killed, five times over', async () => {
  const path = place()
  const acknowledged = new Set<string>()
  for (let round = 0; round < 5; round++) {
    const child = spawn(process.execPath, [script('recording.ts'), path, String(10_000 * round), 'forever'])
    let text = ''
    child.stdout.on('data', (data) => {
      text += data
      // By the number of lines, not by the clock: each round is killed in the middle of its work.
      if (text.split('\n').length > 20 * (round + 1)) child.kill('SIGKILL')
    })
    await once(child, 'close')
    for (const line of text.split('\n').slice(0, -1)) acknowledged.add(line)
  }
  const store = await openStore(path)
  const kept = await store.finished('small')
  expect(acknowledged.size).toBeGreaterThanOrEqual(300)
  expect([...acknowledged].filter((name) => !kept.has(name))).toEqual([])
  for (const record of await store.trials('small')) expect(record).toEqual(finishedTrial({ number: record.number }))
  await store.close()
})
