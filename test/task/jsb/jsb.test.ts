import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Sequence } from '../../../src/engine/engine.ts'
import { losses } from '../../../src/engine/loss/losses.ts'
import { InputError } from '../../../src/math/input-error.ts'
import { jsb, readChorales } from '../../../src/task/jsb/jsb.ts'
import { loadTask } from '../../../src/task/load.ts'
import { said } from '../../engine/network.ts'

const rolls = {
  train: [
    [[60, 64], [], [21]],
    [[108], [60]],
  ],
  valid: [[[72, 72], [30]]],
  test: [[[40], [41], [42], [43]]],
}

/** The pitches that sound at each step of a roll. */
function pitches(roll: ArrayLike<number>): number[][] {
  return Array.from({ length: roll.length / 88 }, (_, t) =>
    Array.from({ length: 88 }, (_, key) => key + 21).filter((pitch) => roll[t * 88 + pitch - 21] === 1),
  )
}

/** The frames that a sequence was made of. */
function frames({ inputs, targets }: Sequence): number[][] {
  return [...pitches(inputs), ...pitches(targets).slice(-1)]
}

const read = (content: unknown) => () => readChorales(JSON.stringify(content), 'rolls.json')

test('all frames but the last are inputs, all but the first targets; pitch 21 is the first of 88 keys', () => {
  const { training, validation, test } = readChorales(JSON.stringify(rolls), 'rolls.json')
  expect([training.length, validation.length, test.length]).toEqual([2, 1, 1])
  expect(training[0].steps).toBe(2)
  expect(pitches(training[0].inputs)).toEqual([[60, 64], []])
  expect(pitches(training[0].targets)).toEqual([[], [21]])
  expect(training[0].targets[88]).toBe(1)
  expect(training[1].inputs[87]).toBe(1)
  expect(pitches(validation[0].inputs)).toEqual([[72]])
  expect(test[0].steps).toBe(3)
})

const refused: [string, unknown, string][] = [
  ['a list', [], 'rolls.json must hold {"train": …, "valid": …, "test": …}, not an empty list'],
  ['nothing', null, 'rolls.json must hold {"train": …, "valid": …, "test": …}, not null'],
  ['no test set', { ...rolls, test: undefined }, 'rolls.json, test: must be a list of chorales, not nothing'],
  ['an empty set', { ...rolls, valid: [] }, 'rolls.json, valid: must be a list of chorales, not an empty list'],
  [
    'a set that is an object',
    { ...rolls, train: { 0: [] } },
    'rolls.json, train: must be a list of chorales, not an object',
  ],
  [
    'a chorale that is text',
    { ...rolls, train: ['BWV 1'] },
    'rolls.json, train, chorale 0: must be a list of frames, not "BWV 1"',
  ],
  [
    'a chorale of one frame',
    { ...rolls, test: [...rolls.test, [[60]]] },
    'rolls.json, test, chorale 1: must have at least 2 frames, not 1',
  ],
  [
    'a frame that is a pitch',
    { ...rolls, train: [[[60], 61]] },
    'rolls.json, train, chorale 0, frame 1: must be a list of pitches, not 61',
  ],
  [
    'a pitch too high',
    { ...rolls, valid: [[[60], [61, 109]]] },
    'rolls.json, valid, chorale 0, frame 1: a pitch must be a whole number from 21 to 108, not 109',
  ],
  [
    'a pitch too low',
    { ...rolls, train: [[[20], [60]]] },
    'rolls.json, train, chorale 0, frame 0: a pitch must be a whole number from 21 to 108, not 20',
  ],
  [
    'half a pitch',
    { ...rolls, train: [[[60.5], [60]]] },
    'rolls.json, train, chorale 0, frame 0: a pitch must be a whole number from 21 to 108, not 60.5',
  ],
  [
    'a pitch that is text',
    { ...rolls, train: [[['60'], [60]]] },
    'rolls.json, train, chorale 0, frame 0: a pitch must be a whole number from 21 to 108, not "60"',
  ],
  [
    'a pitch that is a list',
    { ...rolls, train: [[[[60]], [60]]] },
    'rolls.json, train, chorale 0, frame 0: a pitch must be a whole number from 21 to 108, not a list',
  ],
  [
    'a long text',
    { ...rolls, train: ['x'.repeat(99)] },
    `rolls.json, train, chorale 0: must be a list of frames, not "${'x'.repeat(39)}…`,
  ],
]

