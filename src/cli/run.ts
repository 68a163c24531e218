import { availableParallelism, hostname } from 'node:os'
import { type Command, Option } from 'commander'
import { type EngineName, engines } from '../engine/engines.ts'
import { checkApart } from '../files/same-file.ts'
import { type Findings, findingsOf } from '../findings/findings.ts'
import { type Margin, marginsOf } from '../findings/margin.ts'
import { lookUp } from '../math/input-error.ts'
import { counted, grouped } from '../math/text.ts'
import { summary as summarised } from '../report/sections/summary.ts'
import { duration } from '../report/words/numbers.ts'
import { headline } from '../report/words/verdict.ts'
import { type RunSummary, runStudy } from '../run/run.ts'
import { narrow } from '../study/narrow.ts'
import type { Study } from '../study/study.ts'
import { tasks as allTasks } from '../task/tasks.ts'
import { interruptible } from './interruption.ts'
import {
  cacheBeside,
  dataOptions,
  durationOf,
  jsonOption,
  marginOption,
  nameList,
  reportBeside,
  storeOption,
  wholeNumber,
} from './options.ts'
import { inputsOf } from './places.ts'
import { progressDisplay } from './progress.ts'
import { goOnWithoutReader } from './reader.ts'
import { checkReportPlace, writeReport } from './report.ts'
import { storedStudy } from './stored-study.ts'
import { studyCalled } from './studies.ts'
import { plain, say, sayBlocks, sayJson } from './terminal.ts'

interface RunOptions {
  readonly store: string
  readonly cells?: string[]
  readonly tasks?: string[]
  readonly trials?: number
  readonly workers: number
  readonly seed?: number
  readonly data?: string
  readonly cache?: string
  readonly engine: string
  readonly hostName?: string
  readonly checkpoint?: number
  readonly report?: string
  readonly margin?: Margin
  readonly json?: true
}

/** `odyssey run`: trains what a study’s store does not have yet, then says what was found. */
export function addRun(program: Command): void {
  const command = program
    .command('run')
    .description('run a study, or continue one, and report the findings')
    .argument(
      '[study]',
      'the name of a study (odyssey list studies), or a file that exports one as study',
      'quickstart',
    )
  jsonOption(marginOption(dataOptions(storeOption(command))))
    .option('--cells <names>', 'train only these cells: any of the study or the catalog', nameList)
    .option('--tasks <names>', 'train only on these tasks: any of the study or of odyssey list tasks', nameList)
    .option('--trials <number>', 'number of trials for each pair of task and cell', wholeNumber('--trials', 1))
    .option('--workers <number>', 'number of worker threads', wholeNumber('--workers', 1), availableParallelism())
    .option('--seed <number>', 'seed of the study, instead of its own', wholeNumber('--seed', 0))
    .option('--engine <name>', `one of ${Object.keys(engines).join(', ')}`, 'wasm')
    .addOption(
      new Option(
        '--host-name [name]',
        'record the name of this machine, or the name you give, with each trial it trains',
      ).preset(hostname()),
    )
    .option(
      '--checkpoint <duration>',
      'keep the state of every training after so long, as in 10m, and go on from there where a run was killed',
      durationOf('--checkpoint'),
    )
    .option('--report <file>', 'where to write the report (default: NAME-STUDY-report.html beside a store NAME.sqlite)')
    .action(run)
}

async function run(name: string, options: RunOptions): Promise<void> {
  goOnWithoutReader()
  lookUp(engines, options.engine, 'engine')
  const { cells, tasks, trials, seed, store } = options
  const asked = {
    ...(cells && { cells }),
    ...(tasks && { tasks }),
    ...(trials !== undefined && { trials }),
    ...(seed !== undefined && { seed }),
  }
  const study = narrow(await studyCalled(name), asked, allTasks)
  const margin = marginsOf(Object.fromEntries(study.tasks.map((task) => [task.name, task])), options.margin)
  const { report = reportBeside(store, study.name) } = options
  const inputs = inputsOf({ ...options, study: name })
  if (options.report !== undefined) checkReportPlace(report, inputs)
  else checkApart([['the report', report]], inputs) // the store looks after its own folder
  const summary = await runAndShow(study, options)
  const stored = await storedStudy({ store, study: study.name })
  const written = stored.trials.length === 0 ? null : report
  const findings = findingsOf(stored.definition, stored.trials, { margin })
  if (written !== null) writeReport(written, stored.definition, findings)
  if (summary.left > 0) process.exitCode = summary.stopped ? 130 : 1
  if (options.json) sayJson({ ...summary, store, report: written, headline: headline(findings), findings })
  else tell(summary, findings, { store, report: written })
}

async function runAndShow(
  study: Study,
  { store, workers, engine, data, cache = cacheBeside(store), hostName, checkpoint }: RunOptions,
): Promise<RunSummary> {
  const display = progressDisplay(process.stderr)
  try {
    return await interruptible((signal) =>
      runStudy(study, {
        store,
        workers,
        engine: engine as EngineName,
        ...(data !== undefined && { data }),
        cache,
        ...(hostName !== undefined && { hostName }),
        ...(checkpoint !== undefined && { checkpointSeconds: checkpoint }),
        onEvent: display.show,
        signal,
      }),
    )
  } finally {
    display.close()
  }
}

function tell(
  summary: RunSummary,
  findings: Findings,
  { store, report }: { store: string; report: string | null },
): void {
  if (report !== null) {
    say()
    sayBlocks(summarised(findings), { gap: 1 })
    say()
  }
  const { finished, seconds, done, total, stopped, left, open } = summary
  say(
    `${counted(finished, 'trial')} in ${duration(seconds)}, ${grouped(done)} of ${grouped(total)} done; kept in ${plain(store)}`,
  )
  if (stopped) say(`stopped with ${counted(left, 'trial')} left; the same command goes on from there`)
  else if (open.length > 0) say(openText(summary))
  if (report !== null) say(`report: ${plain(report)}`)
}

function openText({ left, open: [{ trial, reason }] }: RunSummary): string {
  const what = `${counted(left, 'trial')} left, since the machine failed ${plain(trial)} (${plain(reason)})`
  return `${what}; the same command trains them, with fewer --workers where memory is short`
}
