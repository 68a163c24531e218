import type { Command } from 'commander'
import { measureSpeed, type Speed, shapes } from '../bench/speed.ts'
import { cells } from '../cell/catalog.ts'
import type { Cell } from '../cell/cell.ts'
import { isTemplate } from '../cell/template.ts'
import { engineNamed } from '../engine/engines.ts'
import { InputError, lookUp } from '../math/input-error.ts'
import { jsonOption, nameList, wholeNumber } from './options.ts'
import { studyCalled } from './studies.ts'
import { say, sayJson, table } from './terminal.ts'

interface BenchOptions {
  readonly cells: readonly string[]
  readonly shapes: readonly string[]
  readonly hidden: readonly string[]
  readonly engine: string
  readonly rounds: number
  readonly noise?: true
  readonly json?: true
}

/** `odyssey bench`: how fast this machine trains. */
export function addBench(program: Command): void {
  const command = program
    .command('bench')
    .description(
      'measure how fast this machine trains: the time of complete updates, and how close they come to its peak of multiplications and additions',
    )
    .argument('[study]', 'a study whose own cells you want to name in --cells')
    .option('--cells <names>', 'cells of the catalog or of the study', nameList, ['V'])
    .option(
      '--shapes <names>',
      `the sizes of which tasks to use: ${Object.keys(shapes).join(', ')}`,
      nameList,
      Object.keys(shapes),
    )
    .option('--hidden <numbers>', 'numbers of hidden units', nameList, ['20', '78', '200'])
    .option('--engine <name>', 'wasm or wasm-plain', 'wasm')
    .option('--rounds <number>', 'number of measurements; their median is printed', wholeNumber('--rounds', 1), 15)
    .option('--noise', 'add noise to the inputs')
  jsonOption(command).action(bench)
}

async function bench(
  study: string | undefined,
  { cells: chosen, shapes: named, hidden, engine, rounds, noise, json }: BenchOptions,
): Promise<void> {
  if (engine === 'reference')
    throw new InputError('the reference engine is for checking, not for speed; there are wasm, wasm-plain')
  for (const name of named) lookUp(shapes, name, 'shape')
  const known = { ...cells, ...(study === undefined ? {} : await cellsOf(study)) }
  const report = measureSpeed({
    cells: Object.fromEntries(chosen.map((name) => [name, lookUp<Cell>(known, name, 'cell')])),
    engine: engineNamed(engine),
    hidden: hidden.map(wholeNumber('--hidden', 1)),
    names: named as (keyof typeof shapes)[],
    rounds,
    noise: noise === true,
  })
  if (json) {
    sayJson(report)
    return
  }
  say(`${report.arithmetic}; peak of this machine, 128 bits wide: ${report.peak.toFixed(1)} GFLOP/s\n`)
  const head = ['shape', 'cell', 'N', 'µs', 'GFLOP/s', 'of peak', 'time/ops', 's/epoch', 'trials/h']
  say(table(head, report.rows.map(rowOf), { right: head.slice(2) }))
  say(
    '\nµs: of one update; time/ops: relative to the first cell, time over executed operations; trials: of 50 epochs, one thread',
  )
}

/** The cells of a study that are equations; those with ablations to choose have no one speed. */
async function cellsOf(study: string): Promise<Record<string, Cell>> {
  const { cells } = await studyCalled(study)
  return Object.fromEntries(Object.entries(cells).flatMap(([name, cell]) => (isTemplate(cell) ? [] : [[name, cell]])))
}

function rowOf({
  shape,
  cell,
  hidden,
  microseconds,
  gigaflops,
  shareOfPeak,
  timeOverOperations,
  secondsPerEpoch,
  trialsPerHour,
}: Speed): string[] {
  const perHour = trialsPerHour === undefined ? '' : trialsPerHour.toFixed(trialsPerHour < 10 ? 1 : 0)
  return [
    shape,
    cell,
    String(hidden),
    microseconds.toFixed(1),
    gigaflops.toFixed(1),
    shareOfPeak.toFixed(2),
    timeOverOperations.toFixed(2),
    secondsPerEpoch?.toFixed(2) ?? '',
    perHour,
  ]
}
