import type { Command } from 'commander'
import { cells, descriptions } from '../cell/catalog.ts'
import { type Cell, parameterCount, weightsOf } from '../cell/cell.ts'
import { equationLines, parameterFormula } from '../cell/equations.ts'
import { origins } from '../cell/origins.ts'
import { equationsOf } from '../cell/template.ts'
import { mapMemory } from '../engine/wasm/memory.ts'
import { generate } from '../engine/wasm/module.ts'
import { probeRelaxed } from '../engine/wasm/probe.ts'
import { lookUp } from '../math/input-error.ts'
import { grouped } from '../math/text.ts'
import { originLines } from '../report/words/cells.ts'
import type { StudyCell } from '../study/study.ts'
import { networkOf } from '../train/network.ts'
import { jsonOption, wholeNumber } from './options.ts'
import { studyCalled } from './studies.ts'
import { bold, say, sayJson } from './terminal.ts'

interface CellOptions {
  readonly study?: string
  readonly inputs: number
  readonly hidden: number
  readonly wat?: true
  readonly json?: true
}

/** `odyssey cell V`: its equations, its parameters, its code. */
export function addCell(program: Command): void {
  const command = program
    .command('cell')
    .description(
      'print the equations of a cell, where it comes from, its number of parameters and the code generated from it',
    )
    .argument('<name>', 'a cell of the catalog, or of the study named with --study')
    .option('--study <study>', 'the study that has the cell, or a file that exports one')
    .option('--inputs <M>', 'number of inputs', wholeNumber('--inputs', 1), 88)
    .option('--hidden <N>', 'number of hidden units', wholeNumber('--hidden', 1), 78)
    .option('--wat', 'print the generated WebAssembly as text, for a network with as many outputs as inputs')
  jsonOption(command).action(show)
}

async function show(name: string, { study, inputs, hidden, wat, json }: CellOptions): Promise<void> {
  const known: Readonly<Record<string, StudyCell>> = study === undefined ? cells : (await studyCalled(study)).cells
  const cell = equationsOf(lookUp(known, name, 'cell'), {})
  if (wat) return say(wasmText(cell, { inputs, hidden }))
  const equations = equationLines(cell)
  const parameters = parameterCount(cell, { inputs, hidden })
  const origin = study === undefined ? origins[name as keyof typeof cells] : undefined
  if (json) {
    const weights = weightsOf(cell, { inputs, hidden })
    return sayJson({
      cell: name,
      ...origin,
      equations,
      inputs,
      hidden,
      parameters,
      weights,
      nodes: cell.nodes,
      named: cell.named,
      output: cell.output,
    })
  }
  const about = study === undefined ? `  ${descriptions[name as keyof typeof cells]}` : ''
  say(`${bold(name)}${about}`)
  say()
  for (const line of equations) say(`  ${line}`)
  say()
  if (origin !== undefined) {
    for (const line of originLines(origin)) say(line)
    say()
  }
  say(
    `${parameterFormula(cell)} parameters for M inputs and N units: ${grouped(parameters)} for M = ${inputs}, N = ${hidden}`,
  )
}

function wasmText(cell: Cell, { inputs, hidden }: { inputs: number; hidden: number }): string {
  const asked = { inputs, outputs: inputs, directions: 1, loss: 'sigmoid' } as const
  const network = networkOf(asked, cell, { hiddenSizes: [hidden] })
  const arithmetic = probeRelaxed() === 'fused' ? 'relaxed' : 'plain'
  const descent = { optimiser: { kind: 'nesterov' } } as const
  const map = mapMemory(network, descent, { steps: 160, batch: 1 })
  return generate(map, { purpose: 'training', inLockstep: false, descent, arithmetic })
}
