/**
 * The numbers and the figure of docs/forget-gate.md: two networks of the study quickstart, with a forget gate (V) and without (NFG), on
 * one test sequence. It trains both again with plain SIMD, whose bits are the same on every machine; the reference engine then says
 * every value from their weights. What is made stands between marks in the page; all other words there are written by hand.
 *
 *     npm run -s results:forget-gate [-- --check] [-- --choose]
 *
 * --check writes nothing and fails where a file is not what it would be. --choose trains all networks of both cells, which takes a
 * minute or two, and fails where the rule chooses others: the lowest validation error of its cell, then the fewest units, then the
 * lowest number.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Cell } from '../src/cell/cell.ts'
import { equationLines } from '../src/cell/equations.ts'
import type { Sequence } from '../src/engine/engine.ts'
import { engineNamed } from '../src/engine/engines.ts'
import { reference } from '../src/engine/reference/reference.ts'
import { symbolsIn } from '../src/findings/decodings.ts'
import type { Examples } from '../src/findings/examples.ts'
import { type Gates, gatesOf, type Strip } from '../src/findings/gates.ts'
import { deviation, largest, mean } from '../src/math/statistics.ts'
import { compact, listed } from '../src/math/text.ts'
import { names, numbers, table } from '../src/report/blocks/block.ts'
import { markdownOf } from '../src/report/blocks/markdown.ts'
import { figureFiles } from '../src/report/page.ts'
import { gates as figureOf } from '../src/report/sections/gates.ts'
import { trained } from '../src/run/evaluate.ts'
import { codeVersion } from '../src/run/version.ts'
import { trialAt, trialName } from '../src/study/trial.ts'
import { loadTask } from '../src/task/load.ts'
import { naiveBaseline } from '../src/task/naive-baseline.ts'
import type { Trained } from '../src/train/outcome.ts'
import { study } from '../studies/quickstart.ts'
import { type Made, settle } from './settle.ts'

/** The trials that the rule chooses. */
const CHOSEN = { V: 12, NFG: 17 } as const
type Name = keyof typeof CHOSEN

/** Where in a string one looks, as the steps of each. */
const places: Readonly<Record<string, (string: ReberString) => number[]>> = {
  'first B': ({ from }) => [from],
  'T or P': ({ from }) => [from + 1],
  'second B': ({ from }) => [from + 2],
  'in between': ({ from, to }) => Array.from({ length: to - from - 6 }, (_, k) => from + 3 + k),
  'first E': ({ to }) => [to - 3],
  'T or P again': ({ to }) => [to - 2],
  'last E': ({ to }) => [to - 1],
}

const PAGE = fileURLToPath(new URL('../docs/forget-gate.md', import.meta.url))
const FIGURE = 'forget-gate'
const marks = (name: string) => [`<!-- made by npm run -s results:forget-gate: ${name} -->\n`, '<!-- end -->'] as const

const { check, choose } = parseArgs({
  options: { check: { type: 'boolean', default: false }, choose: { type: 'boolean', default: false } },
}).values
const engine = engineNamed('wasm-plain')
const task = await loadTask(study.tasks[0])
const baseline = naiveBaseline(task, task.splits)
const place = task.splits.test.findIndex((sequence) => stringsIn(symbolsOf(sequence)).length >= 2)
if (choose) for (const cell of Object.keys(CHOSEN)) checkChoice(cell as Name)
const networks = { V: networkFor('V'), NFG: networkFor('NFG') }
settle([...filesOf(networks)], { check, command: 'npm run results:forget-gate' })

/** A network trained again, with what it does at every step of the sequence, and what is drawn of that. */
interface Network {
  readonly outcome: Trained
  readonly units: number
  readonly examples: Examples
  readonly whole: Gates
}

function trainedAgain(cell: Name, number: number) {
  const trial = trialAt(study, task.name, cell, number)
  const rules = study.training
  const context = { task, naiveBaseline: baseline, cell: study.cells[cell], rules, engine }
  const { outcome, program } = trained(trial, context)
  if (outcome.kind === 'failed') throw new Error(`${trialName(trial)} failed: ${outcome.reason}`)
  return { trial, outcome, program }
}

