import { type Reading, readingsText } from '../../findings/decodings.ts'
import { compact, counted } from '../../math/text.ts'
import { pen } from '../figures/examples-pen.ts'
import { roll } from '../figures/examples-roll.ts'
import { strip } from '../figures/examples-strip.ts'
import { escaped, figure, htmlTable, prose } from '../html.ts'
import type { Material } from '../material.ts'

/** What networks read of test sequences; only where they were asked for. */
export function examples({ examples: asked = [] }: Material): string {
  return asked
    .map(({ trial, test, readings, sameness }) => {
      const spread = readings.length > 1 ? ', evenly spread' : ''
      const chosen = `${counted(readings.length, 'sequence')} of the ${counted(test, 'test sequence')}${spread}, chosen by place and not by result.`
      return `<h3>${escaped(trial)}</h3><p>${prose(`${sameness} ${chosen} ${readingsText(readings)}`)}</p>${readingsHtml(trial, readings)}`
    })
    .join('\n')
}

function readingsHtml(trial: string, readings: readonly Reading[]): string {
  const plain = readings.filter((reading) => !isDrawn(reading))
  return `${readings
    .filter(isDrawn)
    .map((reading) => drawn(`${trial}-${reading.place + 1}`, reading))
    .join('\n')}${plain.length === 0 ? '' : tableOf(plain)}`
}

const isDrawn = (reading: Reading) =>
  reading.kind === 'roll' || reading.kind === 'strip' || (reading.kind === 'text' && reading.pen !== undefined)

function drawn(name: string, reading: Reading): string {
  const sentence = readingsText([reading])
  switch (reading.kind) {
    case 'roll':
      return figure(
        name,
        roll(reading),
        `${sentence} Test sequence ${reading.place + 1}: frames are what is on at a step, and the deeper the blue the more probable the network held it, one step before; below 5 % nothing is drawn.`,
      )
    case 'strip':
      return figure(
        name,
        strip(reading),
        `${sentence} Test sequence ${reading.place + 1}: labels, and what was read, its wrong parts orange${reading.spectrum ? '; above, the spectrum that the network was given, low bands at the bottom, dark on light (or light on dark) where it is loud' : ''}.`,
      )
    case 'text':
      return figure(name, pen(reading), `${sentence} Line ${reading.place + 1} of the test set.`)
    case 'values':
      return ''
  }
}

/** What no figure shows better than a row. */
function tableOf(readings: readonly Reading[]): string {
  const texts = readings.flatMap((reading) =>
    reading.kind === 'text' ? [[String(reading.place + 1), reading.text, reading.read, String(reading.edits)]] : [],
  )
  const values = readings.flatMap((reading) =>
    reading.kind !== 'values'
      ? []
      : reading.values.map(({ step, target, said }) => [
          String(reading.place + 1),
          String(step + 1),
          compact(target),
          compact(said),
        ]),
  )
  if (texts.length > 0) return htmlTable(['sequence', 'text', 'read', 'edits'], texts, [3])
  return htmlTable(['sequence', 'step', 'asked', 'said'], values, [1, 2, 3])
}
