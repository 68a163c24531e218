import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import fixture from '../golden/fanova-forest.json' with { type: 'json' }
import { odyssey, odysseyProcess } from './odyssey.ts'

const folder = mkdtempSync(join(tmpdir(), 'odyssey-analyse-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (name: string, content: unknown) => {
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))
  return name
}
const golden = fileURLToPath(new URL('../golden/fanova-forest.json', import.meta.url))

async function printed(...words: string[]) {
  const { code, out, err } = await odyssey(['analyse', ...words, '--json'], { cwd: folder })
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return JSON.parse(out)
}

/** One line on stderr, nothing on stdout, exit code 2. */
async function refused(...words: string[]): Promise<string> {
  const { code, out, err } = await odyssey(['analyse', ...words], { cwd: folder })
  expect({ code, out, lines: err.trimEnd().split('\n').length }).toEqual({ code: 2, out: '', lines: 1 })
  return err.trimEnd().replace(/^odyssey: /, '')
}

/** Equal to 1e-9 of the expected number; what must be 0 may be a rounding error. */
function expectClose(actual: number, expected: number): void {
  const allowed = expected === 0 ? 1e-30 : 1e-9 * Math.abs(expected)
  expect(Math.abs(actual - expected), `${actual} for ${expected}`).toBeLessThanOrEqual(allowed)
}

interface Part {
  settings: string[]
  total: number
  individual: number
  totalShare: number
  share: number
  spread: number
}
const partOf = (parts: Part[], names: readonly string[], set: string) =>
  parts.find(
    ({ settings }) =>
      settings.join() ===
      set
        .split(',')
        .map((k) => names[Number(k)])
        .join(),
  )!

describe('--forest prints variances and shares that outside numbers confirm to 1e-9', () => {
  test('of all eight trees and of their average', async () => {
    const found = await printed('--forest', golden)
    expect(found.names).toEqual(fixture.names)
    expect(found.trees).toHaveLength(8)
    fixture.perTree.forEach((expected, k) => {
      const { mean, variance, parts } = found.trees[k]
      expectClose(mean, expected.mean)
      expectClose(variance, expected.variance)
      for (const [set, total] of Object.entries(expected.V_total)) {
        const part = partOf(parts, fixture.names, set)
        const individual = expected.V_individual[set as keyof typeof expected.V_individual]
        expectClose(part.total, total)
        expectClose(part.individual, individual)
        expectClose(part.totalShare, total / expected.variance)
        expectClose(part.share, individual / expected.variance)
      }
    })
    for (const [set, expected] of Object.entries(fixture.importance)) {
      const part = partOf(found.average, fixture.names, set)
      expectClose(part.totalShare, expected.total)
      expectClose(part.share, expected.individual)
      expectClose(part.spread, expected.individual_std)
    }
  })

  test('of the tree by hand alone, without names, and with its triple', async () => {
    const found = await printed('--forest', file('hand.json', fixture.hand), '--triples')
    expect(found.names).toEqual(['setting 1', 'setting 2', 'setting 3'])
    expectClose(found.trees[0].variance, fixture.hand.variance)
    for (const [set, total] of Object.entries(fixture.hand.V_total)) {
      expectClose(partOf(found.trees[0].parts, found.names, set).total, total)
    }
  })
})

describe('a forest that is broken is refused in one line', () => {
  const { names, bounds, trees } = fixture
  const broken = (change: object) => ({ names, bounds, trees: [trees[0], { ...trees[1], ...change }] })
  test.each([
    ['{"names": ["a"], "bounds": [[0, 1]], "trees": [{"feature": [NaN]}]}', /is no JSON/],
    [broken({ left: [0, ...trees[1].left.slice(1)] }), 'node 0 of tree 2 has two parents, or is the root'],
  ])('%#', async (content, message) => {
    const said = await refused('--forest', file('forest.json', content))
    if (typeof message === 'string') expect(said).toBe(message)
    else expect(said).toMatch(message)
  })

  test('or is not there', async () => {
    expect(await refused('--forest', folder)).toBe(`${folder} is no file`)
    expect(await refused('--forest', golden, '--target', 'loss')).toBe('--forest is analysed alone, without --target')
  })
})

