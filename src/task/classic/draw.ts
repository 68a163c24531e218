import type { Sequence } from '../../engine/engine.ts'
import { hashOf } from '../../math/hash.ts'
import { InputError } from '../../math/input-error.ts'
import { type Stream, stream } from '../../math/random.ts'
import { checkWhole } from '../../math/whole-number.ts'
import type { Splits } from '../task.ts'

/** How many sequences a task makes for each split, and the seed they are drawn from. */
export interface Amounts {
  readonly training: number
  readonly validation: number
  readonly test: number
  readonly seed: number
}

const MOST_ATTEMPTS = 1000

/**
 * Splits of sequences that all differ. Each sequence is drawn from a stream of its own and the test set is drawn first, so that
 * more training sequences change nothing in validation and test.
 */
export function drawSplits(
  name: string,
  amounts: Amounts,
  draw: (random: Stream, part: keyof Splits) => Sequence,
): Splits {
  const seen = new Set<string>()
  const split = (part: keyof Splits) =>
    Array.from({ length: amounts[part] }, (_, k) => {
      const random = stream(name, amounts.seed, part, k)
      for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
        const sequence = draw(random, part)
        const key = hashOf(new Uint8Array(sequence.inputs.buffer))
        if (seen.has(key)) continue
        seen.add(key)
        return sequence
      }
      throw new InputError(`task ${name} has too few different sequences of this length: ask for fewer or longer ones`)
    })
  const test = split('test')
  const validation = split('validation')
  return { training: split('training'), validation, test }
}

/** The options themselves, if each is a whole number no smaller than its least. */
export function checkAmounts<T extends Record<string, number>>(
  task: string,
  options: T,
  least: Record<keyof T, number>,
): T {
  for (const [name, given] of Object.entries(options)) checkWhole(given, `${name} of task ${task}`, least[name])
  return options
}

/** Refuses a second option that is not above the first. */
export function checkOrder(task: string, options: Record<string, number>): void {
  const [[low, least], [high, most]] = Object.entries(options)
  if (most <= least) throw new InputError(`${high} of task ${task} must be above ${low}, ${least}, not ${most}`)
}
