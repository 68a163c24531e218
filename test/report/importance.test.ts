import { expect, test } from 'vitest'
import type { Findings } from '../../src/findings/findings.ts'
import { importances } from '../../src/findings/importance/of-study.ts'
import { pairsOf } from '../../src/findings/pairs.ts'
import { cellText, figuresIn } from '../../src/report/blocks/block.ts'
import { importance } from '../../src/report/sections/importance.ts'
import { setName, shareText } from '../../src/report/words/numbers.ts'
import { definitionOf, seededTrials } from '../findings/made-up.ts'

test('the pairs that are tested have the share that text and figures give them, and beside it that of the test', () => {
  const definition = definitionOf(['V', 'NFG'], { trials: 40 })
  const trials = seededTrials(definition, { NFG: 15 })
  const found = importances(definition, pairsOf(definition, trials), { intervals: 2 })
  const blocks = importance({ definition, findings: { importances: found } as Findings })
  const [table] = blocks.filter((block) => block.kind === 'table')
  expect(table.columns.map(({ title }) => title).slice(0, 3)).toEqual(['pair', 'share', 'share in the test'])
  const { shares, interactions } = found.tasks[0].overall!.error
  expect(table.rows).toHaveLength(6)
  const texts = table.rows.map((row) => row.map(cellText))
  for (const [name, share, tested] of texts) {
    const of = (list: readonly { settings: readonly string[]; share: number }[]) =>
      shareText(list.find(({ settings }) => setName(settings) === name)!.share)
    expect([share, tested]).toEqual([of(shares), of(interactions)])
  }
  expect(texts.some(([, share, tested]) => share !== tested)).toBe(true)
  expect(figuresIn(blocks)[0].caption).toContain(
    'Lines at the ends of bars are 95 % bootstrap intervals (2 resamples of the trials).',
  )
})
