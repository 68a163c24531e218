import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { cells } from '../../src/cell/catalog.ts'
import { cellsPage } from '../../src/report/cells-page.ts'

const page = readFileSync(new URL('../../docs/cells.md', import.meta.url), 'utf8')

test('docs/cells.md is what npm run docs:cells would write', () => {
  expect(cellsPage()).toBe(page)
})

test('it has every cell, with equations and a source', () => {
  const sections = page.split(/^## /m).slice(1)
  expect(sections.map((section) => section.split(':')[0])).toEqual(Object.keys(cells))
  for (const section of sections) {
    expect(section).toMatch(/^```\n(.*_t = .*\n)+```$/m)
    expect(section).toMatch(/^From .* \((19|20)\d\d\), .*\.$/m)
  }
})