/** Fails where another trial of the cell has a lower validation error, or the same with fewer units or a lower number. */
function checkChoice(cell: Name): void {
  const all = Array.from({ length: study.trials }, (_, number) => {
    const { trial, outcome } = trainedAgain(cell, number)
    return { number, error: outcome.validation, units: Number(trial.settings.hiddenSize) }
  })
  const [best] = all.sort((a, b) => a.error - b.error || a.units - b.units || a.number - b.number)
  if (best.number !== CHOSEN[cell]) throw new Error(`the rule chooses ${cell}/${best.number}, not ${CHOSEN[cell]}`)
}

function networkFor(cell: Name): Network {
  const { trial, outcome, program } = trainedAgain(cell, CHOSEN[cell])
  const sequence = task.splits.test[place]
  program.evaluate([sequence])
  const logits = Float32Array.from(program.logits())
  const units = Number(trial.settings.hiddenSize)
  const layers = [{ cell: study.cells[cell] as Cell, hidden: units, directions: 1 }] as const
  const { inputs, outputs, loss } = task
  const network = { inputs, outputs, loss, layers, readout: 'each step' } as const
  const capacity = { steps: sequence.steps, batch: 1 }
  const plain = reference.compile(network, { optimiser: { kind: 'nesterov' } }, capacity)
  plain.write('weights', program.read('weights'))
  const { weights, test } = outcome
  const origin = { weights, test, arithmetic: `${engine.name} ${engine.arithmetic}`, version: codeVersion() }
  const examples: Examples = {
    trial: trialName(trial),
    task,
    test: task.splits.test.length,
    shown: [{ place, sequence, logits, trace: plain.trace(sequence.inputs) }],
    recorded: origin,
    again: origin,
  }
  const [whole] = gatesOf([examples], { from: 0, to: sequence.steps })
  return { outcome, units, examples, whole }
}

function symbolsOf(sequence: Sequence): string {
  return symbolsIn(sequence, task).join('')
}

/** A complete string of the embedded grammar: its steps from 0, the one after its last, and the symbol to be kept, T or P. */
interface ReberString {
  readonly from: number
  readonly to: number
  readonly kept: string
}

function stringsIn(symbols: string): ReberString[] {
  return [...symbols.matchAll(/B([TP])B[TPSXV]+E\1E/g)].map(({ 0: text, 1: kept, index }) => {
    return { from: index, to: index + text.length, kept }
  })
}

/** What is made for each place of the page, and the figure. */
function filesOf({ V, NFG }: Record<Name, Network>): Made[] {
  const strings = stringsIn(symbolsOf(task.splits.test[place]))
  const figure = figureOf(gatesOf([V.examples, NFG.examples]))
  const [svg] = Object.values(figureFiles([figure]))
  const made = {
    networks: `${networkText(V)} ${networkText(NFG)}`,
    equations: [
      '```',
      ...equationLines(study.cells.V as Cell),
      '```',
      '',
      `Without the forget gate: \`${memoryLine()}\``,
    ].join('\n'),
    sequence: sequenceText(strings),
    figure: `![${figure.title}](${FIGURE}.svg)\n\n${figure.caption}`,
    memory: memoryText(V.whole, strings),
    growth: growthText([V, NFG], strings),
    writing: writingText(NFG.whole),
    mistakes: mistakesText(NFG.whole, strings),
  }
  const parts = Object.entries(made)
  const page = parts.reduce((text, [name, part]) => replaced(text, name, part), readFileSync(PAGE, 'utf8'))
  return [
    [PAGE, page],
    [PAGE.replace(/\.md$/, '.svg'), svg],
  ]
}

function replaced(text: string, name: string, part: string): string {
  const [open, close] = marks(name)
  const [before, rest] = text.split(open)
  const end = rest?.indexOf(close) ?? -1
  if (end < 0) throw new Error(`${PAGE} must have ${open.trim()} … ${close}`)
  return `${before}${open}${part}\n${rest.slice(end)}`
}

function networkText({ examples, outcome, units, whole }: Network): string {
  const wrong = `${outcome.test.toFixed(2)} % of all steps of the test set`
  return `\`${examples.trial}\` has ${units} units and is wrong at ${wrong}, and at ${whole.wrong!.length} of the ${whole.steps} steps of this sequence.`
}

