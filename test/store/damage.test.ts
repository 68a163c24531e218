import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cells } from '../../src/cell/catalog.ts'
import { InputError } from '../../src/math/input-error.ts'
import { stream } from '../../src/math/random.ts'
import { openStore } from '../../src/store/open.ts'
import { repairStore } from '../../src/store/repair.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import type { Trained } from '../../src/train/outcome.ts'
import type { TrialRecord } from '../../src/train/record.ts'
import { replaced } from '../task/damages.ts'
import { definition, finishedTrial, withoutLosses } from './records.ts'

const root = mkdtempSync(join(tmpdir(), 'odyssey-damage-'))
afterAll(() => rmSync(root, { recursive: true }))
let files = 0
const place = () => join(root, `${files++}.sqlite`)

/** Of every kind, with numbers that JSON and SQLite do not know. */
const trials: TrialRecord[] = Array.from({ length: 40 }, (_, number) => {
  const { outcome } = finishedTrial()
  if (number === 5) return finishedTrial({ number, outcome: { kind: 'failed', reason: 'no' } })
  if (number === 6) return finishedTrial({ number, equations: cells.CIFG })
  if (number === 7) {
    const lost = { ...(outcome as Trained), validation: Number.NaN, test: Number.POSITIVE_INFINITY }
    return withoutLosses(finishedTrial({ number, outcome: lost }))
  }
  const trial = finishedTrial({ number, outcome: { ...outcome, validation: -0 } as Trained })
  return number % 2 === 1 ? trial : withoutLosses(trial)
})

const whole = join(root, 'whole.sqlite')
beforeAll(async () => {
  const store = await openStore(whole)
  await store.add([{ definition }, ...trials.map((trial) => ({ study: 'small', trial }))])
  await store.close()
})

/** A copy of the store, changed by a statement of SQL. */
function changed(statement: string): string {
  const path = place()
  copyFileSync(whole, path)
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: false })
  database.exec(statement)
  database.close()
  return path
}

async function all(path: string): Promise<TrialRecord[]> {
  const store = await openStore(path, { readonly: true })
  try {
    expect(await store.study('small')).toEqual(definition)
    return await store.trials('small')
  } finally {
    await store.close()
  }
}

async function messageOf(path: string): Promise<string> {
  const error = await all(path).then(
    () => 'read',
    (reason: unknown) => reason,
  )
  if (!(error instanceof InputError)) throw error
  return error.message
}

const key = `study = 'small' and task = 'echo1' and cell = 'V' and number = 3`

describe('what a store was given comes back with every bit', () => {
  test('NaN, infinity and −0 too, where the database knows none of them', async () => {
    expect(await all(whole)).toEqual(trials)
    const [seventh] = (await all(whole)).filter(({ number }) => number === 7)
    expect(seventh.outcome).toMatchObject({ validation: Number.NaN, test: Number.POSITIVE_INFINITY })
  })
})

describe('a record that changed on the disk is named', () => {
  const ends = 'odyssey repair takes out what is damaged'
  test.each([
    ['its result', `update trial set test = 0.25 where ${key}`],
    ['its settings', `update trial set settings = '{"hiddenSize":4}' where ${key}`],
    ['a point of its curve', `update curve set training = '[1.5,0.1,0.06]' where ${key}`],
    ['the loss of a test sequence', `update curve set test_losses = '000020410000204100009841' where ${key}`],
    ['the losses of its test sequences', `update curve set test_losses = null where ${key}`],
    ['when it finished', `update trial set finished = '2026-11-21T04:31:41.123Z' where ${key}`],
    ['its number', `update trial set number = 99 where ${key}`],
  ])('%s', async (_, statement) => {
    const name = statement.includes('99') ? 'echo1/V/99' : 'echo1/V/3'
    expect(await messageOf(changed(statement))).toBe(
      `${name} of study small is damaged in the store: its checksum is not the one it was written with; ${ends}`,
    )
  })

  test('its curve is gone', async () => {
    expect(await messageOf(changed(`delete from curve where ${key}`))).toMatch(/^echo1\/V\/3 of study small is damaged/)
  })

  test('the definition of its study', async () => {
    const path = changed(`update study set definition = replace(definition, '"seed":1', '"seed":2')`)
    expect(await messageOf(path)).toBe(
      `the study small is damaged in the store: its checksum is not the one it was written with; ${ends}`,
    )
  })

  test('a row that is gone is missed', async () => {
    expect(await messageOf(changed(`delete from curve where ${key}; delete from trial where ${key}`))).toBe(
      'the store is damaged: 39 trials of study small can be found of 40 recorded; odyssey repair saves what there is',
    )
  })

  test('a file that was cut', async () => {
    const path = place()
    copyFileSync(whole, path)
    truncateSync(path, readFileSync(whole).length - 1000)
    expect(await messageOf(path)).toMatch(/is damaged: it has \d+ of \d+ bytes; odyssey repair saves what there is$/)
  })
})

