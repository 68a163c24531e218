import { descriptions } from '../../cell/catalog.ts'
import type { Findings } from '../../findings/findings.ts'
import type { Overview } from '../../findings/overview.ts'
import { endedOf } from '../../findings/pairs.ts'
import { counted, grouped, listed, percentage } from '../../math/text.ts'
import type { StudyDefinition } from '../../study/definition.ts'
import { citations } from '../../task/citations.ts'
import { duration } from './numbers.ts'

/** How a study was done and how to repeat it, a sentence or a few each. */
export function methodText(definition: StudyDefinition, { overview }: Pick<Findings, 'overview'>): string[] {
  const { counts, tasks, seed } = overview
  return [
    `${searchText(definition)}: ${counted(overview.trials, 'trial')} for each pair of task and cell, study seed ${seed}. ${grouped(endedOf(counts))} of ${counted(counts.planned, 'trial')} ended: ${grouped(counts.completed)} completed, ${grouped(counts.diverged)} diverged, ${grouped(counts.failed)} failed.`,
    `Stochastic gradient descent with an update after each sequence; Nesterov’s momentum unless a hyperparameter says otherwise, the step multiplied by 1 − momentum; at most ${overview.epochs} epochs, stopped after ${overview.patience} without a better validation result; the weights of the best epoch are tested. All weights start from a normal distribution with standard deviation 0.1.`,
    'The momentum and its step are in the authors’ code; that the best epoch is tested is in Greff et al. (2017). An update after each sequence, the initial weights, and 150 epochs with 15 without a better result are what we believe the paper did, unverified. We decided that the gradient is the sum over a sequence’s steps, not their mean, and what counts as diverged.',
    ...(tasks.some(({ source }) => source === citations.jsb) ? [CHORALES] : []),
    overview.share === 1
      ? 'No trials are selected: all are judged on the test set.'
      : `The best ${percentage(overview.share)} of trials are selected by validation and judged on the test set.`,
    ...computedText(overview),
    ...tasks.map(
      ({ task, question, source, sizes, fingerprint }) =>
        `${task}: ${question} ${source}. ${sizes.map(grouped).join(', ')} sequences for training, validation and test; SHA-256 of the data as numbers ${fingerprint.slice(0, 16)}….`,
    ),
    `To repeat it: ${commandOf(overview)} (or the study file of this name), with --data if a task reads data. Every trial is a function of the seed, its pair and its number alone, so any of them can be computed again by itself.`,
  ]
}

/** What no source says of the chorales. */
const CHORALES =
  'On JSB Chorales we decided that all frames of a chorale but the last are inputs and all but the first are targets, so its first chord is not predicted; and that the result of a set is the sum over all its predicted frames and keys, divided by the number of these frames, so long chorales count more than short ones.'

function searchText({ cells, fixedSettings = {} }: StudyDefinition): string {
  const names = Object.keys(cells).filter((cell) => Object.hasOwn(fixedSettings, cell))
  if (names.length === 0) return 'Random search'
  if (names.length === Object.keys(cells).length) return 'Fixed settings, trained in turn, each time with another seed'
  return `Random search, but for ${listed(names)}, whose settings were fixed and trained in turn, each time with another seed`
}

/** By whom and when it was computed; nothing where no trial has ended. */
function computedText({ finished, seconds, arithmetics, versions, workers }: Overview): string[] {
  if (finished === undefined) return []
  const names = (of: readonly { name: string }[]) => listed(of.map(({ name }) => name))
  return [
    `Computed in ${duration(seconds)} of one thread, with ${names(arithmetics)}, version ${names(versions)}, by ${workersText(workers)}; the first trial ended ${timeText(finished.first)}, the last ${timeText(finished.last)}.`,
  ]
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
function commandOf({ name, seed, trials, tasks, cells }: Overview): string {
  const words = (names: readonly string[]) => shellWord(names.join(','))
  return `odyssey run ${shellWord(name)} --seed ${seed} --trials ${trials} --tasks ${words(tasks.map(({ task }) => task))} --cells ${words(cells.map(({ cell }) => cell))}`
}

/** A word as a shell reads it: in quotes unless it is plain. */
const shellWord = (text: string) => (/^[\w.,/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)

/** What a cell of the catalog is, in a few words; undefined for others. */
export function cellDescription(catalog: string | undefined): string | undefined {
  return catalog === undefined ? undefined : descriptions[catalog as keyof typeof descriptions]
}
