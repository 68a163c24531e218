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

function bestSoFar({ best }: Progress): string {
  return Object.entries(best)
    .map(([pair, { validation }]) => `${pair} ${number(validation)}`)
    .join('  ')
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
  let warned = false
  return ({ task, done, of, uncached }) => {
    if (uncached !== undefined && !warned) say(`${NOT_KEPT}: ${uncached}`)
    warned ||= uncached !== undefined
    if (isTenth(done, of)) say(`${task}: ${done} of ${of} files read`)
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
        say(`${progress.done} of ${progress.total}${left(progress)}; best on validation: ${bestSoFar(progress)}`)
      }
    },
    close() {},
  }
}

function loadingNote({ uncached }: Loading): string {
  return `files read${uncached === undefined ? '' : `; ${NOT_KEPT}: ${plain(uncached)}`}`
}

function trialsNote(progress: Progress): string {
  const { diverged, failed } = progress
  const troubles = [diverged > 0 ? `, ${diverged} diverged` : '', failed > 0 ? `, ${failed} failed` : '']
  return `trials${left(progress)}${troubles.join('')}`
}

function bars(stream: NodeJS.WriteStream): Display {
  const multi = new MultiBar(
    {
      stream,
      format: '{name} {bar} {value}/{total} {note}',
      barsize: 24,
      hideCursor: true,
      clearOnComplete: true,
      stopOnComplete: false,
      linewrap: false,
    },
    { barCompleteChar: '━', barIncompleteChar: '─', format: '', stopOnComplete: false } as never,
  )
  let overall: SingleBar | undefined
  let best: SingleBar | undefined
  let reading: SingleBar | undefined
  const workers: SingleBar[] = []
  let closed = false
  const name = (text: string) => plain(text).padEnd(18).slice(0, 18)
  return {
    show(event) {
      if (closed) return
      switch (event.type) {
        case 'loading': {
          const { task, done, of } = event
          reading ??= multi.create(of, 0)
          reading.setTotal(of)
          reading.update(done, { name: name(task), note: loadingNote(event) })
          break
        }
        case 'ready': {
          if (reading !== undefined) multi.remove(reading)
          if (longRunText(event) !== '') multi.log(`${longRunText(event)}\n`)
          overall = multi.create(event.progress.total, event.progress.done, { name: name(event.study), note: '' })
          for (let k = 0; k < Math.min(event.workers, 16); k++)
            workers.push(multi.create(1, 0, { name: name(''), note: '' }))
          best = multi.create(1, 0, { note: '' }, { format: '{note}' })
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
          multi.log(`${plain(troubleText(event))}\n`)
          break
        case 'finished': {
          const { progress } = event
          overall?.update(progress.done, { note: trialsNote(progress) })
          best?.update(0, {
            note: `best on validation: ${plain(bestSoFar(progress))}`.slice(0, (stream.columns ?? 80) - 1),
          })
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
