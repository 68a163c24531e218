import { MultiBar, SingleBar } from 'cli-progress'
import { counted, grouped } from '../math/text.ts'
import { duration } from '../report/words/numbers.ts'
import type { Progress } from '../run/progress.ts'
import type { RunEvent } from '../run/run.ts'
import { trialName } from '../study/trial.ts'
import { plain } from './terminal.ts'

/** Shows a run while it goes on. */
export interface Display {
  show(event: RunEvent): void
  close(): void
}

/** After so many trials the time left can be told. */
const FIRST = 10

/** Bars on a terminal; elsewhere lines: after the first trials, for each twentieth of the study, for each tenth of data that are read. */
export function progressDisplay(stream: NodeJS.WriteStream): Display {
  return stream.isTTY ? bars(stream) : lines(stream)
}

const left = ({ secondsLeft }: Progress) => (secondsLeft === undefined ? '' : `, ${duration(secondsLeft)} left`)
const number = (value: number) => String(Number(value.toPrecision(4)))

const bestOfPairs = ({ best }: Progress) =>
  Object.entries(best).map(([pair, { validation }]) => `${pair} ${number(validation)}`)

/** Pieces of text in as many lines of a width as they need; a piece that is wider has a line of its own. */
export function packed(pieces: readonly string[], width: number, between = '  '): string[] {
  const lines: string[] = []
  for (const piece of pieces) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + between.length + piece.length <= width)
      lines.splice(-1, 1, `${last}${between}${piece}`)
    else lines.push(piece)
  }
  return lines
}

/** Characters of a bar, so that what stands beside it fits a terminal of so many columns. */
export const barSize = (columns: number) => Math.min(24, Math.max(4, columns - 68))

/** What stands below the bars of a run: trials without a result, and the best of each pair. */
export function linesBelow(progress: Progress, width: number): string[] {
  const { diverged, failed } = progress
  const [first, ...others] = bestOfPairs(progress)
  const pieces = [
    ...(diverged > 0 ? [`${grouped(diverged)} diverged`] : []),
    ...(failed > 0 ? [`${grouped(failed)} failed`] : []),
    ...(first === undefined ? [] : [`best on validation: ${first}`, ...others]),
  ]
  return packed(pieces.map(plain), width)
}

/** What is said before a run of more than an hour; empty before others. */
export function longRunText({ progress, workers }: Pick<RunEvent & { type: 'ready' }, 'progress' | 'workers'>): string {
  const { secondsLeft = 0, total, done } = progress
  if (secondsLeft <= 3600) return ''
  const long = `${duration(secondsLeft)} on ${counted(workers, 'worker')}`
  const what =
    done === 0
      ? `up to about ${long}, if all ${counted(total, 'trial')} train for every epoch of the study`
      : `about ${long} for the ${counted(total - done, 'trial')} left`
  return `${what}; Ctrl-C stops the run, and the same command continues it`
}

const troubleText = ({ type, trial, reason }: RunEvent & { type: 'retry' | 'open' }) =>
  `${trialName(trial)} ${type === 'retry' ? 'failed and is tried again' : 'is left for the next run'}: ${reason}`

type Loading = Pick<RunEvent & { type: 'loading' }, 'task' | 'done' | 'of' | 'uncached'>

const NOT_KEPT = 'what is computed from the data is not kept for the next time'

/** A line for every tenth of a task's files, and one if nothing can be kept. */
export function loadingLines(say: (text: string) => void): (event: Loading) => void {
  const warn = loadingWarning(say)
  return (event) => {
    warn(event)
    const { task, done, of } = event
    if (isTenth(done, of)) say(`${task}: ${done} of ${of} files read`)
  }
}

/** Says once if nothing can be kept, and why. */
function loadingWarning(say: (text: string) => void): (event: Loading) => void {
  let warned = false
  return ({ uncached }) => {
    if (uncached !== undefined && !warned) say(`${NOT_KEPT}: ${uncached}`)
    warned ||= uncached !== undefined
  }
}

/** Whether the last one done completed another tenth of all. */
function isTenth(done: number, of: number): boolean {
  const tenth = (count: number) => Math.floor((10 * count) / of)
  return tenth(done) > tenth(done - 1)
}

/** What is computed from resampled trials, while stderr shows how many resamples are analysed. */
export function countingResamples<T>(compute: (count: Counter['count']) => T): T {
  const bar = counter(process.stderr, 'resamples analysed')
  try {
    return compute(bar.count)
  } finally {
    bar.close()
  }
}

/** Shows how far something is that has a known end. */
interface Counter {
  count(progress: { readonly done: number; readonly total: number }): void
  close(): void
}

