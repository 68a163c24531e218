import { describe, expect, it } from 'vitest'
import type { TaskAdvice } from '../../../src/findings/advice/of-study.ts'
import { bestTrials } from '../../../src/findings/best.ts'
import { type Against, type Comparison, compare } from '../../../src/findings/comparison.ts'
import type { Importance } from '../../../src/findings/importance/importance.ts'
import type { Importances } from '../../../src/findings/importance/of-study.ts'
import { pairsOf } from '../../../src/findings/pairs.ts'
import type { Evidence } from '../../../src/findings/paper/evidence.ts'
import { claimsOf } from '../../../src/findings/paper/judgement.ts'
import type { Explainer, Target } from '../../../src/findings/paper/targets.ts'
import { claimText, countsText, evidenceText } from '../../../src/report/words/claims.ts'
import type { StudyDefinition, TaskDefinition } from '../../../src/study/definition.ts'
import { logUniform, uniform } from '../../../src/study/space.ts'
import { signs } from '../../../src/task/signs.ts'
import { tasks } from '../../../src/task/tasks.ts'
import { definitionOf, seededTrials } from '../made-up.ts'

const NINE = ['V', 'NIG', 'NFG', 'NOG', 'NIAF', 'NOAF', 'NP', 'CIFG', 'FGR'] as const
const made = definitionOf([...NINE, 'GRU'])
const jsb: TaskDefinition = {
  ...made.tasks.reber,
  metric: 'nats',
  source: tasks.jsb.source,
  sizes: [229, 76, 77],
  fingerprint: signs.jsb.fingerprint,
  naiveBaseline: { validation: 11.1, test: 11.09 },
}
const definition: StudyDefinition = { ...made, tasks: { jsb } }
const trials = seededTrials(definition).map((trial) => ({ ...trial, task: 'jsb' }))

const plain = compare(definition, pairsOf(definition, trials))[0]

/** A comparison in which these differences were found, and all others are unclear. */
function comparisonOf(found: Readonly<Record<string, Partial<Against>>>, without?: string): Comparison {
  const unclear: Partial<Against> = {
    difference: 0.01,
    p: 0.6,
    verdict: 'undecided',
    adjusted: { holm: 1, bonferroni: 1 },
  }
  const cells = plain.cells
    .filter(({ cell }) => cell !== without)
    .map((cell) =>
      cell.against
        ? { ...cell, against: { ...cell.against, equivalence: beside(-0.2, 0.2), ...unclear, ...found[cell.cell] } }
        : cell,
    )
  return { ...plain, cells }
}

/** The 90 % interval of a difference, held against 0.1 nats. */
const beside = (low: number, high: number) => ({
  margin: 0.1,
  interval: [low, high] as const,
  within: low > -0.1 && high < 0.1,
})
const significant = (difference: number, p = 0.001): Partial<Against> => ({
  difference,
  p,
  verdict: difference > 0 ? 'worse' : 'better',
  adjusted: { holm: 8 * p, bonferroni: 8 * p },
  equivalence: beside(difference - 0.04, difference + 0.04),
})

/** The same of every target, but for those that are said. */
function explaining(importances: Importances, others: Partial<Record<Target, Importances>> = {}): Explainer {
  const importance: Explainer['importance'] = ({ cell }, target) =>
    (others[target] ?? importances).tasks[0].cells.find((one) => one.cell === cell)!.error
  return { importance, pairs: (at, target) => importance(at, target).interactions }
}

const unexplained: Importances = { transform: 'clipped', parts: [], tasks: [] }
const nothing: Omit<Evidence, 'comparisons'> = {
  best: [],
  importances: unexplained,
  advices: [],
  explainer: explaining(unexplained),
}

function statusOf(text: RegExp, evidence: Partial<Evidence>, of: StudyDefinition = definition) {
  const judged = claimsOf(of, pairsOf(of, trials), { comparisons: [comparisonOf({})], ...nothing, ...evidence })
  const claim = judged.find((one) => text.test(claimText(one)))!
  return claim.status
}

const onCells = (text: RegExp, found: Readonly<Record<string, Partial<Against>>>) =>
  statusOf(text, { comparisons: [comparisonOf(found)] })

describe('“worse”', () => {
  const claim = /^NFG is significantly worse/
  it('is reproduced only by significance', () => {
    expect(onCells(claim, { NFG: significant(0.3) })).toBe('reproduced')
    expect(onCells(claim, { NFG: { difference: 0.3, equivalence: beside(0.05, 0.6) } })).toBe('undecided')
  })
  it('is contradicted by significance the other way, and by nothing else', () => {
    expect(onCells(claim, { NFG: significant(-0.3) })).toBe('contradicted')
    expect(onCells(claim, { NFG: { verdict: 'equivalent', equivalence: beside(-0.01, 0.01) } })).toBe('undecided')
  })
})

