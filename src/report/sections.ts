/** What a report says, in reading order. A section that does not apply to a study is left out. */
import type { Findings } from '../analysis/findings.ts'
import {
  amount,
  bareProbability,
  compact,
  counted,
  duration,
  grouped,
  listed,
  percentage,
  settingName,
  settingsText,
  signed,
} from '../analysis/wording.ts'
import { equationLines } from '../cell/equations.ts'
import type { TrialRecord } from '../store/store.ts'
import type { StudyDefinition } from '../study/definition.ts'
import { rangeText } from '../study/space.ts'
import { trialName } from '../study/trial.ts'
import { metrics } from '../task/metric.ts'
import { boxes } from './figures/boxes.ts'
import { learningCurves } from './figures/curves.ts'
import { rates } from './figures/rates.ts'
import { escaped, figure, htmlTable } from './html.ts'

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
  const text = (sentence: string) => escaped(sentence.replace(/p ([<=]) /g, 'p\u00a0$1\u00a0'))
  const list = (sentences: readonly string[]) =>
    `<ul>${sentences.map((sentence) => `<li>${text(sentence)}</li>`).join('')}</ul>`
  const byTask = tasks.map(
    ({ task, sentences }) =>
      `${tasks.length > 1 ? `<h3>${escaped(task)}</h3>` : ''}${list(sentences.map((one) => one.text))}`,
  )
  const mind = caveats.length === 0 ? '' : `<h3>To bear in mind</h3><div class="note">${list(caveats)}</div>`
  return `<p class="lead">${text(headline)}</p>${byTask.join('\n')}${mind}`
}

function comparisons({ findings }: Material): string {
  return findings.comparisons
    .map((comparison) => {
      const { task, measure, baseline, share, cells } = comparison
      if (cells.every(({ best }) => best === undefined)) return ''
      const bare = { ...measure, unit: '' }
      const rows = cells.map(({ cell, best, against }) => [
        cell === baseline ? `${cell} (baseline)` : cell,
        best === undefined ? '–' : grouped(best.values.length),
        best === undefined ? '–' : amount(best.summary.mean, bare),
        best === undefined ? '–' : `${amount(best.summary.least, bare)} to ${amount(best.summary.most, bare)}`,
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
        `${capital(measure.title)}${measure.unit && ` in ${measure.unit}`} on test of the best ${percentage(share)} of trials of each cell, selected by validation: ` +
        `box from the first to the third quartile, whiskers over the full range, line at the median, dot at the mean; the dashed line is the median of ${baseline}. ` +
        '✱ differs from the baseline at p < 0.05, ✱✱ also after Bonferroni’s correction.'
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
      const counts = cells.map(
        ({ cell, counts }) =>
          `${cell}: ${counts.completed} completed, ${counts.diverged} diverged, ${counts.failed} failed`,
      )
      const caption = `Test results of all trained trials on ${task}. A predictor that knows only how often each target occurs reaches ${amount(trivial, measure)}; results far beyond it are drawn at the edge. ${counts.join('; ')}.`
      return figure(boxes(comparison, 'all'), caption)
    })
    .join('\n')
}

function learningRates({ findings }: Material): string {
  return findings.learningRates
    .map((found) => {
      const lowest = found.cells.flatMap(({ cell, lowest }) =>
        lowest === undefined ? [] : [`${cell} near ${compact(lowest.rate)}`],
      )
      const reading = lowest.length === 0 ? '' : ` The median is lowest for ${listed(lowest)}.`
      const diverged = found.cells.some(({ points }) => points.some((point) => point.diverged))
        ? ' Diverged trials are in the other colour.'
        : ''
      return figure(
        rates(found),
        `Test result on ${found.task} over the learning rate, a dot a trial; the line is the running median, the dashed one the trivial predictor.${reading}${diverged}`,
      )
    })
    .join('\n')
}

function curves({ definition, findings }: Material): string {
  return findings.curves
    .map((found) =>
      figure(
        learningCurves(found, definition.baseline),
        `Result on validation after each epoch, for the best trial of each cell on ${found.task}; the dot is the epoch whose weights were kept${found.cells.length > 1 ? `, the grey line is ${definition.baseline}` : ''}.`,
      ),
    )
    .join('\n')
}

function best({ definition, findings }: Material): string {
  if (findings.best.length === 0) return ''
  const rows = findings.best.map((trial) => {
    const measure = findings.comparisons.find(({ task }) => task === trial.task)!.measure
    const bare = { ...measure, unit: '' }
    return [
      trialName(trial),
      amount(trial.validation, bare),
      amount(trial.test, bare),
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

function method({ definition, trials }: Material): string {
  const { seed, training, trials: planned, space, spaceOf, tasks, best: share } = definition
  const distinct = (values: readonly string[]) => listed([...new Set(values)])
  const seconds = trials.reduce((sum, trial) => sum + trial.seconds, 0)
  const ranges = [
    ...Object.entries(space),
    ...Object.entries(spaceOf).flatMap(([task, own]) =>
      Object.entries(own).map(([name, range]) => [`${name} on ${task}`, range] as const),
    ),
  ]
  const facts = [
    `Random search: ${counted(planned, 'trial')} for each pair of task and cell, study seed ${seed}. A trial depends on the seed, its pair and its number alone.`,
    `Stochastic gradient descent with momentum, an update after each sequence; at most ${training.epochs} epochs, stopped after ${training.patience} without a better validation result; the weights of the best epoch are tested (Greff et al., 2017).`,
    `The best ${percentage(share)} of trials are selected by validation and judged by test.`,
    `Computed in ${duration(seconds)} of one thread, with ${distinct(trials.map(({ arithmetic }) => arithmetic))}, version ${distinct(trials.map(({ version }) => version))}.`,
    ...Object.entries(tasks).map(
      ([name, { question, source, sizes, fingerprint }]) =>
        `${name}: ${question} ${source}. ${sizes.join(', ')} sequences for training, validation and test; data SHA-256 ${fingerprint.slice(0, 16)}….`,
    ),
  ]
  const table = htmlTable(
    ['setting', 'range'],
    ranges.map(([name, range]) => [settingName(name), rangeText(range)]),
  )
  return `<ul>${facts.map((fact) => `<li>${escaped(fact)}</li>`).join('')}</ul>${table}`
}

function equations({ definition }: Material): string {
  return Object.entries(definition.cells)
    .map(([name, cell]) => {
      const body =
        'nodes' in cell
          ? equationLines(cell).join('\n')
          : `an LSTM whose departures are settings: ${settingsText({ ...cell.lstm })}`
      return `<h3>${escaped(name)}</h3><pre>${escaped(body)}</pre>`
    })
    .join('\n')
}
