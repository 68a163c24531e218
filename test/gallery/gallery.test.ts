/** Every figure as SVG beside the code that draws it. After a change that is meant: UPDATE_GALLERY=1 npm test -- test/gallery */

import { readFileSync, writeFileSync } from 'node:fs'
import { DOMParser } from 'linkedom'
import { describe, expect, it } from 'vitest'
import { type Comparison, compare } from '../../src/findings/comparison.ts'
import { curves } from '../../src/findings/curves.ts'
import { enough } from '../../src/findings/enough.ts'
import { gatesOf } from '../../src/findings/gates.ts'
import { importances } from '../../src/findings/importance/of-study.ts'
import { learningRates } from '../../src/findings/learning-rates.ts'
import { pairsOf } from '../../src/findings/pairs.ts'
import { parallels } from '../../src/findings/parallel.ts'
import { paretos } from '../../src/findings/pareto.ts'
import { repeats } from '../../src/findings/repeats.ts'
import type { Drawing } from '../../src/report/blocks/block.ts'
import { boxes } from '../../src/report/figures/boxes.ts'
import { learningCurves } from '../../src/report/figures/curves.ts'
import { bestSoFar, enoughAgreement } from '../../src/report/figures/enough.ts'
import { pen } from '../../src/report/figures/examples-pen.ts'
import { roll } from '../../src/report/figures/examples-roll.ts'
import { strip } from '../../src/report/figures/examples-strip.ts'
import { gatesFigure } from '../../src/report/figures/gates.ts'
import { maps } from '../../src/report/figures/maps.ts'
import { marginals } from '../../src/report/figures/marginals.ts'
import { parallel } from '../../src/report/figures/parallel.ts'
import { pareto } from '../../src/report/figures/pareto.ts'
import { rates } from '../../src/report/figures/rates.ts'
import { repeated } from '../../src/report/figures/repeats.ts'
import { shares, sharesByRow } from '../../src/report/figures/shares.ts'
import { choice } from '../../src/study/space.ts'
import { definitionOf, seededTrials, trialOf } from '../findings/made-up.ts'
import { madeUpPen, madeUpRoll, madeUpStrip } from '../findings/made-up-decodings.ts'
import { madeUpTraces } from '../findings/made-up-traces.ts'
import { variedTrials } from '../findings/varied.ts'

const definition = definitionOf(['V', 'NIG', 'NFG', 'NOG', 'NIAF', 'NOAF', 'NP', 'CIFG', 'FGR', 'GRU'], { trials: 40 })
const trials = seededTrials(definition, { NFG: 12, NOAF: 6, GRU: -8 })
const one = definitionOf(['V'], { trials: 1 })
const single = [trialOf('V', 0, { validation: 3, test: 4 })]

/** Names too long for the margin, a cell that diverged far away every third time, four trials a best share. */
const LONG = 'a cell whose name someone wrote out in <b>full</b>'
const base = definitionOf(['V', 'NP'], { trials: 20 })
const hard = { ...base, cells: { V: base.cells.V, [LONG]: base.cells.NP } }
const hardTrials = [
  ...seededTrials(definitionOf(['V'], { trials: 20 })),
  ...seededTrials(definitionOf(['NP'], { trials: 20 }), { NP: 15 }).map((trial) => ({ ...trial, cell: LONG })),
].map((trial) =>
  trial.cell === LONG && trial.number % 3 === 0
    ? {
        ...trial,
        ...trialOf(LONG, trial.number, { validation: 900, test: 900, kind: 'diverged', learningRate: 5e-3 }),
      }
    : trial,
)

/** With costs that differ between cells, as they do. */
function costly(): Comparison[] {
  const [comparison] = compare(definition, pairsOf(definition, trials))
  const cells = comparison.cells.map((cell, k) => {
    const factor = 4 - ((k * 7) % 10) / 5
    return {
      ...cell,
      best: { ...cell.best!, parameters: 9000 * factor, seconds: 50 * factor * (1 + ((k * 3) % 4) / 4) },
    }
  })
  return [{ ...comparison, cells }]
}

