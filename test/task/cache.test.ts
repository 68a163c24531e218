import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cacheIn } from '../../src/task/cache.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'odyssey-cache-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

let computed = 0
const thirds = () => {
  computed += 1
  return Float32Array.of(1 / 3, -0, Number.NaN, 1e-45)
}
const from = Buffer.from('a recording')
const ask = (of: Uint8Array = from, method = 'thirds 1', place: string | undefined = folder) => {
  const before = computed
  const cache = cacheIn(place, method)
  const numbers = cache.numbers(of, 4, thirds)
  return { numbers, computed: computed > before, trouble: cache.trouble() }
}

test('what is cached is computed once, and is the same in every bit', () => {
  const first = ask()
  expect(ask()).toEqual({ ...first, computed: false })
  expect(Object.is(ask().numbers[1], -0)).toBe(true)
})

test('other bytes, another method and another length are computed anew', () => {
  ask()
  expect(ask(Buffer.from('a recordinh')).computed).toBe(true)
  expect(ask(from, 'thirds 2').computed).toBe(true)
  expect(() => cacheIn(folder, 'thirds 1').numbers(from, 5, () => new Float32Array(5))).not.toThrow()
  expect(readdirSync(folder)).toHaveLength(3)
})

test('a file cut short, emptied or changed is computed and written again', () => {
  ask()
  const file = join(folder, readdirSync(folder)[0])
  const whole = readFileSync(file)
  for (const damaged of [whole.subarray(0, 40), Buffer.alloc(0), whole.with(40, 7), Buffer.concat([whole, whole])]) {
    writeFileSync(file, damaged)
    expect(ask().computed).toBe(true)
    expect(readFileSync(file)).toEqual(whole)
  }
})

test('without a folder, and in one that cannot be written to, everything is computed, and what hinders is said', () => {
  expect(cacheIn(undefined, 'thirds 1').numbers(from, 4, thirds)).toHaveLength(4)
  const readOnly = process.getuid?.() === 0 ? '/proc' : join(folder, 'locked')
  if (readOnly !== '/proc') {
    mkdirSync(readOnly)
    chmodSync(readOnly, 0o555)
  }
  const { computed, trouble } = ask(from, 'thirds 1', readOnly)
  expect({ computed, trouble: trouble?.startsWith(`cannot write ${readOnly}`) }).toEqual({
    computed: true,
    trouble: true,
  })
})

test('two processes that fill a folder at once read whole numbers, and leave nothing behind', async () => {
  const module = new URL('../../src/task/cache.ts', import.meta.url).href
  const script = `const { cacheIn } = await import('${module}')
    const cache = cacheIn(${JSON.stringify(folder)}, 'counts')
    for (let k = 0; k < 300; k++) {
      const numbers = cache.numbers(Buffer.from([k, k >> 8]), 500, () => new Float32Array(500).fill(k))
      if (numbers.some((value) => value !== k)) throw new Error('half a file was read')
    }
    if (cache.trouble()) throw new Error(cache.trouble())`
  const run = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
  await Promise.all([run(), run()])
  expect(readdirSync(folder).filter((name) => !name.endsWith('.numbers'))).toEqual([])
  expect(readdirSync(folder)).toHaveLength(300)
})
