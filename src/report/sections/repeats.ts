import type { Repeats } from '../../findings/repeats.ts'
import { largest, mean, smallest } from '../../math/statistics.ts'
import { bareProbability, counted, grouped, percentage, settingsText } from '../../math/text.ts'
import { amount, bare, intervalText, signed } from '../../task/measure.ts'
import { repeated, repeatedReading } from '../figures/repeats.ts'
import { escaped, figure, htmlTable, prose } from '../html.ts'
import type { Material } from '../material.ts'

/** How much of the difference between trials is seed and how much is setting, where settings were given and repeated. */
export function repeats({ findings }: Material): string {
  return findings.repeats.map(onTask).join('\n')
}

function onTask(found: Repeats): string {
  const { task, baseline, cells } = found
  const caption = `${repeatedReading(found)} A dot is a training on ${task}, its line the mean of those with the same settings.`
  const note = cells.some(({ against }) => against !== undefined)
    ? `<p class="note">${prose(`Means are of the settings’ means, the median is that of all trainings. Interval and p of the difference to ${baseline} are Welch’s, with the deviation between seeds as error: they hold for these settings, and say nothing of those that another search would find. Holm’s p holds for all cells together.`)}</p>`
    : ''
  return `<h3>${escaped(task)}</h3>${spread(found)}${note}${beyond(found)}${figure(`${task}-repeats`, repeated(found), caption)}`
}

/** Trainings whose results do not count as they are. */
function beyond({ measure, trivial, cells }: Repeats): string {
  const sentences = cells.flatMap(({ cell, beyond }) => {
    if (beyond === undefined) return []
    const { trainings, worst } = beyond
    const stands =
      trainings === 1
        ? `which stands for its result, ${amount(worst, measure)}`
        : `which stands for their results, up to ${amount(worst, measure)}`
    return [
      `${counted(trainings, 'training')} of ${cell} did worse on test than the trivial predictor’s ${amount(trivial, measure)}, ${stands}.`,
    ]
  })
  return sentences.length === 0 ? '' : `<p class="note">${prose(sentences.join(' '))}</p>`
}

/** What the cells reach, and by how much settings and seeds move it. */
function spread({ measure, baseline, cells }: Repeats): string {
  const known = (value: number | undefined) => (value === undefined ? '–' : bare(value, measure))
  const rows = cells.map(({ cell, trainings, diverged, mean: whole, median, against, ofSettings, ofSeed, share }) => [
    cell === baseline ? `${cell} (baseline)` : cell,
    grouped(trainings),
    grouped(diverged),
    bare(whole, measure),
    bare(median, measure),
    against === undefined ? '–' : signed(against.difference, measure),
    against === undefined ? '–' : intervalText(against.welch.interval, measure),
    ...(against === undefined ? ['–', '–'] : [against.welch.p, against.holm].map(bareProbability)),
    known(ofSettings),
    known(ofSeed),
    share === undefined ? '–' : percentage(share),
  ])
  const head = [
    'cell',
    'trainings',
    'diverged',
    'mean',
    'median',
    `less ${baseline}’s`,
    '95 % interval',
    'p',
    'Holm',
    'between settings',
    'between seeds',
    'share of the seed',
  ]
  return htmlTable(head, rows, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
}

/** Every setting that was repeated, with what it reached. */
export function repeatedSettings({ findings }: Material): string {
  return findings.repeats
    .map(({ task, measure, cells }) => {
      const rows = cells.flatMap(({ cell, groups }) =>
        groups.map(({ settings, tests }, at) => [
          `${cell} ${at + 1}`,
          grouped(tests.length),
          bare(mean(tests), measure),
          `${bare(smallest(tests), measure)} – ${bare(largest(tests), measure)}`,
          settingsText(settings),
        ]),
      )
      return `<h3>${escaped(task)}</h3>${htmlTable(['settings', 'trainings', 'mean', 'range', ''], rows, [1, 2, 3])}`
    })
    .join('\n')
}
