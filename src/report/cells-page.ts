import { cells, descriptions } from '../cell/catalog.ts'
import { type Cell, parameterCount } from '../cell/cell.ts'
import { equationLines, parameterFormula } from '../cell/equations.ts'
import { origins } from '../cell/origins.ts'
import { grouped } from '../math/text.ts'
import { type Block, list, names, numbers, prose, table, text } from './blocks/block.ts'
import { markdownOf } from './blocks/markdown.ts'
import { originLines } from './words/cells.ts'

const SIZES = { inputs: 88, hidden: 78 }

const HEAD = `# Cells

Every cell of the catalog: its equations, where it comes from, and how it departs from V, the vanilla LSTM. \`odyssey cell NAME\` prints the
same. This page is made from the catalog by \`npm run -s docs:cells\`.

`

/** The gallery of the catalog as Markdown: docs/cells.md. */
export const cellsPage = (): string => HEAD + markdownOf(cellsBlocks())

function cellsBlocks(): Block[] {
  const all = Object.entries<Cell>(cells) as [keyof typeof cells, Cell][]
  return [
    ...list([
      'x_t is the input at step t, y_t the output; c_t is the state of an LSTM, and a value with t−1 is that of the step before, 0 before the first.',
      'W, U, V, P and R are matrices, R those of the step before. b are biases, p peepholes, w and s other vectors with a weight for every unit.',
      'σ is the logistic function, relu(v) is v or 0 below 0, ⊙ multiplies and / divides unit by unit.',
      'i, f and o are input, forget and output gate, z is what may be written. In cells like the GRU u is the update gate and r the reset gate.',
      `Parameters are counted for M inputs and N units, without the readout; their number is that for M = ${SIZES.inputs} and N = ${SIZES.hidden}, as on JSB Chorales.`,
    ]),
    table(
      'cells',
      [...names('cell'), ...prose('what it is'), ...numbers('parameters', 'their number')],
      all.map(([name, cell]) => [
        name,
        descriptions[name],
        parameterFormula(cell),
        { text: grouped(parameterCount(cell, SIZES)), value: parameterCount(cell, SIZES) },
      ]),
    ),
    ...all.flatMap(([name, cell]): Block[] => [
      { kind: 'heading', level: 2, id: name, text: `${name}: ${descriptions[name]}` },
      { kind: 'equations', lines: equationLines(cell) },
      ...originLines(origins[name]).map(text),
    ]),
  ]
}
