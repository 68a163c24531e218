import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stream } from '../../src/math/random.ts'
import { openStore } from '../../src/store/open.ts'
import { definition, finishedTrial } from '../store/records.ts'
import { odysseyUnder } from './command.ts'
import { callsOfARun, type FaultName, faultKinds, MORE, type Tools } from './faults.ts'
import { quietly } from './place.ts'
import { compiledShim, shimEnvironment } from './shim.ts'
import { writtenQuietly } from './writing.ts'

// the short version of bench/chaos.ts, which strikes a thousand times

const ROUNDS = 3

const folder = mkdtempSync(join(tmpdir(), 'odyssey-chaos-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('a command that is struck loses nothing, does nothing twice, writes whole files, and comes to the same bits', () => {
  let tools: Tools
  beforeAll(async () => {
    const library = compiledShim(folder)
    const shim = library === undefined ? undefined : { library, counts: await callsOfARun(library) }
    const quiet = await quietly({ least: MORE, most: MORE * ROUNDS })
    tools = { quiet, rounds: ROUNDS, shim, written: await writtenQuietly() }
  })
  afterAll(() => rmSync(tools.written.folder, { recursive: true }))
  const struck: FaultName[] = ['killed', 'killed before a call', 'full disk', 'report', 'export', 'import']
  test.each(struck)('%s', async (name) => {
    if ('shim' in faultKinds[name] && tools.shim === undefined) return // no C compiler here
    const { faults, flaws } = await faultKinds[name].strike(stream('chaos test', name), tools)
    expect(flaws).toEqual([])
    expect(faults).toBeGreaterThan(0)
  })
})

test('a repair that is killed before any of its renames leaves a store at its place, and the next one loses nothing', async () => {
  const library = compiledShim(folder)
  if (library === undefined) return // no C compiler here
  const whole = join(folder, 'whole.sqlite')
  const store = await openStore(whole)
  await store.register(definition)
  for (const number of [0, 1, 2]) await store.record('small', finishedTrial({ number }))
  await store.close()
  const bytes = readFileSync(whole)
  bytes.write('"hiddenSize":8', bytes.indexOf('"hiddenSize":3'))
  for (const at of [1, 2]) {
    const path = join(folder, `repaired-${at}.sqlite`)
    writeFileSync(path, bytes)
    const failure = { call: 'rename', at, how: 'kill', lasting: false } as const
    const end = await odysseyUnder(['repair', '--store', path], { env: shimEnvironment(library, folder, { failure }) })
    expect(end.signal).toBe('SIGKILL')
    expect(existsSync(path)).toBe(true)
    expect((await odysseyUnder(['repair', '--store', path])).code).toBe(0)
    const saved = await openStore(path, { readonly: true })
    expect(await saved.trials('small')).toHaveLength(2)
    await saved.close()
  }
})
