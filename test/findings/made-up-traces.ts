import { cells } from '../../src/cell/catalog.ts'
import type { Cell } from '../../src/cell/cell.ts'
import { programFor, sampleFor } from '../../src/engine/check.ts'
import { reference } from '../../src/engine/reference/reference.ts'
import type { Examples } from '../../src/findings/examples.ts'
import { reber } from '../../src/task/classic/reber.ts'

const STEPS = 30

/** What untrained networks do on a stream of symbols: one of few units, and one of two directions with more than a figure shows. */
export function madeUpTraces(): Examples[] {
  return [
    traced('reber/V/3', cells.V, { hidden: 4, directions: 1 }),
    traced('reber/GRU/5', cells.GRU, { hidden: 40, directions: 2 }),
  ]
}

function traced(trial: string, cell: Cell, size: { hidden: number; directions: 1 | 2 }): Examples {
  const { load: _, ...task } = reber()
  const { inputs, outputs } = task
  const sample = sampleFor(cell, { inputs, outputs, steps: STEPS, ...size })
  const x = Float32Array.from({ length: STEPS * inputs }, (_, k) => +((3 * Math.floor(k / 7)) % 7 === k % 7))
  const sequence = { ...sample.sequence, inputs: x }
  const program = programFor(reference, sample)
  program.evaluate([sequence])
  const logits = Float32Array.from(program.logits())
  const origin = { weights: 'f00', test: 1, arithmetic: 'reference float64', version: '1' }
  return {
    trial,
    task: { ...task, fingerprint: '' },
    test: 9,
    shown: [{ place: 2, sequence, logits, trace: program.trace(x) }],
    recorded: origin,
    again: origin,
  }
}
