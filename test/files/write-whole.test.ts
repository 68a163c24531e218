import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { writeWhole, writeWholeStream } from '../../src/files/write-whole.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'odyssey-whole-'))
})
afterEach(() => rmSync(folder, { recursive: true }))
const inside = (name: string) => join(folder, name)
const textOf = (name: string) => readFileSync(inside(name), 'utf8')

describe('what is written takes the place of what was there', () => {
  test('text and bytes, and nothing else is left in the folder', () => {
    writeWhole(inside('a'), 'first')
    writeWhole(inside('a'), new Uint8Array([104, 105]))
    expect(textOf('a')).toBe('hi')
    expect(readdirSync(folder)).toEqual(['a'])
  })
  test('a stream of pieces, made at once or later', async () => {
    await writeWholeStream(inside('a'), ['ab', Buffer.from('cd')])
    expect(textOf('a')).toBe('abcd')
    await writeWholeStream(
      inside('a'),
      (async function* () {
        for (let k = 0; k < 3; k++) yield 'x'.repeat(200_000)
      })(),
    )
    expect(textOf('a')).toBe('x'.repeat(600_000))
    expect(readdirSync(folder)).toEqual(['a'])
  })
  test('a name may be as long as names can be', () => {
    const name = 'n'.repeat(255)
    writeWhole(inside(name), 'long')
    expect(textOf(name)).toBe('long')
  })
  test('a link stays a link, and the file behind it is written', () => {
    symlinkSync('real', inside('link'))
    writeWhole(inside('link'), 'made')
    writeWhole(inside('link'), 'again')
    expect(textOf('real')).toBe('again')
    expect(readdirSync(folder).sort()).toEqual(['link', 'real'])
  })
  test('the file stays as open to others as it was', () => {
    writeFileSync(inside('a'), 'old')
    chmodSync(inside('a'), 0o640)
    writeWhole(inside('a'), 'new')
    expect(statSync(inside('a')).mode & 0o777).toBe(0o640)
  })
  test('another hard link keeps what it had', () => {
    writeFileSync(inside('a'), 'old')
    linkSync(inside('a'), inside('b'))
    writeWhole(inside('a'), 'new')
    expect([textOf('a'), textOf('b')]).toEqual(['new', 'old'])
  })
})

test('whoever writes is killed half-way: the old file stays', async () => {
  writeWhole(inside('a'), 'good')
  const script = `
    import { writeWholeStream } from ${JSON.stringify(new URL('../../src/files/write-whole.ts', import.meta.url).href)}
    function* endless() {
      for (let k = 0; ; k++) {
        if (k === 2) console.log('writing')
        yield 'x'.repeat(2 ** 18)
      }
    }
    await writeWholeStream(process.argv[1], endless())`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, inside('a')])
  await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'close')
  expect(textOf('a')).toBe('good')
  expect(readdirSync(folder).filter((name) => !name.endsWith('.part'))).toEqual(['a'])
})

describe('where it cannot be written, the old file stays and one line says why', () => {
  test('who makes the pieces fails half-way: its own error is passed on', async () => {
    writeWhole(inside('a'), 'good')
    const failing = (function* () {
      yield 'x'.repeat(2 ** 20)
      throw new RangeError('out of ideas')
    })()
    await expect(writeWholeStream(inside('a'), failing)).rejects.toThrow(new RangeError('out of ideas'))
    expect(textOf('a')).toBe('good')
    expect(readdirSync(folder)).toEqual(['a'])
  })
  test('a folder, a device, a pipe', () => {
    mkdirSync(inside('folder'))
    execFileSync('mkfifo', [inside('pipe')])
    for (const path of [inside('folder'), '/dev/full', '/dev/null', inside('pipe')])
      expect(() => writeWhole(path, 'x')).toThrow(`cannot write ${path}: it is no regular file`)
    expect(readdirSync(folder).sort()).toEqual(['folder', 'pipe'])
  })
  test('no folder, a file in the place of the folder, no name', () => {
    expect(() => writeWhole(inside('no/a'), 'x')).toThrow(`there is no folder ${inside('no')} for ${inside('no/a')}`)
    writeFileSync(inside('file'), '')
    expect(() => writeWhole(inside('file/a'), 'x')).toThrow(
      `cannot reach ${inside('file/a')} (a part of its path is not a folder)`,
    )
    expect(() => writeWhole(' ', 'x')).toThrow('the name of a file to write must not be blank')
  })
  test('links that lead in a circle', () => {
    symlinkSync('b', inside('a'))
    symlinkSync('a', inside('b'))
    expect(() => writeWhole(inside('a'), 'x')).toThrow(/cannot reach .*its links lead in a circle/)
  })
})
