import type { Findings } from '../../analysis/findings.ts'
import type { TaskImportance } from '../../analysis/importances.ts'
import { palette } from '../style.ts'
import { boxes } from './boxes.ts'
import { learningCurves } from './curves.ts'
import { bestSoFar, enoughAgreement } from './enough.ts'
import { maps } from './maps.ts'
import { marginals } from './marginals.ts'
import { parallel } from './parallel.ts'
import { pareto } from './pareto.ts'
import { rates } from './rates.ts'
import { shares, sharesByRow } from './shares.ts'

/** All figures of a study by names such as `jsb-best`, each an SVG file of its own that suits light and dark pages. */
export function figuresOf(
  { comparisons, paretos, learningRates, curves, importances, parallels, enough }: Findings,
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
    ...importances.tasks.flatMap((found) => importanceFigures(found, baseline)),
    ...parallels.map((found) => [`${found.task}-parallel`, parallel(found)]),
    ...enough.flatMap((found) => [
      [`${found.task}-enough`, enoughAgreement(found)],
      [`${found.task}-best-so-far`, bestSoFar(found)],
    ]),
  ]
  return Object.fromEntries(figures.map(([name, svg]) => [name, standing(svg)]))
}

function importanceFigures({ task, overall, cells }: TaskImportance, baseline: string): [string, string][] {
  const explained = overall ?? cells[0]
  if (explained === undefined) return []
  const kinds = ['error', 'time'] as const
  const byCell = (what: 'error' | 'time') => cells.map((cell) => ({ name: cell.cell, importance: cell[what] }))
  return [
    [`${task}-shares`, shares(kinds.map((what) => explained[what]))],
    ...kinds.map((what): [string, string] => [`${task}-shares-of-${what}-by-cell`, sharesByRow(byCell(what))]),
    ...kinds.map((what): [string, string] => [
      `${task}-marginals-of-${what}`,
      marginals(explained[what], overall === undefined ? [] : byCell(what), baseline),
    ]),
    ...(explained.error.maps.length > 0 ? [[`${task}-maps`, maps(explained.error)] as [string, string]] : []),
  ]
}

/** With the colours that a report’s page would give it. */
export function standing(svg: string): string {
  const rule = (colours: string) => `svg{${colours};color:var(--ink)}`
  const style = `<style>${rule(palette.light)}@media (prefers-color-scheme:dark){${rule(palette.dark)}}</style>`
  return `${svg.replace(/^<svg[^>]*>/, (tag) => `${tag}${style}`)}\n`
}
