/**
 * What do many trials cost? A store of made-up trials, and each command on it as a process of its own: seconds by the clock and the
 * most memory that it held. `export` and `import` go by way of an archive.
 *
 *     npm run -s bench:scale -- [--trials 20000] [--tasks 2] [--cells 5] [--commands status,trials,json,csv,report,export,import] [--folder DIR]
 *
 * A store that is in the folder already is used again.
 */

import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, openSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { largest } from '../src/math/statistics.ts'
import { grouped } from '../src/math/text.ts'
import { openStore } from '../src/store/open.ts'
import type { Entry } from '../src/store/store.ts'
import type { StudyDefinition } from '../src/study/definition.ts'
import { madeUpStudy, madeUpTrials } from './made-up.ts'
import { freeText, number, optionsOf, someOf } from './options.ts'

const commands = {
  status: ['status'],
  trials: ['trials'],
  json: ['trials', '--json'],
  csv: ['trials', '--csv'],
  report: ['report', '--output', 'report.html'],
  export: ['export', 'trials.jsonl'],
  import: ['import', 'trials.jsonl', '--store', 'imported.sqlite'],
} as const satisfies Record<string, readonly string[]>

const options = optionsOf({
  trials: number(20_000),
  tasks: number(2),
  cells: number(5),
  commands: someOf('command', commands, Object.keys(commands) as (keyof typeof commands)[]),
  folder: freeText(),
})

const { trials, tasks, cells } = options
const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'odyssey-scale-'))
mkdirSync(folder, { recursive: true })
const store = join(folder, 'trials.sqlite')
const definition = madeUpStudy({ tasks, cells, trials: Math.ceil(trials / tasks / cells) })

/** Keeps all trials in one transaction: this bench is not about how trials are recorded one by one. */
async function fill(path: string, study: StudyDefinition): Promise<void> {
  const made = await openStore(path)
  await made.add(entriesOf(study))
  await made.close()
}

function* entriesOf(study: StudyDefinition): Generator<Entry> {
  yield { definition: study }
  for (const trial of madeUpTrials(study)) yield { study: study.name, trial }
}

/** Before it ends, a process says on its fourth stream how much memory it held at most. */
const told = `import { writeSync } from 'node:fs'
process.on('exit', () => writeSync(3, process.resourceUsage().maxRSS + '\\n'))`
const preload = `--import=data:text/javascript,${encodeURIComponent(told)}`
const odyssey = fileURLToPath(new URL('../bin/odyssey.js', import.meta.url))

/** A command of odyssey in the folder, its output into a file. */
async function timed(words: readonly string[]): Promise<{ seconds: number; megabytes: number; ending: string }> {
  const [output, start] = [openSync(join(folder, 'output'), 'w'), performance.now()]
  const child = spawn(process.execPath, [preload, odyssey, ...words], {
    cwd: folder,
    stdio: ['ignore', output, 'pipe', 'pipe'],
  })
  const [memory, errors, code] = await Promise.all([
    text(child.stdio[3] as NodeJS.ReadableStream),
    text(child.stderr!),
    new Promise((resolve) => child.on('close', resolve)),
  ])
  const megabytes = largest([0, ...memory.trim().split('\n').map(Number)]) / 1024
  return {
    seconds: (performance.now() - start) / 1000,
    megabytes,
    ending: code === 0 ? '' : `exit code ${code}: ${errors.trim().split('\n').at(-1)}`,
  }
}

if (!existsSync(store)) await fill(store, definition)
const count = tasks * cells * definition.trials
console.log(`${grouped(count)} trials, a store of ${grouped(Math.round(statSync(store).size / 1e6))} MB\n`)
console.log('| command | s | MB | |\n|---|--:|--:|---|')
for (const name of options.commands) {
  const words: readonly string[] = commands[name]
  if (name === 'import') rmSync(join(folder, 'imported.sqlite'), { force: true })
  const { seconds, megabytes, ending } = await timed(words.includes('--store') ? words : [...words, '--store', store])
  console.log(`| ${words.join(' ')} | ${seconds.toFixed(1)} | ${megabytes.toFixed(0)} | ${ending} |`)
}
if (options.folder === undefined) rmSync(folder, { recursive: true })
