import type { StudyDefinition } from '../../study/definition.ts'
import { citations } from '../../task/citations.ts'
import type { Pair } from '../pairs.ts'
import { judgeCells } from './cells.ts'
import { type Claim, type Corpus, claims, corpora, type Known } from './claims.ts'
import { type Evidence, type Judgement, type Matter, matterOf, notJudged, type Refusal } from './evidence.ts'
import { isAboutSettings, judgeSettings } from './settings.ts'

/**
 * What the paper found, held beside what a study found.
 *
 * A claim is reproduced or contradicted only by evidence that could have said otherwise; all else is undecided.
 * - “Worse” is reproduced where the cell is significantly worse (the test that repeats the selection), and contradicted where it is
 *   significantly better.
 * - “Not different” says that two cells are alike, which no failure to find a difference shows. It is reproduced where the 90 % interval
 *   of the difference lies within the margin, however significant a difference that small may be, and contradicted where the interval
 *   lies wholly beyond the margin. “Not worse” and “not better” ask the same of one side only.
 * - “As good, with less” is “not worse” with fewer parameters and less time at equal hidden size (economy.ts): of an epoch and of the whole
 *   training, which must both be significant.
 * - What is said of the settings is asked of each of the paper’s cells by itself. Each had trials of its own, so the cells are that many
 *   answers, and a sign test over them decides: reproduced where significantly many agree, contradicted where significantly many do not.
 *   It is asked of errors raw, clipped and ranked, or of seconds and epochs, and all must answer alike. It takes at least five cells. A bound on both sides is two such tests. A forest adds noise to small shares: “less than” is
 *   contradicted only by what exceeds chance by so much.
 * - A result of one trial has no test: it is reproduced within the margin by a trial of the same cell, and never contradicted.
 * The level is 5 % throughout, a claim at a time.
 */

/** A claim and what a study says of it. */
export interface JudgedClaim extends Claim, Judgement {}

/** The paper’s claims about the tasks of a study, judged; empty where it has none of the paper’s tasks. */
export function claimsOf(definition: StudyDefinition, pairs: readonly Pair[], evidence: Evidence): JudgedClaim[] {
  const names = (Object.keys(corpora) as Corpus[]).filter((task) => Object.hasOwn(definition.tasks, task))
  return names.flatMap((name) => {
    const matter = matterOf(definition, pairs, { task: name, evidence })
    return claims.filter(({ task }) => task === name).map((claim) => ({ ...claim, ...judge(claim.rule, matter) }))
  })
}

function judge(rule: Claim['rule'], matter: Matter): Judgement {
  const refused = refusalOf(matter)
  if (refused !== undefined) return notJudged(refused)
  return isAboutSettings(rule) ? judgeSettings(rule, matter) : judgeCells(rule, matter)
}

/** Why the task is not the paper’s corpus, if it is not. What it says of itself is not enough: studies of before took any chords for the chorales. */
function refusalOf({ definition, task }: Matter): Refusal | undefined {
  const { sizes, metric, source, fingerprint } = definition.tasks[task]
  const known: Known = corpora[task]
  if (source !== citations[task]) return { kind: 'other data', source }
  if (known.sizes !== undefined && String(sizes) !== String(known.sizes))
    return { kind: 'other sequences', sizes, expected: known.sizes }
  const sequences = sizes.reduce((a, b) => a + b)
  if (known.least !== undefined && sequences < known.least)
    return { kind: 'too few sequences', sequences, least: known.least }
  if (metric !== known.metric) return { kind: 'another metric', metric, expected: known.metric }
  const isOther = known.fingerprint !== undefined && fingerprint !== known.fingerprint
  return isOther ? { kind: 'other numbers' } : undefined
}
