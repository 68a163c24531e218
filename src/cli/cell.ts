import { cells, descriptions } from '../cell/catalog.ts'
import { type Cell, parameterCount, weightsOf } from '../cell/cell.ts'
import { equationLines } from '../cell/equations.ts'
import { generate } from '../engine/wasm/module.ts'
import { probeRelaxed } from '../engine/wasm/probe.ts'
import { lookUp } from '../math/input-error.ts'
import { type AddCommand, jsonOption, whole } from './options.ts'
import { printJson, strong, table } from './terminal.ts'

interface CellOptions {
  readonly inputs: number
  readonly hidden: number
  readonly wat?: boolean
  readonly json?: boolean
}

/** `odyssey cell NAME`: its equations, its size, its code. */
export const addCell: AddCommand = (program) => {
  program
    .command('cell')
    .description('a cell: its equations, how many numbers it learns, and the WebAssembly generated from it')
    .argument('<name>', 'a cell of the catalog; odyssey list cells')
    .option('--inputs <number>', 'inputs M', whole(1), 88)
    .option('--hidden <number>', 'hidden units N', whole(1), 78)
    .option('--wat', 'print the generated WebAssembly text of a small training step, and nothing else')
    .addOption(jsonOption())
    .action((name: string, { inputs, hidden, wat, json }: CellOptions) => {
      const cell = lookUp<Cell>(cells, name, 'cell')
      const sizes = { inputs, hidden }
      const parameters = parameterCount(cell, sizes)
      if (wat) return console.log(textOf(cell, sizes))
      if (json)
        return printJson({
          name,
          equations: equationLines(cell),
          ...sizes,
          parameters,
          weights: weightsOf(cell, sizes),
          cell,
        })
      console.log(strong(`${name}: ${descriptions[name as keyof typeof cells]}`))
      for (const line of equationLines(cell)) console.log(`  ${line}`)
      console.log(
        `\n${parameters} numbers to learn with ${inputs} inputs and ${hidden} hidden units, the readout not counted:`,
      )
      console.log(
        table(
          ['weight', 'size'],
          weightsOf(cell, sizes).map(({ name, rows, columns }) => [
            name,
            columns === 1 ? `${rows}` : `${rows} × ${columns}`,
          ]),
        ),
      )
    })
}

/** The module for a readout of as many outputs as inputs, sigmoid loss and up to 160 steps, as the chorales need. */
function textOf(cell: Cell, { inputs, hidden }: { inputs: number; hidden: number }): string {
  const network = { cell, inputs, hidden, outputs: inputs, directions: 1, loss: 'sigmoid' } as const
  return generate(network, { momentum: 'nesterov', steps: 160 }, probeRelaxed() === 'fused' ? 'relaxed' : 'plain').text
}
