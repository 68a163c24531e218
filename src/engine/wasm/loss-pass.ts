import { targetsOfRow } from '../sequence.ts'
import type { MemoryMap, Steps } from './memory.ts'
import { and, type FunctionWriter, get, i32, type Local, load, range, store, type Text } from './text.ts'

/** The code of a loss in the making. */
export interface Pass {
  readonly f: FunctionWriter
  readonly map: MemoryMap
  readonly training: boolean
  /** Whether targets may be missing. */
  readonly missing: boolean
  readonly total: Local
  /** Gathers factors, so that one logarithm serves many rows. */
  readonly factor: Local
  /** The row’s logits in the first panel, and its targets. */
  readonly row: Local
  readonly targets: Local
}

/** Four logits of a row. */
export interface Logits {
  readonly logit: Text
  put(value: Text): void
}

/** What belongs to four logits, or with the gaussian loss to four pairs of them. */
export interface Beside {
  readonly target: Text
  /** 0 for outputs that do not exist; absent where all do. */
  readonly mask: Text | undefined
  /** What a logit may be at most, where not all outputs exist. */
  readonly bound: Text
}

/** Where logits are read and results put, if not where the readout left them; and how many vectors have their targets in common. */
interface Vectors {
  readonly from?: Steps
  readonly to?: Steps
  readonly together?: 1 | 2
}

/** Runs body for the vectors of a row, panel by panel, one at a time or by two. */
export function overVectors(
  { f, map, row, targets }: Pass,
  body: (vectors: readonly Logits[], beside: Beside) => void,
  { from = map.readout.logits, to = from, together = 1 }: Vectors = {},
): void {
  const { network, shared, readout } = map
  const perPanel = readout.panels.vectors / together
  const values = network.loss === 'gaussian' ? targetsOfRow(network) : network.outputs
  const whole = Math.floor(values / 4 / perPanel)
  const [at, target, mask] = [
    f.int(get(row), 'at'),
    f.int(get(targets), 'target'),
    f.int(i32(whole * perPanel * 16), 'mask'),
  ]
  const panel = (isWhole: boolean) => {
    for (const v of range(perPanel)) {
      const exists = isWhole || (whole * perPanel + v + 1) * 4 <= values
      const logits = range(together).map((k): Logits => {
        const slot = (v * together + k) * 16
        return { logit: load(at, from.at + slot), put: (value) => f.do(store(at, to.at + slot, value)) }
      })
      body(logits, {
        target: load(target, shared.targets + v * 16),
        mask: exists ? undefined : load(mask, shared.outputMask + v * 16),
        bound: load(mask, shared.outputBound + v * 16),
      })
    }
    f.move(at, from.panel)
    f.move(target, perPanel * 16)
  }
  f.repeat(whole, () => panel(true))
  f.repeat(readout.panels.panels - whole, () => panel(false))
}

/** Runs body for the logits of a row, one vector at a time. */
export function overLogits(
  pass: Pass,
  body: (logits: Logits, beside: Beside) => void,
  vectors: Omit<Vectors, 'together'> = {},
): void {
  overVectors(pass, ([logits], beside) => body(logits, beside), vectors)
}

/** A number, or 0 where there is no target: where all bits of `there` are not set. */
export const whereThere = (value: Text, there: Text | undefined): Text =>
  there === undefined ? value : and(value, there)

/** All bits set where a target is one. */
export const thereOf = (f: FunctionWriter, { missing }: Pass, target: Local): Text | undefined =>
  missing ? get(f.vector(`(f32x4.eq ${get(target)} ${get(target)})`, 'there')) : undefined
