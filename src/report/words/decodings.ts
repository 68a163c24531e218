import type { Decoding, TextDecoding, TrialDecodings } from '../../findings/decodings.ts'
import type { Examples } from '../../findings/examples.ts'
import { largest, smallest } from '../../math/statistics.ts'
import { compact, counted, grouped, percentage } from '../../math/text.ts'
import type { Alternative } from '../plot.ts'

/** What a decoded text is called, and what it is of. */
export const textNames: Readonly<Record<TextDecoding['unit'], { readonly whole: string; readonly parts: string }>> = {
  character: { whole: 'line', parts: 'text' },
  phone: { whole: 'word', parts: 'phones' },
}

/** Whether the network trained again is the one that was recorded, in a sentence, with the likely reason if it is not. */
export function sameness({ recorded, again }: Pick<Examples, 'recorded' | 'again'>): string {
  if (again.weights === recorded.weights)
    return `Training it again gave the recorded weights, bit for bit (SHA-256 ${again.weights.slice(0, 16)}…).`
  const why =
    again.arithmetic !== recorded.arithmetic
      ? `these were computed with ${again.arithmetic}, the recorded ones with ${recorded.arithmetic}, and the bits may differ between the two; the test result is ${compact(again.test)} now, ${compact(recorded.test)} in the record`
      : again.version !== recorded.version
        ? `version ${again.version} computed them now, version ${recorded.version} then`
        : 'arithmetic and version are the same, so this should not happen: please report it'
  return `Training it again did not give the recorded weights: ${why}.`
}

/** Which sequences are shown, and how well they were predicted. */
export function chosenText(found: TrialDecodings): string {
  const { test, decodings } = found
  const spread = decodings.length > 1 ? ', evenly spread' : ''
  return `${sameness(found)} Shown: ${grouped(decodings.length)} of the ${counted(test, 'test sequence')}${spread}, chosen by position and not by result. ${decodingsText(decodings)}`
}

/** Where a sequence is shown from, if its first steps do not count: `, shown from step 98, the first that counts`. */
export function startText(decoding: Decoding): string {
  const first =
    decoding.kind === 'strip' ? decoding.from : decoding.kind === 'roll' ? (decoding.steps[0]?.step ?? 0) : 0
  return first === 0 ? '' : `, shown from step ${first + 1}, the first that counts`
}

/** What the figure of a test sequence shows, and how to read it. */
export function decodingCaption(decoding: Decoding): string {
  const sentence = decodingsText([decoding])
  const sequence = `Test sequence ${decoding.place + 1}${startText(decoding)}`
  switch (decoding.kind) {
    case 'roll':
      return `${sentence} ${sequence}: frames mark the outputs that are on at a step; the deeper the blue, the higher the probability that the network gave an output one step before. Probabilities below 5 % are not drawn.`
    case 'strip': {
      const spectrum = decoding.spectrum
        ? '; above, the spectrum that the network was given, low bands at the bottom, dark on light (or light on dark) where it is loud'
        : ''
      return `${sentence} ${sequence}: labels, and below them the predictions, wrong ones in orange${spectrum}.`
    }
    case 'text':
      return `${sentence} Line ${decoding.place + 1} of the test set.`
    case 'values':
      return sentence
  }
}

/** The figure of a test sequence for those who do not see it. */
export function decodingAlternative(decoding: Decoding): Alternative {
  const number = decoding.place + 1
  switch (decoding.kind) {
    case 'roll': {
      const shown = decoding.steps.flatMap(({ cells }) => cells.map(({ output }) => output))
      const [low, high] = [smallest(shown), largest(shown)]
      return {
        title: `What the network expected of test sequence ${number}`,
        description: `${decoding.steps.length} steps; outputs from ${decoding.outputs[low]} to ${decoding.outputs[high]}`,
      }
    }
    case 'strip': {
      const symbols = (runs: typeof decoding.labels) => runs.map(({ symbol }) => symbol).join(' ')
      return {
        title: `Test sequence ${number} with its labels and predictions`,
        description: `${decoding.wrong} of ${decoding.counted} frames are wrong; labels: ${symbols(decoding.labels)}; predicted: ${symbols(decoding.read)}`,
      }
    }
    case 'text':
      return {
        title: `Pen line ${number} of the test set`,
        description: `text: ${decoding.text}; predicted: ${decoding.read}`,
      }
    case 'values':
      return { title: `Test sequence ${number}`, description: decodingsText([decoding]) }
  }
}

/** What the decodings of a task come to, in a sentence made from the numbers. */
export function decodingsText(decodings: readonly Decoding[]): string {
  const sum = (of: (decoding: Decoding) => number) => decodings.reduce((total, decoding) => total + of(decoding), 0)
  const among = <K extends Decoding['kind']>(kind: K) =>
    decodings.filter((decoding): decoding is Extract<Decoding, { kind: K }> => decoding.kind === kind)
  const texts = among('text')
  if (texts.length > 0) {
    const [{ unit }] = texts
    const length = texts.reduce((total, text) => total + text.length, 0)
    const edits = texts.reduce((total, text) => total + text.edits, 0)
    return `${counted(edits, 'edit')} for ${counted(length, unit)} of ${counted(texts.length, textNames[unit].whole)} (${share(edits, length)}).`
  }
  const strips = among('strip')
  if (strips.length > 0) {
    const steps = sum((decoding) => (decoding.kind === 'strip' ? decoding.counted : 0))
    const wrong = sum((decoding) => (decoding.kind === 'strip' ? decoding.wrong : 0))
    return `${grouped(wrong)} of ${counted(steps, 'frame')} ${wrong === 1 ? 'is' : 'are'} wrong (${share(wrong, steps)}).`
  }
  const cells = among('roll').flatMap(({ steps }) => steps.flatMap((step) => step.cells))
  if (cells.length > 0) {
    const on = cells.filter((cell) => cell.on)
    const expected = on.filter(({ p }) => p > 0.5).length
    const more = cells.filter((cell) => !cell.on && cell.p > 0.5).length
    return `${grouped(expected)} of the ${counted(on.length, 'output')} that are on had a probability above one half (${share(expected, on.length)}); so had ${grouped(more)} that are off.`
  }
  const values = among('values').flatMap((decoding) => decoding.values)
  const worst = largest(values.map(({ target, predicted }) => Math.abs(predicted - target)))
  return `The largest difference between target and prediction is ${compact(worst)}.`
}

const share = (part: number, whole: number) => (whole === 0 ? 'of none' : percentage(part / whole))
