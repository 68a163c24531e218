import { execFileSync } from 'node:child_process'
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { InputError } from '../../src/math/input-error.ts'
import { runStudy } from '../../src/run/run.ts'
import { lockForRun } from '../../src/store/lock.ts'
import { openStore } from '../../src/store/open.ts'
import { small } from '../study/small.ts'
import { definition, finishedTrial } from './records.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'odyssey-place-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))
const inside = (name: string) => join(folder, name)

/** A store with a trial in it. */
async function made(name: string): Promise<string> {
  const store = await openStore(inside(name))
  await store.register(definition)
  await store.record('small', finishedTrial())
  await store.close()
  return inside(name)
}

async function held(path: string): Promise<string[]> {
  const store = await openStore(path, { readonly: true })
  try {
    return [...(await store.finished('small'))]
  } finally {
    await store.close()
  }
}

describe('a run leaves alone what is not its lock', () => {
  test.each(['night-run', 'night-lock-journal', 'night-lock-wal'])('the store %s', async (name) => {
    const other = inside(name)
    await (await openStore(inside('plain'))).close()
    renameSync(inside('plain'), other)
    const before = readFileSync(other)
    try {
      lockForRun(inside('night')).release()
    } catch (error) {
      expect(error).toBeInstanceOf(InputError)
    }
    expect(readFileSync(other).equals(before)).toBe(true)
  })
  test('a store with the name of the lock is refused as a lock, and kept', async () => {
    await made('other')
    renameSync(inside('other'), inside('night-lock'))
    expect(() => lockForRun(inside('night'))).toThrow(
      new InputError(
        `${inside('night-lock')} has the name of the lock of ${inside('night')} and is none: move it, or rename either`,
      ),
    )
    expect(await held(inside('night-lock'))).toEqual(['echo1/V/0'])
  })
})

describe('no store is a side file of another', () => {
  test.each(['-wal', '-shm', '-journal', '-lock'])('a new store may not end in %s', async (ending) => {
    await expect(openStore(inside(`night${ending}`))).rejects.toThrow(
      `${inside(`night${ending}`)} is the name of a file that comes and goes beside the store ${inside('night')}`,
    )
    expect(readdirSync(folder)).toEqual([])
  })
  test.each(['-wal', '-shm', '-journal'])('an old one that does is read, and never taken for one', async (ending) => {
    await made('old')
    renameSync(inside('old'), inside(`lab${ending}`))
    expect(await held(inside(`lab${ending}`))).toEqual(['echo1/V/0'])
    await expect(openStore(inside('lab'))).rejects.toThrow(
      `${inside(`lab${ending}`)} has the name of a side file of ${inside('lab')} and is none`,
    )
    expect(await held(inside(`lab${ending}`))).toEqual(['echo1/V/0'])
  })
  test('notes in the place of a journal stay', async () => {
    writeFileSync(inside('lab-journal'), 'monday: nothing\n')
    await expect(openStore(inside('lab'))).rejects.toThrow('lab-journal has the name of a side file')
    expect(readFileSync(inside('lab-journal'), 'utf8')).toBe('monday: nothing\n')
  })
})

test('a store with two names is refused under both, since a run under one would not see the other', async () => {
  const path = await made('night')
  linkSync(path, inside('day'))
  for (const name of [path, inside('day')]) {
    await expect(openStore(name)).rejects.toThrow(`${name} has another name besides (a hard link)`)
    await expect(openStore(name, { readonly: true })).rejects.toThrow('(a hard link)')
  }
  rmSync(inside('day'))
  expect(await held(path)).toEqual(['echo1/V/0'])
})

describe('what would be kept nowhere is refused before anything is trained', () => {
  test.each([
    ['', 'the name of a store must not be blank'],
    ['  ', 'the name of a store must not be blank'],
    [':memory:', ':memory: is no file to keep a store in; one of that name is ./:memory:'],
    ['file:x', 'file:x is no file to keep a store in; one of that name is ./file:x'],
    [
      'FILE:x?mode=memory',
      'FILE:x?mode=memory is no file to keep a store in; one of that name is ./FILE:x?mode=memory',
    ],
  ])('--store "%s"', async (store, message) => {
    await expect(runStudy(small, { store })).rejects.toThrow(new InputError(message))
  })
  test('pipes and devices, without waiting for them', async () => {
    execFileSync('mkfifo', [inside('pipe')])
    for (const path of [inside('pipe'), '/dev/zero', folder])
      await expect(openStore(path)).rejects.toThrow(`${path} is no store: no database`)
  })
})

describe('a store that goes away while it is written is noticed at the next record', () => {
  const gone = (path: string) =>
    new InputError(
      `${path} was removed, moved, replaced or cut short while it was being written to: what finishes now would not be kept`,
    )
  const goneBy = async (act: (path: string) => void) => {
    mkdirSync(inside('kept'))
    const path = inside('kept/night')
    const store = await openStore(path)
    await store.register(definition)
    await store.record('small', finishedTrial())
    act(path)
    await expect(store.record('small', finishedTrial({ number: 1 }))).rejects.toThrow(gone(path))
    await expect(store.close()).rejects.toThrow(gone(path))
    return path
  }
  test('removed', () => goneBy((path) => rmSync(path)))
  test('its folder removed', () => goneBy((path) => rmSync(join(path, '..'), { recursive: true })))
  test('cut short', () => goneBy((path) => truncateSync(path)))
  test('its log cut short', () => goneBy((path) => truncateSync(`${path}-wal`, 32)))
  test('its log removed', () => goneBy((path) => rmSync(`${path}-wal`)))
  test('moved: where it is now it has all that was finished', async () => {
    await goneBy((path) => renameSync(path, inside('elsewhere')))
    expect(await held(inside('elsewhere'))).toEqual(['echo1/V/0'])
  })
  test('replaced: the other store is what it was', async () => {
    const other = await openStore(inside('other'))
    await other.register(definition)
    await other.close()
    const before = readFileSync(inside('other'))
    const path = await goneBy((path) => renameSync(inside('other'), path))
    expect(readFileSync(path).equals(before)).toBe(true)
    expect(await held(path)).toEqual([])
  })
  test('after the last record: noticed when the store is closed', async () => {
    const path = inside('night')
    const store = await openStore(path)
    await store.register(definition)
    rmSync(path)
    await expect(store.close()).rejects.toThrow(gone(path))
    expect(existsSync(path)).toBe(false)
  })
})
