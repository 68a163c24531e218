import type { Decoding, TextDecoding } from '../../findings/decodings.ts'
import { compact } from '../../math/text.ts'
import { type Block, type Drawing, figure, heading, names, numbers, table, text } from '../blocks/block.ts'
import { pen } from '../figures/examples-pen.ts'
import { roll } from '../figures/examples-roll.ts'
import { strip } from '../figures/examples-strip.ts'
import type { Material } from '../material.ts'
import { chosenText, decodingCaption, textNames } from '../words/decodings.ts'

/** What networks predict of test sequences; only where they were asked for. */
export function examples({ examples: asked = [] }: Material): Block[] {
  return asked.flatMap((found) => {
    const { trial, decodings } = found
    const figures = decodings.flatMap((decoding) => {
      const drawing = drawn(decoding)
      const id = `${trial}-${decoding.place + 1}`
      return drawing === undefined ? [] : [figure(id, drawing, decodingCaption(decoding))]
    })
    const plain = decodings.filter((decoding) => decoding.kind !== 'roll' && drawn(decoding) === undefined)
    return [
      heading(`${trial}-examples`, trial),
      text(chosenText(found)),
      ...figures,
      ...(plain.length === 0 ? [] : [tableOf(trial, plain)]),
    ]
  })
}

/** The figure of a sequence; undefined where a row of a table shows it as well, or where no step has a target. */
function drawn(decoding: Decoding): Drawing | undefined {
  switch (decoding.kind) {
    case 'roll':
      return decoding.steps.length === 0 ? undefined : roll(decoding)
    case 'strip':
      return strip(decoding)
    case 'text':
      return decoding.pen === undefined ? undefined : pen(decoding)
    case 'values':
      return undefined
  }
}

function tableOf(trial: string, decodings: readonly Decoding[]): Block {
  const texts = decodings.filter((decoding) => decoding.kind === 'text')
  if (texts.length > 0) return textTable(trial, texts)
  const values = decodings.flatMap((decoding) =>
    decoding.kind !== 'values'
      ? []
      : decoding.values.map(({ step, target, predicted }) => [
          String(decoding.place + 1),
          String(step + 1),
          { value: target, text: compact(target) },
          { value: predicted, text: compact(predicted) },
        ]),
  )
  return table(`${trial}-values`, [...names('sequence'), ...numbers('step', 'target', 'predicted')], values)
}

/** A row for each text, or for each word and its phones. */
function textTable(trial: string, decodings: readonly TextDecoding[]): Block {
  const rows = decodings.map(({ place, seen, text, read, edits }) => [
    String(place + 1),
    ...(seen === undefined ? [] : [seen]),
    text,
    read,
    String(edits),
  ])
  const [{ seen, unit }] = decodings
  const { whole, parts } = textNames[unit]
  const shown = seen === undefined ? [parts] : [whole, parts]
  return table(`${trial}-texts`, [...names('sequence', ...shown, 'predicted'), ...numbers('edits')], rows)
}
