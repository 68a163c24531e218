import { endedOf } from '../../findings/pairs.ts'
import { counted, duration, grouped, listed, percentage, settingName } from '../../math/text.ts'
import { htmlTable, list } from '../html.ts'
import type { Material } from '../material.ts'

/** What was asked, how it was computed, and how to repeat it. */
export function method({ definition, findings }: Material): string {
  const { overview } = findings
  const { counts, tasks, ranges, seed } = overview
  const names = (tallies: readonly { name: string }[]) => listed(tallies.map(({ name }) => name))
  const ended = overview.finished
  const facts = [
    `${searchText(definition)}: ${counted(overview.trials, 'trial')} for each pair of task and cell, study seed ${seed}. ${grouped(endedOf(counts))} of ${counted(counts.planned, 'trial')} ended: ${grouped(counts.completed)} completed, ${grouped(counts.diverged)} diverged, ${grouped(counts.failed)} failed.`,
    `Stochastic gradient descent, an update after each sequence; Nesterov’s momentum unless a setting says otherwise, the step multiplied by 1 − momentum; at most ${overview.epochs} epochs, stopped after ${overview.patience} without a better validation result; the weights of the best epoch are tested. All weights start from a normal distribution of deviation 0.1.`,
    'Of this, the momentum and its step are what the authors’ code has, the tested epoch is in Greff et al. (2017); that updates follow each sequence, and the first weights, are what we believe of it, unverified. That the gradient is the sum over a sequence’s steps, not their mean, and what counts as diverged, was decided here.',
    overview.share === 1
      ? 'No trials are selected: all are judged by test.'
      : `The best ${percentage(overview.share)} of trials are selected by validation and judged by test.`,
    ...(ended === undefined
      ? []
      : [
          `Computed in ${duration(overview.seconds)} of one thread, with ${names(overview.arithmetics)}, version ${names(overview.versions)}, by ${workersText(overview.workers)}; the first trial ended ${timeText(ended.first)}, the last ${timeText(ended.last)}.`,
        ]),
    ...tasks.map(
      ({ task, question, source, sizes, fingerprint }) =>
        `${task}: ${question} ${source}. ${sizes.map(grouped).join(', ')} sequences for training, validation and test; SHA-256 of the data as numbers ${fingerprint.slice(0, 16)}….`,
    ),
    `To repeat it: ${commandOf(overview)} (or the study file of this name), with --data where a task reads data. Every trial is a function of the seed, its pair and its number alone, so any of them can be computed again by itself.`,
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
  return `${list(facts)}${settings}${failures}`
}

function searchText({ cells, given = {} }: Material['definition']): string {
  const names = Object.keys(cells).filter((cell) => Object.hasOwn(given, cell))
  if (names.length === 0) return 'Random search'
  if (names.length === Object.keys(cells).length) return 'Settings were given and trained in turn, with other seeds'
  return `Random search, but for ${listed(names)}, whose settings were given and trained in turn, with other seeds`
}

const MOST_WORKERS = 4

function workersText(workers: readonly { name: string }[]): string {
  const names = workers.map(({ name }) => name)
  if (names.length <= MOST_WORKERS) return listed(names)
  return `${names.slice(0, MOST_WORKERS).join(', ')} and ${grouped(names.length - MOST_WORKERS)} more`
}

/** 2026-11-21 05:47 UTC */
const timeText = (iso: string) => iso.replace(/^(\S+)T(\d\d:\d\d).*$/, '$1 $2 UTC')

/** The command that trains these cells on these tasks, though the study of that name may have more. */
function commandOf({ name, seed, trials, tasks, cells }: Material['findings']['overview']): string {
  const words = (names: readonly string[]) => shellWord(names.join(','))
  return `odyssey run ${shellWord(name)} --seed ${seed} --trials ${trials} --tasks ${words(tasks.map(({ task }) => task))} --cells ${words(cells.map(({ cell }) => cell))}`
}

/** A word as a shell reads it: in quotes unless it is plain. */
const shellWord = (text: string) => (/^[\w.,/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)
