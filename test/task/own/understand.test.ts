import { describe, expect, test } from 'vitest'
import { checksOf } from '../../../src/task/own/checks.ts'
import type { OwnData } from '../../../src/task/own/data.ts'
import type { AskingOptions } from '../../../src/task/own/options.ts'
import { type Prepared, prepare } from '../../../src/task/own/prepare.ts'
import { sequencesFrom } from '../../../src/task/own/read.ts'
import type { Splits } from '../../../src/task/task.ts'
import { csv, read, rows, valuesOf } from './read.ts'

/** Forty recordings of three steps: a number near 9.8, one of small whole numbers, and a class for each recording. */
const recordings = (change = (line: (number | string)[], _k: number, _t: number): (number | string)[] => line) =>
  rows(40, (k) =>
    rows(3, (t) => change([k, t, 9.8 + 0.01 * Math.sin(7 * k + t), (k * t) % 5, 'ab'[k % 2]], k, t)),
  ).flat()
const HEAD = 'recording,time,az,n,y'

const rolesIn = ({ understood }: Prepared) =>
  Object.fromEntries(understood.columns.map(({ column, role }) => [column, role]))
const kindsOf = (prepared: Prepared) => checksOf(prepared).map(({ kind }) => kind)
const asked = (text: string, options: AskingOptions = {}, name?: string) => prepare(read(text, {}, name), options)

