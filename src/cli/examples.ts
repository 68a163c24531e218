import type { EngineName } from '../engine/engines.ts'
import {
  type Decoding,
  decodingsOf,
  isWrong,
  type RollDecoding,
  type StripDecoding,
  type TextDecoding,
} from '../findings/decodings.ts'
import type { Examples } from '../findings/examples.ts'
import { InputError } from '../math/input-error.ts'
import { counted } from '../math/text.ts'
import { decodingsText, sameness, startText, textNames } from '../report/words/decodings.ts'
import { examplesOf, type Which } from '../run/examples.ts'
import type { RunEvent } from '../run/run.ts'
import type { StudyDefinition } from '../study/definition.ts'
import { trialName } from '../study/trial.ts'
import type { Task } from '../task/task.ts'
import { tasks } from '../task/tasks.ts'
import type { TrialRecord } from '../train/record.ts'
import { interruptible } from './interruption.ts'
import { cacheBeside, type DataOptions, type StudyOptions } from './options.ts'
import { loadingLines } from './progress.ts'
import { type StoredStudy, storedStudy } from './stored-study.ts'
import { isStudyFile, studyCalled } from './studies.ts'
import { plain, say, table } from './terminal.ts'

/** Examples of what the network of a trial predicts: it is trained again, which is shown on stderr and ends with Ctrl-C. */
export async function examplesFor(
  definition: StudyDefinition,
  record: TrialRecord,
  {
    store,
    data,
    cache = cacheBeside(store),
    known,
    engine,
    ...which
  }: DataOptions &
    Which & {
      store: string
      traced?: boolean
      engine?: EngineName
      known: readonly Task[]
    },
): Promise<Examples> {
  const task = taskOf(record, known)
  const display = trainingDisplay(process.stderr)
  try {
    return await interruptible((signal) =>
      examplesOf(definition, record, task, {
        ...which,
        ...(engine !== undefined && { engine }),
        cache,
        signal,
        ...(data !== undefined && { data }),
        onEvent: display.show,
      }),
    )
  } finally {
    display.close()
  }
}

/**
 * The study that the options name, by its name or by the file that exports it, and the tasks of that file before all others: each
 * reads its data once, however many of its trials are trained again.
 */
export async function studyWithTasks(options: StudyOptions): Promise<{ stored: StoredStudy; known: readonly Task[] }> {
  const usual = Object.values<Task>(tasks)
  if (options.study === undefined || !isStudyFile(options.study))
    return { stored: await storedStudy(options), known: usual.map(readOnce) }
  const { name, tasks: own } = await studyCalled(options.study)
  return { stored: await storedStudy({ ...options, study: name }), known: [...own, ...usual].map(readOnce) }
}

function readOnce(task: Task): Task {
  let found: ReturnType<Task['load']> | undefined
  const load: Task['load'] = (options) => {
    found ??= task.load(options)
    return found
  }
  return { ...task, load }
}

/** How many examples are shown where nobody says: ten lines of text, or one sequence of anything longer. */
export function usualCount(loss: string): number {
  return loss === 'ctc' ? 10 : 1
}

function taskOf(record: TrialRecord, known: readonly Task[]): Task {
  const found = known.find(({ name }) => name === record.task)
  if (found !== undefined) return found
  throw new InputError(
    `task ${record.task} is not one of ${Object.keys(tasks).join(', ')}: name the file that exports its study with --study`,
  )
}

/** A line that says the epoch on a terminal; elsewhere a line for every tenth of the epochs there may be. */
function trainingDisplay(stream: NodeJS.WriteStream): { show: (event: RunEvent) => void; close: () => void } {
  const sayLine = (text: string) => stream.write(`${plain(text)}\n`)
  const loading = loadingLines(sayLine)
  let open = false
  const show = (event: RunEvent) => {
    if (event.type === 'loading') loading(event)
    if (event.type === 'started')
      sayLine(`training ${trialName(event.trial)} again, at most ${counted(event.of, 'epoch')}`)
    if (event.type !== 'epoch') return
    const text = `epoch ${event.epoch}, the best so far is ${event.bestEpoch}`
    if (stream.isTTY) stream.write(`\r${text}`)
    else if (event.epoch % Math.max(1, Math.round(event.of / 10)) === 0) sayLine(text)
    open = stream.isTTY
  }
  return { show, close: () => open && stream.write('\n') }
}

