/** A number in words with its unit, which may be empty. */
export function withUnit(text: string, unit: string): string {
  return unit === '' ? text : `${text} ${unit}`
}

/** A p-value after its letter: `p = 0.013`, `p < 0.001`. */
export function probability(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${significant(p)}`
}

/** A p-value alone, for tables. */
export function bareProbability(p: number): string {
  return p < 0.001 ? '< 0.001' : significant(p)
}

/** Two digits, but no 0.05 or 1.0 that is not: a value below 0.05 never reads as 0.05. */
function significant(p: number): string {
  if (p < 0.1) return p < 0.05 && Number(p.toFixed(3)) >= 0.05 ? '0.0499' : p.toFixed(3)
  return p.toFixed(2)
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** A number of any size in three digits: `84`, `0.0123`, `2.1 × 10⁻⁴`; what is near 1, such as a momentum, in four. */
export function compact(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value).replace('-', '−')
  const size = Math.abs(value)
  if (size >= 1e-3 && size < 1e6)
    return String(Number(value.toPrecision(size > 0.9 && size < 1 ? 4 : 3))).replace('-', '−')
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

/** Which trials a cell is judged by: `best 10 % of trials by validation`. */
export function selectionText(share: number): string {
  return share === 1 ? 'all trials' : `best ${percentage(share)} of trials by validation`
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

/** A share of variance, in two digits: `63 %`, `4.9 %`, `under 0.1 %`. */
export function shareText(share: number): string {
  if (share === 0) return '0 %'
  if (share < 0.0005) return 'under 0.1 %'
  return `${share < 0.0995 ? Number((100 * share).toFixed(1)) : Math.round(100 * share)} %`
}

/** An R² in two decimals: `0.91`, `−0.07`. */
export function rSquared(value: number): string {
  return value.toFixed(2).replace('-', '−')
}

/** Settings that act together: `learning rate × hidden size`. */
export function setName(settings: readonly string[]): string {
  return settings.map(settingName).join(' × ')
}

/** A length of time: `45 s`, `12 min`, `3.4 h`. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${Number(seconds.toPrecision(2))} s`
  if (seconds < 99.5) return `${Math.round(seconds)} s`
  if (seconds < 5970) return `${Math.round(seconds / 60)} min`
  return seconds < 359_000 ? `${(seconds / 3600).toFixed(1)} h` : `${grouped(seconds / 3600)} h`
}

/** A setting's name in words: `learningRate` is `learning rate`. */
export function settingName(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
}

/** Settings in a line: `hidden size 84, learning rate 2.1 × 10⁻³`. */
export function settingsText(settings: Readonly<Record<string, number | string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${settingName(name)} ${typeof value === 'number' ? compact(value) : value}`)
    .join(', ')
}
