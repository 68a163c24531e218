import type { Command } from 'commander'
import { cells } from '../cell/catalog.ts'
import type { Cell } from '../cell/cell.ts'
import { ablations, type LstmOptions, lstm } from '../cell/lstm.ts'
import { differencesOf, disagreement, type Sample, samplesFor, type Worst } from '../engine/check.ts'
import type { Engine } from '../engine/engine.ts'
import { engineNamed, engines } from '../engine/engines.ts'
import { lookUp } from '../math/input-error.ts'
import { stream } from '../math/random.ts'
import { jsonOption, nameList } from './options.ts'
import { say, sayJson, table } from './terminal.ts'

/** Errors up to these are rounding: of differences in float64, and of arithmetic in float32. */
const LIMITS = { differences: 1e-6, engine: 1e-4 }

/** `odyssey check`: whether the derivatives are right, and whether the engines agree. */
export function addCheck(program: Command): void {
  const command = program
    .command('check')
    .description('check gradients against finite differences, and the engines against each other')
    .option('--cells <names>', 'cells of the catalog to check (default: all, and ten random LSTMs)', nameList)
  jsonOption(command).action(check)
}

interface Checked {
  readonly cell: string
  /** The reference engine's gradients against finite differences. */
  readonly differences: Worst
  /** Other engines against the reference, by their arithmetic. */
  readonly engines: Readonly<Record<string, Worst>>
}

function check({ cells: names, json }: { cells?: string[]; json?: true }): void {
  const chosen = names === undefined ? { ...cells, ...randomLstms(10) } : namedCells(names)
  const checked = Object.entries(chosen).map(([name, cell]) => checkOne(name, cell))
  const passed = checked.every(isRight)
  if (json) sayJson({ passed, limits: LIMITS, cells: checked })
  else sayChecked(checked, passed)
  if (!passed) process.exitCode = 1
}

function namedCells(names: readonly string[]): Record<string, Cell> {
  return Object.fromEntries(names.map((name) => [name, lookUp<Cell>(cells, name, 'cell')]))
}

/** LSTMs with random ablations, the same every time, named by them. */
function randomLstms(count: number): Record<string, Cell> {
  const random = stream('check', 'ablations')
  const draw = () => Object.entries(ablations).map(([name, of]) => [name, of[random.integer(of.length)]] as const)
  const short = ([name, value]: readonly [string, string]) => `${name} ${value}`
  const drawn = Array.from({ length: count }, draw).map((options) => {
    const unusual = options.filter(([name, value]) => ablations[name as keyof LstmOptions][0] !== value)
    return [unusual.map(short).join(', ') || 'no ablation', lstm(Object.fromEntries(options))] as const
  })
  return Object.fromEntries(drawn)
}

/** The larger error; one that is no number is larger than any. */
const worse = (a: Worst, b: Worst) => (b.error > a.error || Number.isNaN(b.error) ? b : a)

function checkOne(cell: string, equations: Cell): Checked {
  const samples = samplesFor(equations)
  const worst = (of: (sample: Sample) => Worst) => samples.map((sample) => of(sample)).reduce(worse)
  const against = (engine: Engine) => worst((sample) => disagreement(engine, sample))
  return {
    cell,
    differences: worst(differencesOf),
    engines: Object.fromEntries(otherEngines().map((engine) => [engine.arithmetic, against(engine)])),
  }
}

/** All engines of this machine but the reference, each arithmetic once. */
function otherEngines(): Engine[] {
  const found = Object.keys(engines)
    .filter((name) => name !== 'reference')
    .map(engineNamed)
  return [...new Map(found.map((engine) => [engine.arithmetic, engine])).values()]
}

const isRight = ({ differences, engines: others }: Checked) =>
  differences.error <= LIMITS.differences && Object.values(others).every(({ error }) => error <= LIMITS.engine)

function sayChecked(checked: readonly Checked[], passed: boolean): void {
  const arithmetics = otherEngines().map(({ arithmetic }) => arithmetic)
  const text = ({ error, weight }: Worst) => `${error.toExponential(1)} ${weight.replace(', second direction', '′')}`
  const rows = checked.map((one) => [
    one.cell.length > 22 ? `${one.cell.slice(0, 21)}…` : one.cell,
    text(one.differences),
    ...arithmetics.map((arithmetic) => text(one.engines[arithmetic])),
    isRight(one) ? '' : 'wrong',
  ])
  say('Largest errors, relative to the largest magnitude of each array, and that array\n(′: of the second direction):')
  say(table(['cell', 'finite differences', ...arithmetics, ''], rows))
  say()
  const limits = `${LIMITS.differences} for finite differences, ${LIMITS.engine} between engines`
  say(passed ? `All are within ${limits}.` : `Some are beyond ${limits}.`)
}
