/**
 * How often are the verdicts right? Simulated studies of two cells whose truth is known: false alarms where the best of both are
 * equally good, power for planted differences, coverage of the intervals, errors of equivalence, and what common settings are worth.
 * docs/statistics.md holds what it prints.
 *
 *     npm run -s bench:statistics -- [--studies 1000] [--only TEXT]
 */
import { coverage, crossed } from './crossed.ts'
import { freeText, number, optionsOf } from './options.ts'
import {
  deviationOfDifference,
  levelled,
  type Setup,
  type Surrogate,
  surrogates,
  tested,
  withDiverged,
  yardstick,
} from './simulation.ts'

const { studies, only } = optionsOf({ studies: number(1000), only: freeText('') })
const percent = (share: number) => `${(100 * share).toFixed(1)} %`

type Rows = readonly (readonly string[])[]

function print(title: string, head: readonly string[], rows: Rows): void {
  console.log(`\n${title}\n`)
  for (const row of [head, head.map(() => '---'), ...rows]) console.log(`| ${row.join(' | ')} |`)
}

const setup = (name: string, cells: Setup['cells'], trials: Setup['trials']): Setup => ({
  name,
  cells,
  trials,
  share: 0.1,
  studies,
})
const alike = (name: string, cell: Surrogate, trials: Setup['trials']) => setup(name, [cell, cell], trials)

const COUNTS = [200, 50, 20]
const V = surrogates['V’s published trials']
const setups = [
  ...COUNTS.flatMap((n) => Object.entries(surrogates).map(([name, cell]) => alike(name, cell, [n, n]))),
  alike('V’s published trials', V, [200, 40]),
  alike('V’s published trials', V, [40, 200]),
  ...COUNTS.flatMap((n) =>
    [0.31, 0.5, 0.65, 0.8].map((share) =>
      setup(`V’s trials, ${Math.round(100 * share)} % of one cell’s diverge`, [withDiverged(share), V], [n, n]),
    ),
  ),
].filter(({ name }) => name.includes(only))

const sized = ({ trials: [first, second] }: Setup) => (first === second ? String(first) : `${first} against ${second}`)

print(
  'How often cells are called different (p < 0.05): when their best trials are equally good (5 % is right), and when they differ by one and by two deviations',
  [
    'cells',
    'trials',
    'equally good',
    'Welch',
    'one deviation',
    'two deviations',
    '95 % intervals that contain the difference',
  ],
  setups.map((each) => {
    const level = levelled(each)
    const unit = yardstick(each)
    const [equal, one, two] = [0, unit, 2 * unit].map((worse) => tested({ ...level, worse }))
    const shares = [equal.found, equal.welch, one.found, two.found, one.held]
    return [each.name, sized(each), ...shares.map(percent)]
  }),
)

print(
  'How often cells are called equivalent, with a margin of one or two deviations: when they differ by exactly the margin (at most 5 % is right), and when they are equally good',
  [
    'cells',
    'trials',
    'margin 1: differ by it',
    'margin 1: equally good',
    'margin 2: differ by it',
    'margin 2: equally good',
  ],
  setups
    .filter(({ trials }) => trials[0] === trials[1] && trials[0] > 20)
    .map((each) => {
      const level = levelled(each)
      const unit = yardstick(each)
      const shares = [1, 2].flatMap((size) => {
        const margin = size * unit
        return [margin, 0].map((worse) => tested({ ...level, worse }, { margin }).equivalent)
      })
      return [each.name, sized(each), ...shares.map(percent)]
    }),
)

print(
  'Hyperparameters drawn for each cell, or common to both: the standard deviation of the difference between studies, and how often cells are called different',
  ['cells', 'trials', 'settings', 'deviation of the difference', 'equally good', 'one deviation', 'two deviations'],
  [200, 50].flatMap((n) =>
    (['V’s published trials', 'basin', 'half is luck'] as const)
      .filter((name) => name.includes(only))
      .flatMap((name) =>
        [false, true].map((paired) => {
          const each = { ...alike(name, surrogates[name], [n, n]), paired }
          const unit = yardstick(each)
          const found = [0, unit, 2 * unit].map((worse) => percent(tested({ ...each, worse }).found))
          return [name, String(n), paired ? 'common' : 'independent', deviationOfDifference(each).toFixed(4), ...found]
        }),
      ),
  ),
)

print(
  'Repeated settings: how often a 95 % interval holds the true difference when seeds and test sequences are others, and how long it is, in nats',
  ['cells', 'settings × seeds', 'sequences', 'held', 'length', 'held, seeds alone', 'length, seeds alone'],
  crossed
    .filter(({ name }) => name.includes(only))
    .map((each) => {
      const { test, seeds, width, widthOfSeeds } = coverage(each, studies)
      const sizes = [`${each.settings} × ${each.seeds}`, String(each.sequences)]
      return [each.name, ...sizes, percent(test), width.toFixed(3), percent(seeds), widthOfSeeds.toFixed(3)]
    }),
)
