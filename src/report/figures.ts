import { palette } from './style.ts'

/** The figures of a report’s page by file names such as `jsb-best.svg`, each an SVG by itself that suits light and dark pages. */
export function figuresOf(page: string): Record<string, string> {
  const drawn = page.matchAll(/<figure id="([^"]*)">(<svg.*?<\/svg>)<figcaption>/gs)
  return Object.fromEntries([...drawn].map(([, name, svg]) => [`${name}.svg`, standing(svg)]))
}

/** With the colours that a report’s page would give it. */
function standing(svg: string): string {
  const rule = (colours: string) => `svg{${colours};color:var(--ink)}`
  const style = `<style>${rule(palette.light)}@media (prefers-color-scheme:dark){${rule(palette.dark)}}</style>`
  return `${svg.replace(/^<svg[^>]*>/, (tag) => `${tag}${style}`)}\n`
}