const varied = definitionOf(['V', 'NFG', 'NP', 'CIFG'], { trials: 60 })
const variedOnes = variedTrials(varied, { NFG: 15 })
const all = importances(varied, pairsOf(varied, variedOnes), { intervals: 5 })
const explained = all.tasks[0]
const grown = enough(varied, pairsOf(varied, variedOnes), {
  comparisons: compare(varied, pairsOf(varied, variedOnes)),
  importances: all,
})[0]
const rows = explained.cells.map(({ cell, error }) => ({ name: cell, importance: error }))
const parts = { forgetGate: choice('learned', 'open', 'coupled'), peepholes: choice('learned', 'none') }
const ofParts = { ...definitionOf(['V'], { trials: 80 }), cells: { LSTM: { lstm: {} } } }
const sampled = { ...ofParts, space: { ...ofParts.space, ...parts } }
const partly = importances(sampled, pairsOf(sampled, variedTrials(sampled))).tasks[0].cells[0]

const figures: Record<string, () => Drawing> = {
  shares: () => shares([explained.overall!.error, explained.overall!.time]),
  'shares-by-cell': () => sharesByRow(rows),
  'shares-of-parts': () => shares([partly.error]),
  marginals: () => marginals(explained.overall!.error, rows, 'V'),
  'marginals-of-parts': () => marginals(partly.time, [], 'V'),
  maps: () => maps(explained.overall!.error),
  enough: () => enoughAgreement(grown),
  'best-so-far': () => bestSoFar(grown),
  parallel: () => parallel(parallels(varied, pairsOf(varied, variedOnes))[0]),
  'parallel-hard': () => parallel(parallels(sampled, pairsOf(sampled, variedTrials(sampled)))[0]),
  'boxes-best': () => boxes(compare(definition, pairsOf(definition, trials))[0], 'best'),
  'boxes-all': () => boxes(compare(definition, pairsOf(definition, trials))[0], 'all'),
  'boxes-one-trial': () => boxes(compare(one, pairsOf(one, single))[0], 'best'),
  pareto: () => pareto(paretos(costly())[0]),
  'pareto-hard': () => pareto(paretos(compare(hard, pairsOf(hard, hardTrials)))[0]),
  rates: () => rates(learningRates(definition, pairsOf(definition, trials))[0], 'V'),
  'boxes-hard': () => boxes(compare(hard, pairsOf(hard, hardTrials))[0], 'all'),
  'boxes-few': () => boxes(compare(hard, pairsOf(hard, hardTrials))[0], 'best'),
  'rates-hard': () => rates(learningRates(hard, pairsOf(hard, hardTrials))[0], 'V'),
  curves: () => learningCurves(curves(definition, pairsOf(definition, trials))[0], 'V'),
  repeats: () => {
    const [{ settings }] = trials
    const fixedSettings = { V: [settings, settings, settings], NFG: [settings, settings] }
    return repeated(repeats({ ...definition, fixedSettings }, pairsOf({ ...definition, fixedSettings }, trials))[0])
  },
  'examples-roll': () => roll(madeUpRoll()),
  'examples-strip': () => strip(madeUpStrip()),
  'examples-pen': () => pen(madeUpPen()),
  gates: () => gatesFigure(gatesOf(madeUpTraces())),
  'curves-one-trial': () => learningCurves(curves(one, pairsOf(one, single))[0], 'V'),
}

describe('the gallery', () => {
  it.each(Object.keys(figures))('%s', (name) => {
    const svg = `${figures[name]().svg}\n`
    const file = new URL(`${name}.svg`, import.meta.url)
    if (process.env.UPDATE_GALLERY === '1') writeFileSync(file, svg)
    expect(svg).toBe(readFileSync(file, 'utf8'))
    expect(svg).not.toContain('NaN')
    const document = new DOMParser().parseFromString(svg, 'image/svg+xml')
    expect(document.querySelector('svg > title')?.textContent).not.toBe('')
    expect(document.querySelector('svg > desc')?.textContent).not.toBe('')
  })
})
