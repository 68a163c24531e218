import { largest, smallest } from '../../math/statistics.ts'
import { trialName } from '../../study/trial.ts'
import { bestOfTasks } from '../best.ts'
import { isTested, type TestedCell } from '../comparison.ts'
import { SIGNIFICANT } from '../selection-test.ts'
import type { Rule } from './claims.ts'
import { economyOf } from './economy.ts'
import {
  allOf,
  type DifferenceShown,
  isPapers,
  type Judgement,
  type Matter,
  notJudged,
  type Refusal,
  type Status,
  variants,
} from './evidence.ts'
import type { SettingsRule } from './settings.ts'

/** Claims about cells, by their best trials. */
export function judgeCells(rule: Exclude<Rule, SettingsRule>, matter: Matter): Judgement {
  switch (rule.kind) {
    case 'worse':
    case 'not worse':
    case 'not different': {
      const { kind } = rule
      return compared(matter, rule.cell, (cell) => judgeCell(kind, cell))
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
  if (!Object.hasOwn(definition.cells, name)) return notJudged({ kind: 'not in the study', cell: name })
  if (!isPapers(definition, name)) return notJudged({ kind: 'other equations', cell: name })
  const cell = comparison.cells.find((other) => other.cell === name)!
  return isTested(cell) ? judgeIt(cell) : notJudged({ kind: 'too few trials' })
}

/** Why the baseline is not the paper’s, if it is not. */
function otherBaseline({ definition, comparison }: Matter): Refusal | undefined {
  if (comparison.baseline !== 'V') return { kind: 'another baseline' }
  return isPapers(definition, 'V') ? undefined : { kind: 'other equations', cell: 'V' }
}

function judgeCell(kind: 'worse' | 'not worse' | 'not different', cell: TestedCell): Judgement {
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
    evidence: shown(against),
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

function shown({ difference, p, welch, equivalence }: TestedCell['against']): DifferenceShown {
  return {
    kind: 'difference',
    difference,
    p,
    ...(welch && { welch: welch.p }),
    ...(equivalence && { interval: equivalence.interval }),
  }
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
  const evidence = {
    kind: 'variants' as const,
    better: better.map(({ cell }) => cell),
    excluded: excluded.length,
    of: judged.length,
  }
  if (better.length > 0) return { status: 'contradicted', ...byWelch, evidence, numbers }
  if (missing.length > 0) return { ...notJudged({ kind: 'not compared', cells: missing }), numbers }
  const status = excluded.length === judged.length ? 'reproduced' : 'undecided'
  return { status, ...byWelch, evidence, numbers }
}

/** At no worse quality, fewer parameters and less time, both at equal size. */
function judgeEconomy(cell: TestedCell, { definition, task, trained }: Matter): Judgement {
  const quality = judgeCell('not worse', cell)
  const { status, beside } = economyOf(definition.tasks[task], cell.cell, trained)
  const { parameters, times } = beside
  return {
    status: allOf([quality.status, status.parameters, status.time]),
    evidence: { ...shown(cell.against), kind: 'economy', ...beside },
    numbers: {
      ...quality.numbers,
      hiddenSize: parameters.hiddenSize,
      parametersRatio: parameters.ratio,
      ...Object.fromEntries(
        Object.entries(times ?? {}).flatMap(([what, { ratio, p }]) => [
          [`${what}Ratio`, ratio],
          [`${what}P`, p],
        ]),
      ),
    },
  }
}

/** Reproduced where the best trial of all is one of the cell that the paper names, and its result is within the margin. */
function bestTrial({ best, comparison }: Matter, { cell, result }: Extract<Rule, { kind: 'best trial' }>): Judgement {
  const { margin } = comparison
  const [first] = bestOfTasks(best)
  if (first === undefined) return notJudged({ kind: 'no trial' })
  if (margin === undefined) return notJudged({ kind: 'no margin' })
  const other = best.find((one) => one.cell === cell && one.cell !== first.cell)
  return {
    status: first.cell === cell && Math.abs(first.test - result) <= margin ? 'reproduced' : 'undecided',
    evidence: {
      kind: 'best trial',
      trial: trialName(first),
      test: first.test,
      claimed: result,
      ...(other && { other: { cell, test: other.test } }),
    },
    numbers: { test: first.test, claimed: result, margin },
  }
}

/** The share that the paper calls best. */
const TENTH = 0.1

/** Reproduced where every result of all nine cells lies in the range, give or take the margin, contradicted where none does. */
function bestRange({ definition, comparison }: Matter, { from, to }: Extract<Rule, { kind: 'best range' }>): Judgement {
  const { margin = 0, cells, share } = comparison
  if (share === 1) return notJudged({ kind: 'all trials judged' })
  if (share !== TENTH) return notJudged({ kind: 'another share', share })
  const papers = cells.filter(({ cell, best }) => best !== undefined && isPapers(definition, cell))
  const values = papers.flatMap(({ best }) => best!.values)
  const isWhole = papers.length === 1 + variants.length
  if (values.length === 0) return notJudged({ kind: 'no trial' })
  const inside = values.filter((value) => value >= from - margin && value <= to + margin).length
  const [low, high] = [smallest(values), largest(values)]
  return {
    status: inside === values.length && isWhole ? 'reproduced' : inside === 0 ? 'contradicted' : 'undecided',
    evidence: { kind: 'best range', inside, of: values.length, cells: papers.length, margin, low, high },
    numbers: { inside, of: values.length, low, high, margin },
  }
}
