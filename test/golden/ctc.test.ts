/** Six CTC losses and gradients by the logits, made with PyTorch 1.13 in float64. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CellWriter } from '../../src/cell/cell.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { weightIn } from '../../src/engine/layout.ts'
import { ctcLoss } from '../../src/engine/loss/ctc.ts'
import { wasmPlain, wasmRelaxed } from '../../src/engine/wasm/engine.ts'
import { probeRelaxed } from '../../src/engine/wasm/probe.ts'
import { NESTEROV, oneLayer, said } from '../engine/network.ts'

interface Case {
  readonly logits: readonly (readonly number[])[]
  readonly label: readonly number[]
  readonly loss: number
  readonly gradient: readonly (readonly number[])[]
}

const { ctc } = JSON.parse(readFileSync(new URL('ctc-torch.json', import.meta.url), 'utf8')) as { ctc: Case[] }
const worst = (got: ArrayLike<number>, expected: readonly number[]) =>
  Math.max(...expected.map((v, k) => Math.abs(got[k] - v)))

/** A network whose logits are its inputs, one class each: the bias's gradient sums the logits' over time. */
function passing(engine: Engine, outputs: number, steps: number) {
  const write = new CellWriter()
  const cell = write.finish(write.project('W', write.input()))
  const network = oneLayer({ cell, inputs: outputs, hidden: outputs, outputs, directions: 1, loss: 'ctc' })
  const program = engine.compile(network, NESTEROV, { steps, batch: 1 })
  const weights = new Float64Array(program.layout.length)
  for (let k = 0; k < outputs; k++) {
    weightIn(program.layout, weights, { layer: 0, direction: 0 }, 'W')[k * outputs + k] = 1
    weightIn(program.layout, weights, 'readout', 'W')[k * outputs + k] = 1
  }
  program.write('weights', weights)
  return program
}

describe('CTC of PyTorch', () => {
  it.each(ctc)('label $label', ({ logits, label, loss, gradient }) => {
    const outputs = logits[0].length
    const steps = logits.length
    const flat = logits.flat()
    const sequence = { steps, inputs: Float32Array.from(flat), targets: Int32Array.from(label) }
    expect(Math.abs(ctcLoss.value(said(flat, sequence, outputs)) / loss - 1)).toBeLessThan(1e-10)
    expect(worst(ctcLoss.delta(said(flat, sequence, outputs)), gradient.flat())).toBeLessThan(1e-10)
    for (const engine of probeRelaxed() === 'absent' ? [wasmPlain] : [wasmRelaxed, wasmPlain]) {
      const program = passing(engine, outputs, steps)
      expect(Math.abs(program.evaluate([sequence])[0] / loss - 1)).toBeLessThan(1e-4)
      expect(worst(program.logits(), flat), 'an evaluation keeps the logits').toBeLessThan(1e-6)
      expect(Math.abs(program.update([sequence], { rate: 1, momentum: 0 }) / loss - 1)).toBeLessThan(1e-4)
      const bias = weightIn(program.layout, program.read('optimiser'), 'readout', 'b').map((v) => -v)
      const sums = Array.from({ length: outputs }, (_, k) => gradient.reduce((sum, row) => sum + row[k], 0))
      expect(worst(bias, sums)).toBeLessThan(1e-4)
    }
  })
})
