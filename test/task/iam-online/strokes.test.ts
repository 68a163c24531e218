import { describe, expect, test } from 'vitest'
import { InputError } from '../../../src/math/input-error.ts'
import { readStrokes } from '../../../src/task/iam-online/strokes.ts'
import { readEachSafely } from '../damage.ts'
import { damaged } from '../damages.ts'
import { stroke, xml } from './files.ts'

const read = (text: string) => readStrokes(text, 'a.xml')
const set = (content: string) => `<A><StrokeSet>${content}</StrokeSet></A>`
const point = '<Point x="1" y="2" time="3"/>'
const one = `<Stroke start_time="3">${point}</Stroke>`

test('strokes have their start and their points in order, times in seconds', () => {
  const text = xml(
    [
      [1073, 1058, 769.05],
      [1072, 1085, 769.07],
    ],
    [[1200, -4, 770.5]],
  )
  expect(read(text)).toEqual([
    {
      start: 769.05,
      points: [
        { x: 1073, y: 1058, time: 769.05 },
        { x: 1072, y: 1085, time: 769.07 },
      ],
    },
    { start: 770.5, points: [{ x: 1200, y: -4, time: 770.5 }] },
  ])
})

test.each([
  ['the least', set(one)],
  [
    'comments, and points that end by a tag of their own',
    set(`<!-- > <Stroke -->${one.replace('/>', '  ></Point >')}`),
  ],
  ['attributes in another order, and others', set(one.replace('x="1" y="2"', 'pressure="7" y="2"\n x="1"'))],
  ['strokes without points', set(`<Stroke start_time="1"/>${one}<Stroke start_time="4"></Stroke>`)],
  [
    'other elements before and behind',
    set(one).replace('<A>', '<A><B c="&amp;"/><D><E></E></D>').replace('</A>', '<F/></A>'),
  ],
])('%s: read', (_name, text) => {
  expect(read(text)).toEqual([{ start: 3, points: [{ x: 1, y: 2, time: 3 }] }])
})

const bomb = `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "${'&a;'.repeat(10)}">]>`
test.each([
  ['nothing', '', 'a.xml must have one StrokeSet, not 0: pen lines are StrokeSet > Stroke > Point'],
  ['no strokes', '<A/>', 'a.xml must have one StrokeSet, not 0: pen lines are StrokeSet > Stroke > Point'],
  ['two sets', `<A>${set(one).slice(3, -4).repeat(2)}</A>`, 'a.xml must have one StrokeSet, not 2'],
  ['no point', set('<Stroke start_time="1"/>'), 'a.xml has no point: pen lines are StrokeSet > Stroke > Point'],
  [
    'a text cut in a tag',
    set(one).slice(0, 30),
    'a.xml is cut short: it ends within "<Stroke start_time"'.slice(0, 44),
  ],
  ['a text cut behind a tag', set(one).slice(0, -4), 'a.xml is cut short: it ends within A'],
  ['a comment without end', `${set(one)}<!--`, 'a.xml is cut short: it ends within "<!--"'],
  ['a second root', set(one).repeat(2), 'a.xml, line 1: an element behind the root'],
  ['an end too many', `${set(one)}\n</A>`, 'a.xml, line 2: an element behind the root'],
  ['ends that cross', '<A><B></A></B>', 'a.xml, line 1: "</A>", where B was to end'],
  ['words', set(`Point\n${one}`), 'a.xml, line 1: text between the elements of StrokeSet > Stroke > Point'],
  ['a damaged name', set(one.replace('<Point', '<Qoint')), 'a.xml, line 1: Qoint in Stroke: pen lines are'],
  ['a point outside a stroke', set(point), 'a.xml, line 1: Point in StrokeSet: pen lines are'],
  ['a stroke outside the set', `<A>${one}</A>`, 'a.xml, line 1: Stroke in A: pen lines are'],
  ['a stroke as the root', one, 'a.xml, line 1: Stroke in the place of the root: pen lines are'],
  [
    'something in a point',
    set(`<Stroke start_time="1"><Point x="1" y="2" time="3"><B/></Point></Stroke>`),
    'a.xml, line 1: B in Point',
  ],
  ['no y', set(one.replace('y="2"', '')), 'a.xml, line 1: "<Point x="1"  time="3"/>" must have a number as y'],
  ['y twice', set(one.replace('x=', 'y=')), 'a.xml, line 1: "<Point y="1" y="2" time="3"/>" has y twice'],
  [
    'no start',
    set(one.replace('start', 'begin')),
    'a.xml, line 1: "<Stroke begin_time="3">" must have a number as start_time',
  ],
  ['a number in hexadecimal', set(one.replace('"2"', '"0x2"')), 'must have a number as y'],
  ['a huge number', set(one.replace('"2"', '"99999999999"')), 'must have a number as y'],
  ['no number', set(one.replace('"2"', '"NaN"')), 'must have a number as y'],
  ['a tag within a tag', set(one.replace('y=', '<y=')), 'a.xml, line 1: a tag within another'],
  ['quotes of no kind', set(one.replace('"2"', '2')), 'attributes must be like x="1073"'],
  ['an entity as a number', set(one.replace('"2"', '"&#50;"')), 'must have a number as y'],
  ['an entity bomb', `${bomb}${set(one)}`, 'a.xml, line 1: a declaration: entities are not read'],
  ['an external entity', `<!DOCTYPE a SYSTEM "file:///etc/passwd">${set(one)}`, 'entities are not read'],
  ['a section of raw text', set(`<![CDATA[${point}]]>`), 'a.xml, line 1: a declaration'],
  [
    'elements nine deep',
    `${'<B>'.repeat(9)}${'</B>'.repeat(9)}`,
    'a.xml, line 1: more than 8 elements within each other',
  ],
  [
    'a tag without end',
    set(one.replace('colour', 'x').replace('/>', `${' '.repeat(2000)}/>`)),
    'a.xml, line 1: a tag of 2028 characters',
  ],
])('%s: refused', (_name, text, message) => {
  expect(() => read(text)).toThrow(InputError)
  expect(() => read(text)).toThrow(message)
})