test.each(refused)('%s is refused with its place', (_name, content, message) => {
  expect(read(content)).toThrow(new InputError(message))
})

test('a text cut short is refused with the way to get the file', () => {
  const text = JSON.stringify(rolls).slice(0, -1)
  expect(() => readChorales(text, 'rolls.json')).toThrow(
    /^rolls\.json is no JSON: it may be cut short or damaged; get it with `odyssey data get jsb`/,
  )
})

test('lists as deep as a text allows are refused like any other', () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000)
  expect(() => readChorales(`{"train": [[[${deep}], []]], "valid": [], "test": []}`, 'rolls.json')).toThrow(InputError)
})

describe('a damaged file', () => {
  /** Right if every sequence holds the pitches that the text holds. */
  function refusedOrRight(text: string): boolean {
    try {
      const { training, validation, test } = readChorales(text, 'rolls.json')
      const sorted = (chorale: number[][]) => chorale.map((frame) => [...new Set(frame)].sort((a, b) => a - b))
      const content = JSON.parse(text)
      expect(training.map(frames)).toEqual(content.train.map(sorted))
      expect(validation.map(frames)).toEqual(content.valid.map(sorted))
      expect(test.map(frames)).toEqual(content.test.map(sorted))
      return true
    } catch (error) {
      return error instanceof InputError && !error.message.includes('\n')
    }
  }

  test('with some characters changed, lost or added is refused or read right', () => {
    const text = JSON.stringify(rolls)
    const character = fc.oneof(fc.constantFrom(...'[]{}",:0123456789-.e \n'), fc.string({ minLength: 0, maxLength: 2 }))
    const edit = fc.record({ at: fc.nat(text.length), lost: fc.nat(3), added: character })
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        let damaged = text
        for (const { at, lost, added } of edits) damaged = damaged.slice(0, at) + added + damaged.slice(at + lost)
        return refusedOrRight(damaged)
      }),
      { numRuns: 5000 },
    )
  })

  test('with any value in the place of any part is refused or read right', () => {
    const paths = [['train'], ['valid', 0], ['test', 0, 1], ['train', 0, 0, 1], ['train', 1, 0, 0]]
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, value) => {
        const content = structuredClone(rolls) as never
        const last = path.slice(0, -1).reduce((part: never, key) => part[key as never], content) as Record<
          string,
          unknown
        >
        last[path.at(-1) as string] = value
        return refusedOrRight(JSON.stringify(content))
      }),
      { numRuns: 3000 },
    )
  })

  test('of any text at all is refused', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), refusedOrRight), { numRuns: 1000 })
  })
})

