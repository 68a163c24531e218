import { spawnSync } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const cwd = fileURLToPath(new URL('..', import.meta.url))

/** What a tool of `npm run check` complains of; empty where it is content. */
function complaints(tool: string, ...words: string[]): string {
  const { status, stdout, stderr } = spawnSync('npx', ['--no-install', tool, ...words], { cwd, encoding: 'utf8' })
  return status === 0 ? '' : `${stdout}${stderr}` || `exit code ${status}`
}

/** What git tracks, and nothing that a user saved beside it; without git, the whole folder. */
function tracked(): string[] {
  const { status, stdout } = spawnSync('git', ['ls-files', '-z'], { cwd, encoding: 'utf8' })
  const files = status === 0 ? stdout.split('\0') : []
  return files.filter((file) => /\.(ts|js|mjs|json)$/.test(file) && existsSync(join(cwd, file)))
}

test('a study saved in the clone is not checked', () => {
  const own = join(cwd, `own-study-${process.pid}.mjs`)
  writeFileSync(own, 'export   const study = "not formatted"')
  try {
    expect(complaints('biome', 'check', ...tracked())).toBe('')
  } finally {
    rmSync(own)
  }
})

test.each([
  ['the types agree', ['tsc', '--noEmit']],
  ['the code is formatted and free of known mistakes', ['biome', 'check', ...tracked()]],
  ['nothing is unused', ['knip']],
])('%s', (_, [tool, ...words]) => {
  expect(complaints(tool, ...words)).toBe('')
})
