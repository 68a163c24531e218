import { escaped } from '../html.ts'
import type { Material } from '../material.ts'

/** The equations of every cell. */
export function equations({ findings }: Material): string {
  return findings.overview.cells
    .map(({ cell, description, equations, varies }) => {
      const about = description === undefined ? '' : ` <span class="about">${escaped(description)}</span>`
      const note = varies ? '<p class="note">The settings of each trial choose departures from these.</p>' : ''
      return `<h3>${escaped(cell)}${about}</h3>${note}<pre>${equations.map(subscripts).join('\n')}</pre>`
    })
    .join('\n')
}

/** `W_z x_{t−1}` with its subscripts set as such. */
function subscripts(line: string): string {
  return escaped(line).replace(/_(?:\{([^}]*)\}|(\w))/g, (_, many, one) => `<sub>${many ?? one}</sub>`)
}
