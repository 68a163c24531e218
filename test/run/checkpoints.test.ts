import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runStudy } from '../../src/run/run.ts'
import { openStore } from '../../src/store/open.ts'
import type { Study } from '../../src/study/study.ts'
import type { Outcome } from '../../src/train/outcome.ts'
import { long } from './long-study.ts'

const folder = mkdtempSync(join(tmpdir(), 'odyssey-checkpoints-'))
afterAll(() => rmSync(folder, { recursive: true }))
let stores = 0
const newStore = () => join(folder, `${stores++}.sqlite`)

async function outcomeIn(store: string): Promise<Outcome> {
  const opened = await openStore(store, { readonly: true })
  const [trial] = await opened.trials('long')
  await opened.close()
  return trial.outcome
}

/** The numbers of the epochs that a run with checkpoints goes through, until it is over or killed after so many. */
async function epochsOf(store: string, most = Number.POSITIVE_INFINITY): Promise<number[]> {
  const script = fileURLToPath(new URL('checkpointed-run.ts', import.meta.url))
  const child = spawn(process.execPath, [script, store], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  const epochs = () => text.split('\n').slice(0, -1).map(Number)
  child.stdout.on('data', (data) => {
    text += data
    if (epochs().length >= most) child.kill('SIGKILL')
  })
  await once(child, 'close')
  return epochs()
}

let whole: Outcome
beforeAll(async () => {
  const store = newStore()
  await runStudy(long, { store, workers: 1 })
  whole = await outcomeIn(store)
})

describe('a training whose state is kept', () => {
  test('killed again and again goes on where it was, loses no epoch that was kept, and comes to the same bits', async () => {
    const store = newStore()
    let last = 0
    for (const most of [7, 23, 11]) {
      const epochs = await epochsOf(store, most)
      // an epoch is told just before its state is kept: killed in between, it is trained again
      expect([last, last + 1]).toContain(epochs[0] - (last === 0 ? 1 : 0))
      expect(epochs.length).toBeGreaterThanOrEqual(most)
      last = epochs.at(-1)!
      expect(last).toBeLessThan(100)
    }
    expect((await epochsOf(store)).at(-1)).toBe(100)
    expect(await outcomeIn(store)).toEqual(whole)
    expect(existsSync(`${store}-checkpoints`)).toBe(false)
  })

  test('a checkpoint that is not this training’s, or damaged, is refused in one line and stays', async () => {
    const store = newStore()
    await epochsOf(store, 5)
    const [name] = readdirSync(`${store}-checkpoints`).filter((each) => each.endsWith('.state')) // not what a kill left of one
    const path = join(`${store}-checkpoints`, name)
    const bytes = readFileSync(path)
    const goOn = (study: Study = long, engine: 'wasm' | 'reference' = 'wasm') =>
      runStudy(study, { store, workers: 1, engine, checkpointSeconds: 60 })
    const again = `remove ${path} to train reber/V/0 from its first epoch`
    await expect(goOn(long, 'reference')).rejects.toThrow(
      /was made with arithmetic "wasm float32 \w+", not "reference float64": go on/,
    )
    const [head, ...body] = bytes.toString('latin1').split('\n')
    const withHead = (changes: object) =>
      writeFileSync(path, [JSON.stringify({ ...JSON.parse(head), ...changes }), ...body].join('\n'), 'latin1')
    withHead({ version: '0.0.1' })
    await expect(goOn()).rejects.toThrow(`was made with version "0.0.1", not`)
    withHead({ study: 'other' })
    await expect(goOn()).rejects.toThrow(`the checkpoint ${path} is of "other", trial "reber/V/0": ${again}`)
    withHead({ content: 'other' })
    await expect(goOn()).rejects.toThrow(`is of a trial with other settings, equations, data or rules: ${again}`)
    for (const damaged of [bytes.subarray(0, 1000), Buffer.from(''), Buffer.from(bytes).fill(0, 2000, 2010)]) {
      writeFileSync(path, damaged)
      await expect(goOn()).rejects.toThrow(`the checkpoint ${path} is damaged: ${again}`)
    }
    expect(existsSync(path)).toBe(true)
  })

  test('states are kept beside a file only', async () => {
    const store = await openStore(newStore())
    await expect(runStudy(long, { store, checkpointSeconds: 1 })).rejects.toThrow('beside a store that is a file')
    await store.close()
  })
})
