/**
 * Decoding of CTC by prefixes. A label has many paths (repeats, blanks), and the label whose paths are the most probable together need
 * not have the most probable path. The search goes through the steps with the most probable beginnings of labels so far and adds up the
 * paths of each: those that end in a blank, and those that end in its last symbol (Graves, 2012, section 7.5; with a beam of fixed
 * width as in Hannun et al., 2014).
 */
import { BLANK, ctcLoss } from '../engine/loss/ctc.ts'
import { log } from '../math/functions.ts'
import { checkWhole } from '../math/whole-number.ts'
import { bestPath } from './decoding.ts'

/** A beginning of labels: one more symbol than its parent. */
interface Prefix {
  readonly parent?: Prefix
  readonly symbol: number
  /** Prefixes of one more symbol that have paths, or longer ones that do. */
  readonly longer: Map<number, Prefix>
  /** The probability of its paths so far, relative to the best prefix: those that end in a blank, and all others. */
  blank: number
  symbolLast: number
  /** The same with the step that is being read. */
  nextBlank: number
  nextSymbolLast: number
}

/** A label, and the logarithm of the probability of all its paths. */
export interface Decoded {
  readonly label: readonly number[]
  readonly logProbability: number
}

/**
 * The most probable label that a beam of `width` prefixes finds, and never a less probable one than that of the best path.
 * `probabilities` are steps × outputs, as `Program.predict` gives them.
 */
export function prefixSearch(
  probabilities: ArrayLike<number>,
  steps: number,
  outputs: number,
  { width = 16 }: { readonly width?: number } = {},
): Decoded {
  checkWhole(width, 'width of the beam', 1, 65536)
  let beam = [prefix(BLANK)]
  beam[0].blank = 1
  for (let t = 0; t < steps; t++) {
    const p = Float64Array.from({ length: outputs }, (_, k) => probabilities[t * outputs + k])
    beam = scaled(mostProbable(extended(beam, p), width))
  }
  const logs = Float64Array.from({ length: steps * outputs }, (_, k) => log(probabilities[k]))
  const decoded = (label: readonly number[]): Decoded => ({ label, logProbability: logOf(logs, label, outputs) })
  const [found, usual] = [labelOf(beam[0]), bestPath(probabilities, steps, outputs)].map(decoded)
  return found.logProbability >= usual.logProbability ? found : usual
}

const prefix = (symbol: number, parent?: Prefix): Prefix => ({
  ...(parent && { parent }),
  symbol,
  longer: new Map(),
  blank: 0,
  symbolLast: 0,
  nextBlank: 0,
  nextSymbolLast: 0,
})

/** The prefixes of a beam and those of one more symbol, with the paths of one more step; p are the probabilities of its classes. */
function extended(beam: readonly Prefix[], p: Float64Array): Prefix[] {
  const reached = new Set(beam)
  for (const one of beam) {
    const all = one.blank + one.symbolLast
    one.nextBlank += all * p[BLANK]
    if (one.parent) one.nextSymbolLast += one.symbolLast * p[one.symbol]
    for (let k = BLANK + 1; k < p.length; k++) {
      // a symbol right after itself is the same one, unless a blank came between
      const paths = one.parent && k === one.symbol ? one.blank : all
      if (paths * p[k] === 0) continue
      const longer = longerBy(one, k)
      longer.nextSymbolLast += paths * p[k]
      reached.add(longer)
    }
  }
  for (const one of reached) {
    one.blank = one.nextBlank
    one.symbolLast = one.nextSymbolLast
    one.nextBlank = 0
    one.nextSymbolLast = 0
  }
  return [...reached]
}

/** The prefix of one more symbol: the same object whenever it is reached, so that its paths meet. */
function longerBy(one: Prefix, symbol: number): Prefix {
  const there = one.longer.get(symbol)
  if (there !== undefined) return there
  const made = prefix(symbol, one)
  one.longer.set(symbol, made)
  return made
}

const probabilityOf = ({ blank, symbolLast }: Prefix) => blank + symbolLast

/** So many of the most probable prefixes, the best first; the others lose their paths, and are forgotten where nothing grew from them. */
function mostProbable(prefixes: readonly Prefix[], width: number): Prefix[] {
  const sorted = prefixes.toSorted((a, b) => probabilityOf(b) - probabilityOf(a))
  for (const lost of sorted.slice(width)) {
    lost.blank = 0
    lost.symbolLast = 0
    if (lost.longer.size === 0) lost.parent?.longer.delete(lost.symbol)
  }
  return sorted.slice(0, width)
}

/** A beam with probabilities relative to its first, so that they do not vanish however many steps there are. */
function scaled(beam: Prefix[]): Prefix[] {
  const most = probabilityOf(beam[0])
  if (!(most > 0)) return beam
  for (const one of beam) {
    one.blank /= most
    one.symbolLast /= most
  }
  return beam
}

function labelOf(last: Prefix): number[] {
  const label: number[] = []
  for (let at = last; at.parent !== undefined; at = at.parent) label.push(at.symbol)
  return label.reverse()
}

function logOf(logs: Float64Array, label: readonly number[], outputs: number): number {
  const targets = Int32Array.from(label)
  return -ctcLoss.value({ logits: logs, rows: logs.length / outputs, outputs, from: 0, targets })
}
