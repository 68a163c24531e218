import type { Sequence } from '../../engine/engine.ts'
import { stepsFor } from '../../engine/loss/ctc.ts'
import { InputError, oneLine } from '../../math/input-error.ts'
import { citations } from '../citations.ts'
import { contentOf, textOf } from '../file.ts'
import { readEach } from '../read-each.ts'
import { DATA_FOLDER } from '../source.ts'
import { standardise } from '../standard.ts'
import type { Task } from '../task.ts'
import { labelOf, symbolsOf } from './characters.ts'
import { corpus, linesIn, type PenLine } from './corpus.ts'
import { FEATURES, featuresOf } from './features.ts'
import { originOf } from './origin.ts'
import { readStrokes } from './strokes.ts'

/**
 * IAM-OnDB: the text of a line, from how the pen moved. `data` is the folder with lineStrokes, ascii and the lists of the splits, or
 * one above that holds it as IAM-OnDB. There are as many outputs as characters in the training lines, and the blank; the paper had 82.
 */
export const iamOnline: Task = {
  name: 'iam-online',
  question: 'Which text did the pen write?',
  source: citations['iam-online'],
  inputs: FEATURES,
  inputsAre: 'pen',
  outputs: 82,
  directions: 2,
  loss: 'ctc',
  metric: 'cer',
  load: async ({ data = DATA_FOLDER, ...watched }) => {
    const lines = await linesIn(data, watched.signal)
    const texts = (split: readonly PenLine[]) => split.map(({ text }) => text)
    const symbols = symbolsOf(texts(lines.training), texts([...lines.validation, ...lines.test]))
    const splits = await readEach(lines, (line) => sequenceOf(line, symbols), watched)
    const source = originOf([...lines.training, ...lines.validation, ...lines.test], data)
    return { ...standardise(splits, FEATURES), outputs: symbols.length, symbols, source }
  },
}

/** Features and label of a line; the label must fit. */
function sequenceOf({ strokes, text }: PenLine, symbols: readonly string[]): Sequence {
  const inputs = featuresOf(readStrokes(textOf(contentOf(strokes, corpus)), strokes))
  const targets = labelOf(text, symbols)
  const steps = inputs.length / FEATURES
  const needed = stepsFor(targets)
  if (needed > steps)
    throw new InputError(
      `${strokes}: "${oneLine(text)}" needs at least ${needed} steps, one a character and one between equal neighbours, but every second point makes only ${steps}`,
    )
  return { steps, inputs, targets }
}
