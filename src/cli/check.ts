import { cells } from '../cell/catalog.ts'
import type { Cell } from '../cell/cell.ts'
import { departures, type LstmOptions, lstm } from '../cell/lstm.ts'
import { differencesOf, disagreement, sampleFor, type Worst } from '../engine/check.ts'
import type { Engine } from '../engine/engine.ts'
import { wasmPlain, wasmRelaxed } from '../engine/wasm/engine.ts'
import { probeRelaxed } from '../engine/wasm/probe.ts'
import { lookUp } from '../math/input-error.ts'
import { stream } from '../math/random.ts'
import { type AddCommand, jsonOption, names } from './options.ts'
import { printJson, table } from './terminal.ts'

interface Checked {
  readonly cell: string
  /** Finite differences against derivatives of the reference engine. */
  readonly differences: Worst
  /** Each WebAssembly arithmetic against the reference engine. */
  readonly engines: Readonly<Record<string, Worst>>
}

const limits = { differences: 1e-6, engines: 1e-4 }

/** `odyssey check`: are the derivatives right, and do all engines say the same? */
export const addCheck: AddCommand = (program, setCode) => {
  program
    .command('check')
    .description('check derivatives by finite differences, and the engines against each other')
    .option('--cells <names>', 'cells of the catalog; all, and ten random departures, unless given', names)
    .addOption(jsonOption())
    .action(({ cells: chosen, json }: { cells?: string[]; json?: boolean }) => {
      const list: Record<string, Cell> = chosen
        ? Object.fromEntries(chosen.map((name) => [name, lookUp<Cell>(cells, name, 'cell')]))
        : { ...cells, ...randomDepartures(10) }
      const checked = Object.entries(list).map(([name, cell]) => check(name, cell))
      const right = checked.every(isRight)
      setCode(right ? 0 : 1)
      if (json) return printJson({ right, limits, cells: checked })
      console.log(
        'worst errors, relative to the largest magnitude in each weight’s array, over two losses and both numbers of directions\n',
      )
      const head = ['cell', 'finite differences', ...Object.keys(checked[0].engines)]
      const shown = ({ error, weight }: Worst) => `${error.toExponential(1)} (${weight})`
      console.log(
        table(
          head,
          checked.map(({ cell, differences, engines }) => [
            cell,
            shown(differences),
            ...Object.values(engines).map(shown),
          ]),
        ),
      )
      console.log(
        right
          ? `\nall right: below ${limits.differences} and ${limits.engines}`
          : `\nwrong: above ${limits.differences} or ${limits.engines}`,
      )
    })
}

function isRight({ differences, engines }: Checked): boolean {
  return differences.error < limits.differences && Object.values(engines).every(({ error }) => error < limits.engines)
}

function check(name: string, cell: Cell): Checked {
  const samples = (['sigmoid', 'softmax'] as const).flatMap((loss) =>
    ([1, 2] as const).map((directions) => sampleFor(cell, { loss, directions })),
  )
  const engines: Engine[] = probeRelaxed() === 'absent' ? [wasmPlain] : [wasmRelaxed, wasmPlain]
  return {
    cell: name,
    differences: worst(samples.map(differencesOf)),
    engines: Object.fromEntries(
      engines.map((engine) => [
        `${engine.name} ${engine.arithmetic}`,
        worst(samples.map((sample) => disagreement(engine, sample))),
      ]),
    ),
  }
}

function worst(all: readonly Worst[]): Worst {
  return all.reduce((most, one) => (one.error <= most.error ? most : one))
}

/** LSTMs with departures drawn at random, the same ones every time, by names that say which. */
function randomDepartures(count: number): Record<string, Cell> {
  const random = stream('check', 'departures')
  const drawn = Array.from({ length: count }, () =>
    Object.fromEntries(Object.entries(departures).map(([name, of]) => [name, of[random.integer(of.length)]])),
  )
  const nameOf = (options: Record<string, string>) =>
    Object.entries(options).flatMap(([name, value]) =>
      value === departures[name as keyof LstmOptions][0] ? [] : [`${name} ${value}`],
    )
  return Object.fromEntries(
    drawn.map((options) => [nameOf(options).join(', ') || 'no departure', lstm(options as LstmOptions)]),
  )
}