/** Prints what the network predicts for each example. */
export function sayExamples(examples: Examples): void {
  const decodings = decodingsOf(examples)
  say()
  say(sameness(examples))
  for (const decoding of decodings) {
    if (decoding.kind !== 'values')
      say(`\ntest sequence ${decoding.place + 1} of ${examples.test}${startText(decoding)}`)
    sayDecoding(decoding)
  }
  say()
  say(plain(decodingsText(decodings)))
}

function sayDecoding(decoding: Decoding): void {
  if (decoding.kind === 'text') sayText(decoding)
  else if (decoding.kind === 'strip') sayStrip(decoding)
  else if (decoding.kind === 'roll')
    decoding.seen === undefined ? sayRoll(decoding) : saySymbols(decoding, decoding.seen)
  else sayValues(decoding)
}

function sayText({ unit, seen, text, length, read, edits }: TextDecoding): void {
  const { whole, parts } = textNames[unit]
  const line = (name: string, words: string) => say(`  ${name.padEnd(9)}  ${words}`)
  if (seen !== undefined) line(whole, plain(seen))
  line(parts, plain(text))
  line('predicted', plain(read) || '(nothing)')
  line('', `${counted(edits, 'edit')} for ${counted(length, unit)}`)
}

/** A row for each run of equal labels: what was read meanwhile. */
function sayStrip({ labels, read }: StripDecoding): void {
  const rows = labels.map(({ symbol, from, to }) => {
    const meanwhile = read
      .filter((run) => run.from < to && run.to > from)
      .map((run) => ({ symbol: run.symbol, steps: Math.min(run.to, to) - Math.max(run.from, from) }))
    const wrong = meanwhile.reduce((sum, run) => sum + (run.symbol === symbol ? 0 : run.steps), 0)
    const text = meanwhile.map((run) => (meanwhile.length === 1 ? run.symbol : `${run.symbol} ×${run.steps}`))
    return [`${from + 1}–${to}`, symbol, text.join(', '), wrong === 0 ? '' : String(wrong)]
  })
  say(table(['frames', 'label', 'predicted', 'wrong'], rows, { right: ['frames', 'wrong'] }))
}

const MOST_OTHERS = 4

/** A row for each step: the outputs that are on with their probabilities, and the most probable of the others. */
function sayRoll({ outputs, steps }: RollDecoding): void {
  const text = (cells: RollDecoding['steps'][number]['cells']) =>
    cells.map(({ output, p }) => `${outputs[output]} ${Math.round(100 * p)}`).join('  ')
  const rows = steps.map(({ step, cells }) => {
    const others = cells.filter(({ on }) => !on).sort((a, b) => b.p - a.p)
    return [String(step + 1), text(cells.filter(({ on }) => on)), text(others.slice(0, MOST_OTHERS))]
  })
  say(table(['step', 'on, with its probability in %', 'also likely'], rows, { right: ['step'] }))
}

const LINE = 64
const MOST_WRONG = 10

/** The stream of symbols with its wrong predictions marked, and the first of them in words. */
function saySymbols({ outputs, steps }: RollDecoding, seen: readonly string[]): void {
  for (let from = 0; from < steps.length; from += LINE) {
    const part = steps.slice(from, from + LINE)
    const marks = part.map((step) => (isWrong(step) ? '^' : ' ')).join('')
    say(`  ${String(steps[from].step + 1).padStart(4)}  ${plain(seen.slice(from, from + LINE).join(''))}`)
    if (marks.trim() !== '') say(`        ${marks.trimEnd()}`)
  }
  const wrong = steps.map((step, k) => ({ ...step, seen: seen[k] })).filter(isWrong)
  const names = (cells: RollDecoding['steps'][number]['cells']) =>
    cells.map(({ output }) => outputs[output]).join(' or ') || 'nothing'
  for (const { step, cells, seen: symbol } of wrong.slice(0, MOST_WRONG)) {
    const may = names(cells.filter(({ on }) => on))
    const predicted = names(cells.filter(({ p }) => p > 0.5))
    say(plain(`  after ${symbol} at step ${step + 1} may come ${may}; the network predicts ${predicted}`))
  }
  if (wrong.length > MOST_WRONG) say(`  and ${counted(wrong.length - MOST_WRONG, 'more step')} wrong`)
}

function sayValues({ place, values }: Decoding & { kind: 'values' }): void {
  for (const { step, target, predicted } of values)
    say(`  sequence ${place + 1}, step ${step + 1}: target ${target.toFixed(3)}, predicted ${predicted.toFixed(3)}`)
}
