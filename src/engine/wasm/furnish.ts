import type { Descent } from '../engine.ts'
import { targetsOfRow } from '../sequence.ts'
import { writeConstants } from './functions.ts'
import { type MemoryMap, outputRows, type Rows, type SettingName, settingAt } from './memory.ts'

/** A logit of an output that does not exist: small beside any other, so that it is never the largest. */
const NO_LOGIT = -1e4

/** Writes constants, what the descent fixes, and masks into fresh memory. */
export function furnish(map: MemoryMap, floats: Float32Array, descent: Descent): void {
  const { network, shared, layers } = map
  const { outputs, loss, classWeights = [] } = network
  writeConstants(floats)
  for (const [name, value] of Object.entries(fixedSettings(descent))) setFour(floats, name as SettingName, value)
  const values = loss === 'gaussian' ? targetsOfRow(network) : outputs
  floats.fill(1, shared.outputMask / 4, shared.outputMask / 4 + values)
  floats.fill(NO_LOGIT, shared.outputBound / 4, shared.outputBound / 4 + map.readout.outputRow)
  floats.fill(Number.POSITIVE_INFINITY, shared.outputBound / 4, shared.outputBound / 4 + outputs)
  floats.set(classWeights, shared.classWeights / 4)
  const whole = new Int32Array(floats.buffer)
  whole.fill(1, shared.ones / 4, shared.ones / 4 + map.capacity.batch)
  for (const { map: shape, bases } of layers) {
    for (const base of bases) whole.fill(-1, (base + shape.unitMask) / 4, (base + shape.unitMask) / 4 + shape.hidden)
  }
}

/** Sets what an update asks for. */
export function setFour(floats: Float32Array, name: SettingName, value: number): void {
  floats.fill(value, settingAt(name) / 4, settingAt(name) / 4 + 4)
}

function fixedSettings({ optimiser, clip = Number.POSITIVE_INFINITY }: Descent): Partial<Record<SettingName, number>> {
  const bounds = { clipLow: -clip, clipHigh: clip }
  if (optimiser.kind === 'rmsprop') {
    const { decay, epsilon } = optimiser
    return { ...bounds, beta2: decay, rest2: 1 - decay, epsilon }
  }
  if (optimiser.kind !== 'adam' && optimiser.kind !== 'adamw') return bounds
  const { beta1, beta2, epsilon } = optimiser
  return { ...bounds, beta1, rest1: 1 - beta1, beta2, rest2: 1 - beta2, epsilon }
}

/** Writes the final 1 of rows that have not been used yet, from one to below another: where a bias is read. */
export function furnishRows(map: MemoryMap, floats: Float32Array, from: number, to: number): void {
  const { layers, readout, network, capacity } = map
  const put = ({ at, row }: Rows, column: number, rows: number) => {
    for (let r = from; r < Math.min(to, rows); r++) floats[(at + r * row) / 4 + column] = 1
  }
  const all = capacity.steps * capacity.batch
  for (const { map: shape, bases } of layers.slice(1)) {
    for (const base of bases) put({ ...shape.inputs, at: base + shape.inputs.at }, shape.columns, all)
  }
  const { map: last, bases } = layers[layers.length - 1]
  const outputs = outputRows(last)
  put({ ...outputs, at: bases[0] + outputs.at }, last.padded, all)
  put({ ...readout.masked, at: readout.bases[0] + readout.masked.at }, last.padded, all)
  const reads = network.readout === 'each step' ? 0 : capacity.batch
  put({ ...readout.read, at: readout.bases[0] + readout.read.at }, last.padded, reads)
}
