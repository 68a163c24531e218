import { largest, smallest } from '../../math/statistics.ts'
import { counted, listed, percentage, probability, withUnit } from '../../math/text.ts'
import { trialName } from '../../study/trial.ts'
import { amount, bare, differenceUnit, distance, marginText, signed } from '../../task/measure.ts'
import { bestOfTasks } from '../best.ts'
import { type Comparison, isTested, SIGNIFICANT, type TestedCell } from '../comparison.ts'
import type { TrainedTrial } from '../pairs.ts'
import { relabelling } from '../permutation-test.ts'
import type { Rule } from './claims.ts'
import { allOf, isPapers, type Judgement, type Matter, notJudged, type Status, variants } from './evidence.ts'
import type { SettingsRule } from './settings.ts'

/** Claims about cells, by their best trials. */
export function judgeCells(rule: Exclude<Rule, SettingsRule>, matter: Matter): Judgement {
  switch (rule.kind) {
    case 'worse':
    case 'not worse':
    case 'not different': {
      const { kind } = rule
      return compared(matter, rule.cell, (cell) => judgeCell(kind, cell, matter.comparison))
    }
    case 'economical':
      return compared(matter, rule.cell, (cell) => judgeEconomy(cell, matter))
    case 'none better':
      return noneBetter(matter)
    case 'best trial':
      return bestTrial(matter, rule)
    case 'best range':
      return bestRange(matter, rule)
  }
}

/** A judgement of a cell beside V, where both are the paper’s and were compared. */
function compared(matter: Matter, name: string, judgeIt: (cell: TestedCell) => Judgement): Judgement {
  const { definition, comparison } = matter
  const other = otherBaseline(matter)
  if (other !== undefined) return notJudged(other)
  if (!Object.hasOwn(definition.cells, name)) return notJudged(`${name} is not in this study`)
  if (!isPapers(definition, name)) return notJudged(otherText(name))
  const cell = comparison.cells.find((other) => other.cell === name)!
  return isTested(cell) ? judgeIt(cell) : notJudged('too few trials to compare')
}

const otherText = (cell: string) => `${cell} of this study has other equations, or settings that were given`

/** Why the baseline is not the paper’s, if it is not. */
function otherBaseline({ definition, comparison }: Matter): string | undefined {
  if (comparison.baseline !== 'V') return 'the baseline of this study is not V'
  return isPapers(definition, 'V') ? undefined : otherText('V')
}

function judgeCell(kind: 'worse' | 'not worse' | 'not different', cell: TestedCell, on: Comparison): Judgement {
  const { against } = cell
  const { verdict, equivalence } = against
  const statuses = {
    worse: () => byVerdict(verdict, 'worse', 'better'),
    'not worse': () => besideMargin(equivalence, ['upper']),
    'not different': () => besideMargin(equivalence, ['lower', 'upper']),
  }
  return {
    status: statuses[kind](),
    ...welchOf(kind, [cell]),
    evidence: differenceText(against, on),
    numbers: numbersOf(against),
  }
}

/** What Welch’s test must find of a cell for a claim to come out the same. */
const agreeing = {
  worse: ['worse'],
  'not worse': ['better', 'alike'],
  'not different': ['alike'],
  'not better': ['worse', 'alike'],
} as const

/** Whether Welch’s test agrees with a claim; undefined without one. */
function agrees(claim: keyof typeof agreeing, { welch, difference }: TestedCell['against']): boolean | undefined {
  if (welch === undefined) return undefined
  const found = welch.p >= SIGNIFICANT ? 'alike' : difference > 0 ? 'worse' : 'better'
  return (agreeing[claim] as readonly string[]).includes(found)
}

/** What Welch’s tests of these cells say together, if all have one. */
function welchOf(claim: keyof typeof agreeing, cells: readonly TestedCell[]): Pick<Judgement, 'byWelch'> {
  const found = cells.map(({ against }) => agrees(claim, against))
  return found.includes(undefined) ? {} : { byWelch: found.every((agreed) => agreed) }
}

function byVerdict(verdict: string, wanted: string, opposite: string): Status {
  return verdict === wanted ? 'reproduced' : verdict === opposite ? 'contradicted' : 'undecided'
}

type Equivalence = TestedCell['against']['equivalence']

/** Whether a difference lies on this side of the ends of the margin, or wholly beyond one of them. */
function besideMargin(equivalence: Equivalence, ends: readonly ('lower' | 'upper')[]): Status {
  if (equivalence === undefined) return 'undecided'
  const { margin, interval } = equivalence
  const inside = { lower: interval[0] > -margin, upper: interval[1] < margin }
  const beyond = { lower: interval[1] <= -margin, upper: interval[0] >= margin }
  if (ends.every((end) => inside[end])) return 'reproduced'
  return ends.some((end) => beyond[end]) ? 'contradicted' : 'undecided'
}

function numbersOf({ difference, p, equivalence }: TestedCell['against']) {
  if (equivalence === undefined) return { difference, p }
  const { margin, interval } = equivalence
  return { difference, p, low: interval[0], high: interval[1], margin }
}

function differenceText(
  { difference, p, welch, equivalence }: TestedCell['against'],
  { measure, margin }: Comparison,
): string {
  const amount = withUnit(signed(difference, measure), differenceUnit(measure))
  const tests = `${probability(p)}${welch === undefined ? '' : `, Welch’s ${probability(welch.p)}`}`
  const missing = margin === undefined ? 'there is no margin' : 'too few trials'
  if (equivalence === undefined) return `${amount}, ${tests}; ${missing} to tell whether it is small`
  const [low, high] = equivalence.interval.map((end) => signed(end, measure))
  return `${amount} (90 %: ${low} to ${high}), ${tests}`
}

