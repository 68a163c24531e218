/** How results, probabilities, shares and names of settings are written. */
import { compact, grouped, percentage, withUnit } from '../../math/text.ts'
import type { Measure } from '../../task/measure.ts'

/** What is measured and its unit: `wrong steps, %`. */
export function measured({ title, unit }: Pick<Measure, 'title' | 'unit'>): string {
  return unit === '' ? title : `${title}, ${unit}`
}

/** A result without its unit: `8.384`. */
export function bare(value: number, { decimals }: Measure): string {
  return value.toFixed(decimals).replace('-', '−')
}

/** A result with its unit: `8.384 nats per frame`, `29.63 %`. */
export function amount(value: number, measure: Measure): string {
  return withUnit(bare(value, measure), measure.unit)
}

/** The size of a difference, its sign told in words elsewhere: `0.120 nats per frame`, `12.40 percentage points`. */
export function distance(value: number, measure: Measure): string {
  return withUnit(bare(Math.abs(value), measure), differenceUnit(measure))
}

/** The unit of differences: those of percentages are percentage points. */
export function differenceUnit({ unit }: Pick<Measure, 'unit'>): string {
  return unit === '%' ? 'percentage points' : unit
}

/** A difference with its sign: `+0.120`, `−1.53`. */
export function signed(value: number, measure: Measure): string {
  const text = bare(Math.abs(value), measure)
  return Number(text) === 0 ? text : `${value < 0 ? '−' : '+'}${text}`
}

/** Between which differences: `−0.012 to +0.120`. */
export function intervalText([low, high]: readonly [number, number], measure: Measure): string {
  return `${signed(low, measure)} to ${signed(high, measure)}`
}

/** A margin as it was given: `0.1 nats per frame`, `1 percentage point`. */
export function marginText(margin: number, measure: Measure): string {
  const unit = differenceUnit(measure)
  return withUnit(compact(margin), margin === 1 ? unit.replace(/points$/, 'point') : unit)
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

/** Which trials a cell is judged by: `best 10 % of trials by validation`. */
export function selectionText(share: number): string {
  return share === 1 ? 'all trials' : `best ${percentage(share)} of trials by validation`
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

/** What results are shown: `steps with a wrong prediction in % on the test set, best 10 % of trials by validation`. */
export function resultsText({ title, unit }: Measure, share: number): string {
  return `${title}${unit && ` in ${unit}`} on the test set, ${selectionText(share)}`
}
