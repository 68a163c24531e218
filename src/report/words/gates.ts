import type { Gates, Strip, StripScale } from '../../findings/gates.ts'
import { counted, grouped, listed } from '../../math/text.ts'
import type { Alternative } from '../plot.ts'

/** The range of a strip: `0…1`, `±1`, `±1.9`. */
export function scaleText({ low, high }: StripScale): string {
  const end = String(Number(high.toPrecision(2)))
  return low === 0 ? `0…${end}` : `±${end}`
}

/** The layer and direction of a strip, where a network has several: `layer 2, second direction`. */
export function partText({ layer, direction }: Strip, strips: readonly Strip[]): string {
  const layers = strips.some((strip) => strip.layer > 0)
  const directions = strips.some((strip) => strip.direction > 0)
  return [
    ...(layers ? [`layer ${layer + 1}`] : []),
    ...(directions ? [`${direction === 0 ? 'first' : 'second'} direction`] : []),
  ].join(', ')
}

/** Which sequence and which of its steps: `test sequence 1 of 50, steps 1–64 of 200`. */
export function windowText({ place, test, from, to, steps }: Gates): string {
  const some = to - from === steps ? `all ${counted(steps, 'step')}` : `steps ${from + 1}–${to} of ${grouped(steps)}`
  return `test sequence ${place + 1} of ${grouped(test)}, ${some}`
}

/** How many of the steps shown are predicted wrongly; undefined where that cannot be said. */
export function wrongText({ wrong, from, to }: Gates): string | undefined {
  if (wrong === undefined) return undefined
  return `${grouped(wrong.length)} of these ${counted(to - from, 'step')} ${wrong.length === 1 ? 'is' : 'are'} wrong`
}

/** What the figure of networks shows, and how to read it; `rows` are the most units of a strip that are drawn. */
export function gatesCaption(found: readonly Gates[], rows: number): string {
  const [{ seen, wrong }] = found
  const strips = found.flatMap((one) => one.strips)
  const some = strips.some(({ units }) => units.length > rows)
    ? ` (of each network at most ${rows}, those that vary most)`
    : ''
  const open = strips.filter(({ scale }) => scale.open).map(({ name, scale }) => `${scaleText(scale)} for ${name}`)
  const full = open.length === 0 ? '1' : `1, but ${listed([...new Set(open)])}, whose values may lie beyond`
  const symbols = seen === undefined ? '' : ' Above are the symbols that the network reads'
  const marks = seen === undefined || wrong === undefined ? '' : ', in orange those after which its prediction is wrong'
  return (
    `${listed(found.map(({ trial }) => trial))}, ${windowText(found[0])}. Each row is a unit${some}, each column a step. Blue is above 0, ` +
    `orange below; the deeper the colour, the farther from 0. Full colour is ${full}.${symbols}${marks}${symbols === '' ? '' : '.'}`
  )
}

/** The figure for those who do not see it. */
export function gatesAlternative(found: readonly Gates[]): Alternative {
  const each = found.map((one) => {
    const [{ units }] = one.strips
    const wrong = wrongText(one)
    return `${one.trial} with ${counted(units.length, 'unit')}: ${listed(namesOf(one.strips))}${wrong === undefined ? '' : `; ${wrong}`}`
  })
  return {
    title: `Values inside ${listed(found.map(({ trial }) => trial))} over a test sequence`,
    description: `${windowText(found[0])}. ${each.join('. ')}`,
  }
}

const namesOf = (strips: readonly Strip[]) => [...new Set(strips.map(({ name }) => name))]

/** Which units a terminal shows. */
export function unitsText(shown: number, of: number): string {
  return shown === of ? `all ${counted(of, 'unit')}` : `the ${shown} of ${counted(of, 'unit')} that vary most`
}