describe('files as people have them', () => {
  test('a row for each step, with the sequence and the time in columns', () => {
    const prepared = asked(csv(HEAD, recordings()))
    expect(rolesIn(prepared)).toEqual({ recording: 'sequence', time: 'time', az: 'input', n: 'input', y: 'target' })
    expect(prepared.understood.question).toBe('class of each sequence')
    expect([...prepared.data.lengths]).toEqual(rows(40, () => 3))
  })

  test.each([
    ['Windows line ends', (text: string) => text.replaceAll('\n', '\r\n')],
    ['a byte order mark', (text: string) => `\ufeff${text}`],
    ['semicolons and decimal commas', (text: string) => text.replaceAll(',', ';').replaceAll('.', ',')],
    ['tabs', (text: string) => text.replaceAll(',', '\t')],
    ['quotes around every field', (text: string) => text.replace(/[^,\n]+/g, '"$&"')],
    ['empty lines at the end', (text: string) => `${text}\n\n\n`],
    ['a separator at the end of each line', (text: string) => text.replace(/\d,[ab]$/gm, '$&,')],
  ])('%s change nothing', (_, change) => {
    const text = csv(HEAD, recordings())
    const [plain, changed] = [read(text), read(change(text))]
    for (const name of HEAD.split(',')) expect(valuesOf(changed, name)).toEqual(valuesOf(plain, name))
  })

  test('steps out of order are sorted by time, and rows of a sequence need not stand together', () => {
    const lines = recordings()
    const mixed = lines.map((_, k) => lines[(k * 37) % lines.length])
    const data = read(csv(HEAD, mixed))
    expect(valuesOf(data, 'time')).toEqual(rows(40, () => [0, 1, 2]))
    expect(data.notes.map(({ kind }) => kind)).toEqual(['separator', 'scattered', 'unsorted'])
  })

  test('dates order steps, and unevenly spaced ones are told to the network', () => {
    const day = (k: number, t: number) => `2024-0${1 + (k % 9)}-${10 + t * t} 12:00`
    const prepared = asked(
      csv(
        HEAD,
        recordings((line, k, t) => [line[0], day(k, t), ...line.slice(2)]),
      ),
    )
    expect(rolesIn(prepared).time).toBe('time')
    expect(prepared.inputs.at(-1)).toMatchObject({ kind: 'elapsed', column: 'time', centre: expect.any(Number) })
    expect(kindsOf(prepared)).toContain('irregular')
  })

  test('dates that do not say whether day or month comes first are told', () => {
    const lines = rows(150, (k) => [
      `${1 + (k % 5)}/${1 + (Math.floor(k / 5) % 12)}/${2000 + Math.floor(k / 60)}`,
      Math.sin(k),
    ])
    expect(read(csv('date,v', lines)).notes).toContainEqual({
      kind: 'dates',
      column: 'date',
      order: 'day first',
      guessed: true,
    })
  })

  test('sequences of all lengths, in JSON lines', () => {
    const text = rows(30, (k) => JSON.stringify({ x: rows(1 + (k % 4), (t) => [t, k * t]), y: k % 3 })).join('\n')
    const prepared = asked(text)
    expect([...prepared.data.lengths.subarray(0, 5)]).toEqual([1, 2, 3, 4, 1])
    expect(prepared.understood.question).toBe('class of each sequence')
    expect(prepared.symbols).toEqual(['0', '1', '2'])
  })

  test('NaN and Infinity as Python writes them are missing', () => {
    const data = read('{"x": [[1, NaN], [-Infinity, 2]], "y": "NaN"}\n{"x": [[1, 2]], "y": "b"}')
    expect(valuesOf(data, 'x2')).toEqual([[Number.NaN, 2], [2]])
    expect(valuesOf(data, 'y')).toEqual([['NaN'], ['b']])
  })

  test('a list for y that is as long as x is of the steps; of another length it is a label', () => {
    const line = (x: number[], y: string[]) => JSON.stringify({ x, y })
    const steps = rows(20, (k) => line([k, 1, 2], ['a', 'b', 'a'])).join('\n')
    expect(asked(steps).understood.question).toBe('class of each step')
    const labels = [
      line([1, 2, 3], ['a', 'b', 'a']),
      ...rows(20, (k) => line([k, 1, 2], ['a', 'b'].slice(k % 2))),
    ].join('\n')
    const prepared = asked(labels)
    expect(prepared.understood.question).toBe('label')
    expect(valuesOf(prepared.data, 'y').slice(0, 2)).toEqual([['a b a'], ['a b']])
  })

  test('a row for each sequence, with its steps in numbered columns and shorter ones at the end', () => {
    const head = `${rows(10, (k) => `v${k}`).join(',')},class`
    const data = read(
      csv(
        head,
        rows(20, (k) => [...rows(10, (t) => (t < 6 + (k % 5) ? k + t : '')), 'xy'[k % 2]]),
      ),
    )
    expect(data.layout).toBe('sequences')
    expect([...data.lengths.subarray(0, 5)]).toEqual([6, 7, 8, 9, 10])
    expect(valuesOf(data, 'v')[1]).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(prepare(data).understood.question).toBe('class of each sequence')
  })

  test('a wide table without names has a class in its first column, as in the UCR archive', () => {
    const text = rows(30, (k) =>
      [1 + (k % 2), ...rows(30, (t) => Math.sin(t * (1 + (k % 2))).toFixed(3))].join('\t'),
    ).join('\n')
    const prepared = asked(text, {}, 'Coffee_TRAIN.tsv')
    expect(prepared.understood.targets.map(({ name }) => name)).toEqual(['column 1'])
    expect(prepared.data.lengths[0]).toBe(30)
  })

  test('lines of numbers with spaces between are a table without names', () => {
    const data = read(rows(40, (k) => `  ${k / 2}  ${Math.sin(k)} `).join('\n'), {}, 'numbers.txt')
    expect(data.columns.map(({ name }) => name)).toEqual(['column 1', 'column 2'])
    expect(data.notes).toEqual([{ kind: 'separator', separator: ' ', header: false }])
  })

  test('words and what they become are labels, and steps are repeated where a label is longer than its word', () => {
    const words = rows(40, (k) => [
      'abcx'[k % 4] +
        'bd'[k % 2].repeat(1 + (k % 3)) +
        'xyz'[k % 3] +
        k.toString(2).replaceAll('0', 'a').replaceAll('1', 'x'),
    ])
    const text = csv(
      'word,phones',
      words.map(([word]) => [word, [...word].map((c) => (c === 'x' ? 'K S' : c)).join(' ')]),
    )
    const prepared = asked(text)
    expect(prepared.understood.question).toBe('label')
    expect(prepared).toMatchObject({ loss: 'ctc', stretch: 2 })
    expect(prepared.symbols).toContain('K')
  })

  test('a text asks for its next character', () => {
    const prepared = asked('To be or not to be, that is the question. '.repeat(40), {}, 'text.txt')
    expect(prepared.understood.question).toBe('next symbol')
    expect(prepared.pieces.by).toBe('time')
    expect(prepared.inputs).toHaveLength(prepared.outputs)
  })

  test('columns of 0 and 1 without a target ask for the next set', () => {
    const text = rows(20, (k) =>
      JSON.stringify({ x: rows(6, (t) => rows(4, (n) => ((k * t + n) >> (n % 2)) % 2)) }),
    ).join('\n')
    expect(asked(text)).toMatchObject({ understood: { question: 'next set' }, loss: 'sigmoid', outputs: 4 })
  })

  test('one series of numbers asks for a forecast, and its season is found', () => {
    const text = csv(
      'date,load',
      rows(1000, (k) => [`2024-01-01T${String(k % 24).padStart(2, '0')}:00`, 5 + Math.sin((2 * Math.PI * k) / 24)]),
    )
    const prepared = prepare(read(text, { time: 'date' }), { horizon: 3 })
    expect(prepared).toMatchObject({ understood: { question: 'forecast' }, outputs: 3, loss: 'squared' })
    expect(
      asked(
        csv(
          't,load',
          rows(1000, (k) => [k, 5 + Math.sin((2 * Math.PI * k) / 24)]),
        ),
      ),
    ).toMatchObject({ season: 24 })
  })

  test.each([
    ['few whole numbers are classes', (k: number) => k % 3, 'class of each sequence', 'classes'],
    ['many whole numbers are values', (k: number) => k * 3, 'value of each sequence', 'values'],
  ])('%s, and it is said that they could be the other', (_, y, question, taken) => {
    const prepared = asked(
      csv(
        HEAD,
        recordings((line, k) => [...line.slice(0, 4), y(k)]),
      ),
    )
    expect(prepared.understood.question).toBe(question)
    expect(checksOf(prepared)).toContainEqual(expect.objectContaining({ kind: 'ambiguous', taken }))
  })

  test('numbers with decimals are values', () => {
    const prepared = asked(
      csv(
        HEAD,
        recordings((line, k) => [...line.slice(0, 4), k / 7]),
      ),
    )
    expect(prepared).toMatchObject({ understood: { question: 'value of each sequence' }, metric: 'mse' })
  })

  test('quoted commas and ends of lines are part of a text', () => {
    expect(valuesOf(read('id,y\n1,"a, ""b""\nc"\n1,d\n2,d\n2,d'), 'y')[0]).toEqual(['a, "b"\nc', 'd'])
  })

  test('missing values are filled with the one before, and a mask says where', () => {
    const prepared = asked(
      csv(
        HEAD,
        recordings((line, k, t) => (t === 1 && k % 4 === 0 ? [...line.slice(0, 2), 'NA', ...line.slice(3)] : line)),
      ),
    )
    expect(prepared.inputs.map(({ kind }) => kind)).toEqual(['number', 'missing', 'number'])
    const at = prepared.pieces.training.findIndex(({ sequence }) => sequence % 4 === 0)
    const { inputs } = prepared.splits.training[at]
    expect([inputs[1], inputs[4], inputs[7]]).toEqual([0, 1, 0])
    expect(inputs[3]).toBe(inputs[0])
    expect(kindsOf(prepared)).toContain('missing')
  })

  test('infinite numbers count as missing, and are told', () => {
    const prepared = asked(
      csv(
        HEAD,
        recordings((line, k, t) => (t === 1 && k === 4 ? [...line.slice(0, 2), '-inf', ...line.slice(3)] : line)),
      ),
    )
    expect(checksOf(prepared)).toContainEqual({ kind: 'infinite', column: 'az', values: 1 })
  })

  test('a constant column is left out, and one with an offset is told', () => {
    const prepared = asked(
      csv(
        `${HEAD.replace(',y', '')},c,y`,
        recordings((line) => [...line.slice(0, 4), 5, line[4]]),
      ),
    )
    expect(prepared.constant).toEqual(['c'])
    expect(checksOf(prepared)).toContainEqual(expect.objectContaining({ kind: 'offset', column: 'az' }))
  })

  test('a few numbers far from all others do not set the scale', () => {
    const prepared = asked(
      csv(
        HEAD,
        recordings((line, k, t) => [
          ...line.slice(0, 2),
          t === 0 && k % 20 === 0 ? 1e9 : Math.sin(k * t),
          ...line.slice(3),
        ]),
      ),
    )
    expect(prepared.inputs[0]).toMatchObject({ kind: 'number', column: 'az', isRobust: true })
    const most = Math.max(...prepared.splits.training.map(({ inputs }) => inputs[0]))
    expect(most).toBeLessThanOrEqual(10)
  })

  test('a column that counts rows and one that names sequences are no inputs', () => {
    const prepared = asked(
      csv(
        `row,who,${HEAD}`,
        recordings((line, k, t) => [3 * k + t, `name ${k}`, ...line]),
      ),
    )
    expect(rolesIn(prepared)).toMatchObject({ row: 'left out', who: 'left out', az: 'input' })
  })

  test('few texts in a column become an input each, and mixed ones too', () => {
    const prepared = asked(
      csv(
        HEAD,
        recordings((line, k, t) => [...line.slice(0, 3), t === 1 ? 'high' : k % 2, line[4]]),
      ),
    )
    expect(prepared.inputs.slice(1)).toEqual(
      ['0', '1', 'high'].map((symbol) => ({ kind: 'symbol', column: 'n', symbol })),
    )
  })

  test('sequences of a person stay together', () => {
    const prepared = asked(
      csv(
        `person,${HEAD}`,
        recordings((line, k) => [`p${k % 8}`, ...line]),
      ),
    )
    expect(prepared.pieces.by).toBe('group')
    const people = (name: keyof Splits) => new Set(prepared.pieces[name].map(({ sequence }) => sequence % 8))
    const all = (['training', 'validation', 'test'] as const).flatMap((name) => [...people(name)])
    expect(new Set(all).size).toBe(all.length)
  })

  test('splits that are given are kept, and what they lack is taken from training', () => {
    const prepared = asked(
      csv(
        `split,${HEAD}`,
        recordings((line, k) => [k < 30 ? 'train' : 'test', ...line]),
      ),
    )
    expect(prepared.pieces.test.map(({ sequence }) => sequence)).toEqual(rows(10, (k) => 30 + k))
    expect(kindsOf(prepared)).toContain('taken')
  })

  test('repeated ids in a table of a sequence each are told', () => {
    const head = `id,${rows(8, (k) => `v${k}`).join(',')},y`
    const data = read(
      csv(
        head,
        rows(20, (k) => [k === 7 ? 6 : k, ...rows(8, (t) => k * t), 'ab'[k % 2]]),
      ),
    )
    expect(data.notes).toContainEqual({ kind: 'duplicate ids', column: 'id', ids: 1 })
  })

  test('sequences of one step are told', () => {
    const prepared = prepare(sequencesFrom(rows(40, (k) => ({ x: [[k, k % 7]], y: 'ab'[k % 2] }))))
    expect(checksOf(prepared)).toContainEqual({ kind: 'one step', sequences: 40, of: 40 })
  })

  test('a new sequence begins where time starts again', () => {
    const data = read(
      csv(
        'time,v,y',
        recordings().map(([, t, v, , y]) => [t, v, y]),
      ),
    )
    expect(data.lengths).toHaveLength(40)
    expect(data.notes).toContainEqual({ kind: 'restarts', column: 'time' })
  })
})

