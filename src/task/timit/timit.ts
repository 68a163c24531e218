import type { Sequence } from '../../engine/engine.ts'
import { InputError } from '../../math/input-error.ts'
import { bytesOf, type Cache, cacheIn } from '../cache.ts'
import { citations } from '../citations.ts'
import { contentOf, textOf } from '../file.ts'
import { readEach } from '../read-each.ts'
import { DATA_FOLDER } from '../source.ts'
import { standardise } from '../standard.ts'
import type { Task } from '../task.ts'
import { corpus, type Sentence, sentencesIn } from './corpus.ts'
import { FEATURES, featuresOf } from './features.ts'
import { FRAME, framesOf } from './frames.ts'
import { framePhones, phones, readLabels } from './labels.ts'
import { originOf } from './origin.ts'
import { readRecording } from './recording.ts'

/** Names how features are computed: another number for other features, and none of those cached are taken for them. */
const METHOD = 'timit features 1'

/**
 * TIMIT: the phone of each frame of a sentence. `data` is a folder with TIMIT/{TRAIN,TEST}/DRn/SPEAKER/…, that TIMIT itself, or a
 * folder above. With a cache, features are computed only for recordings that are new.
 */
export const timit: Task = {
  name: 'timit',
  question: 'Which phone is spoken in each hundredth of a second?',
  source: citations.timit,
  inputs: FEATURES,
  outputs: phones.length,
  symbols: phones,
  inputsAre: 'cepstra',
  directions: 2,
  loss: 'softmax',
  metric: 'error',
  load: async ({ data = DATA_FOLDER, cache, ...watched }) => {
    const cached = cacheIn(cache, METHOD)
    const read = (sentence: Sentence) => sequenceOf(sentence, cached)
    const sentences = await sentencesIn(data, watched.signal)
    const splits = await readEach(sentences, read, { ...watched, trouble: cached.trouble })
    return { ...standardise(splits, FEATURES), source: originOf(sentences, data) }
  },
}

/** Features and phones of a sentence, frame by frame. */
function sequenceOf({ recording, labels }: Sentence, cached: Cache): Sequence {
  const samples = readRecording(contentOf(recording, corpus), recording)
  if (samples.length < FRAME)
    throw new InputError(`${recording} must have at least ${FRAME} samples, not ${samples.length}`)
  const length = framesOf(samples.length) * FEATURES
  const features = cached.numbers(bytesOf(samples), length, () => Float32Array.from(featuresOf(samples)))
  const targets = framePhones(readLabels(textOf(contentOf(labels, corpus)), labels), features.length / FEATURES)
  const steps = targets.length
  if (steps === 0) throw new InputError(`${labels} must label more than the first sample`)
  return { steps, inputs: features.subarray(0, steps * FEATURES), targets }
}
