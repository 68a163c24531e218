import { describe, expect, it } from 'vitest'
import { compare } from '../../src/findings/comparison.ts'
import { curves } from '../../src/findings/curves.ts'
import { findingsOf } from '../../src/findings/findings.ts'
import { learningRates } from '../../src/findings/learning-rates.ts'
import { pairsOf } from '../../src/findings/pairs.ts'
import { axisOver, edgeOf } from '../../src/report/axes.ts'
import { escaped } from '../../src/report/blocks/html.ts'
import { blocksIn, figureFiles, pageHtml } from '../../src/report/page.ts'
import { columnsFor, decade, decades, shortened } from '../../src/report/plot.ts'
import { report, reportOf } from '../../src/report/report.ts'
import { mediansText } from '../../src/report/words/comparison.ts'
import { whenBest } from '../../src/report/words/curves.ts'
import { lowestText } from '../../src/report/words/learning-rates.ts'
import type { StudyDefinition } from '../../src/study/definition.ts'
import { signs } from '../../src/task/signs.ts'
import { tasks } from '../../src/task/tasks.ts'
import { definitionOf, seededTrials, trialOf } from '../findings/made-up.ts'

const definition = definitionOf(['V', 'NFG'], { trials: 40 })
const trials = seededTrials(definition, { NFG: 15 })

