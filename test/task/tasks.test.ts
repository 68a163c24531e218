import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { InputError } from '../../src/math/input-error.ts'
import { stream } from '../../src/math/random.ts'
import { loadTask } from '../../src/task/load.ts'
import { naiveBaseline } from '../../src/task/naive-baseline.ts'
import { taskNamed, tasks } from '../../src/task/tasks.ts'
import { madeUpIam } from './iam-online/files.ts'
import { madeUpTimit, put } from './timit/made-up.ts'

const folder = mkdtempSync(join(tmpdir(), 'odyssey-tasks-'))
afterAll(() => rmSync(folder, { recursive: true }))
put(folder, { ...madeUpTimit(), ...inFolder('IAM-OnDB', madeUpIam()) })
writeFileSync(join(folder, 'jsb-chorales-quarter.json'), JSON.stringify(madeUpRolls()))

/** The same files, in a folder. */
function inFolder<T>(name: string, files: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(files).map(([path, content]) => [`${name}/${path}`, content]))
}

/** Rolls of random pitches, so that the contract holds where the chorales are not at hand. */
function madeUpRolls() {
  const random = stream('made-up rolls')
  const frame = () => Array.from({ length: random.integer(5) }, () => 21 + random.integer(88))
  const roll = () => Array.from({ length: 2 + random.integer(30) }, frame)
  const rolls = (n: number) => Array.from({ length: n }, roll)
  return { train: rolls(10), valid: rolls(4), test: rolls(4) }
}

const folders = [folder, ...(process.env.ODYSSEY_DATA === undefined ? [] : [process.env.ODYSSEY_DATA])]
const cases = Object.values(tasks).flatMap((task) =>
  (task.name === 'jsb' ? folders : folders.slice(0, 1)).map((data) => ({
    task,
    data,
    title: task.name === 'jsb' ? `jsb, ${data === folder ? 'made-up rolls' : 'the chorales'}` : task.name,
  })),
)

describe.each(cases)('$title', ({ task, data }) => {
  test('has the name it is found by, a question and a source', () => {
    expect(taskNamed(task.name)).toBe(task)
    expect(task.question).toMatch(/^[A-Z].*\?$/)
    expect(task.source).not.toBe('')
  })

  test('has sequences of the right shapes with targets in range', async () => {
    const { splits } = await loadTask(task, { data })
    for (const sequences of Object.values({ ...splits })) expect(sequences.length).toBeGreaterThan(0)
  })

  test('has no sequence twice, in one split or two', async () => {
    const { splits } = await loadTask(task, { data })
    const keys = Object.values({ ...splits }).flatMap((sequences) =>
      sequences.map(({ steps, inputs, targets }) => `${steps} ${inputs} ${targets}`),
    )
    expect(new Set(keys).size).toBe(keys.length)
  })

  test('loads the same twice', async () => {
    const [first, second] = [await loadTask(task, { data }), await loadTask(task, { data })]
    expect(second.fingerprint).toBe(first.fingerprint)
    expect(second.splits).toEqual(first.splits)
  })

  test('can be predicted by someone who sees nothing, with a finite and positive error', async () => {
    const { splits } = await loadTask(task, { data })
    for (const value of Object.values(naiveBaseline(task, splits))) {
      expect(Number.isFinite(value)).toBe(true)
      expect(value).toBeGreaterThan(0)
    }
  })
})

test('an unknown name is answered with those there are', () => {
  expect(() => taskNamed('timt')).toThrow(
    new InputError('no task named timt; there are adding, reber, counting, spelling, jsb, timit, iam-online'),
  )
})
