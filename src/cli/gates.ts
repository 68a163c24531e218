import type { EngineName } from '../engine/engines.ts'
import { type Gates, gatesOf, liveliest, partsOf, type Steps, type Strip } from '../findings/gates.ts'
import { InputError } from '../math/input-error.ts'
import { largest, smallest } from '../math/statistics.ts'
import { sameness } from '../report/words/decodings.ts'
import { partText, scaleText, unitsText, windowText, wrongText } from '../report/words/gates.ts'
import type { Task } from '../task/task.ts'
import type { TrialRecord } from '../train/record.ts'
import { examplesFor } from './examples.ts'
import type { DataOptions } from './options.ts'
import type { StoredStudy } from './stored-study.ts'
import { bold, dim, plain, say } from './terminal.ts'

/** Units of a layer that a terminal shows: more would not be compared. */
const UNITS = 3

/** Trains trials of one task again; returns what each did with the test sequence of this number, from 1. */
export async function gatesFor(
  { definition }: StoredStudy,
  records: readonly TrialRecord[],
  {
    sequence,
    steps,
    ...options
  }: DataOptions & { store: string; engine?: EngineName; known: readonly Task[]; sequence: number; steps?: Steps },
): Promise<Gates[]> {
  const tasks = [...new Set(records.map(({ task }) => task))]
  if (tasks.length > 1)
    throw new InputError(`trials beside each other must be of one task, not of ${tasks.join(' and ')}`)
  const examples = []
  for (const record of records)
    examples.push(await examplesFor(definition, record, { ...options, place: sequence - 1, traced: true }))
  return gatesOf(examples, steps)
}

/** Reads steps to show: `1-64`. */
export function stepsNamed(text: string): Steps {
  const [, first, last] = /^(\d{1,9})-(\d{1,9})$/.exec(text) ?? []
  const steps = { from: Number(first) - 1, to: Number(last) }
  if (steps.from >= 0 && steps.to > steps.from) return steps
  throw new InputError(`--steps must be two whole numbers from 1, the smaller first, as in 1-64, not ${text}`)
}

/** Prints what networks did, one below another. */
export function sayGates(found: readonly Gates[], { columns = 80 }: { columns?: number } = {}): void {
  for (const gates of found) {
    say()
    if (found.length > 1) say(bold(gates.trial))
    say(sameness(gates))
    say(`\n${[windowText(gates), wrongText(gates)].filter(Boolean).join('; ')}`)
    for (const line of stripLines(gates, columns)) say(line)
  }
}

/** Columns left of the steps, and right of them for the range of a row. */
const NAME = 6
const RANGE = 9
/** The fewest steps a line, however narrow the terminal. */
const LEAST = 16

/** As many steps a line as fit, then the next ones below. */
function stripLines(gates: Gates, columns: number): string[] {
  const room = Math.max(LEAST, columns - NAME - RANGE)
  const shown = gates.to - gates.from
  const starts = Array.from({ length: Math.ceil(shown / room) }, (_, k) => k * room)
  return starts.flatMap((start) => ['', ...linesOf(gates, start, Math.min(start + room, shown))])
}

/** The steps from start on: what was read, then unit by unit each value, so that one can follow the equations. */
function linesOf(gates: Gates, start: number, end: number): string[] {
  const { from, seen, wrong = [], strips } = gates
  const line = (name: string, text: string) => plain(`${name.padEnd(NAME)}${text}`).trimEnd()
  const marks = Array.from({ length: end - start }, (_, k) => (wrong.includes(from + start + k) ? '^' : ' ')).join('')
  const symbols = seen?.slice(start, end).map((symbol) => [...symbol][0] ?? ' ')
  return [
    dim(line('step', rulerFor(from + start + 1, end - start))),
    ...(symbols === undefined ? [] : [line('reads', symbols.join(''))]),
    ...(marks.trim() === '' ? [] : [line('wrong', marks)]),
    ...partsOf(strips).flatMap((part) => {
      const units = liveliest(part, UNITS)
      const title = [partText(part[0], strips), unitsText(units.length, part[0].units.length)]
        .filter(Boolean)
        .join(': ')
      const rows = units.flatMap((unit) => [
        dim(line('', `unit ${unit + 1}`)),
        ...part.map((strip) => {
          const { blocks, range } = blocksOf(strip, unit)
          return line(`  ${strip.name}`, `${blocks.slice(start, end)}  ${range}`)
        }),
      ])
      return ['', dim(title), ...rows]
    }),
  ]
}

/** The number of every tenth step, above it: `1         11        21`. */
function rulerFor(first: number, steps: number): string {
  const numbers = Array.from({ length: Math.ceil(steps / 10) }, (_, k) => String(first + 10 * k).padEnd(10))
  return numbers.join('').trimEnd()
}

const BLOCKS = [...'▁▂▃▄▅▆▇█']

/** A unit's values as blocks, the lowest of its range as the lowest block; what has no bounds has a range of its own. */
function blocksOf({ units, scale }: Strip, unit: number): { blocks: string; range: string } {
  const values = units[unit].filter(Number.isFinite)
  const most = Math.max(largest(values), -smallest(values))
  const { low, high, open } = scale.open && most > 0 ? { low: -most, high: most, open: true } : scale
  const block = (value: number) =>
    Number.isFinite(value) ? BLOCKS[Math.min(7, Math.floor((8 * (value - low)) / (high - low)))] : '?'
  return { blocks: units[unit].map(block).join(''), range: scaleText({ low, high, open }) }
}