describe('a repair', () => {
  test('of a whole store changes nothing', async () => {
    const path = place()
    copyFileSync(whole, path)
    expect(await repairStore(path)).toEqual({ kept: 40, damaged: [] })
    expect(readFileSync(path).equals(readFileSync(whole))).toBe(true)
  })

  test('takes out what is damaged, and keeps the rest and the file as it was', async () => {
    const path = changed(`update trial set test = 0.25 where ${key}; delete from curve where number = 4`)
    const before = readFileSync(path)
    const { kept, damaged, before: old } = await repairStore(path)
    expect(kept).toBe(38)
    expect(damaged.map((line) => line.split(' ')[0])).toEqual(['echo1/V/3', 'echo1/V/4'])
    expect(readFileSync(old!).equals(before)).toBe(true)
    expect(await all(path).then((list) => list.map(({ number }) => number))).toEqual(
      trials.map(({ number }) => number).filter((number) => number !== 3 && number !== 4),
    )
  })

  const otherSeed = (table: string) => `update ${table} set definition = replace(definition, '"seed":1', '"seed":2')`

  test.each([
    ['has changed', otherSeed('study'), 'its definition is taken from its copy'],
    ['is gone', 'delete from study', 'its definition is taken from its copy'],
    ['has a copy that changed', otherSeed('study_copy'), 'the copy of its definition is not whole'],
    ['has no copy any more', 'delete from study_copy', 'the copy of its definition is not whole'],
  ])('of a store whose definition %s loses no trial, and both are whole again', async (_, statement, message) => {
    const path = changed(statement)
    const { kept, damaged } = await repairStore(path)
    expect({ kept, last: damaged.at(-1) }).toEqual({ kept: 40, last: `study small: ${message}` })
    expect(await all(path)).toEqual(trials)
    expect(await repairStore(path)).toEqual({ kept: 40, damaged: [] })
  })

  test('of any damage to one byte of the definition loses no trial', async () => {
    const bytes = readFileSync(whole)
    const places = [bytes.indexOf('{"name":"small"'), bytes.lastIndexOf('{"name":"small"')]
    expect(places[1]).toBeGreaterThan(places[0])
    for (const at of places) {
      const path = place()
      writeFileSync(path, replaced(bytes, at + 50, 1, Uint8Array.of(bytes[at + 50] ^ 1)))
      expect((await repairStore(path)).kept).toBe(40)
      expect(await all(path)).toEqual(trials)
    }
  })

  test('of a store whose definition and its copy are damaged keeps nothing of the study, which nothing explains any more', async () => {
    const path = changed(`${otherSeed('study')}; ${otherSeed('study_copy')}`)
    await expect(repairStore(path)).rejects.toThrow(`nothing in ${path} can be read any more; it stays as it is`)
    expect(existsSync(path)).toBe(true)
  })

  test('of a store that has no copies yet, because an earlier version wrote it, changes nothing if it is whole', async () => {
    const path = changed(`drop table study_copy; delete from kysely_migration where name > '004'`)
    expect(await repairStore(path)).toEqual({ kept: 40, damaged: [] })
    await (await openStore(path)).close()
    const database = new DatabaseSync(path)
    database.exec(otherSeed('study'))
    database.close()
    expect((await repairStore(path)).kept).toBe(40)
    expect(await all(path)).toEqual(trials)
  })

  test.each([
    ['says too many', 'update kept set trials = trials + 1', '1 of 41 trials of study small: they are gone'],
    ['says too few', 'update kept set trials = trials - 1', 'study small: 39 trials are counted where 40 are'],
    ['is gone', 'delete from kept', 'study small: the count of its trials is gone'],
  ])('of a store whose count of trials %s loses no trial, and it is read again', async (_, statement, message) => {
    const path = changed(statement)
    await expect(all(path)).rejects.toThrow('odyssey repair saves what there is')
    const { kept, damaged } = await repairStore(path)
    expect({ kept, damaged }).toEqual({ kept: 40, damaged: [message] })
    expect(await all(path)).toEqual(trials)
  })

  test('finds an index that is not of its table any more', async () => {
    const path = changed('')
    const database = new DatabaseSync(path)
    const page = Number(
      database.prepare(`select rootpage from sqlite_master where name = 'trial_results'`).get()?.rootpage,
    )
    database.close()
    const bytes = readFileSync(path)
    bytes.write('b', bytes.indexOf('completed', (page - 1) * 4096))
    writeFileSync(path, bytes)
    const { kept, damaged } = await repairStore(path)
    expect(kept).toBe(40)
    expect(damaged).toEqual([expect.stringContaining('trial_results')])
    expect(await all(path)).toEqual(trials)
  })

  test('saves what is before and behind a page that cannot be read', async () => {
    const path = place()
    const bytes = Buffer.from(readFileSync(whole))
    const at = bytes.indexOf('"hiddenSize":3', bytes.length / 2)
    bytes.fill(0xff, at - (at % 4096), at - (at % 4096) + 4096)
    writeFileSync(path, bytes)
    const { kept, before } = await repairStore(path)
    expect(kept).toBeGreaterThan(10)
    expect(kept).toBeLessThan(40)
    expect(existsSync(before!)).toBe(true)
    const store = await openStore(path)
    const saved = await store.trials('small')
    expect(saved).toHaveLength(kept)
    for (const trial of saved) expect(trial).toEqual(trials[trial.number])
    await store.close()
  })
})

