/** A number in words with its unit, which may be empty. */
export function withUnit(text: string, unit: string): string {
  return unit === '' ? text : `${text} ${unit}`
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** A number of any size in three digits: `84`, `0.0123`, `2.1 × 10⁻⁴`; what is near 1, such as a momentum, in four. */
export function compact(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value).replace('-', '−')
  const size = Math.abs(value)
  if (size >= 1e-3 && size < 1e6) {
    const text = value.toPrecision(size > 0.9 && size < 1 ? 4 : 3)
    const isShort = size < 99 // has a point and no exponent: only zeros behind can be too many
    return (isShort ? text.replace(/\.?0+$/, '') : String(Number(text))).replace('-', '−')
  }
  const [digits, exponent] = value.toExponential(2).split('e')
  const power = [...exponent.replace('+', '')]
    .map((digit) => (digit === '-' ? '⁻' : SUPERSCRIPTS[Number(digit)]))
    .join('')
  return `${String(Number(digits)).replace('-', '−')} × 10${power}`
}

/** A whole number with its thousands apart: `12,345`. */
export function grouped(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** A count of things: `1 trial`, `1,200 trials`. */
export function counted(count: number, thing: string, things = `${thing}s`): string {
  return `${grouped(count)} ${count === 1 ? thing : things}`
}

/** A list in a sentence: `V`, `V and NP`, `V, NP and GRU`. */
export function listed(items: readonly string[], and = 'and'): string {
  if (items.length < 2) return items.join('')
  return `${items.slice(0, -1).join(', ')} ${and} ${items.at(-1)}`
}

/** A sentence with a capital first letter. */
export function capital(sentence: string): string {
  return sentence.slice(0, 1).toUpperCase() + sentence.slice(1)
}

/** A share as a percentage: `10 %`, `12.5 %`. */
export function percentage(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`
}