describe('“not different”', () => {
  const claim = /^NP is not significantly different/
  it('is reproduced only by equivalence, even where the small difference is significant', () => {
    expect(onCells(claim, { NP: { equivalence: beside(-0.05, 0.09) } })).toBe('reproduced')
    expect(onCells(claim, { NP: significant(0.05) })).toBe('reproduced')
    expect(onCells(claim, { NP: { equivalence: beside(-0.05, 0.11) } })).toBe('undecided')
  })
  it('is contradicted beyond the margin, and open where the interval reaches over it', () => {
    expect(onCells(claim, { NP: significant(0.15) })).toBe('contradicted')
    expect(onCells(claim, { NP: significant(-0.15) })).toBe('contradicted')
    expect(onCells(claim, { NP: significant(0.12) })).toBe('undecided')
  })
})

describe('“not worse”, as of cells without a gate on music', () => {
  const claim = /^NOG is not significantly worse/
  it('asks of one side only', () => {
    expect(onCells(claim, { NOG: significant(-0.5) })).toBe('reproduced')
    expect(onCells(claim, { NOG: significant(0.15) })).toBe('contradicted')
    expect(onCells(claim, { NOG: significant(0.08) })).toBe('undecided')
  })
})

describe('“no variant is better”', () => {
  const claim = /^No variant/
  const alike = Object.fromEntries(NINE.map((cell) => [cell, { equivalence: beside(-0.05, 0.3) }]))
  it('is reproduced where better by the margin is ruled out for all eight', () => {
    expect(onCells(claim, alike)).toBe('reproduced')
    expect(onCells(claim, { ...alike, CIFG: { equivalence: beside(-0.12, 0) } })).toBe('undecided')
  })
  it('is contradicted by one that is better after Holm’s correction and beyond the margin', () => {
    expect(onCells(claim, { ...alike, NIAF: significant(-0.3) })).toBe('contradicted')
    expect(onCells(claim, { ...alike, NIAF: significant(-0.3, 0.03) })).toBe('undecided')
  })
  it('says nothing of cells beyond the paper, and is not judged where some of its cells are missing', () => {
    expect(onCells(claim, { ...alike, GRU: significant(-1) })).toBe('reproduced')
    const { FGR: _, ...eight } = definition.cells
    const smaller = { ...definition, cells: eight }
    expect(statusOf(claim, { comparisons: [comparisonOf(alike, 'FGR')] }, smaller)).toBe('not judged')
  })
})

describe('the paper’s own test', () => {
  const welch = (p: number) => ({
    t: 0,
    degreesOfFreedom: 30,
    p,
    interval: [0, 0] as const,
    adjusted: { holm: 1, bonferroni: 1 },
  })
  const agrees = (text: RegExp, found: Readonly<Record<string, Partial<Against>>>) => {
    const judged = claimsOf(definition, pairsOf(definition, trials), { comparisons: [comparisonOf(found)], ...nothing })
    return judged.find((one) => text.test(claimText(one)))!.byWelch
  }
  const [better, worse, unclear] = [
    { difference: -0.2, welch: welch(0.049) },
    { difference: 0.2, welch: welch(0.049) },
    { difference: 0.2, welch: welch(0.051) },
  ]
  it('says what it says beside each claim about a cell, whatever the verdict', () => {
    const about = (text: RegExp, cell: string) => [better, worse, unclear].map((one) => agrees(text, { [cell]: one }))
    expect(about(/^NFG is significantly worse/, 'NFG')).toEqual([false, true, false])
    expect(about(/^NOG is not significantly worse/, 'NOG')).toEqual([true, false, true])
    expect(about(/^NP is not significantly different/, 'NP')).toEqual([false, false, true])
  })
  it('finds no variant better where none is', () => {
    const all = (of: Partial<Against>) => Object.fromEntries(NINE.map((cell) => [cell, of]))
    expect(agrees(/^No variant/, all(unclear))).toBe(true)
    expect(agrees(/^No variant/, all(worse))).toBe(true)
    expect(agrees(/^No variant/, { ...all(unclear), NP: better })).toBe(false)
  })
  it('decides nothing about settings, nor where there is no such test', () => {
    expect(agrees(/^Interactions/, {})).toBeUndefined()
    const cells = comparisonOf({}).cells.map((cell) => {
      const { welch: _, ...against } = cell.against ?? {}
      return cell.against ? { ...cell, against: against as Against } : cell
    })
    const judged = claimsOf(definition, pairsOf(definition, trials), { comparisons: [{ ...plain, cells }], ...nothing })
    expect(judged.filter(({ byWelch }) => byWelch !== undefined).map(claimText)).toEqual([])
  })
})

