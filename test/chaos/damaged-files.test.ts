import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { examine } from './examine.ts'
import { halfDone, type SpecimenName } from './specimens.ts'

// the short version of bench/chaos.ts, which damages ten thousand files

const folder = mkdtempSync(join(tmpdir(), 'odyssey-chaos-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('a damaged file is read as it was or refused in one line', () => {
  const files: [SpecimenName, number][] = [
    ['archive', 120],
    ['store', 80],
    ['resumed', 6],
    ['log', 12],
    ['jsb', 30],
    ['timit', 30],
    ['iam', 30],
    ['cache', 10],
  ]
  test.each(files)('%s, %i times', async (kind, times) => {
    expect(await examine({ kind, seed: 2026, from: 0, to: times })).toEqual({ faults: times, flaws: [] })
  })
})

test('a store that is damaged and gone on with is the same to the byte each time, so that a case can be seen again', async () => {
  const [one, other] = await Promise.all(['one', 'other'].map((name) => halfDone(join(folder, `${name}.sqlite`))))
  expect(one.bytes.equals(other.bytes)).toBe(true)
})
