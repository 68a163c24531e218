import type { Sequence } from '../../engine/engine.ts'
import { InputError } from '../../math/input-error.ts'
import { grouped } from '../../math/text.ts'
import { checkAmounts } from '../classic/draw.ts'
import { textOf } from '../file.ts'
import type { Splits, Task } from '../task.ts'
import { dictionaryIn } from './corpus.ts'
import { phones, readDictionary } from './dictionary.ts'
import { CITATION, originOf } from './origin.ts'
import { type Spoken, STEPS, splitsOf } from './splits.ts'

const LETTERS = "'abcdefghijklmnopqrstuvwxyz"

/**
 * How a word is pronounced, by the CMU Pronouncing Dictionary: letters in, phones without stress out. A letter is on for a step, and
 * at the next one nothing is, so that double letters differ from one, and CTC has room. `training`, `validation` and `test` are the
 * words of each split, of some 93,000, 16,000 and 16,000 that there are.
 */
export function spelling({ training = 2000, validation = 1000, test = 1000 } = {}): Task {
  const amounts = { training, validation, test }
  checkAmounts('spelling', amounts, { training: 1, validation: 1, test: 1 })
  return {
    name: 'spelling',
    question: 'How is a word pronounced?',
    source: CITATION,
    inputs: LETTERS.length,
    inputSymbols: [...LETTERS],
    inputsAre: 'symbols',
    outputs: phones.length,
    symbols: phones,
    directions: 2,
    loss: 'ctc',
    metric: 'per',
    load: ({ data }) => {
      const { file, content } = dictionaryIn(data)
      const source = originOf(content, file)
      const words = splitsOf(readDictionary(textOf(content), file))
      const first = (split: keyof Splits) => firstOf(words[split], amounts[split], split).map(sequenceOf)
      return { training: first('training'), validation: first('validation'), test: first('test'), source }
    },
  }
}

function firstOf(words: readonly Spoken[], amount: number, split: keyof Splits): readonly Spoken[] {
  if (amount > words.length)
    throw new InputError(
      `${split} of task spelling must be at most ${grouped(words.length)}, the words there are, not ${grouped(amount)}`,
    )
  return words.slice(0, amount)
}

/** A word as steps × letters, and the classes of its phones. */
export function sequenceOf({ word, phones }: Spoken): Sequence {
  const steps = STEPS * word.length
  const inputs = new Float32Array(steps * LETTERS.length)
  for (let k = 0; k < word.length; k++) inputs[STEPS * k * LETTERS.length + LETTERS.indexOf(word[k])] = 1
  return { steps, inputs, targets: Int32Array.from(phones) }
}