it('claims that training was chosen to meet are no independent evidence, and say so', () => {
  const of = (cell: string) => bestTrials(pairsOf(definition, trials)).find((one) => one.cell === cell)!
  const best = [
    { ...of('V'), validation: 8.3, test: 8.4 },
    { ...of('NIAF'), validation: 8.4, test: 8.5 },
  ]
  const judged = claimsOf(definition, pairsOf(definition, trials), {
    comparisons: [comparisonOf({})],
    ...nothing,
    best,
  })
  const claim = judged.find((one) => claimText(one).startsWith('The best trial'))!
  expect(claim).toMatchObject({ status: 'undecided' })
  expect(evidenceText(claim, comparisonOf({}))).toContain(
    '0.02 nats per frame away; the best of NIAF reaches 8.50 nats per frame; gradients are summed over frames',
  )
  const counted = countsText(judged, comparisonOf({}))
  expect(counted).toMatch(/^Of 19 claims: /)
  expect(counted).toContain('Not counted: 2 more, which are no independent evidence.')
})

/** What explains each cell: these shares, marginals of noise that rise by so much, and a basin so many decades wide. */
function explained(shares: (cell: number) => Readonly<Record<string, number>>, rise = 1, decades = 2) {
  const range = uniform(0, 1)
  const points = [0, 1].map((position) => ({ position, value: position, mean: rise * position, deviation: 0.1 }))
  const basin = Array.from({ length: 41 }, (_, k) => k / 40).map((position) => {
    const mean = Math.abs(position - 0.5) <= decades / 8 + 1e-9 ? 0 : 1
    return { position, value: 10 ** (4 * position - 6), mean, deviation: 0.1 }
  })
  const importanceOf = (at: number): Importance => ({
    subject: { kind: 'error', task: 'jsb' },
    unit: 'nats per frame',
    trials: 200,
    trees: 64,
    treatment: { kind: 'raw' },
    outOfBag: 0.8,
    shares: Object.entries(shares(at)).map(([names, share]) => ({ settings: names.split('+'), share, spread: 0 })),
    shapley: [],
    remainder: { share: 0, spread: 0 },
    marginals: [
      { setting: 'inputNoise', range, points },
      { setting: 'learningRate', range: logUniform(1e-6, 1e-2), points: basin },
    ],
    maps: [],
    notes: [],
    interactions: [],
  })
  const importances: Importances = {
    transform: 'clipped',
    parts: [],
    tasks: [
      {
        task: 'jsb',
        measure: { title: '', unit: 'nats per frame', decimals: 3 },
        cells: NINE.map((cell, at) => ({ cell, error: importanceOf(at), time: importanceOf(at) })),
        leftOut: [],
      },
    ],
  }
  const advices: TaskAdvice[] = importances.tasks.map(({ task, measure, cells }) => ({
    task,
    measure,
    cells: cells.map(({ cell }) => ({ cell, advice: { settings: [] } })),
  }))
  return { importances, advices, explainer: explaining(importances) }
}

