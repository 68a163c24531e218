/** Every figure as SVG beside the code that draws it. After a change that is meant: UPDATE_GALLERY=1 npm test -- test/gallery */
import { readFileSync, writeFileSync } from 'node:fs'
import { DOMParser } from 'linkedom'
import { describe, expect, it } from 'vitest'
import { compare } from '../../src/analysis/compare.ts'
import { curves } from '../../src/analysis/curves.ts'
import { learningRates } from '../../src/analysis/learning-rate.ts'
import { boxes } from '../../src/report/figures/boxes.ts'
import { learningCurves } from '../../src/report/figures/curves.ts'
import { rates } from '../../src/report/figures/rates.ts'
import { definitionOf, seededTrials, trialOf } from '../analysis/made-up.ts'

const definition = definitionOf(['V', 'NIG', 'NFG', 'NOG', 'NIAF', 'NOAF', 'NP', 'CIFG', 'FGR', 'GRU'], { trials: 40 })
const trials = seededTrials(definition, { NFG: 12, NOAF: 6, GRU: -8 })
const one = definitionOf(['V'], { trials: 1 })
const single = [trialOf('V', 0, { validation: 3, test: 4 })]

const figures: Record<string, () => string> = {
  'boxes-best': () => boxes(compare(definition, trials)[0], 'best'),
  'boxes-all': () => boxes(compare(definition, trials)[0], 'all'),
  'boxes-one-trial': () => boxes(compare(one, single)[0], 'best'),
  rates: () => rates(learningRates(definition, trials)[0]),
  curves: () => learningCurves(curves(definition, trials)[0], 'V'),
  'curves-one-trial': () => learningCurves(curves(one, single)[0], 'V'),
}

describe('the gallery', () => {
  it.each(Object.keys(figures))('%s', (name) => {
    const svg = `${figures[name]()}\n`
    const file = new URL(`${name}.svg`, import.meta.url)
    if (process.env.UPDATE_GALLERY === '1') writeFileSync(file, svg)
    expect(svg).toBe(readFileSync(file, 'utf8'))
    expect(svg).not.toContain('NaN')
    const document = new DOMParser().parseFromString(svg, 'image/svg+xml')
    expect(document.querySelector('svg > title')?.textContent).not.toBe('')
    expect(document.querySelector('svg > desc')?.textContent).not.toBe('')
  })
})