describe('a damaged file is refused or read right, in a second and 200 MB', () => {
  /** Right if the points are those that a plain search finds. */
  function right(strokes: ReturnType<typeof read>, file: Buffer): boolean {
    const text = file.toString('latin1').replace(/<!--.*?-->/gs, '')
    const values = (name: string, where: string) =>
      [...text.matchAll(new RegExp(`<${where}[\\s][^>]*?\\s?${name}="([^"]*)"`, 'g'))].map(([, value]) => Number(value))
    const points = strokes.flatMap(({ points }) => points)
    for (const name of ['x', 'y', 'time'] as const)
      expect(points.map((point) => point[name])).toEqual(values(name, 'Point'))
    return true
  }

  test('10,000 files truncated, with bits flipped, bytes lost and added, huge numbers, or parts of others', () => {
    const whole = [xml(stroke(5, 1), stroke(1, 2), stroke(8, 3)), xml(stroke(3, -20, 1))].map((text) =>
      Buffer.from(text),
    )
    const done = readEachSafely(damaged(whole, 10_000), (file) => read(file.toString('latin1')), right)
    expect(done).toBeGreaterThan(1000)
  })

  const large = 2 ** 20 - 200
  const filled = (unit: string) => unit.repeat(Math.floor(large / unit.length))
  test.each([
    ['elements within each other', filled('<B>')],
    ['strokes within each other', set(filled('<Stroke start_time="1">'))],
    ['entities of entities', `${bomb.replace(']>', filled('<!ENTITY c "&b;&b;">'))}]>${set(one)}`],
    ['entities in place of points', set(`<Stroke start_time="1">${filled('&b;')}</Stroke>`)],
    ['points', set(`<Stroke start_time="1">${filled(point)}</Stroke>`)],
    ['strokes without points', set(`${filled('<Stroke start_time="1"/>')}${one}`)],
    ['attributes', set(`<Stroke start_time="1"><Point ${filled('x="1" ')}/></Stroke>`)],
    ['spaces', set(`<Stroke start_time="1"${filled(' ')}>${point}</Stroke>`)],
    ['spaces between tags', set(`${filled(' ')}${one}`)],
    ['comments', set(`${filled('<!---->')}${one}`)],
    ['a comment', set(`<!--${filled('-')}>${one}`)],
    ['beginnings of comments', filled('<!--')],
    ['beginnings of tags', filled('<')],
    ['a declaration', `<?xml ${filled('?')}>`],
    ['line ends, and then something wrong', `${filled('\n')}<`],
    ['zeros', filled('\0')],
  ])('a megabyte of %s', (_name, text) => {
    readEachSafely(
      [Buffer.from(text, 'latin1')],
      (file) => read(file.toString('latin1')),
      () => true,
    )
  })
})
