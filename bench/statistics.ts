/**
 * How often are the verdicts right? Simulated studies of two cells whose truth is known: false alarms on identical cells, power for
 * planted differences, coverage of the intervals, errors of equivalence. docs/statistics.md holds what it prints.
 *
 *     npm run -s bench:statistics -- [--studies 1000]
 */
import { parseArgs } from 'node:util'
import { expectedDifference, found, held, type Setup, type SurrogateName, surrogates, yardstick } from './simulation.ts'

const { values } = parseArgs({ options: { studies: { type: 'string', default: '1000' } } })
const studies = Number(values.studies)
const names = Object.keys(surrogates) as SurrogateName[]
const SHARE = 0.1
const percent = (share: number) => `${(100 * share).toFixed(1)} %`

function print(title: string, head: readonly string[], rows: readonly (readonly string[])[]): void {
  console.log(`\n${title}\n`)
  for (const row of [head, head.map(() => '---'), ...rows]) console.log(`| ${row.join(' | ')} |`)
}

/** A row for every way results depend on settings, and every count of trials. */
function rowsOf(counts: readonly number[], row: (setup: Setup, unit: number) => readonly string[]): string[][] {
  return counts.flatMap((trials) =>
    names.map((surrogate) => {
      const setup = { surrogate, trials, share: SHARE, studies }
      return [surrogate, String(trials), ...row(setup, yardstick(setup))]
    }),
  )
}

const COUNTS = [200, 50, 20]
const SIZES = [0.25, 0.5, 1, 2]
const both = ({ selecting, welch }: { selecting: number; welch: number }) => [percent(selecting), percent(welch)]

print(
  'Identical cells called different at p < 0.05 (5 % is right)',
  ['surrogate', 'trials a cell', 'selecting test', 'plain Welch'],
  rowsOf(COUNTS, (setup) => both(found(setup))),
)
print(
  'Cells that differ by so many deviations of the best, called different: selecting test (plain Welch)',
  ['surrogate', 'trials a cell', ...SIZES.map(String)],
  rowsOf([200, 50], (setup, unit) =>
    SIZES.map((size) => {
      const [selecting, welch] = both(found({ ...setup, worse: size * unit }))
      return `${selecting} (${welch})`
    }),
  ),
)
const MARGINS = [0.5, 1, 2]
const coverage = ({ percentile, basic }: ReturnType<typeof held>) => `${percent(percentile)} (${percent(basic)})`

/** Everything about the bootstrap, computed once for both tables. */
const resampled = COUNTS.flatMap((trials) =>
  names.map((surrogate) => {
    const setup = { surrogate, trials, share: SHARE, studies }
    const margins = MARGINS.map((size) => size * yardstick(setup))
    const unlike = { ...setup, unlike: true }
    return {
      first: [surrogate, String(trials)],
      identical: held(setup, { truth: 0, margins }),
      apart: margins.map((margin) => held({ ...setup, worse: margin }, { truth: margin, margins: [margin] })),
      unlike: held(unlike, { truth: expectedDifference({ ...unlike, studies: 20 * studies }) }),
    }
  }),
)

print(
  '95 % intervals that hold the true difference: percentile, as used (basic)',
  ['surrogate', 'trials a cell', 'identical', 'one deviation apart', 'unlike cells'],
  resampled.map(({ first, identical, apart, unlike }) => [...first, ...[identical, apart[1], unlike].map(coverage)]),
)
print(
  'Cells called equivalent within a margin of so many deviations of the best: apart by just the margin (at most 5 % is right), and identical',
  ['surrogate', 'trials a cell', ...MARGINS.flatMap((size) => [`${size}, apart`, `${size}, identical`])],
  resampled.map(({ first, identical, apart }) => [
    ...first,
    ...MARGINS.flatMap((_, k) => [percent(apart[k].equivalent[0]), percent(identical.equivalent[k])]),
  ]),
)

const start = performance.now()
for (let k = 0; k < 24; k++) found({ surrogate: 'basin', trials: 200, share: SHARE, studies: 1 }, 1999)
const permuted = performance.now()
for (let k = 0; k < 24; k++)
  held({ surrogate: 'basin', trials: 200, share: SHARE, studies: 1 }, { truth: 0, resamples: 1999 })
const seconds = (from: number, to: number) => `${((to - from) / 1000).toFixed(2)} s`
console.log(
  `\n24 comparisons of 200 with 200 trials: permutation test ${seconds(start, permuted)}, bootstrap ${seconds(permuted, performance.now())}`,
)