test('damage that is met while rows are streamed is said in a line', async () => {
  const path = place()
  const bytes = Buffer.from(readFileSync(whole))
  const at = bytes.indexOf('"hiddenSize":3', bytes.length / 2)
  bytes.fill(0xff, at - (at % 4096), at - (at % 4096) + 4096)
  writeFileSync(path, bytes)
  const db = await openSqlite(path, { readonly: true })
  const reading = async () => {
    for await (const _ of db.selectFrom('trial').selectAll().stream());
  }
  await expect(reading()).rejects.toThrow(`the store ${path} is damaged; odyssey repair saves what can still be read`)
  await db.destroy()
})

test('a store of the first schema is read as it is, and brought up to date by who writes to it', async () => {
  const path = changed(`
    drop index trial_results; drop table kept; drop table study_copy;
    alter table study drop column checksum; alter table curve drop column checksum; alter table trial drop column checksum;
    alter table trial drop column validation_text; alter table trial drop column test_text;
    alter table curve drop column test_losses; delete from kysely_migration where name > '002'`)
  const before = readFileSync(path)
  const old = trials.map((trial) => {
    if (trial.outcome.kind === 'failed') return trial
    const { validation, test } = trial.outcome
    return withoutLosses({ ...trial, outcome: { ...trial.outcome, validation: validation + 0, test } })
  })
  expect(await all(path)).toEqual(old)
  expect(readFileSync(path).equals(before)).toBe(true)
  await (await openStore(path)).close()
  expect(await all(path)).toEqual(old)
})

test('a store of the second schema is read as it is, its checksums too, and brought up to date by who writes to it', async () => {
  const path = place()
  const old = trials.map(withoutLosses)
  const store = await openStore(path)
  await store.add([{ definition }, ...old.map((trial) => ({ study: 'small', trial }))])
  await store.close()
  const database = new DatabaseSync(path)
  database.exec(
    `alter table curve drop column test_losses; drop table study_copy; delete from kysely_migration where name > '003'`,
  )
  database.close()
  const before = readFileSync(path)
  expect(await all(path)).toEqual(old)
  expect(readFileSync(path).equals(before)).toBe(true)
  await (await openStore(path)).close()
  expect(await all(path)).toEqual(old)
})

test('bytes that change anywhere are refused in a line, or change nothing', async () => {
  const bytes = readFileSync(whole)
  const random = stream('damaged store')
  let refused = 0
  for (let k = 0; k < 60; k++) {
    const path = place()
    const damaged = Buffer.from(bytes)
    const at = random.integer(bytes.length)
    if (k % 3 === 0) damaged[at] ^= 1 << random.integer(8)
    else if (k % 3 === 1) damaged.fill(0, at - (at % 4096), at - (at % 4096) + 4096)
    writeFileSync(path, k % 3 === 2 ? damaged.subarray(0, at) : damaged)
    try {
      expect(await all(path)).toEqual(trials)
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      refused += 1
    }
    rmSync(path)
  }
  expect(refused).toBeGreaterThan(30)
})
