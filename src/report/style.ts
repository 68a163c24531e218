/** Colours by what they are for; those of marks are told apart with any colour vision (Okabe and Ito, 2008). */
export const palette = {
  light:
    '--page: #ffffff; --ink: #1b1b1f; --soft: #5c5c66; --line: #dcdce2; --mark: #0072b2; --other: #d55e00; --quiet: #8a8a93; --faint: #d4d4da; --wash: #f6f6f8',
  dark: '--page: #16161a; --ink: #e8e8ec; --soft: #a0a0aa; --line: #33333b; --mark: #56b4e9; --other: #e69f00; --quiet: #82828c; --faint: #4a4a54; --wash: #1e1e24',
} as const

/** How a report looks: one column to read, figures as wide as it, tables that scroll by themselves on small screens. */
export const style = `
:root { ${palette.light} }
@media (prefers-color-scheme: dark) {
  :root { ${palette.dark} }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", sans-serif }
main { max-width: 784px; margin: 0 auto; padding: 48px 32px 96px }
header { border-bottom: 1px solid var(--line); padding-bottom: 20px }
h1 { font-size: 30px; line-height: 1.2; margin: 4px 0 12px; letter-spacing: -0.01em; text-wrap: balance }
h2 { font-size: 21px; margin: 48px 0 12px; letter-spacing: -0.005em }
h3 { font-size: 16px; margin: 24px 0 8px }
p { margin: 0 0 10px; max-width: 70ch }
.kind, .facts { color: var(--soft); font-size: 14px; margin: 0 }
.lead { font-size: 19px; line-height: 1.45 }
.note { color: var(--soft); font-size: 14px }
figure { margin: 16px 0 24px }
figure svg { display: block; width: 100%; height: auto }
figcaption { color: var(--soft); font-size: 14px; line-height: 1.45; margin-top: 8px; max-width: 78ch }
.wide { overflow-x: auto; margin: 12px 0 }
table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; min-width: 50% }
th { text-align: left; font-weight: 600; color: var(--soft); border-bottom: 1px solid var(--line); vertical-align: bottom }
th, td { padding: 5px 10px 5px 0; white-space: nowrap }
th:last-child, td:last-child { padding-right: 0 }
td:first-child { white-space: normal; min-width: 7em; max-width: 18em; overflow-wrap: break-word }
td { border-bottom: 1px solid color-mix(in srgb, var(--line) 50%, transparent) }
td:last-child { white-space: normal }
td.prose { white-space: normal; min-width: 14em; overflow-wrap: break-word }
.number { text-align: right }
sub { font-size: 0.72em; line-height: 0; vertical-align: -0.3em }
.about { font-weight: 400; color: var(--soft) }
h1, h2, h3, p, li { overflow-wrap: anywhere }
pre { background: var(--wash); border-radius: 6px; padding: 12px 16px; overflow-x: auto; font: 14px/1.6 ui-monospace, "Cascadia Mono", Menlo, monospace }
ul { padding-left: 20px; max-width: 76ch }
li { margin-bottom: 6px }
@media print {
  :root { --page: #ffffff; --ink: #000000; --soft: #444444; --line: #bbbbbb; --mark: #0072b2; --other: #d55e00; --quiet: #777777; --faint: #d4d4da; --wash: #f4f4f4 }
  body { font-size: 10.5pt }
  main { max-width: none; padding: 0 }
  h2, h3 { break-after: avoid }
  h2 { margin-top: 24pt }
  figure, tr, pre { break-inside: avoid }
  table { font-size: 8.5pt }
  th, td { padding-right: 8pt }
  .wide { overflow: visible }
}
`
