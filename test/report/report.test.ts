import { describe, expect, it } from 'vitest'
import { escaped } from '../../src/report/html.ts'
import { decade, decades } from '../../src/report/plot.ts'
import { report } from '../../src/report/report.ts'
import type { StudyDefinition } from '../../src/study/definition.ts'
import { definitionOf, seededTrials, trialOf } from '../analysis/made-up.ts'

const definition = definitionOf(['V', 'NFG'], { trials: 40 })
const trials = seededTrials(definition, { NFG: 15 })

describe('the report', () => {
  const page = report(definition, trials)

  it('begins with the verdict and ends with equations', () => {
    const titles = [...page.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, title]) => title)
    expect(titles).toEqual([
      'What was found',
      'Cells compared',
      'All trials',
      'Learning rate',
      'Learning curves',
      'Best trials',
      'How it was done',
      'Equations',
    ])
    expect(page).toContain('NFG is significantly worse than V')
    expect(page).toContain('i_t = σ(W_i x_t')
  })

  it('stands alone: no script, nothing loaded from elsewhere', () => {
    expect(page).not.toMatch(/<script|<link|<img|@import|url\(|src=/)
    for (const [address] of page.matchAll(/https?:[^"' <]*/g)) expect(address).toBe('http://www.w3.org/2000/svg')
  })

  it('says how it was done: seed, ranges, arithmetic, version, hours', () => {
    expect(page).toContain('study seed 1')
    expect(page).toContain('wasm float32 plain')
    expect(page).toContain('version 0.0.0')
    expect(page).toContain('learning rate')
  })

  it('data text is escaped wherever it enters HTML or SVG', () => {
    const evil = `<script>alert(1)</script>"'&]]>`
    const { tasks, cells } = definition
    const hostile: StudyDefinition = {
      ...definition,
      name: evil,
      question: evil,
      baseline: evil,
      tasks: { [evil]: { ...tasks.reber, question: evil, source: evil, fingerprint: evil } },
      cells: { [evil]: cells.V, NFG: cells.NFG },
      space: { ...definition.space, [evil]: { kind: 'choice', of: [evil, 'b'] } },
    }
    const marked = trials.map((trial) => ({
      ...trial,
      task: evil,
      cell: trial.cell === 'V' ? evil : trial.cell,
      settings: { ...trial.settings, [evil]: evil },
      arithmetic: evil,
      version: evil,
      worker: evil,
    }))
    const written = report(hostile, marked)
    expect(written).not.toContain('<script')
    expect(written).not.toContain(']]>')
    expect(written).toContain('&#60;script&#62;')
  })

  it.each([0, 1, 2, 3])('%i trials make a report', (count) => {
    const made = definitionOf(['V', 'NFG'])
    const few = Array.from({ length: count }, (_, k) => trialOf(k % 2 ? 'NFG' : 'V', k, { validation: k, test: k }))
    expect(report(made, few)).toContain('<h2>What was found</h2>')
  })

  it('trials that all failed or all diverged make a report', () => {
    const made = definitionOf(['V', 'NFG'])
    const failed = [trialOf('V', 0, { validation: 1, test: 1 })].map((trial) => ({
      ...trial,
      outcome: { kind: 'failed' as const, reason: 'no' },
    }))
    expect(report(made, failed)).toContain('1 trial failed and is left out')
    const diverged = [0, 1, 2].map((k) => trialOf('V', k, { validation: 90, test: 90, kind: 'diverged' }))
    expect(report(made, diverged)).toContain('3 trials diverged and stay in')
  })
})

it('text keeps what XML allows, and loses the rest', () => {
  expect(escaped('a<b>&"\'\u0000\u001b\ud800\tz😀')).toBe('a&#60;b&#62;&#38;&#34;&#39;\tz😀')
})

it('marks of a logarithmic scale are powers of ten, or finer where there are few', () => {
  expect(decades([2e-6, 9e-3])).toEqual([1e-5, 1e-4, 1e-3])
  expect(decades([1e-4, 1])).toEqual([1e-4, 1e-2, 1])
  expect(decades([0.0012, 0.09])).toEqual([0.002, 0.01, 0.05])
  expect([1e-5, 0.01].map(decade)).toEqual(['10⁻⁵', '0.01'])
})
