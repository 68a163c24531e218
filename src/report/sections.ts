/** What a report says, in reading order. A section that does not apply to a study is left out. */
import type { Findings } from '../analysis/findings.ts'
import {
  amount,
  bare,
  bareProbability,
  counted,
  duration,
  grouped,
  listed,
  percentage,
  settingName,
  settingsText,
  signed,
} from '../analysis/wording.ts'
import type { TrialRecord } from '../store/store.ts'
import type { StudyDefinition } from '../study/definition.ts'
import { trialName } from '../study/trial.ts'
import { metrics } from '../task/metric.ts'
import { boxes, boxesReading } from './figures/boxes.ts'
import { curvesReading, learningCurves } from './figures/curves.ts'
import { rates, ratesReading } from './figures/rates.ts'
import { escaped, figure, htmlTable, prose } from './html.ts'

/** All that sections are made from. */
export interface Material {
  readonly definition: StudyDefinition
  readonly trials: readonly TrialRecord[]
  readonly findings: Findings
}

export interface Section {
  readonly title: string
  /** HTML; empty where there is nothing to say. */
  readonly render: (material: Material) => string
}

export const sections: readonly Section[] = [
  { title: 'What was found', render: verdict },
  { title: 'Cells compared', render: comparisons },
  { title: 'All trials', render: allTrials },
  { title: 'Learning rate', render: learningRates },
  { title: 'Learning curves', render: curves },
  { title: 'Best trials', render: best },
  { title: 'How it was done', render: method },
  { title: 'Equations', render: equations },
]

function verdict({ findings }: Material): string {
  const { headline, tasks, caveats } = findings.verdict
  const list = (sentences: readonly string[]) =>
    `<ul>${sentences.map((sentence) => `<li>${prose(sentence)}</li>`).join('')}</ul>`
  const byTask = tasks.map(
    ({ task, sentences }) =>
      `${tasks.length > 1 ? `<h3>${escaped(task)}</h3>` : ''}${list(sentences.map((one) => one.text))}`,
  )
  const mind = caveats.length === 0 ? '' : `<h3>To bear in mind</h3><div class="note">${list(caveats)}</div>`
  return `<p class="lead">${prose(headline)}</p>${byTask.join('\n')}${mind}`
}

function comparisons({ findings }: Material): string {
  return findings.comparisons
    .map((comparison) => {
      const { task, measure, baseline, share, cells } = comparison
      if (cells.every(({ best }) => best === undefined)) return ''
      const rows = cells.map(({ cell, best, against }) => [
        cell === baseline ? `${cell} (baseline)` : cell,
        best === undefined ? '–' : grouped(best.values.length),
        best === undefined ? '–' : bare(best.summary.mean, measure),
        best === undefined ? '–' : `${bare(best.summary.least, measure)} – ${bare(best.summary.most, measure)}`,
        best === undefined ? '–' : grouped(best.parameters),
        best === undefined ? '–' : duration(best.seconds),
        against === undefined ? '' : signed(against.difference, measure),
        against === undefined ? '' : bareProbability(against.p),
        against?.welch === undefined ? '' : bareProbability(against.welch.p),
        against === undefined
          ? ''
          : `${against.verdict}${against.bonferroni ? ' ✱✱' : against.verdict === 'undecided' ? '' : ' ✱'}`,
      ])
      const head = ['cell', 'trials', 'mean', 'range', 'parameters', 'time', 'difference', 'p', 'Welch p', 'verdict']
      const caption =
        `${boxesReading(comparison, 'best')} ${capital(measure.title)}${measure.unit && ` in ${measure.unit}`} on test of the best ${percentage(share)} of trials of each cell, selected by validation: ` +
        `box from the first to the third quartile, whiskers over the full range, line at the median, dot at the mean; fewer than five trials are drawn one by one. ` +
        `The dashed line is the median of ${baseline}. Blue is better than it, orange worse, grey neither: ✱ at p < 0.05, ✱✱ also after Bonferroni’s correction.`
      return `<h3>${escaped(task)}</h3>${figure(boxes(comparison, 'best'), caption)}${htmlTable(head, rows, [1, 2, 3, 4, 5, 6, 7, 8])}`
    })
    .join('\n')
    .concat(
      '<p class="note">p comes from relabelling: the trials of both cells are dealt at random into two hands, the best of each hand are selected again, and the share of dealings that differ as much is counted. Welch’s t-test, as in the paper, is shown beside it; after selecting the best it finds differences too easily.</p>',
    )
}

const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1)

function allTrials({ findings }: Material): string {
  return findings.comparisons
    .filter(({ cells }) => cells.some(({ all }) => all !== undefined))
    .map((comparison) => {
      const { task, measure, trivial, cells } = comparison
      const caption = `${boxesReading(comparison, 'all')} Test results of all trained trials on ${task}; a predictor that knows only how often each target occurs reaches ${amount(trivial, measure)}.`
      const rows = cells.map(({ cell, counts, all }) => [
        cell,
        ...[counts.planned, counts.completed, counts.diverged, counts.failed].map(grouped),
        all === undefined ? '–' : bare(all.summary.median, measure),
        all === undefined ? '–' : bare(all.summary.least, measure),
      ])
      const head = ['cell', 'planned', 'completed', 'diverged', 'failed', 'median', 'lowest']
      return `${figure(boxes(comparison, 'all'), caption)}${htmlTable(head, rows, [1, 2, 3, 4, 5, 6])}`
    })
    .join('\n')
}

