import { cells } from '../cell/catalog.ts'
import type { Cell } from '../cell/cell.ts'
import { engineNamed } from '../engine/engines.ts'
import { InputError, lookUp } from '../math/input-error.ts'
import { measureSpeed, type Speed, shapes } from '../run/speed.ts'
import { type AddCommand, jsonOption, names, whole } from './options.ts'
import { studyCalled } from './studies.ts'
import { printJson, table } from './terminal.ts'

interface BenchOptions {
  readonly cells: readonly string[]
  readonly shapes?: readonly string[]
  readonly hidden: readonly string[]
  readonly engine: string
  readonly rounds: number
  readonly noise?: boolean
  readonly json?: boolean
}

/** `odyssey bench`: how fast this machine trains. */
export const addBench: AddCommand = (program) => {
  program
    .command('bench')
    .description('how fast this machine trains: complete updates, beside its own peak of multiplications and additions')
    .argument('[study]', 'a study whose own cells may be named too')
    .option('--cells <names>', 'cells of the catalog or the study', names, ['V'])
    .option('--shapes <names>', `of ${Object.keys(shapes).join(', ')}`, names)
    .option('--hidden <numbers>', 'hidden sizes', names, ['20', '78', '200'])
    .option('--engine <name>', 'wasm or wasm-plain', 'wasm')
    .option('--rounds <number>', 'measurements of each, of which the median is told', whole(1), 15)
    .option('--noise', 'with noise on the inputs')
    .addOption(jsonOption())
    .action(async (study: string | undefined, options: BenchOptions) => {
      const own = study === undefined ? {} : (await studyCalled(study)).cells
      const known = {
        ...cells,
        ...Object.fromEntries(Object.entries(own).filter(([, cell]) => 'nodes' in cell)),
      } as Record<string, Cell>
      if (options.engine === 'reference')
        throw new InputError('the reference engine is for checking, not for speed; there are wasm, wasm-plain')
      for (const name of options.shapes ?? []) lookUp(shapes, name, 'shape')
      const report = measureSpeed({
        cells: Object.fromEntries(options.cells.map((name) => [name, lookUp(known, name, 'cell')])),
        engine: engineNamed(options.engine),
        hidden: options.hidden.map(whole(1)),
        rounds: options.rounds,
        noise: options.noise === true,
        ...(options.shapes && { names: options.shapes as (keyof typeof shapes)[] }),
      })
      if (options.json) return printJson(report)
      console.log(`${report.arithmetic}; peak of this machine, 128 bits wide: ${report.peak.toFixed(1)} GFLOP/s\n`)
      const head = [
        'shape',
        'cell',
        'N',
        'µs an update',
        'GFLOP/s',
        'of peak',
        'time / operations',
        's an epoch',
        'trials an hour',
      ]
      console.log(table(head, report.rows.map(rowOf), [2, 3, 4, 5, 6, 7, 8]))
      console.log('\ntime / operations: relative to the first cell; trials: of 50 epochs, on one thread')
    })
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