function memoryLine(): string {
  return equationLines(study.cells.NFG as Cell).find((line) => line.startsWith('c_t'))!
}

function sequenceText(strings: readonly ReberString[]): string {
  const symbols = symbolsOf(task.splits.test[place])
  const told = strings.slice(0, 2).map(({ from, to }) => `\`${symbols.slice(from, to)}\` (steps ${from + 1} to ${to})`)
  return `It is test sequence ${place + 1}, the first with two complete strings: ${listed(told)}. In all it has ${strings.length} complete strings.`
}

function unitsOf({ strips }: Gates, name: string): Strip['units'] {
  return strips.find((strip) => strip.name === name)!.units
}

/** The unit whose memory tells strings of T from those of P best while it must be kept: means apart, in standard deviations. */
function rememberingUnit(c: Strip['units'], strings: readonly ReberString[]): number {
  const apart = c.map((unit) => {
    const at = (kept: string) =>
      strings.filter((one) => one.kept === kept).flatMap((one) => places['in between'](one).map((step) => unit[step]))
    const [T, P] = [at('T'), at('P')]
    return Math.abs(mean(T) - mean(P)) / (deviation(T) + deviation(P))
  })
  return apart.indexOf(largest(apart))
}

function memoryText(whole: Gates, strings: readonly ReberString[]): string {
  const [f, c] = ['f', 'c'].map((name) => unitsOf(whole, name))
  const unit = rememberingUnit(c, strings)
  const row = (title: string, values: readonly number[], kept: string) => [
    title,
    ...Object.values(places).map((stepsOf) => {
      const steps = strings.filter((one) => kept.includes(one.kept)).flatMap(stepsOf)
      return mean(steps.map((step) => values[step]))
        .toFixed(2)
        .replace('-', '−')
    }),
  ]
  const rows = [
    row('f, all strings', f[unit], 'TP'),
    row('c, strings with T', c[unit], 'T'),
    row('c, strings with P', c[unit], 'P'),
  ]
  const columns = [...names(`unit ${unit + 1} of V`), ...numbers(...Object.keys(places))]
  return markdownOf([table('memory', columns, rows)]).trimEnd()
}

/** How large the memory is, and how far gates are open, as one string follows another. */
function growthText(networks: readonly Network[], strings: readonly ReberString[]): string {
  const at = [1, 5, 10, strings.length]
  const rows = networks.flatMap(({ examples, whole }) => {
    const most = (step: number) => compact(largest(unitsOf(whole, 'c').map((unit) => Math.abs(unit[step]))))
    const steps = at.map((count) => strings[count - 1].to - 1)
    return [[examples.trial, ...steps.map(most)]]
  })
  const columns = [
    ...names('largest size of a memory c'),
    ...numbers(...at.map((count) => `after ${count === 1 ? '1 string' : `${count} strings`}`)),
  ]
  return markdownOf([table('growth', columns, rows)]).trimEnd()
}

/** How many input gates are more than half open at the first step, and from which step on only how many are. */
function writingText(whole: Gates): string {
  const gates = unitsOf(whole, 'i')
  const open = Array.from({ length: whole.steps }, (_, step) => gates.filter((unit) => unit[step] > 0.5).length)
  const last = open.at(-1)!
  const since = open.findLastIndex((count) => count !== last) + 1
  return `At step 1, ${open[0]} of its ${gates.length} input gates are more than half open; from step ${since + 1} to the end, ${last}.`
}

/** Where a network is wrong, in terms of the grammar. */
function mistakesText({ wrong = [] }: Gates, strings: readonly ReberString[]): string {
  const after = (kept: string) => strings.filter((one) => one.kept === kept).map(({ to }) => to - 3)
  const [T, P] = [after('T'), after('P')]
  const count = (steps: readonly number[]) => steps.filter((step) => wrong.includes(step)).length
  return (
    `Of its ${wrong.length} wrong steps, ${count(T) + count(P)} are at the first E of a complete string: ` +
    `${count(T)} of the ${T.length} strings with T, and ${count(P)} of the ${P.length} with P.`
  )
}