function learningRates({ definition, findings }: Material): string {
  return findings.learningRates
    .map((found) => {
      const behind = found.cells.length > 1 ? `, the grey one that of ${definition.baseline}` : ''
      const diverged = found.cells.some(({ points }) => points.some((point) => point.diverged))
        ? ' Crosses are diverged trials.'
        : ''
      const caption = `${ratesReading(found)} Test result on ${found.task} over the learning rate, a dot a trial; the heavy line is the running median${behind}, the dashed one the trivial predictor.${diverged}`
      return figure(rates(found, definition.baseline), caption)
    })
    .join('\n')
}

function curves({ definition, findings }: Material): string {
  return findings.curves
    .map((found) => {
      const behind = found.cells.length > 1 ? `, the grey line is ${definition.baseline}` : ''
      const caption = `${curvesReading(found)} Result on validation after each epoch, for the best trial of each cell on ${found.task}; the dot is the epoch whose weights were kept${behind}. Results worse than the trivial predictor’s are drawn at its height.`
      return figure(learningCurves(found, definition.baseline), caption)
    })
    .join('\n')
}

function best({ definition, findings }: Material): string {
  if (findings.best.length === 0) return ''
  const rows = findings.best.map((trial) => {
    const measure = findings.comparisons.find(({ task }) => task === trial.task)!.measure
    return [
      trialName(trial),
      bare(trial.validation, measure),
      bare(trial.test, measure),
      `${trial.bestEpoch} of ${trial.epochs}`,
      grouped(trial.parameters),
      settingsText(trial.settings),
    ]
  })
  const units = Object.entries(definition.tasks).map(
    ([task, { metric }]) => `${task}: ${metrics[metric].title}${metrics[metric].unit && `, ${metrics[metric].unit}`}`,
  )
  return `${htmlTable(['trial', 'validation', 'test', 'best epoch', 'parameters', 'settings'], rows, [1, 2, 3, 4])}<p class="note">${escaped(units.join('; '))}</p>`
}

function method({ findings }: Material): string {
  const { overview } = findings
  const { counts, tasks, ranges, seed } = overview
  const names = (tallies: readonly { name: string }[]) => listed(tallies.map(({ name }) => name))
  const done = counts.completed + counts.diverged + counts.failed
  const ended = overview.finished
  const facts = [
    `Random search: ${counted(overview.trials, 'trial')} for each pair of task and cell, study seed ${seed}. ${grouped(done)} of ${counted(counts.planned, 'trial')} ended: ${grouped(counts.completed)} completed, ${grouped(counts.diverged)} diverged, ${grouped(counts.failed)} failed.`,
    `Stochastic gradient descent with momentum, an update after each sequence; at most ${overview.epochs} epochs, stopped after ${overview.patience} without a better validation result; the weights of the best epoch are tested (Greff et al., 2017).`,
    `The best ${percentage(overview.share)} of trials are selected by validation and judged by test.`,
    ...(ended === undefined
      ? []
      : [
          `Computed in ${duration(overview.seconds)} of one thread, with ${names(overview.arithmetics)}, version ${names(overview.versions)}, by ${workersText(overview.workers)}; the first trial ended ${timeText(ended.first)}, the last ${timeText(ended.last)}.`,
        ]),
    ...tasks.map(
      ({ task, question, source, sizes, fingerprint }) =>
        `${task}: ${question} ${source}. ${sizes.map(grouped).join(', ')} sequences for training, validation and test; data SHA-256 ${fingerprint.slice(0, 16)}….`,
    ),
    `To repeat it: odyssey run ${shellWord(overview.name)} --seed ${seed} --trials ${overview.trials} (or the study file of this name). Every trial is a function of the seed, its pair and its number alone, so any of them can be computed again by itself.`,
  ]
  const settings = htmlTable(
    ['setting', 'range'],
    ranges.map(({ setting, task, range }) => [
      task === undefined ? settingName(setting) : `${settingName(setting)} on ${task}`,
      range,
    ]),
  )
  const failures =
    overview.failures.length === 0
      ? ''
      : `<h3>Failed trials</h3>${htmlTable(
          ['reason', 'trials', 'for example'],
          overview.failures.map(({ name, trials, example }) => [name, grouped(trials), example]),
          [1],
        )}`
  return `<ul>${facts.map((fact) => `<li>${prose(fact)}</li>`).join('')}</ul>${settings}${failures}`
}

const MOST_WORKERS = 4

function workersText(workers: readonly { name: string }[]): string {
  const names = workers.map(({ name }) => name)
  if (names.length <= MOST_WORKERS) return listed(names)
  return `${names.slice(0, MOST_WORKERS).join(', ')} and ${grouped(names.length - MOST_WORKERS)} more`
}

/** 2026-11-21 05:47 UTC */
const timeText = (iso: string) => iso.replace(/^(\S+)T(\d\d:\d\d).*$/, '$1 $2 UTC')

/** A word as a shell reads it: in quotes unless it is plain. */
const shellWord = (text: string) => (/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)

function equations({ findings }: Material): string {
  return findings.overview.cells
    .map(({ cell, description, equations, varies }) => {
      const about = description === undefined ? '' : ` <span class="about">${escaped(description)}</span>`
      const note = varies ? '<p class="note">The settings of each trial choose departures from these.</p>' : ''
      return `<h3>${escaped(cell)}${about}</h3>${note}<pre>${equations.map(subscripts).join('\n')}</pre>`
    })
    .join('\n')
}

/** `W_z x_{t−1}` with its subscripts set as such. */
function subscripts(line: string): string {
  return escaped(line).replace(/_(?:\{([^}]*)\}|(\w))/g, (_, many, one) => `<sub>${many ?? one}</sub>`)
}
