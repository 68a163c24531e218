import type { Command } from 'commander'
import { checkApart, type Named } from '../files/same-file.ts'
import { checkWritable, writeWhole } from '../files/write-whole.ts'
import { bestOfTasks, bestTrials } from '../findings/best.ts'
import { type TrialDecodings, trialDecodings } from '../findings/decodings.ts'
import { type Findings, findingsOf } from '../findings/findings.ts'
import { partShares, samplesParts } from '../findings/importance/of-study.ts'
import type { Margin } from '../findings/margin.ts'
import { pairsOf } from '../findings/pairs.ts'
import { InputError } from '../math/input-error.ts'
import { blocksIn, pageHtml } from '../report/page.ts'
import { reportOf } from '../report/report.ts'
import { partsSummary } from '../report/sections/importance.ts'
import { NO_PARTS } from '../report/words/importance.ts'
import type { StudyDefinition } from '../study/definition.ts'
import { trialName } from '../study/trial.ts'
import type { Task } from '../task/task.ts'
import { examplesFor, studyWithTasks, usualCount } from './examples.ts'
import {
  type DataOptions,
  dataOptions,
  type ImportanceChoices,
  importanceOptions,
  jsonOption,
  marginOption,
  reportBeside,
  type StudyOptions,
  studyOptions,
} from './options.ts'
import { inputsOf, named, picturesIn, written } from './places.ts'
import { countingResamples } from './progress.ts'
import { trialNamed } from './show.ts'
import type { StoredStudy } from './stored-study.ts'
import { say, sayBlocks, sayJson } from './terminal.ts'

/** `odyssey report`: one HTML file of what a study found. */
export function addReport(program: Command): void {
  const command = program.command('report').description('write the report of a study as one HTML file')
  dataOptions(jsonOption(importanceOptions(marginOption(studyOptions(command)))))
    .option(
      '-o, --output <file>',
      'where to write the report (default: NAME-STUDY-report.html beside a store NAME.sqlite)',
    )
    .option('--figures <folder>', 'also write each figure to this folder as an SVG file')
    .option(
      '--examples [trial]',
      'train this trial again, or the best one of each task, and show its predictions for test sequences',
    )
    .option(
      '--parts',
      'also report which parts of the cell matter, if the study draws the parts at random (as the study parts does)',
    )
    .action(write)
}

interface ReportOptions extends StudyOptions, ImportanceChoices, DataOptions {
  readonly examples?: string | true
  readonly output?: string
  readonly figures?: string
  readonly margin?: Margin
  readonly parts?: true
  readonly json?: true
}

async function write(options: ReportOptions): Promise<void> {
  const { json, output, figures: folder } = options
  const inputs = inputsOf(options)
  if (output !== undefined) checkReportPlace(output, inputs)
  const { stored, known } = await studyWithTasks(options)
  const path = output ?? reportBeside(options.store, stored.definition.name)
  if (output === undefined) checkReportPlace(path, inputs)
  if (stored.trials.length === 0)
    throw new InputError(`study ${stored.definition.name} has no finished trial to report yet`)
  if (options.parts && !samplesParts(stored.definition)) throw new InputError(NO_PARTS)
  const examples = await examplesAsked(stored, options, known)
  const findings = findingsShown(stored, options)
  const page = reportOf(stored.definition, findings, examples)
  const pictures = folder === undefined ? [] : picturesIn(folder, blocksIn(page))
  checkApart([['the report', path], ...named(pictures)], inputs)
  writeWhole(path, pageHtml(page))
  const figures = written(pictures)
  const parts = options.parts && partShares(findings.importances)
  if (json) return sayJson({ study: stored.definition.name, report: path, figures, ...(parts && { parts }) })
  for (const each of [path, ...figures]) say(each)
  if (parts) {
    say()
    sayBlocks(parts.map(partsSummary))
  }
}

/** What the trial that is named predicts, or the best of each task by validation. */
async function examplesAsked(
  stored: StoredStudy,
  options: ReportOptions,
  known: readonly Task[],
): Promise<TrialDecodings[]> {
  const { examples } = options
  if (examples === undefined) return []
  const { definition, trials } = stored
  const best = () =>
    bestOfTasks(bestTrials(pairsOf(definition, trials))).map((trial) => trialNamed(stored, trialName(trial)))
  const found: TrialDecodings[] = []
  for (const record of examples === true || examples === 'best' ? best() : [trialNamed(stored, examples)]) {
    const count = usualCount(definition.tasks[record.task].loss)
    found.push(trialDecodings(await examplesFor(definition, record, { ...options, count, known })))
  }
  return found
}

function findingsShown({ definition, trials }: StoredStudy, { margin, transform, intervals }: ReportOptions): Findings {
  return countingResamples((count) =>
    findingsOf(definition, trials, {
      transform,
      ...(margin !== undefined && { margin }),
      ...(intervals !== undefined && { intervals, onResample: count }),
    }),
  )
}

/** Fails early where no report could be written, or where it would take the place of what it is made from. */
export function checkReportPlace(path: string, inputs: readonly Named[]): void {
  if (!/\.html?$/i.test(path)) throw new InputError(`a report is named .html, not ${path}`)
  checkApart([['the report', path]], inputs)
  checkWritable(path)
}

/** Writes the report of a study. */
export function writeReport(path: string, definition: StudyDefinition, findings: Findings): void {
  writeWhole(path, pageHtml(reportOf(definition, findings)))
}
