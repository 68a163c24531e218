import { expect, test } from 'vitest'
import type { Findings } from '../../src/findings/findings.ts'
import { importances } from '../../src/findings/importance/of-study.ts'
import { setName, shareText } from '../../src/math/text.ts'
import { importance } from '../../src/report/sections/importance.ts'
import { definitionOf, seededTrials } from '../findings/made-up.ts'

test('the pairs that are tested have the share that text and figures give them, and beside it that of the test', () => {
  const definition = definitionOf(['V', 'NFG'], { trials: 40 })
  const trials = seededTrials(definition, { NFG: 15 })
  const found = importances(definition, trials, { intervals: 2 })
  const html = importance({ definition, trials, findings: { importances: found } as Findings }).replaceAll(
    '\u00a0',
    ' ',
  )
  expect(html).toContain('<th class="number">share</th><th class="number">share in the test</th>')
  const { shares, interactions } = found.tasks[0].overall!.error
  const rows = [...html.matchAll(/<tr><td>([^<]* × [^<]*)<\/td><td class="number">(.*?)<.*?"number">(.*?)</g)]
  expect(rows).toHaveLength(6)
  for (const [, name, share, tested] of rows) {
    const of = (list: readonly { settings: readonly string[]; share: number }[]) =>
      shareText(list.find(({ settings }) => setName(settings) === name)!.share)
    expect([share, tested]).toEqual([of(shares), of(interactions)])
  }
  expect(rows.some(([, , share, tested]) => share !== tested)).toBe(true)
  expect(html).toContain('Lines at the ends of bars are 95 % intervals over 2 redrawings of the trials.')
})