describe('a table is analysed', () => {
  const example = fileURLToPath(new URL('../../docs/example-trials.csv', import.meta.url))

  test('with its settings proposed, into a report', async () => {
    const found = await printed(example, '--target', 'value', '-o', 'report.html')
    expect(found).toMatchObject({
      target: 'value',
      better: 'lower',
      rows: 160,
      trials: 148,
      diverged: 2,
      report: 'report.html',
    })
    expect(found.settings.map(({ name, scale }: { name: string; scale: string }) => [name, scale])).toEqual([
      ['lr', 'log'],
      ['units', 'log-int'],
      ['momentum', 'one-minus-log'],
      ['dropout', 'uniform'],
      ['optimizer', 'choice'],
    ])
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('<h1>What matters for value?</h1>')
  })

  test('with its settings told, its groups compared, in words', async () => {
    const { code, out, err } = await odyssey(
      [
        'analyse',
        example,
        '--target',
        'value',
        '--settings',
        'lr:log:1e-5:1e-1,units:log-int:16:512',
        '--transform',
        'ranks',
      ].concat(['--cell', 'optimizer', '--validation', 'number', '--baseline', 'adam']),
    )
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('148 of 160 rows count as trials.')
    expect(out).toMatch(/^Share: .*; spread: .*; with others: /m)
    expect(out).toMatch(/^params_lr +hyperparameter +you set it +log 1 × 10⁻⁵ to 0.1, as you set it$/m)
    expect(out).toMatch(/^lr +\d+ %/m)
    expect(out).toMatch(/^sgd .* undecided$/m)
  })

  test('from another program’s export, with a byte-order mark, line breaks of Windows and quotes', async () => {
    const rows = Array.from({ length: 20 }, (_, k) => `"run ${k}","finished","${k / 10}","${(k * 7) % 5}","${k ** 2}"`)
    const wandb = ['\ufeff"Name","State","lr","layers","acc"', ...rows, '"run 20","crashed","3","4",""'].join('\r\n')
    const found = await printed(file('wandb.csv', wandb), '--target', 'acc', '--maximise')
    expect(found).toMatchObject({ better: 'higher', trials: 20, best: { line: 21, target: 361 } })
    expect(found.notes[0]).toEqual({ kind: 'not ended', column: 'State', states: [{ word: 'crashed', rows: 1 }] })
  })
})

describe('what columns are taken for', () => {
  test('is printed alone, and every guess can be overruled', async () => {
    const table = file('roles.csv', 'run,lr,f1,steps,loss\nx1,1,9,3,1\nx2,2,8,4,2\nx3,4,6,5,3')
    const { out } = await odyssey(['analyse', table, '--columns', '--target', 'loss'], { cwd: folder })
    expect(out.split('\n').map((line) => line.trim().split(/ {2,}/).slice(0, 2).join(': '))).toEqual([
      'column: role',
      'run: identifier',
      'lr: hyperparameter',
      'f1: result',
      'steps: result',
      'loss: target',
      '',
    ])
    const told = await printed(
      table,
      '--columns',
      '--target',
      'loss',
      '--role',
      'steps=hyperparameter',
      '--ignore',
      'lr',
    )
    expect(told.columns[1]).toMatchObject({ column: 'lr', role: 'hyperparameter', unused: 'ignored' })
    expect(told.columns[3]).toMatchObject({ column: 'steps', role: 'hyperparameter', because: 'told' })
  })

  test('of a table from stdin', async () => {
    const input = 'lr,loss\n1,1\n2,2\n3,5'
    const { code, out } = await odysseyProcess(['analyse', '-', '--target', 'loss'], { input })
    expect({ code, first: out.split('\n')[0] }).toEqual({ code: 0, first: 'stdin: loss, lower is better' })
  })
})

describe('a table that cannot be analysed is refused in one line', () => {
  const bad = (content: string, ...words: string[]) => refused(file('bad.csv', content), ...words)
  test('an unknown column, no target, an unknown transform', async () => {
    expect(await bad('a,loss\n1,2', '--target', 'los')).toBe('no column named los; there are a, loss')
    expect(await bad('a,loss\n1,2')).toBe('--target must name the column to explain; there is loss')
    expect(await bad('a,loss\n1,2', '--target', 'loss', '--transform', 'log')).toMatch(
      /^no transform named log; there are /,
    )
  })
  test('no rows, no file, nothing', async () => {
    expect(await bad('a,loss\n', '--target', 'loss')).toBe('the table has no rows below its first line')
    expect(await refused('gone.csv', '--target', 'loss')).toBe('cannot read gone.csv (no such file or folder)')
    expect(await refused()).toBe('name a table to analyse (- reads it from stdin), or a forest with --forest')
  })
  test('text in another encoding', async () => {
    const table = 'größe,loss\n1,2\n2,3'
    const inOther = (name: string, encoding: BufferEncoding, mark = '') => {
      writeFileSync(join(folder, name), Buffer.from(mark + table, encoding))
      return refused(name, '--target', 'loss')
    }
    expect(await inOther('latin.csv', 'latin1')).toBe(
      'latin.csv is not in UTF-8, but perhaps in Latin-1 (Windows-1252): save it as UTF-8',
    )
    expect(await inOther('utf16.csv', 'utf16le', '\ufeff')).toBe('utf16.csv is in UTF-16: save it as UTF-8')
  })
  test('a report that cannot be written, and options that need each other', async () => {
    expect(await bad('a,loss\n1,2', '--target', 'loss', '-o', 'no/where.html')).toMatch(
      /^there is no folder no for no\/where\.html$/,
    )
    expect(await bad('a,loss\n1,2', '--target', 'loss', '--cell', 'a')).toMatch(/give both or neither$/)
  })
})

test('a forest without variance has shares of 0, and says so', async () => {
  const flat = { ...fixture.hand, value: fixture.hand.value.map(() => 3) }
  const found = await printed('--forest', file('flat.json', flat))
  expect(found.average.map(({ share }: Part) => share)).toEqual([0, 0, 0, 0, 0, 0])
  expect(found.constant).toBe(1)
})
