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
print(
  '95 % intervals that hold the true difference: percentile, as used (basic)',
  ['surrogate', 'trials a cell', 'identical', 'one deviation apart', 'unlike cells'],
  rowsOf(COUNTS, (setup, unit) => {
    const covered = (changed: Setup, truth: number) => {
      const { percentile, basic } = held(changed, { truth })
      return `${percent(percentile)} (${percent(basic)})`
    }
    const unlike = { ...setup, unlike: true }
    return [
      covered(setup, 0),
      covered({ ...setup, worse: unit }, unit),
      covered(unlike, expectedDifference({ ...unlike, studies: 20 * studies })),
    ]
  }),
)
print(
  'Cells called equivalent within a margin of so many deviations of the best: those apart by just the margin (at most 5 % is right), identical ones',
  ['surrogate', 'trials a cell', ...[0.5, 1, 2].flatMap((size) => [`${size}: apart`, `${size}: identical`])],
  rowsOf(COUNTS, (setup, unit) =>
    [0.5, 1, 2].flatMap((size) => {
      const margin = size * unit
      const apart = held({ ...setup, worse: margin }, { truth: margin, margin }).equivalent
      return [percent(apart), percent(held(setup, { truth: 0, margin }).equivalent)]
    }),
  ),
)
