import { bare, grouped, percentage, settingsText } from '../../analysis/wording.ts'
import { mean } from '../../math/statistics.ts'
import { repeated, repeatedReading } from '../figures/repeats.ts'
import { escaped, figure, htmlTable } from '../html.ts'
import type { Material } from '../material.ts'

/** How much of the difference between trials is seed and how much is setting, where settings were given and repeated. */
export function repeats({ findings }: Material): string {
  return findings.repeats
    .map((found) => {
      const { task, measure, cells } = found
      const caption = `${repeatedReading(found)} A dot is a training on ${task}, its line the mean of those with the same settings.`
      const rows = cells.flatMap(({ cell, groups }) =>
        groups.map(({ settings, tests }, at) => [
          `${cell} ${at + 1}`,
          grouped(tests.length),
          bare(mean(tests), measure),
          `${bare(Math.min(...tests), measure)} – ${bare(Math.max(...tests), measure)}`,
          settingsText(settings),
        ]),
      )
      const spread = cells.map(({ cell, ofSeed, ofSettings, share }) => [
        cell,
        ofSettings === undefined ? '–' : bare(ofSettings, measure),
        ofSeed === undefined ? '–' : bare(ofSeed, measure),
        share === undefined ? '–' : percentage(share),
      ])
      const spreadHead = ['cell', 'between settings', 'between seeds', 'share of the seed']
      return `<h3>${escaped(task)}</h3>${figure(`${task}-repeats`, repeated(found), caption)}${htmlTable(spreadHead, spread, [1, 2, 3])}${htmlTable(['settings', 'trainings', 'mean', 'range', ''], rows, [1, 2, 3])}`
    })
    .join('\n')
}