describe('what is to be known before training', () => {
  const labelled = (classOf: (k: number) => string, options: AskingOptions = {}) =>
    checksOf(
      prepare(
        sequencesFrom(rows(100, (k) => ({ x: rows(4, (t) => [Math.sin(k * 3 + t), (k * t) % 11]), y: classOf(k) }))),
        options,
      ),
    )

  test('one class is nearly all of the data', () => {
    expect(labelled((k) => (k % 33 === 5 ? 'rare' : 'usual'))[0]).toMatchObject({ kind: 'majority', name: 'usual' })
  })

  test('a class is not in training, or hardly', () => {
    const data = sequencesFrom(
      rows(60, (k) => ({
        x: [[k % 7], [k % 5]],
        split: k < 40 ? 'train' : k < 50 ? 'valid' : 'test',
        y: k === 59 ? 'new' : k === 3 ? 'odd' : 'ab'[k % 2],
      })),
    )
    const checks = checksOf(prepare(data))
    expect(checks).toContainEqual({ kind: 'absent', names: ['new'] })
    expect(checks).toContainEqual({ kind: 'rare', names: ['odd'], least: 5 })
  })

  test('the same sequence is in training and test', () => {
    const data = sequencesFrom(
      rows(40, (k) => ({
        x: [[k % 20], [k % 20]],
        split: k < 20 ? 'train' : k < 30 ? 'valid' : 'test',
        y: 'ab'[k % 2],
      })),
    )
    expect(checksOf(prepare(data))).toContainEqual({ kind: 'duplicates', test: 10, of: 10 })
  })

  test('sequences are sorted by what is asked', () => {
    expect(labelled((k) => (k < 50 ? 'a' : 'b'))).toContainEqual({ kind: 'ordered', column: 'y', how: 'sorted' })
    expect(labelled((k) => 'ab'[k % 2]).map(({ kind }) => kind)).not.toContain('ordered')
  })

  test('there are few sequences', () => {
    const data: OwnData = sequencesFrom(rows(12, (k) => ({ x: [[k], [k * k]], y: 'ab'[k % 2] })))
    expect(checksOf(prepare(data))).toContainEqual({ kind: 'few', training: 8, test: 2 })
  })
})

