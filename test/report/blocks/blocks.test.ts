import { describe, expect, it } from 'vitest'
import {
  type Block,
  blocksOf,
  figure,
  figuresIn,
  heading,
  list,
  names,
  note,
  numbers,
  prose,
  table,
  text,
} from '../../../src/report/blocks/block.ts'
import { escaped, htmlOf, unbroken } from '../../../src/report/blocks/html.ts'
import { markdownOf } from '../../../src/report/blocks/markdown.ts'
import { terminalText } from '../../../src/report/blocks/terminal.ts'

const drawing = { svg: '<svg><title>Rate</title></svg>', title: 'Rate, 10 % on jsb' }
const blocks: readonly Block[] = [
  { kind: 'lead', text: 'A < B.' },
  ...list(['one', 'two\n three']),
  heading('V/1', 'V', 'vanilla'),
  table(
    'cells of jsb',
    [...names('a|b'), ...numbers('n'), ...prose('why')],
    [
      ['x_y', { text: '1.5', value: 1.54 }, 'so'],
      ['z', '10', ''],
    ],
  ),
  figure('jsb rates', drawing, 'It is 5 % at p = 0.05.'),
  { kind: 'equations', lines: ['i_t = y_{t−1}'] },
  note('So it is.'),
]

describe('blocks', () => {
  it('become HTML, every text escaped', () => {
    expect(htmlOf(blocks)).toBe(
      [
        '<p class="lead">A &#60; B.</p>',
        '<ul><li>one</li><li>two\n three</li></ul>',
        '<h3 id="V-1">V <span class="about">vanilla</span></h3>',
        '<div class="wide"><table id="cells-of-jsb"><thead><tr><th>a|b</th><th class="number">n</th><th class="prose">why</th></tr></thead><tbody>',
        '<tr><td>x_y</td><td class="number" data-value="1.54">1.5</td><td class="prose">so</td></tr>',
        '<tr><td>z</td><td class="number">10</td><td class="prose"></td></tr>',
        '</tbody></table></div>',
        '<figure id="jsb-rates"><svg><title>Rate</title></svg><figcaption>It is 5\u00a0% at p\u00a0=\u00a00.05.</figcaption></figure>',
        '<pre>i<sub>t</sub> = y<sub>t−1</sub></pre>',
        '<p class="note">So it is.</p>',
      ].join('\n'),
    )
  })

  it('become Markdown, figures as files of a folder', () => {
    expect(markdownOf(blocks, { figures: 'here' })).toBe(
      [
        'A \\< B.\n',
        '- one\n- two three\n',
        '### V vanilla\n',
        '| a\\|b | n | why |\n| --- | --: | --- |\n| x\\_y | 1.5 | so |\n| z | 10 |  |\n',
        '![Rate, 10 % on jsb](here/jsb-rates.svg)\n\nIt is 5 % at p = 0.05.\n',
        '```\ni_t = y_{t−1}\n```\n',
        'So it is.\n',
      ].join('\n'),
    )
  })

  it('become lines of a terminal, which obeys nothing in them', () => {
    const style = {
      bold: (of: string) => `*${of}*`,
      dim: (of: string) => `(${of})`,
      plain: (of: string) => of.replace(/\s+/g, ' '),
    }
    expect(terminalText(blocks, style)).toBe(
      [
        '*A < B.*',
        'one',
        'two three',
        '',
        '*V*  vanilla',
        '(a|b    n  why)',
        'x_y  1.5  so',
        'z     10',
        '',
        'It is 5 % at p = 0.05.',
        '',
        '  i_t = y_{t−1}',
        '',
        '(So it is.)',
      ].join('\n'),
    )
  })

  it('are found by kind and by section', () => {
    const sections = [
      { id: 'empty', title: 'Nothing', blocks: [] },
      { id: 'found', title: 'What was found', blocks: [text('This.')] },
    ]
    expect(blocksOf(sections)).toEqual([
      { kind: 'heading', level: 2, id: 'found', text: 'What was found' },
      text('This.'),
    ])
    expect(figuresIn(blocks).map(({ id }) => id)).toEqual(['jsb-rates'])
  })
})

it('text keeps what XML allows, and loses the rest', () => {
  expect(escaped('a<b>&"\'\u0000\u001b\ud800\tz😀')).toBe('a&#60;b&#62;&#38;&#34;&#39;\tz😀')
})

it('a sentence breaks no line between a number and its unit', () => {
  expect(unbroken('p = 0.05, 3 %, 2 × 10⁻³')).toBe('p\u00a0=\u00a00.05, 3\u00a0%, 2\u00a0×\u00a010⁻³')
})
