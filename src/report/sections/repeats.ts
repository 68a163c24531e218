import type { Repeats } from '../../findings/repeats.ts'
import { largest, mean, smallest } from '../../math/statistics.ts'
import { grouped, percentage } from '../../math/text.ts'
import { type Block, figure, heading, names, note, numbers, table } from '../blocks/block.ts'
import { repeated } from '../figures/repeats.ts'
import type { Material } from '../material.ts'
import { bare, bareProbability, intervalText, settingsText, signed } from '../words/numbers.ts'
import { comparedText, repeatsCaption, worseThanNaive } from '../words/repeats.ts'

/** How much of the difference between trials is seed and how much is setting, where fixed settings were repeated. */
export function repeats({ findings }: Material): Block[] {
  return findings.repeats.flatMap(onTask)
}

function onTask(found: Repeats): Block[] {
  const { task, cells } = found
  const worse = worseThanNaive(found)
  return [
    heading(`${task}-seeds`, task),
    deviations(found),
    ...(cells.some(({ against }) => against !== undefined) ? [note(comparedText(found))] : []),
    ...(worse.length === 0 ? [] : [note(worse.join(' '))]),
    figure(`${task}-repeats`, repeated(found), repeatsCaption(found)),
  ]
}

/** What the cells reach, and by how much settings and seeds move it. */
function deviations({ task, measure, baseline, cells }: Repeats): Block {
  const known = (value: number | undefined, text: (value: number) => string) =>
    value === undefined ? '–' : { value, text: text(value) }
  const result = (value: number | undefined) => known(value, (one) => bare(one, measure))
  const rows = cells.map(({ cell, trainings, diverged, mean: whole, median, against, ofSettings, ofSeed, share }) => [
    cell === baseline ? `${cell} (baseline)` : cell,
    grouped(trainings),
    grouped(diverged),
    result(whole),
    result(median),
    known(against?.difference, (one) => signed(one, measure)),
    against === undefined ? '–' : intervalText(against.test.interval, measure),
    ...[against?.test.p, against?.holm].map((p) => known(p, bareProbability)),
    result(ofSettings),
    result(ofSeed),
    known(share, percentage),
  ])
  const columns = numbers(
    'trainings',
    'diverged',
    'mean',
    'median',
    `minus ${baseline}’s`,
    '95 % interval',
    'p',
    'Holm',
    'between settings',
    'between seeds',
    'share of the seed',
  )
  return table(`${task}-deviations`, [...names('cell'), ...columns], rows)
}

/** Every setting that was repeated, with what it reached. */
export function repeatedSettings({ findings }: Material): Block[] {
  return findings.repeats.flatMap(({ task, measure, cells }) => {
    const rows = cells.flatMap(({ cell, groups }) =>
      groups.map(({ settings, tests }, at) => [
        `${cell} ${at + 1}`,
        grouped(tests.length),
        { value: mean(tests), text: bare(mean(tests), measure) },
        `${bare(smallest(tests), measure)} – ${bare(largest(tests), measure)}`,
        settingsText(settings),
      ]),
    )
    const columns = [...names('settings'), ...numbers('trainings', 'mean', 'range'), ...names('')]
    return [heading(`${task}-repeated`, task), table(`${task}-settings`, columns, rows)]
  })
}
