import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { odyssey } from './odyssey.ts'

const folder = mkdtempSync(join(tmpdir(), 'odyssey-json-'))
const small = fileURLToPath(new URL('./small-study.ts', import.meta.url))
const example = fileURLToPath(new URL('../../docs/example-trials.csv', import.meta.url))
const forest = fileURLToPath(new URL('../golden/fanova-forest.json', import.meta.url))
const sections = readFileSync(new URL('../../docs/json.md', import.meta.url), 'utf8')
  .split(/^## /m)
  .slice(1)
const documented = new Map(sections.map((text) => [text.split('\n')[0], text]))

beforeAll(async () => {
  await odyssey(['run', small, '--engine', 'reference', '--trials', '2'], { cwd: folder })
})
afterAll(() => rmSync(folder, { recursive: true }))

/** The fields of an object and of the entries of its lists; what is named by data (pairs, settings, findings) is not looked into. */
function fieldsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.slice(0, 1).flatMap(fieldsOf)
  if (typeof value !== 'object' || value === null) return []
  const closed = ['importance', 'advice', 'parallel', 'best', 'settings', 'findings', 'engines', 'named', 'nodes']
  return Object.entries(value).flatMap(([name, inner]) => [name, ...(closed.includes(name) ? [] : fieldsOf(inner))])
}

test.each([
  [['run', small, '--trials', '2']],
  [['status']],
  [['trials']],
  [['show', 'echo1/V/0']],
  [['show', 'echo1/V/0', '--gates', '--engine', 'reference', '--study', small]],
  [['report']],
  [['analyse', '--forest', forest]],
  [['analyse', example, '--target', 'value']],
  [['list', 'tasks']],
  [['cell', 'V', '--inputs', '2', '--hidden', '2']],
  [['check', '--cells', 'V']],
  [['data']],
])('docs/json.md names every field of %j', async (words) => {
  const { code, out } = await odyssey([...words, '--json'], { cwd: folder })
  const more = words[0] === 'show' ? documented.get('trials') : ''
  const text = `${documented.get(words[0])}${more}`
  expect({ code, missing: fieldsOf(JSON.parse(out)).filter((name) => !text.includes(`\`${name}\``)) }).toEqual({
    code: 0,
    missing: [],
  })
})