/** Significantly better after Holm’s correction and by more than the margin is what the claim excludes. */
function noneBetter(matter: Matter): Judgement {
  const { definition, comparison } = matter
  const other = otherBaseline(matter)
  if (other !== undefined) return notJudged(other)
  const tested = comparison.cells.filter((cell) => isPapers(definition, cell.cell)).filter(isTested)
  const missing = variants.filter((cell) => tested.every((other) => other.cell !== cell))
  const judged = tested.map(({ cell, against }) => ({
    cell,
    status: besideMargin(against.equivalence, ['lower']),
    holm: against.adjusted.holm,
    difference: against.difference,
  }))
  const better = judged.filter(({ status, holm }) => status === 'contradicted' && holm < SIGNIFICANT)
  const excluded = judged.filter(({ status }) => status === 'reproduced')
  const numbers = Object.fromEntries(judged.map(({ cell, difference }) => [cell, difference]))
  const byWelch = welchOf('not better', tested)
  if (better.length > 0) {
    const evidence = `${listed(better.map(({ cell }) => cell))} by more than the margin, also after Holm’s correction`
    return { status: 'contradicted', ...byWelch, evidence, numbers }
  }
  if (missing.length > 0) return { ...notJudged(`not compared in this study: ${listed(missing)}`), numbers }
  const evidence = `better by the margin is ruled out for ${excluded.length} of ${judged.length} variants`
  const status = excluded.length === judged.length ? 'reproduced' : 'undecided'
  return { status, ...byWelch, evidence, numbers }
}

/** At no worse quality, fewer parameters and less time of the best trials, by the test that repeats the selection. */
function judgeEconomy(cell: TestedCell, { definition, task, comparison, trained }: Matter): Judgement {
  const quality = judgeCell('not worse', cell, comparison)
  const of = (name: string) => trained.filter((trial) => trial.cell === name)
  const standard = comparison.cells.find((other) => other.cell === 'V')!.best!
  const less = (what: string, value: (trial: TrainedTrial) => number) => {
    const cost = (trials: readonly TrainedTrial[]) =>
      trials.map((trial) => ({ validation: trial.outcome.validation, test: value(trial) }))
    const keys = [definition.seed, task, cell.cell, what]
    const test = relabelling(cost(of(cell.cell)), cost(of('V')), { share: definition.best, keys })
    const verdict = test.p >= SIGNIFICANT ? 'undecided' : test.difference < 0 ? 'less' : 'more'
    return { ...test, status: byVerdict(verdict, 'less', 'more') }
  }
  const parameters = less('parameters', ({ outcome }) => outcome.parameters)
  const seconds = less('seconds', (trial) => trial.seconds)
  const change = (now: number, before: number) => percentage(now / before)
  return {
    status: allOf([quality.status, parameters.status, seconds.status]),
    evidence:
      `${quality.evidence}; its best have ${change(cell.best.parameters, standard.parameters)} of the parameters of V’s best (${probability(parameters.p)}) ` +
      `and took ${change(cell.best.seconds, standard.seconds)} of their time (${probability(seconds.p)})`,
    numbers: {
      ...quality.numbers,
      parameters: parameters.difference,
      parametersP: parameters.p,
      seconds: seconds.difference,
      secondsP: seconds.p,
    },
  }
}

const NO_TRIAL = 'no trial of the paper’s cells, its settings drawn, has been trained to its end yet'

function bestTrial({ best, comparison }: Matter, { cell, result }: Extract<Rule, { kind: 'best trial' }>): Judgement {
  const { measure, margin } = comparison
  const [first] = bestOfTasks(best)
  if (first === undefined) return notJudged(NO_TRIAL)
  if (margin === undefined) return notJudged('this task has no margin')
  const other = best.find((one) => one.cell === cell && one.cell !== first.cell)
  const otherText = other === undefined ? '' : `; the best of ${cell} reaches ${amount(other.test, measure)}`
  const evidence = `${trialName(first)}, the best by validation, reaches ${amount(first.test, measure)} on test, ${distance(first.test - result, measure)} from it${otherText}`
  const status = Math.abs(first.test - result) <= margin ? 'reproduced' : 'undecided'
  return { status, evidence, numbers: { test: first.test, claimed: result, margin } }
}

/** The share that the paper calls best. */
const TENTH = 0.1

/** Reproduced where every result of all nine cells lies in the range, give or take the margin, contradicted where none does. */
function bestRange({ definition, comparison }: Matter, { from, to }: Extract<Rule, { kind: 'best range' }>): Judgement {
  const { measure, margin = 0, cells, share } = comparison
  if (share === 1) return notJudged('this study judges by all trials, not by the best tenth')
  if (share !== TENTH) return notJudged(`the best of this study are ${percentage(share)}, not a tenth`)
  const papers = cells.filter(({ cell, best }) => best !== undefined && isPapers(definition, cell))
  const values = papers.flatMap(({ best }) => best!.values)
  const isWhole = papers.length === 1 + variants.length
  if (values.length === 0) return notJudged(NO_TRIAL)
  const inside = values.filter((value) => value >= from - margin && value <= to + margin).length
  const [low, high] = [smallest(values), largest(values)]
  return {
    status: inside === values.length && isWhole ? 'reproduced' : inside === 0 ? 'contradicted' : 'undecided',
    evidence: `${inside} of ${counted(values.length, 'result')} of ${counted(papers.length, 'cell')} lie there, give or take the margin of ${marginText(margin, measure)}; they go from ${bare(low, measure)} to ${amount(high, measure)}`,
    numbers: { inside, of: values.length, low, high, margin },
  }
}