describe('finding the file', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'odyssey-jsb-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  test('data may be the file, under any name, or a folder that holds it', async () => {
    writeFileSync(join(folder, 'mine.json'), JSON.stringify(rolls))
    writeFileSync(join(folder, 'jsb-chorales-quarter.json'), JSON.stringify(rolls))
    const byFile = await loadTask(jsb, { data: join(folder, 'mine.json') })
    const byFolder = await loadTask(jsb, { data: folder })
    expect(byFolder.fingerprint).toBe(byFile.fingerprint)
  })

  test('other pieces are not called JSB Chorales', async () => {
    writeFileSync(join(folder, 'mine.json'), JSON.stringify(rolls))
    expect((await loadTask(jsb, { data: join(folder, 'mine.json') })).source).toBe(
      '2 + 1 + 1 pieces with 11 frames, in the file mine.json; not JSB Chorales, which are 229 + 76 + 77 pieces with 23,134 frames, one per quarter note',
    )
  })

  const howToGet =
    'get it with `odyssey data get jsb`, or download https://raw.githubusercontent.com/czhuang/JSB-Chorales-dataset/master/jsb-chorales-quarter.json and point --data at jsb-chorales-quarter.json or its folder'

  test('a missing file is named, with the ways to get it', async () => {
    await expect(loadTask(jsb, { data: folder })).rejects.toThrow(
      new InputError(`no file ${join(folder, 'jsb-chorales-quarter.json')}: ${howToGet}`),
    )
    const nowhere = join(folder, 'nowhere')
    await expect(loadTask(jsb, { data: nowhere })).rejects.toThrow(new InputError(`no file ${nowhere}: ${howToGet}`))
  })

  test('something else in its place is named, with the reason', async () => {
    mkdirSync(join(folder, 'jsb-chorales-quarter.json'))
    await expect(loadTask(jsb, { data: folder })).rejects.toThrow(
      new InputError(`cannot read ${join(folder, 'jsb-chorales-quarter.json')} (it is a folder)`),
    )
  })
})

describe.skipIf(process.env.ODYSSEY_DATA === undefined)(
  'the chorales (needs ODYSSEY_DATA, a folder with jsb-chorales-quarter.json)',
  () => {
    const load = () => loadTask(jsb, { data: process.env.ODYSSEY_DATA as string })

    test('there are 229, 76 and 77 with 13,807, 4,602 and 4,725 frames', async () => {
      const { splits } = await load()
      const sizes = Object.values({ ...splits }).map((chorales) => [
        chorales.length,
        chorales.reduce((sum, c) => sum + c.steps + 1, 0),
      ])
      expect(sizes).toEqual([
        [229, 13807],
        [76, 4602],
        [77, 4725],
      ])
    })

    test('are called JSB Chorales, under any name and however they are written', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'odyssey-jsb-'))
      const text = readFileSync(join(process.env.ODYSSEY_DATA as string, 'jsb-chorales-quarter.json'), 'utf8')
      const sourceOf = async (content: Record<string, number[][][]>) => {
        writeFileSync(join(folder, 'mine.json'), JSON.stringify(content))
        return (await loadTask(jsb, { data: join(folder, 'mine.json') })).source
      }
      const chorales: Record<string, number[][][]> = JSON.parse(text)
      const changed = (change: (chorale: number[][]) => number[][]) =>
        Object.fromEntries(Object.entries(chorales).map(([name, some]) => [name, some.map(change)]))
      const cited = 'JSB Chorales: Boulanger-Lewandowski, Bengio and Vincent (2012), ICML'
      expect((await load()).source).toBe(cited)
      expect(await sourceOf(changed((chorale) => chorale.map((chord) => chord.toReversed())))).toBe(cited)
      expect(await sourceOf(changed((chorale) => chorale.flatMap((chord) => [chord, chord, chord, chord])))).toBe(
        '229 + 76 + 77 pieces with 92,536 frames, in the file mine.json; not JSB Chorales, which are 229 + 76 + 77 pieces with 23,134 frames, one per quarter note',
      )
      expect(await sourceOf(changed((chorale) => chorale.map((chord) => chord.map((pitch) => pitch + 1))))).toBe(
        '229 + 76 + 77 pieces with 23,134 frames, in the file mine.json; not JSB Chorales, which have other chords, or another order',
      )
      rmSync(folder, { recursive: true })
    })

    test('one half for every key gives 61.00 nats a frame', async () => {
      const { splits } = await load()
      const [chorale] = splits.test
      const loss = losses.sigmoid.value(said(new Float64Array(88 * chorale.steps), chorale, 88))
      expect(loss / chorale.steps).toBeCloseTo(61.0, 2)
    })
  },
)
