import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cells } from '../../../src/cell/catalog.ts'
import type { Sequence } from '../../../src/engine/engine.ts'
import { engineNamed } from '../../../src/engine/engines.ts'
import { InputError } from '../../../src/math/input-error.ts'
import { evaluate } from '../../../src/run/evaluate.ts'
import { loadTask } from '../../../src/task/load.ts'
import { naiveBaseline } from '../../../src/task/naive-baseline.ts'
import { dictionaryIn } from '../../../src/task/spelling/corpus.ts'
import { readDictionary } from '../../../src/task/spelling/dictionary.ts'
import { spelling } from '../../../src/task/spelling/spelling.ts'
import { splitsOf } from '../../../src/task/spelling/splits.ts'
import { type LoadedTask, SPLITS } from '../../../src/task/task.ts'

const packaged = createRequire(import.meta.url).resolve('cmu-pronouncing-dictionary')
const folder = mkdtempSync(join(tmpdir(), 'odyssey-spelling-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The word that a sequence was made of. */
function wordOf({ steps, inputs }: Sequence, { inputSymbols = [] }: LoadedTask): string {
  const on = (t: number) => inputSymbols.filter((_, k) => inputs[t * inputSymbols.length + k] === 1).join('')
  return Array.from({ length: steps }, (_, t) => on(t)).join('')
}

const wordsOf = (task: LoadedTask) => SPLITS.map((split) => task.splits[split].map((each) => wordOf(each, task)))

describe('the dictionary', () => {
  let task: LoadedTask
  beforeAll(async () => {
    task = await loadTask(spelling())
  })

  test('has 2,000, 1,000 and 1,000 words for a task that nobody needs data for', () => {
    expect(SPLITS.map((split) => task.splits[split].length)).toEqual([2000, 1000, 1000])
    expect(task.fingerprint).toBe('76262b8a97be10d9468adc2c16c2c0423be08901a502a882a775c5a29a9b05a4')
    expect(task.source).toBe(
      'CMU Pronouncing Dictionary, © 1993–2014 Carnegie Mellon University, as in cmu-pronouncing-dictionary 3.0.0',
    )
    expect(naiveBaseline(task, task.splits)).toEqual({ validation: 100, test: 100 })
  })

  test('has a step for each letter and an empty one behind it, and phones without stress', () => {
    const [first] = task.splits.test
    expect(wordOf(first, task)).toBe('dismore')
    expect(Array.from(first.targets, (k) => task.symbols?.[k])).toEqual(['D', 'IH', 'S', 'M', 'AO', 'R'])
    expect(first.steps).toBe(2 * 'dismore'.length)
    for (let t = 1; t < first.steps; t += 2)
      expect([...first.inputs.slice(27 * t, 27 * (t + 1))]).toEqual(Array(27).fill(0))
  })

  test('gives fewer words of a split if fewer are asked for, whatever is asked of the others', async () => {
    const [training, validation, test] = wordsOf(task)
    const small = await loadTask(spelling({ training: 3000, validation: 10, test: 20 }))
    const [more, few, some] = wordsOf(small)
    expect(more.slice(0, 2000)).toEqual(training)
    expect(few).toEqual(validation.slice(0, 10))
    expect(some).toEqual(test.slice(0, 20))
  })

  test('has 93,334, 15,918 and 15,643 words, and no more', async () => {
    await expect(loadTask(spelling({ test: 15_644 }))).rejects.toThrow(
      new InputError('test of task spelling must be at most 15,643, the words there are, not 15,644'),
    )
    const words = splitsOf(readDictionary(readFileSync(packaged, 'latin1'), packaged))
    expect(SPLITS.map((split) => words[split].length)).toEqual([93_334, 15_918, 15_643])
    const all = SPLITS.flatMap((split) => words[split]).map(({ word }) => word)
    expect(new Set(all).size).toBe(all.length)
    expect(all.filter((word) => !/^[a-z']+$/.test(word))).toEqual([])
  })

  test('a small network learns a few words by heart: no phone of training is wrong', () => {
    const words = task.splits.training.slice(0, 6)
    const splits = { training: words, validation: words, test: words }
    const settings = { hiddenSize: 20, learningRate: 5e-2, momentum: 0.9, inputNoise: 0 }
    const outcome = evaluate(
      { task: 'spelling', cell: 'V', number: 0, settings, keys: ['spelling', 'V'] },
      {
        task: { ...task, splits },
        naiveBaseline: naiveBaseline(task, splits),
        cell: cells.V,
        rules: { epochs: 400, patience: 400 },
        engine: engineNamed('wasm-plain'),
      },
    )
    expect(outcome).toMatchObject({ kind: 'completed', validation: 0 })
  })
})

test('sizes are whole numbers of at least 1', () => {
  expect(() => spelling({ test: 0 })).toThrow(
    new InputError('test of task spelling must be a whole number of at least 1, not 0'),
  )
})

test('words are assigned by themselves: neither their order, nor others, nor variants move them', () => {
  const words = ['word', 'words', 'zoo', 'aalto', "o'clock", 'able', 'tear', 'tears', 'lead', 'bow', 'row', 'live']
  const entries = words.map((word) => [word, [1]] as const)
  const homes = (dictionary: Iterable<readonly [string, readonly number[]]>) => splitsOf(new Map(dictionary))
  expect(homes(entries.toReversed())).toEqual(homes(entries))
  expect(homes([...entries, ['tear(2)', [2]], ['a.m.', [3]], ['well-known', [4]]])).toEqual(homes(entries))
  const few = homes(entries.slice(0, 4))
  for (const split of SPLITS) expect(homes(entries)[split]).toEqual(expect.arrayContaining(few[split]))
})

test('a word has no more phones than CTC can tell apart in two steps a letter', () => {
  const words = { bmw: [2, 3, 4, 5, 6, 7, 8], fits: [1, 2, 3, 4, 5, 6, 7, 8], equal: [1, 1, 1, 1, 1, 1] }
  const kept = Object.values(splitsOf(new Map(Object.entries(words)))).flat()
  expect(kept.map(({ word }) => word)).toEqual(['fits'])
})

describe('finding the file', () => {
  const changed = (name: string, text: string) => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }
  const load = (data: string) => loadTask(spelling(), { data })

  test('data may be the file, under any name, or a folder that holds it; else the installed package serves', () => {
    const copy = changed('copy.js', 'a copy')
    const usual = changed('cmu-pronouncing-dictionary.js', 'the usual one')
    expect(dictionaryIn(copy)).toEqual({ file: copy, content: Buffer.from('a copy') })
    expect(dictionaryIn(folder)).toEqual({ file: usual, content: Buffer.from('the usual one') })
    rmSync(usual)
    expect(dictionaryIn(folder).file).toBe(packaged)
  })

  test('a file with one phone changed is refused in a line, though the installed package is whole', async () => {
    const path = changed('cmu-pronouncing-dictionary.js', readFileSync(packaged, 'latin1').replace('AH0', 'AH1'))
    const refusal =
      /^\S+cmu-pronouncing-dictionary\.js is not the dictionary of cmu-pronouncing-dictionary 3\.0\.0: its SHA-256 is [0-9a-f]{64}, not ef8b2b97[0-9a-f]{56}; get it with `odyssey data get spelling`, or [^\n]*$/
    await expect(load(path)).rejects.toThrow(InputError)
    await expect(load(folder)).rejects.toThrow(refusal)
    rmSync(path)
  })

  test('a path that is not there is named, with the ways to get the file', async () => {
    const nowhere = join(folder, 'nowhere')
    await expect(load(nowhere)).rejects.toThrow(
      new InputError(
        `no file ${nowhere}: get it with \`odyssey data get spelling\`, or download https://raw.githubusercontent.com/words/cmu-pronouncing-dictionary/3.0.0/index.js and point --data at cmu-pronouncing-dictionary.js or its folder`,
      ),
    )
  })
})
