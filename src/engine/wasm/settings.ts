import type { Descent, Update } from '../engine.ts'
import { dropThreshold } from '../noise.ts'
import { setFour } from './furnish.ts'
import type { Instance } from './instance.ts'
import { settingAt } from './memory.ts'

/** Writes what an update asks for where the module reads it; `updates` counts this one. */
export function settingsWriter(
  { map, floats }: Instance,
  { optimiser }: Descent,
): (update: Update, counts: { readonly sequences: number; readonly updates: number }) => void {
  const whole = new Int32Array(floats.buffer)
  return ({ rate, momentum, weightDecay = 0, dropout }, { sequences, updates }) => {
    const isAdam = optimiser.kind === 'adam' || optimiser.kind === 'adamw'
    setFour(floats, 'rate', isAdam ? rate / (1 - optimiser.beta1 ** updates) : rate)
    setFour(floats, 'momentum', momentum)
    setFour(floats, 'decay', optimiser.kind === 'adamw' ? 1 - rate * weightDecay : weightDecay)
    if (isAdam) setFour(floats, 'correction2', 1 / (1 - optimiser.beta2 ** updates))
    if (map.capacity.batch > 1) setFour(floats, 'share', 1 / sequences)
    if (dropout === undefined) return
    setFour(floats, 'dropScale', 1 / (1 - dropout.share))
    const at = settingAt('dropThreshold') / 4
    whole.fill(dropThreshold(dropout.share), at, at + 4)
  }
}