describe('what is no task is refused in one line', () => {
  test.each<[string, string, AskingOptions, string | RegExp]>([
    ['nothing', '', {}, /^there are no rows/],
    ['names alone', 'a,b,y', {}, 'there are no rows below the names of the columns'],
    [
      'a line that is too short',
      'a,b\n1,2\n3',
      {},
      'line 3 has 1 field, the first line names 2 columns (parted by commas)',
    ],
    ['a quote that does not end', 'a,b\n1,"2\n3,4', {}, 'a quoted field that begins on line 2 does not end'],
    [
      'one class',
      csv(
        HEAD,
        recordings((line) => [...line.slice(0, 4), 'a']),
      ),
      { target: 'y' },
      'data.csv: y is always a: there is nothing to tell apart',
    ],
    ['one short sequence', 'a,y\n5,u\n7,v\n6,u', {}, /^there is 1 sequence: at least 3 are needed/],
    [
      'a column that is not there',
      csv(HEAD, recordings()),
      { target: 'z' },
      'there is no column z; there are recording, time, az, n, y',
    ],
    [
      'a target that is empty',
      csv(
        'id,v,y',
        rows(8, (k) => [k >> 1, k, '']),
      ),
      { target: 'y' },
      'the target y is empty',
    ],
    [
      'two classes at once',
      csv(HEAD, recordings()),
      { target: ['y', 'n'], question: 'class of each step' },
      'class of each step: only one target can be predicted, not y, n',
    ],
    [
      'a step without its class',
      csv(
        HEAD,
        recordings((line, k, t) => [...line.slice(0, 4), k === 9 && t === 1 ? '' : 'ab'[t % 2]]),
      ),
      {},
      'data.csv: y has no value at step 2 of sequence 9; only at the first steps of a sequence may it be missing',
    ],
    [
      'a label far longer than what it is read from',
      rows(20, (k) => JSON.stringify({ x: [k % 7], y: rows(30, (t) => 'abc'[(k + t) % 3]) })).join('\n'),
      {},
      'a label of 30 symbols belongs to a sequence of 1 steps: labels may not be more than 8 times as long as what they are read from',
    ],
    [
      'texts where numbers are asked for',
      csv(HEAD, recordings()),
      { question: 'value of each sequence' },
      'value of each sequence: y must hold numbers only',
    ],
    [
      'steps of different sizes',
      '{"x": [[1, 2], [3]]}\n{"x": [[1, 2]]}',
      {},
      'data.csv, line 1: x: step 2 has 1 values, the first of all has 2',
    ],
    ['a line that is no JSON', '{"x": [1]}\n{"x": [1}', {}, /^data.csv, line 2: no JSON \(/],
    [
      'a question there is not',
      csv(HEAD, recordings()),
      { question: 'sentiment' as never },
      /^options of a task: question: Invalid option: expected one of "class of each step"/,
    ],
  ])('%s', (_, text, options, message) => {
    expect(() => prepare(read(text), options)).toThrow(message)
  })
})
