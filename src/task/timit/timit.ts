import type { Sequence } from '../../engine/engine.ts'
import { InputError } from '../../math/input-error.ts'
import { DATA_FOLDER } from '../source.ts'
import type { Task } from '../task.ts'
import { contentOf, type Sentence, sentencesIn } from './corpus.ts'
import { FEATURES } from './features.ts'
import { FRAME } from './frames.ts'
import { keptFeatures } from './kept.ts'
import { framePhones, phones, readLabels } from './labels.ts'
import { textOf } from './pcm.ts'
import { readRecording } from './recording.ts'
import { standardise } from './standard.ts'

/**
 * TIMIT: the phone of each frame of a sentence. `data` is a folder with TIMIT/{TRAIN,TEST}/DRn/SPEAKER/…, that TIMIT itself, or a
 * folder above. With `cache`, a folder, features are kept there and computed only for recordings that are new.
 */
export function timit({ cache }: { cache?: string } = {}): Task {
  return {
    name: 'timit',
    question: 'Which phone is spoken in each hundredth of a second?',
    source: 'TIMIT: Garofolo et al. (1993), Linguistic Data Consortium, LDC93S1',
    inputs: FEATURES,
    outputs: phones.length,
    directions: 2,
    loss: 'softmax',
    metric: 'error',
    load: ({ data = DATA_FOLDER }) => {
      const { training, validation, test } = sentencesIn(data)
      const read = (sentence: Sentence) => sequenceOf(sentence, cache)
      const splits = { training: training.map(read), validation: validation.map(read), test: test.map(read) }
      return standardise(splits, FEATURES)
    },
  }
}

/** Features and phones of a sentence, frame by frame. */
function sequenceOf({ recording, labels }: Sentence, cache: string | undefined): Sequence {
  const samples = readRecording(contentOf(recording), recording)
  if (samples.length < FRAME)
    throw new InputError(`${recording} must have at least ${FRAME} samples, not ${samples.length}`)
  const features = keptFeatures(samples, cache)
  const targets = framePhones(readLabels(textOf(contentOf(labels)), labels), features.length / FEATURES)
  const steps = targets.length
  if (steps === 0) throw new InputError(`${labels} must label more than the first sample`)
  return { steps, inputs: features.subarray(0, steps * FEATURES), targets }
}