describe('claims about settings', () => {
  const most = /two thirds/
  it('take the cells as so many answers: eight of nine are enough, seven are not', () => {
    const above = (count: number) => explained((at) => ({ learningRate: at < count ? 0.8 : 0.5 }))
    expect(statusOf(most, above(9))).toBe('reproduced')
    expect(statusOf(most, above(8))).toBe('reproduced')
    expect(statusOf(most, above(7))).toBe('undecided')
    expect(statusOf(most, above(1))).toBe('contradicted')
  })

  it('hold, or are contradicted, only where errors raw, clipped and ranked agree', () => {
    const [high, low] = [explained(() => ({ learningRate: 0.8 })), explained(() => ({ learningRate: 0.4 }))]
    for (const target of ['raw', 'clipped', 'ranks'] as const) {
      const but = (one: typeof high, other: typeof low) => ({
        ...one,
        explainer: explaining(one.importances, { [target]: other.importances }),
      })
      expect(statusOf(most, but(high, low))).toBe('undecided')
      expect(statusOf(most, but(low, high))).toBe('undecided')
    }
    expect(statusOf(most, low)).toBe('contradicted')
  })

  it('about time hold only where seconds and epochs agree', () => {
    const [longer, shorter] = [explained(() => ({})), explained(() => ({}), -1)]
    const claim = /makes training longer/
    expect(statusOf(claim, longer)).toBe('reproduced')
    const explainer = explaining(longer.importances, { epochs: shorter.importances })
    expect(statusOf(claim, { ...longer, explainer })).toBe('undecided')
  })

  it('ask for an order step by step', () => {
    const claim = /matters most/
    const shares = { learningRate: 0.7, hiddenSize: 0.1, inputNoise: 0.05 }
    expect(
      statusOf(
        claim,
        explained(() => shares),
      ),
    ).toBe('reproduced')
    expect(
      statusOf(
        claim,
        explained(() => ({ ...shares, inputNoise: 0.2 })),
      ),
    ).toBe('contradicted')
    expect(
      statusOf(
        claim,
        explained(() => ({ ...shares, momentum: 0.8 })),
      ),
    ).toBe('contradicted')
  })

  it('are contradicted by shares above a bound only where chance does not make them', () => {
    const shares = () => ({ learningRate: 0.7, momentum: 0.05, 'learningRate+hiddenSize': 0.12 })
    const evidence = explained(shares)
    expect(statusOf(/^Momentum/, evidence)).toBe('undecided')
    expect(statusOf(/^Interactions/, evidence)).toBe('undecided')

    const tested = { settings: ['learningRate', 'hiddenSize'], share: 0.14, chance: 0.03, p: 0.03, adjusted: 0.03 }
    for (const { error } of evidence.importances.tasks[0].cells) Object.assign(error, { interactions: [tested] })
    expect(statusOf(/^Interactions/, evidence)).toBe('contradicted')

    const ruled = trials.map((trial, k) => {
      const momentum = 0.05 * (1 + (k % 19))
      const outcome = { ...trial.outcome, test: momentum }
      return { ...trial, settings: { ...trial.settings, momentum }, outcome } as (typeof trials)[number]
    })
    const judged = claimsOf(definition, pairsOf(definition, ruled), {
      comparisons: [comparisonOf({})],
      ...nothing,
      ...evidence,
    })
    expect(judged.find((one) => claimText(one).startsWith('Momentum'))!.status).toBe('contradicted')
  })

  it('know small interactions, harmful noise and a basin of about two decades', () => {
    const shares = () => ({ learningRate: 0.8, 'learningRate+hiddenSize': 0.06 })
    expect(statusOf(/^Interactions/, explained(shares))).toBe('reproduced')
    expect(statusOf(/makes results worse/, explained(shares))).toBe('reproduced')
    expect(statusOf(/makes results worse/, explained(shares, -1))).toBe('contradicted')
    expect(statusOf(/two decades/, explained(shares))).toBe('reproduced')
    expect(statusOf(/two decades/, explained(shares, 1, 0.8))).toBe('contradicted')
  })

  it('give the width of good rates without a sign: it goes neither up nor down', () => {
    const evidence = { comparisons: [comparisonOf({})], ...nothing, ...explained(() => ({ learningRate: 0.9 })) }
    const judged = claimsOf(definition, pairsOf(definition, trials), evidence)
    const claim = judged.find((one) => claimText(one).includes('two decades'))!
    const said =
      'median 2.00 decades (2.00 to 2.00), as claimed, above 1.00 decades and below 3.00 decades, in 9 of 9 cells'
    expect(evidenceText(claim, comparisonOf({}))).toBe(
      `width (raw errors): ${said}; width (clipped errors): ${said}; width (ranks): ${said}`,
    )
  })

  it('are not judged under other ranges, or where a forest predicts nothing', () => {
    const evidence = explained(() => ({ learningRate: 0.9 }))
    const wider = { ...definition, space: { ...definition.space, inputNoise: uniform(0, 2) } }
    expect(statusOf(most, evidence, wider)).toBe('not judged')
    expect(statusOf(most, {})).toBe('not judged')
  })
})

describe('results of single trials', () => {
  const best = (test: number, cell = 'NIAF') => ({
    best: [
      {
        task: 'jsb',
        cell,
        number: 3,
        kind: 'completed' as const,
        validation: 8.4,
        test,
        bestEpoch: 1,
        epochs: 2,
        parameters: 1,
        seconds: 1,
        settings: {},
      },
    ],
  })
  it('are reproduced within the margin and never contradicted', () => {
    expect(statusOf(/^The best trial of all/, best(8.45))).toBe('reproduced')
    expect(statusOf(/^The best trial of all/, best(9.2))).toBe('undecided')
  })
  it('are not reproduced by a trial of another cell', () => {
    expect(statusOf(/^The best trial of all/, best(8.38, 'NIG'))).toBe('undecided')
  })
})

