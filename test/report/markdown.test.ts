import { describe, expect, it } from 'vitest'
import { markdownFigure, markdownOf } from '../../src/report/markdown.ts'
import { report } from '../../src/report/report.ts'
import { definitionOf, seededTrials } from '../findings/made-up.ts'

const page = (body: string) => `<!doctype html><html><body><main>${body}</main></body></html>`

describe('a report as Markdown', () => {
  it('has headings, sentences, lists and equations', () => {
    const html = page(
      '<section><h2>What</h2>\n<p class="lead">A &#60; B.</p><div class="note"><ul><li>one</li><li>two\n three</li></ul></div><h3>V</h3><pre>i<sub>t</sub> = y<sub>t−1</sub>\nf</pre></section>',
    )
    expect(markdownOf(html).text).toBe(
      '## What\n\nA \\< B.\n\n- one\n- two three\n\n### V\n\n```\ni_t = y_{t−1}\nf\n```\n',
    )
  })

  it('has tables with numbers to the right', () => {
    const html = page(
      '<section><h2>T</h2><div class="wide"><table><thead><tr><th>a|b</th><th class="number">n</th></tr></thead><tbody><tr><td>x_y</td><td class="number">1</td></tr></tbody></table></div></section>',
    )
    expect(markdownOf(html).text).toBe('## T\n\n| a\\|b | n |\n| --- | --: |\n| x\\_y | 1 |\n')
  })

  it('names its figures and gives them', () => {
    const html = page(
      '<section><h2>F</h2><figure id="jsb-rates"><svg xmlns="http://www.w3.org/2000/svg"><title>Rate, 10 % on jsb</title></svg><figcaption>So it is.</figcaption></figure></section>',
    )
    const { text, figures } = markdownOf(html, { folder: 'here' })
    expect(text).toBe('## F\n\n![Rate, 10 % on jsb](here/jsb-rates.svg)\n\nSo it is.\n')
    expect(markdownFigure(html, 'jsb-rates', 'here')).toBe('![Rate, 10 % on jsb](here/jsb-rates.svg)\n\nSo it is.')
    expect(markdownFigure(html, 'jsb-best')).toBeUndefined()
    expect(Object.keys(figures)).toEqual(['jsb-rates.svg'])
    expect(figures['jsb-rates.svg']).toMatch(/^<svg[^>]*><style>svg\{--page: #ffffff/)
  })

  it('has all figures of a study, each under a name of its own, and only the sections asked for', () => {
    const definition = definitionOf(['V', 'NFG'], { trials: 40 })
    const html = report(definition, seededTrials(definition, { NFG: 15 }))
    const { text, figures } = markdownOf(html)
    expect(Object.keys(figures)).toContain('reber-best.svg')
    expect(Object.keys(figures)).toHaveLength(html.split('<figure').length - 1)
    expect(text).toContain('## Equations')
    expect(markdownOf(html, { titles: ['Equations'] }).text).not.toContain('## What was found')
  })
})
