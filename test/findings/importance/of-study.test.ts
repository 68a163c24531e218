import { expect, test } from 'vitest'
import { advices } from '../../../src/findings/advice/of-study.ts'
import { findingsOf } from '../../../src/findings/findings.ts'
import { importanceOf } from '../../../src/findings/importance/importance.ts'
import { importances, partShares, samplesParts } from '../../../src/findings/importance/of-study.ts'
import { pairsOf } from '../../../src/findings/pairs.ts'
import { stream } from '../../../src/math/random.ts'
import { partsText, surfaceUnit } from '../../../src/report/words/importance.ts'
import { headline } from '../../../src/report/words/verdict.ts'
import type { StudyDefinition } from '../../../src/study/definition.ts'
import { choice, fixed, settingAt } from '../../../src/study/space.ts'
import type { TrialRecord } from '../../../src/train/record.ts'
import { trialsOf } from '../../fanova/planted.ts'
import { definitionOf, seededTrials, trialOf } from '../made-up.ts'

const definition = definitionOf(['V', 'NFG'], { trials: 60 })
const trials = seededTrials(definition, { NFG: 15 })
const share = (list: readonly { settings: readonly string[]; share: number }[], ...names: string[]) =>
  list.find(({ settings }) => settings.join() === names.join())!.share

test('each cell is explained by itself, and all of a task with the cell as one more setting', () => {
  const { transform, tasks } = importances(definition, pairsOf(definition, trials))
  expect(transform).toBe('clipped')
  const [{ overall, cells, leftOut }] = tasks
  expect(cells.map(({ error }) => error.subject)).toEqual([
    { kind: 'error', task: 'reber', cell: 'V' },
    { kind: 'error', task: 'reber', cell: 'NFG' },
  ])
  expect(leftOut).toEqual([])
  expect(overall!.error.trials).toBe(120)
  expect(overall!.error.shares.slice(0, 5).map(({ settings }) => settings.join())).toEqual([
    'hiddenSize',
    'learningRate',
    'momentum',
    'inputNoise',
    'cell',
  ])
  expect(share(overall!.error.shares, 'cell')).toBeGreaterThan(0.15)
  expect(share(overall!.error.shares, 'learningRate')).toBeGreaterThan(0.4)
  expect(overall!.error.maps.length).toBe(10)
  expect(cells[0].error.maps).toEqual([])
  expect(overall!.time.subject).toEqual({ kind: 'time', task: 'reber' })
  expect(overall!.time.notes[0]).toEqual({ kind: 'nothing varies' })
})

test('cells with fewer than 20 trained trials are left out and counted', () => {
  const some = trials.filter(({ cell, number }) => cell === 'V' || number < 19)
  const [{ overall, cells, leftOut }] = importances(definition, pairsOf(definition, some)).tasks
  expect(overall).toBeUndefined()
  expect(cells.map(({ cell }) => cell)).toEqual(['V'])
  expect(leftOut).toEqual([{ cell: 'NFG', trials: 19 }])
})

test('failed trials and cells with fixed settings stay out, diverged trials in', () => {
  const fixed = { ...definition, fixedSettings: { NFG: [{ hiddenSize: 1 }] } }
  const some = trials.map((trial) =>
    trial.number === 0 ? { ...trial, outcome: { kind: 'failed' as const, reason: 'no' } } : trial,
  )
  const [{ cells, leftOut }] = importances(fixed, pairsOf(fixed, some)).tasks
  expect(cells.map(({ cell, error }) => [cell, error.trials])).toEqual([['V', 59]])
  expect(leftOut).toEqual([])
})

test('where a forest predicts nothing, no values are called good', () => {
  const noise = trials.map((trial) => {
    const test = stream('noise', trial.cell, trial.number).uniform()
    return { ...trial, outcome: { ...trial.outcome, test } } as TrialRecord
  })
  const [[V], [told]] = [trials, noise].map(
    (some) =>
      advices(definition, pairsOf(definition, some), importances(definition, pairsOf(definition, some)))[0].cells,
  )
  expect(V.advice.settings.map(({ setting }) => setting)).toContain('learningRate')
  expect(V).not.toHaveProperty('meansNothing')
  expect(told).toMatchObject({ meansNothing: true, advice: { settings: [] } })
})

