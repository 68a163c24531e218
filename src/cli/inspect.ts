import type { Command } from 'commander'
import { decoded } from '../files/kinds.ts'
import { readWhole } from '../files/read-whole.ts'
import { codeOf, InputError, reason } from '../math/input-error.ts'
import { readWhole as wholeIn } from '../math/whole-number.ts'
import { blocksOf } from '../report/blocks/block.ts'
import { ownSections } from '../report/sections/own.ts'
import { inspect as inspectData } from '../task/own/inspection.ts'
import { LAYOUTS, QUESTIONS, taskOptionsIn } from '../task/own/options.ts'
import { readSequences } from '../task/own/read.ts'
import { jsonOption, nameList } from './options.ts'
import { sayBlocks, sayJson } from './terminal.ts'

/** `odyssey inspect PATH`: what is understood of sequences in a file, before anything is trained. */
export function addInspect(program: Command): void {
  const command = program
    .command('inspect')
    .description(
      'show what Odyssey understands of your sequences: question, columns, splits, checks and simple baselines',
    )
    .argument(
      '<path>',
      'a file (JSON lines, CSV, TSV, Parquet or text, also with .gz), or a folder of files; - reads stdin',
    )
    .option('--task <file>', 'a JSON file with any of the options below (docs/your-data.md)')
    .option('--question <name>', `what to predict: ${QUESTIONS.join(', ')} (default: found)`)
    .option('--target <list>', 'the column or columns to predict')
    .option('--inputs <list>', 'the columns a network sees (default: all others)')
    .option('--ignore <list>', 'columns to leave out')
    .option('--sequence <column>', 'the column that says to which sequence a row belongs')
    .option('--time <column>', 'the column that orders the steps of a sequence: numbers or dates')
    .option('--split <column>', 'the column that says training, validation or test')
    .option('--group <column>', 'keep sequences with the same value in one split, such as those of a person')
    .option('--layout <kind>', `what the file holds: ${LAYOUTS.join(', ')} (default: found)`)
    .option('--no-header', 'the first line of a CSV file is data')
    .option('--horizon <steps>', 'how many steps ahead to forecast', whole('--horizon'))
    .option('--season <steps>', 'after how many steps a series repeats (default: found)', whole('--season'))
    .option('--window <steps>', 'how many steps a network sees of a long sequence', whole('--window'))
    .option('--seed <number>', 'the seed by which sequences are split', whole('--seed', 0))
  jsonOption(command).action(inspect)
}

const whole =
  (option: string, least = 1) =>
  (text: string) =>
    wholeIn(text, option, least)

/** Options that name several columns. */
const LISTS = ['target', 'inputs', 'ignore'] as const

interface InspectOptions extends Partial<Record<(typeof LISTS)[number], string>> {
  readonly task?: string
  readonly json?: true
  readonly header: boolean
}

async function inspect(path: string, { task, json, header, ...options }: InspectOptions): Promise<void> {
  const lists = LISTS.flatMap((name) => {
    const list = options[name]
    return list === undefined ? [] : [[name, nameList(list)]]
  })
  const said = { ...options, ...Object.fromEntries(lists), ...(!header && { header }) }
  const { reading, asking } = taskOptionsIn({ ...(task !== undefined && contentOf(task)), ...said }, task ?? 'inspect')
  const found = inspectData(await readSequences(path, reading), asking)
  if (json) sayJson(found)
  else sayBlocks([{ kind: 'lead', text: found.data }, ...blocksOf(ownSections(found))])
}

/** Bytes of a file of options: no more are read. */
const LARGEST = 2 ** 20

function contentOf(file: string): object {
  try {
    const content: unknown = JSON.parse(decoded(file, readWhole(file, { largest: LARGEST, kind: 'file of options' })))
    if (typeof content === 'object' && content !== null && !Array.isArray(content)) return content
    throw new InputError(`${file} must hold one object with options`)
  } catch (error) {
    if (error instanceof InputError) throw error
    throw new InputError(codeOf(error) === undefined ? `${file} is no JSON` : `cannot read ${file} (${reason(error)})`)
  }
}
