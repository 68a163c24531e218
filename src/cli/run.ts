import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { compare } from '../analysis/compare.ts'
import { findingsOf } from '../analysis/findings.ts'
import { amount, bareProbability, compact, counted, duration, signed } from '../analysis/wording.ts'
import { type EngineName, engines } from '../engine/engines.ts'
import { lookUp } from '../math/input-error.ts'
import { type RunSummary, runStudy } from '../run/run.ts'
import { openStore } from '../store/open.ts'
import type { TrialRecord } from '../store/store.ts'
import type { StudyDefinition } from '../study/definition.ts'
import { narrow } from '../study/narrow.ts'
import { type AddCommand, jsonOption, names, storeOption, whole } from './options.ts'
import { progressDisplay } from './progress.ts'
import { writeReport } from './report.ts'
import { studyCalled } from './studies.ts'
import { plain, printJson, strong, table } from './terminal.ts'

interface RunCommandOptions {
  readonly store: string
  readonly cells?: string[]
  readonly tasks?: string[]
  readonly trials?: number
  readonly workers: number
  readonly seed?: number
  readonly data?: string
  readonly engine: string
  readonly report?: string
  readonly json?: boolean
}

/** `odyssey run`: trains what a study’s store does not have yet, then says what was found. */
export const addRun: AddCommand = (program, setCode) => {
  program
    .command('run')
    .description('run a study, or go on with it, and report what was found')
    .argument('[study]', 'a name (odyssey list studies) or a file that exports study', 'quickstart')
    .addOption(storeOption())
    .option('--cells <names>', 'only these cells of the study, or others of the catalog', names)
    .option('--tasks <names>', 'only these tasks of the study, or others there are', names)
    .option('--trials <number>', 'trials of each pair of task and cell', whole(1))
    .option('--workers <number>', 'threads', whole(1), availableParallelism())
    .option('--seed <number>', 'the seed of the study', whole(0))
    .option('--data <path>', 'the folder or file that holds the data of tasks which have some')
    .option('--engine <name>', Object.keys(engines).join(', '), 'wasm')
    .option('--report <file>', 'where to write the report (default: odyssey-report.html beside the store)')
    .addOption(jsonOption())
    .action(async (name: string, options: RunCommandOptions) => {
      lookUp(engines, options.engine, 'engine')
      const { cells, tasks, trials, seed } = options
      const study = narrow(await studyCalled(name), {
        ...(cells && { cells }),
        ...(tasks && { tasks }),
        ...(trials !== undefined && { trials }),
        ...(seed !== undefined && { seed }),
      })
      const interruption = interruptible()
      const display = progressDisplay(options.json ? process.stderr : process.stdout)
      try {
        const summary = await runStudy(study, {
          store: options.store,
          workers: options.workers,
          engine: options.engine as EngineName,
          ...(options.data !== undefined && { data: options.data }),
          onEvent: display.show,
          signal: interruption.signal,
        })
        display.close()
        if (summary.stopped) setCode(130)
        await tell(study.name, summary, options)
      } finally {
        display.close()
        interruption.end()
      }
    })
}

/** A signal that Ctrl-C gives; the second Ctrl-C ends the program at once. */
function interruptible(): { signal: AbortSignal; end: () => void } {
  const controller = new AbortController()
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(130)
    controller.abort()
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  const end = () => {
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', interrupt)
  }
  return { signal: controller.signal, end }
}

/** What was found: a table and sentences on the terminal, or one object; and the report’s place. */
async function tell(
  study: string,
  summary: RunSummary,
  { store: path, report, json }: RunCommandOptions,
): Promise<void> {
  const store = await openStore(path, { readonly: true })
  try {
    const definition = await store.study(study)
    const trials = await store.trials(study)
    const file =
      trials.length === 0
        ? undefined
        : writeReport(report ?? join(dirname(path), 'odyssey-report.html'), definition, trials)
    if (json)
      return printJson({ ...summary, store: path, report: file ?? null, findings: findingsOf(definition, trials) })
    printVerdict(definition, trials)
    console.log(
      `${counted(summary.finished, 'trial')} in ${duration(summary.seconds)}, ${summary.done} of ${summary.total} done; kept in ${path}`,
    )
    if (file !== undefined) console.log(`report: ${file}`)
    if (summary.stopped)
      console.log(`stopped with ${counted(summary.left, 'trial')} left; the same command goes on from there`)
  } finally {
    await store.close()
  }
}

function printVerdict(definition: StudyDefinition, trials: readonly TrialRecord[]): void {
  for (const { task, measure, baseline, cells } of compare(definition, trials)) {
    console.log(
      `\n${strong(`${plain(definition.name)}, ${plain(task)}`)}: ${measure.title}${measure.unit ? ` in ${measure.unit}` : ''} on test, the best trials by validation`,
    )
    const rows = cells.map(({ cell, best, against }) => [
      cell === baseline ? `${cell} (baseline)` : cell,
      best === undefined ? '–' : String(best.values.length),
      best === undefined ? '–' : amount(best.summary.mean, { ...measure, unit: '' }),
      best === undefined ? '–' : amount(best.summary.least, { ...measure, unit: '' }),
      best === undefined ? '–' : compact(Math.round(best.parameters)),
      against === undefined ? '' : signed(against.difference, measure),
      against === undefined ? '' : bareProbability(against.p),
      against?.welch === undefined ? '' : bareProbability(against.welch.p),
      against?.verdict ?? '',
    ])
    console.log(
      table(
        ['cell', 'trials', 'mean', 'lowest', 'parameters', 'difference', 'p', 'Welch p', ''],
        rows,
        [1, 2, 3, 4, 5, 6, 7],
      ),
    )
  }
  console.log('')
  for (const sentence of findingsOf(definition, trials).verdict) console.log(plain(sentence))
  console.log('')
}
