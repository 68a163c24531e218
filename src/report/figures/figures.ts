import type { Findings } from '../../analysis/findings.ts'
import { palette } from '../style.ts'
import { boxes } from './boxes.ts'
import { learningCurves } from './curves.ts'
import { pareto } from './pareto.ts'
import { rates } from './rates.ts'

/** All figures of a study by names such as `jsb-best`, each an SVG file of its own that suits light and dark pages. */
export function figuresOf(
  { comparisons, paretos, learningRates, curves }: Findings,
  baseline: string,
): Record<string, string> {
  const compared = comparisons.filter(({ cells }) => cells.some(({ all }) => all !== undefined))
  const figures = [
    ...compared.flatMap((found) => [
      [`${found.task}-best`, boxes(found, 'best')],
      [`${found.task}-all`, boxes(found, 'all')],
    ]),
    ...paretos.map((found) => [`${found.task}-pareto`, pareto(found)]),
    ...learningRates.map((found) => [`${found.task}-learning-rate`, rates(found, baseline)]),
    ...curves.map((found) => [`${found.task}-learning-curves`, learningCurves(found, baseline)]),
  ]
  return Object.fromEntries(figures.map(([name, svg]) => [name, standing(svg)]))
}

/** With the colours that a report’s page would give it. */
export function standing(svg: string): string {
  const rule = (colours: string) => `svg{${colours};color:var(--ink)}`
  const style = `<style>${rule(palette.light)}@media (prefers-color-scheme:dark){${rule(palette.dark)}}</style>`
  return `${svg.replace(/^<svg[^>]*>/, (tag) => `${tag}${style}`)}\n`
}