/** A bar on a terminal; elsewhere a line for every tenth. */
function counter(stream: NodeJS.WriteStream, what: string): Counter {
  if (!stream.isTTY) {
    return {
      count({ done, total }) {
        if (isTenth(done, total)) stream.write(`${what}: ${done} of ${total}\n`)
      },
      close() {},
    }
  }
  const bar = new SingleBar({
    stream,
    format: `${what} {bar} {value}/{total}`,
    barsize: 24,
    barCompleteChar: '━',
    barIncompleteChar: '─',
    hideCursor: true,
    clearOnComplete: true,
  })
  return {
    count({ done, total }) {
      if (!bar.isActive) bar.start(total, done)
      else bar.update(done)
    },
    close: () => bar.stop(),
  }
}

function lines(stream: NodeJS.WriteStream): Display {
  const say = (text: string) => stream.write(`${plain(text)}\n`)
  let told = 0
  let finished = 0
  const sayLoading = loadingLines(say)
  return {
    show(event) {
      if (event.type === 'loading') sayLoading(event)
      else if (event.type === 'ready') {
        const { done, total } = event.progress
        told = done
        say(
          `${event.study}: ${counted(total, 'trial')}${done > 0 ? `, ${grouped(done)} of them done before` : ''}, workers: ${event.workers}`,
        )
        if (longRunText(event) !== '') say(longRunText(event))
      } else if (event.type === 'retry' || event.type === 'open') say(troubleText(event))
      else if (event.type === 'finished') {
        const { record, progress } = event
        if (record.outcome.kind === 'failed') say(`${trialName(record)} failed: ${record.outcome.reason}`)
        finished++
        const isDue = progress.done - told >= progress.total / 20 || progress.done === progress.total
        if (!isDue && finished !== FIRST) return
        told = progress.done
        say(
          `${progress.done} of ${progress.total}${left(progress)}; best on validation: ${bestOfPairs(progress).join('  ')}`,
        )
      }
    },
    close() {},
  }
}

/** Clears what stood in the rest of a line. */
const CLEAR_REST = '\u001b[K'

const widthOf = ({ columns = 80 }: NodeJS.WriteStream) => columns - 1

/** Writes text above the bars, in as many lines as the terminal needs for it. */
function wholeLog(multi: MultiBar, stream: NodeJS.WriteStream): (text: string) => void {
  return (text) => {
    for (const line of packed(plain(text).split(' '), widthOf(stream), ' ')) multi.log(`${line}${CLEAR_REST}\n`)
  }
}

/** Shows `linesBelow` under so many bars; not more than the terminal has, which cannot go back to what left its screen. */
function rowsBelow(multi: MultiBar, stream: NodeJS.WriteStream): (progress: Progress, bars: number) => void {
  const rows: SingleBar[] = []
  return (progress, bars) => {
    const most = Math.max(1, (stream.rows ?? 24) - bars - 1)
    const lines = linesBelow(progress, widthOf(stream)).slice(0, most)
    while (rows.length < lines.length) rows.push(multi.create(1, 0, { note: '' }, { format: '{note}' }))
    for (const [k, row] of rows.entries()) row.update(0, { note: lines[k] ?? '' })
  }
}

function bars(stream: NodeJS.WriteStream): Display {
  const multi = new MultiBar(
    {
      stream,
      format: '{name} {bar} {value}/{total} {note}',
      barsize: barSize(stream.columns ?? 80),
      hideCursor: true,
      clearOnComplete: true,
      stopOnComplete: false,
      linewrap: false,
    },
    { barCompleteChar: '━', barIncompleteChar: '─', format: '', stopOnComplete: false } as never,
  )
  let overall: SingleBar | undefined
  let reading: SingleBar | undefined
  const workers: SingleBar[] = []
  const showBelow = rowsBelow(multi, stream)
  const log = wholeLog(multi, stream)
  const warnLoading = loadingWarning(log)
  let closed = false
  const name = (text: string) => plain(text).padEnd(18)
  return {
    show(event) {
      if (closed) return
      switch (event.type) {
        case 'loading': {
          const { task, done, of } = event
          reading ??= multi.create(of, 0)
          reading.setTotal(of)
          reading.update(done, { name: name(task), note: 'files read' })
          warnLoading(event)
          break
        }
        case 'ready': {
          if (reading !== undefined) multi.remove(reading)
          if (longRunText(event) !== '') log(longRunText(event))
          overall = multi.create(event.progress.total, event.progress.done, { name: name(event.study), note: '' })
          for (let k = 0; k < Math.min(event.workers, 16); k++)
            workers.push(multi.create(1, 0, { name: name(''), note: '' }))
          showBelow(event.progress, workers.length + 1)
          break
        }
        case 'started':
          workers[event.worker - 1]?.start(event.of, 0, { name: name(trialName(event.trial)), note: '' })
          break
        case 'epoch':
          workers[event.worker - 1]?.update(event.epoch, { note: `best ${number(event.best)} at ${event.bestEpoch}` })
          break
        case 'retry':
        case 'open':
          log(troubleText(event))
          break
        case 'finished': {
          const { progress } = event
          overall?.update(progress.done, { note: `trials${left(progress)}` })
          showBelow(progress, workers.length + 1)
        }
      }
    },
    close() {
      if (closed) return
      closed = true
      multi.stop()
    },
  }
}