test('a fixed setting has a share of 0', () => {
  const still = { ...definition, space: { ...definition.space, momentum: fixed(0.9) } }
  const [{ cells }] = importances(still, pairsOf(still, trials)).tasks
  expect(share(cells[0].error.shares, 'momentum')).toBe(0)
})

test('intervals count all resamples of all analyses, marginals have them too, and ranks are their own unit', () => {
  const told: string[] = []
  const { tasks } = importances(definition, pairsOf(definition, trials), {
    intervals: 2,
    transform: 'ranks',
    onResample: ({ done, total }) => told.push(`${done} of ${total}`),
  })
  expect([told[0], told.at(-1)]).toEqual(['1 of 12', '12 of 12'])
  const { error } = tasks[0].cells[0]
  expect(surfaceUnit(error)).toBe('rank')
  expect(error.resamples).toBe(2)
  expect(error.marginals[0].points[0].interval!.length).toBe(2)
})

test('the interval of a pair that chance may have made reaches down to 0, that of a real one does not', () => {
  const truth = ([rate, noise, momentum]: number[]) => momentum + 4 * (rate - 0.5) * (noise - 0.5)
  const { shares } = importanceOf(trialsOf(200, truth), {
    subject: { kind: 'column', column: 'x·z' },
    trees: 16,
    permutations: 39,
    resamples: 4,
  })
  const pair = (names: string) => shares.find(({ settings }) => settings.join() === names)!
  expect(pair('rate,momentum').share).toBeGreaterThan(0)
  expect(pair('rate,momentum').interval![0]).toBe(0)
  expect(pair('rate,noise').interval![0]).toBeGreaterThan(0.05)
})

test('Shapley values divide shared variance equally: x·z gives half to each', () => {
  const { shapley, shares } = importanceOf(
    trialsOf(1000, ([rate, noise]) => (2 * rate - 1) * (2 * noise - 1)),
    { subject: { kind: 'column', column: 'x·z' }, trees: 16, permutations: 0 },
  )
  expect(share(shares, 'rate')).toBeLessThan(0.05)
  for (const name of ['rate', 'noise']) expect(Math.abs(share(shapley, name) - 0.5)).toBeLessThan(0.06)
  for (const name of ['momentum', 'kind']) expect(share(shapley, name)).toBeLessThan(0.02)
})

test('which part matters cannot be said where cells each change one thing', () => {
  expect(samplesParts(definition)).toBe(false)
  expect(partShares(importances(definition, pairsOf(definition, trials)))).toEqual([])
})

test('parts that are sampled are ranked by their Shapley values', () => {
  const [made, records] = studyOfParts()
  const found = importances(made, pairsOf(made, records))
  expect(found.parts).toEqual(['forgetGate', 'peepholes'])
  expect(samplesParts(made)).toBe(true)
  const [{ task, parts }] = partShares(found)
  expect(task).toBe('reber')
  expect(parts.map(({ part }) => part)).toEqual(['forgetGate', 'peepholes'])
  expect(headline(findingsOf(made, records))).toMatch(
    /^On reber, the best trial by validation has the cell LSTM: 16.19 % .*\)\. On reber, the part of the cell that explains most of the test error is the forget gate \(9\d %\), followed by peepholes/,
  )
  expect(partsText({ task, outOfBag: 0, parts })).toBeUndefined()
  expect(parts[0].shapley.share).toBeGreaterThan(0.8)
  expect(parts[1].shapley.share).toBeLessThan(0.05)
})

/** An LSTM whose open forget gate costs 30 points, and whose peepholes do nothing. */
function studyOfParts(): [StudyDefinition, TrialRecord[]] {
  const { space } = definition
  const parts = { forgetGate: choice('learned', 'open', 'coupled'), peepholes: choice('learned', 'none') }
  const records = Array.from({ length: 100 }, (_, number) => {
    const random = stream('parts', number)
    const settings = Object.fromEntries(
      Object.entries({ ...space, ...parts }).map(([name, range]) => [name, settingAt(range, random.uniform())]),
    )
    const test = 20 + (settings.forgetGate === 'open' ? 30 : 0) + 2 * random.gaussian()
    return { ...trialOf('LSTM', number, { validation: test, test }), settings }
  })
  return [{ ...definition, cells: { LSTM: { lstm: {} } }, space: { ...space, ...parts }, trials: 100 }, records]
}
