import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const cwd = fileURLToPath(new URL('..', import.meta.url))

/** What a tool of `npm run check` complains of; empty where it is content. */
function complaints(tool: string, ...words: string[]): string {
  const { status, stdout, stderr } = spawnSync('npx', ['--no-install', tool, ...words], { cwd, encoding: 'utf8' })
  return status === 0 ? '' : `${stdout}${stderr}` || `exit code ${status}`
}

test.each([
  ['the types agree', ['tsc', '--noEmit']],
  ['the code is formatted and free of known mistakes', ['biome', 'check']],
  ['nothing is unused', ['knip']],
])('%s', (_, [tool, ...words]) => {
  expect(complaints(tool, ...words)).toBe('')
})