describe('“as good, with less”', () => {
  it('asks that a cell is not worse: a better one does not contradict', () => {
    const claim = /^NP is as good as V/
    expect(onCells(claim, { NP: significant(-0.3) })).toBe('undecided')
    expect(onCells(claim, { NP: significant(0.3) })).toBe('contradicted')
  })
})

describe('the range of the best', () => {
  const results = (some: readonly string[]): Comparison => {
    const cells = plain.cells.map(({ best, ...cell }) => {
      return some.includes(cell.cell) ? { ...cell, best: { ...best!, values: [8.5, 8.7] } } : cell
    })
    return { ...plain, share: 0.1, cells }
  }
  it('is reproduced by all nine cells only', () => {
    expect(statusOf(/^The best tenth/, { comparisons: [results(NINE)] })).toBe('reproduced')
    expect(statusOf(/^The best tenth/, { comparisons: [results(['V', 'NP'])] })).toBe('undecided')
  })
})

describe('cells whose settings were fixed', () => {
  it('are not judged, for that reason', () => {
    const fixedSettings = Object.fromEntries(NINE.map((cell) => [cell, [trials[0].settings]]))
    const judged = claimsOf({ ...definition, fixedSettings }, pairsOf({ ...definition, fixedSettings }, trials), {
      comparisons: [comparisonOf({})],
      ...nothing,
    })
    const reasons = new Set(judged.map(({ evidence }) => JSON.stringify(evidence)))
    expect([...reasons].sort()).toEqual([
      '{"kind":"another share","share":0.2}',
      '{"kind":"no trial"}',
      '{"kind":"other equations","cell":"V"}',
      '{"kind":"too few to explain"}',
    ])
  })
})

describe('a corpus', () => {
  it('is judged only at its real size, by its own metric and source', () => {
    const others: TaskDefinition[] = [
      { ...jsb, sizes: [22, 7, 7] },
      { ...jsb, metric: 'error' },
      { ...jsb, source: 'somewhere' },
      { ...jsb, fingerprint: made.tasks.reber.fingerprint },
    ]
    for (const other of others) {
      const changed = { ...definition, tasks: { jsb: other } }
      const judged = claimsOf(changed, pairsOf(changed, trials), { comparisons: [comparisonOf({})], ...nothing })
      expect(new Set(judged.map(({ status }) => status))).toEqual(new Set(['not judged']))
    }
    const small: StudyDefinition = { ...definition, tasks: { jsb: { ...jsb, sizes: [22, 7, 7] } } }
    expect(
      claimsOf(small, pairsOf(small, trials), { comparisons: [comparisonOf({})], ...nothing })[0].evidence,
    ).toEqual({
      kind: 'other sequences',
      sizes: [22, 7, 7],
      expected: [229, 76, 77],
    })
  })

  it('IAM-OnDB is known by what its data say and by more lines than any part of it, not by a count that no source gives', () => {
    const { inputs, outputs, directions, loss, metric, source } = tasks['iam-online']
    const refusedAt = (...sizes: [number, number, number]) => {
      const iam: TaskDefinition = { ...jsb, inputs, outputs, directions, loss, metric, source, sizes }
      const of = { ...definition, tasks: { 'iam-online': iam } }
      const lines = trials.map((trial) => ({ ...trial, task: 'iam-online' }))
      const pairs = pairsOf(of, lines)
      const judged = claimsOf(of, pairs, { comparisons: compare(of, pairs), ...nothing })
      return judged.find((one) => claimText(one).startsWith('NP is not significantly different'))!.evidence.kind
    }
    expect(refusedAt(5364, 2956, 3859)).toBe('difference')
    expect(refusedAt(5000, 2000, 2000)).toBe('too few sequences')
  })

  it('that is none of the paper’s has no claims', () => {
    expect(claimsOf(made, pairsOf(made, []), { comparisons: compare(made, pairsOf(made, [])), ...nothing })).toEqual([])
  })

  it('is not judged by cells of other equations, nor against another baseline', () => {
    const swapped = { ...definition, cells: { ...definition.cells, NFG: definition.cells.NP } }
    expect(statusOf(/^NFG/, { comparisons: [comparisonOf({ NFG: significant(0.3) })] }, swapped)).toBe('not judged')
    const other = { ...definition, baseline: 'GRU' }
    expect(statusOf(/^NFG/, { comparisons: [{ ...comparisonOf({}), baseline: 'GRU' }] }, other)).toBe('not judged')
  })
})