describe('the report', () => {
  const page = report(definition, trials)

  it('begins with the verdict and ends with equations', () => {
    const titles = [...page.matchAll(/<h2 id="[^"]*">(.*?)<\/h2>/g)].map(([, title]) => title)
    expect(titles).toEqual([
      'What was found',
      'Cells compared',
      'Error against cost',
      'All trials',
      'Learning rate',
      'What explains the results',
      'Hyperparameters of every trial',
      'Advice',
      'How many trials would have been enough',
      'Learning curves',
      'Best trials',
      'How it was done',
      'Equations',
    ])
    expect(page).toContain('NFG is significantly worse than V')
    expect(page).toContain('i<sub>t</sub> = σ(W<sub>i</sub> x<sub>t</sub>')
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
    const made = reportOf(hostile, findingsOf(hostile, marked))
    const written = pageHtml(made)
    expect(written).not.toContain('<script')
    expect(written).not.toContain(']]>')
    expect(written).toContain('&#60;script&#62;')
    const files = figureFiles(blocksIn(made))
    for (const name of Object.keys(files)) expect(name).toMatch(/^[\w.-]+\.svg$/)
    expect(Object.keys(files)).toHaveLength(written.split('<figure').length - 1)
    expect(Object.values(files)[0]).toMatch(/^<svg[^>]*><style>svg\{--page: #ffffff/)
  })

  it('has its sections and all blocks under ids of their own', () => {
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
    expect(ids).toHaveLength(new Set(ids).size)
    expect(ids).toEqual(expect.arrayContaining(['found', 'equations', 'reber-best', 'reber-results']))
    const some = blocksIn(reportOf(definition, findingsOf(definition, trials)), ['equations'])
    expect(some[0]).toEqual({ kind: 'heading', level: 2, id: 'equations', text: 'Equations' })
  })

  it.each([0, 1, 2, 3])('%i trials make a report', (count) => {
    const made = definitionOf(['V', 'NFG'])
    const few = Array.from({ length: count }, (_, k) => trialOf(k % 2 ? 'NFG' : 'V', k, { validation: k, test: k }))
    expect(report(made, few)).toContain('What was found</h2>')
  })

  it('trials that all failed or all diverged make a report', () => {
    const made = definitionOf(['V', 'NFG'])
    const failed = [trialOf('V', 0, { validation: 1, test: 1 })].map((trial) => ({
      ...trial,
      outcome: { kind: 'failed' as const, reason: 'no' },
    }))
    expect(report(made, failed)).toContain('1 trial failed and is left out')
    const diverged = [0, 1, 2].map((k) => trialOf('V', k, { validation: 90, test: 90, kind: 'diverged' }))
    expect(report(made, diverged)).toContain('3 trials diverged and still count')
  })
})

it('marks of a logarithmic scale are powers of ten, or finer where there are few', () => {
  expect(decades([2e-6, 9e-3])).toEqual([1e-5, 1e-4, 1e-3])
  expect(decades([1e-4, 1])).toEqual([1e-4, 1e-2, 1])
  expect(decades([0.0012, 0.09])).toEqual([0.002, 0.01, 0.05])
  expect([1e-5, 0.01].map(decade)).toEqual(['10⁻⁵', '0.01'])
})

describe('axes', () => {
  it('hold all values, with room around a single one', () => {
    expect(axisOver([10.83, 36.23])).toEqual([10, 40])
    expect(axisOver([4, 4])).toEqual([3.6, 4.4])
    expect(axisOver([0, 0])).toEqual([0, 1])
  })

  it('end before what lies far beyond the naive baseline, however many results do', () => {
    const good = [8.2, 8.4, 8.6, 9, 9.4]
    expect(edgeOf([good, [8.3, 8.5, 107, 107, 107]], 11.09)).toBeCloseTo(11.09 + 0.15 * 2.89, 12)
    expect(edgeOf([good], 11.09)).toBe(Number.POSITIVE_INFINITY)
    expect(edgeOf([[4]], 90)).toBe(Number.POSITIVE_INFINITY)
  })

  it('keep the box of a cell that is worse than the others in sight', () => {
    expect(
      edgeOf(
        [
          [1, 2, 3],
          [60, 61, 62],
        ],
        90,
      ),
    ).toBe(Number.POSITIVE_INFINITY)
  })
})

it('small plots stand in even rows: ten in two of five, four in two of two', () => {
  expect([1, 2, 3, 4, 6, 7, 9, 10].map(columnsFor)).toEqual([1, 2, 3, 2, 3, 4, 5, 5])
})

it('long names are cut with an ellipsis, short ones are not', () => {
  expect(shortened('CIFG', 4)).toBe('CIFG')
  expect(shortened('a very long name', 8)).toBe('a very…')
})

describe('captions', () => {
  const three = definitionOf(['V', 'NFG', 'NP'])
  const results = { V: 5, NFG: 30, NP: 3 }
  const made = Object.entries(results).flatMap(([cell, error]) =>
    [0, 1, 2, 3].map((k) => trialOf(cell, k, { validation: error + k, test: error + k, learningRate: 10 ** -k / 100 })),
  )

  it('name the cells at both ends and the baseline', () => {
    expect(mediansText(compare(three, pairsOf(three, made))[0], 'best')).toBe(
      'The median is lowest for NP (3.50 %) and highest for NFG (30.50 %); the baseline is V (5.50 %).',
    )
  })

  it('name no cell lowest where all are alike', () => {
    const alike = made.map((trial) => ({ ...trial, outcome: { ...trial.outcome, test: 90 } }) as typeof trial)
    expect(mediansText(compare(three, pairsOf(three, alike))[0], 'best')).toBe(
      'All cells have the same median, 90.00 %.',
    )
  })

  it('count what lies beyond the axis', () => {
    const far = trialOf('NFG', 4, { validation: 900, test: 900, kind: 'diverged' })
    expect(mediansText(compare(three, pairsOf(three, [...made, far]))[0], 'all')).toContain(
      '1 result beyond the axis, up to 900.00 %, is drawn at its edge (▸).',
    )
  })

  it('say when cells were at their best, and when there are too few trials for a median', () => {
    expect(whenBest(curves(three, pairsOf(three, made))[0])).toBe('All cells are best after epoch 2.')
    expect(whenBest(curves(definitionOf(['V']), pairsOf(definitionOf(['V']), made))[0])).toBe(
      'V is best, 5.00 %, after epoch 2 of 3.',
    )
    expect(lowestText(learningRates(three, pairsOf(three, made))[0])).toBe(
      'There are too few trials for a running median. The naive baseline reaches 90.00 %, beyond the axis.',
    )
  })
})

it('failed trials are named with their reasons, and a repeat needs no guessing', () => {
  const failed = trials.map((trial, k) =>
    k < 2 ? { ...trial, outcome: { kind: 'failed' as const, reason: 'out of <memory>' } } : trial,
  )
  const page = report({ ...definition, name: "what's up" }, failed)
  expect(page).toContain('<td>out of &#60;memory&#62;</td><td class="number">2</td><td>reber/V/0</td>')
  expect(page).toContain(escaped("odyssey run 'what'\\''s up' --seed 1 --trials 40"))
})

describe('the paper’s claims', () => {
  const { fingerprint } = signs.jsb
  const jsb = { ...definition.tasks.reber, metric: 'nats' as const, source: tasks.jsb.source, fingerprint }
  const onMusic = (sizes: [number, number, number]): StudyDefinition => ({
    ...definition,
    tasks: { jsb: { ...jsb, sizes } },
  })
  const music = trials.map((trial) => ({ ...trial, task: 'jsb' }))

  it('stand after the comparison, each with its numbers', () => {
    const page = report(onMusic([229, 76, 77]), music)
    expect(page.indexOf('The paper’s claims</h2>')).toBeGreaterThan(page.indexOf('Cells compared</h2>'))
    expect(page).toMatch(
      /NFG is significantly worse than V\.<\/td><td>✓ reproduced<\/td><td>✓<\/td><td>found<\/td><td class="prose">\+/,
    )
    expect(page).toContain('>NP is not in this study</td>')
    expect(page).toContain('150 epochs with 15 without a better result are what we believe the paper did, unverified')
    expect(page).toContain('so its first chord is not predicted')
  })

  it('are not judged at another size, which is said once', () => {
    const page = report(onMusic([22, 7, 7]), music)
    expect(page).toContain('None of 21 claims is judged: other data: 22 + 7 + 7 sequences')
  })
})

it('a report of fixed settings says so, not that they were searched at random', () => {
  const cells = definitionOf(['V', 'NP'])
  const [settings] = seededTrials(cells).map((trial) => trial.settings)
  const some = { ...cells, fixedSettings: { NP: [settings] } }
  expect(report(some, seededTrials(some))).toContain(
    'Random search, but for NP, whose settings were fixed and trained in turn, each time with another seed: 10 trials',
  )
  const all = { ...cells, fixedSettings: { V: [settings], NP: [settings] } }
  expect(report(all, seededTrials(all))).toContain(
    'Fixed settings, trained in turn, each time with another seed: 10 trials',
  )
})
