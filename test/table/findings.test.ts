import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError } from '../../src/math/input-error.ts'
import { stream } from '../../src/math/random.ts'
import { tableReport } from '../../src/report/table.ts'
import { parallelText } from '../../src/report/words/parallel.ts'
import { tableWords } from '../../src/report/words/table.ts'
import { readTable } from '../../src/table/csv.ts'
import { type TableFindingsOptions, tableFindings } from '../../src/table/findings.ts'
import { readWishes } from '../../src/table/scales.ts'

const quick = { target: 'loss', trees: 8, permutations: 9 }
const find = (text: string, options: Partial<TableFindingsOptions> = {}) =>
  tableFindings(readTable(text), { ...quick, ...options })

/** Trials of a bowl over the decades of a rate, a step by kind, and a setting that does nothing. */
function planted(count: number): string {
  const random = stream('planted table')
  const rows = Array.from({ length: count }, () => {
    const [u, noise] = [random.uniform(), random.uniform()]
    const kind = random.integer(2)
    const loss = 8 * (u - 0.7) ** 2 + 0.4 * kind + 0.05 * random.gaussian()
    return [10 ** (-6 + 4 * u), 'ab'[kind], noise, loss + 0.01 * random.gaussian(), loss].join(',')
  })
  return ['rate,kind,noise,valid,loss', ...rows].join('\n')
}

test('lines through settings are told of the table and of the column that is explained', () => {
  const { parallel } = find(planted(30))
  expect(parallelText(parallel).title).toBe('Settings and loss of the trials of the table')
})

describe('a planted truth', () => {
  const text = planted(150)
  const found = find(text, { ignore: ['valid'], trees: 32, permutations: 19, transform: 'raw' })
  const shareOf = (name: string) => found.importance.shares.find(({ settings }) => settings.join() === name)!.share

  test('is found: most by the rate, less by the kind, nothing by the noise', () => {
    // exact: 8² × Var((u − 0.7)²) = 1.13, 0.2² = 0.04, so 0.966 and 0.034 of the variance without noise
    expect(found.settings.map(({ name, scale }) => [name, scale])).toEqual([
      ['rate', 'log'],
      ['kind', 'choice'],
      ['noise', 'uniform'],
    ])
    expect(shareOf('rate')).toBeGreaterThan(0.85)
    expect(shareOf('kind')).toBeGreaterThan(0.01)
    expect(shareOf('noise')).toBeLessThan(0.01)
    expect(found.importance.outOfBag).toBeGreaterThan(0.9)
    const [rate, kind] = found.advice.settings
    expect(Math.log10(Number(rate.best))).toBeCloseTo(-3.2, 0)
    expect(kind.best).toBe('a')
  })

  test('is found upside down where higher is better', () => {
    const turned = find(
      text.replace(/([^,\n]+)$/gm, (loss) => (loss === 'loss' ? loss : String(-Number(loss)))),
      {
        ignore: ['valid'],
        trees: 32,
        permutations: 19,
        transform: 'raw',
        maximise: true,
      },
    )
    expect(turned.importance.shares).toEqual(found.importance.shares)
    expect(turned.advice.settings).toEqual(found.advice.settings)
    expect(turned.best.settings).toEqual(found.best.settings)
    expect(turned.importance.marginals[0].points[0].mean).toBeCloseTo(-found.importance.marginals[0].points[0].mean, 12)
  })

  test('groups are compared by the best tenth of each, selected by validation', () => {
    const { groups } = find(text, { groups: { column: 'kind', validation: 'valid', baseline: 'a' } })
    const [a, b] = groups!.groups.toSorted((one, other) => (one.name < other.name ? -1 : 1))
    expect(a).not.toHaveProperty('against')
    expect(b.against).toMatchObject({ verdict: 'worse' })
    expect(Math.abs(b.against!.difference - 0.4)).toBeLessThan(0.1)
    expect(() => find(text, { groups: { column: 'kind', validation: 'valid', baseline: 'c' } })).toThrow(
      'no group named c; there are ',
    )
    expect(() => find(text, { groups: { column: 'kind', validation: 'loss' } })).toThrow(
      'loss is the target: another column must select what it judges',
    )
    expect(() => find(text, { groups: { column: 'sort', validation: 'valid' } })).toThrow(
      'no column named sort; there are ',
    )
  })

  test('is told with what its intervals rest on, in words and below figures, and triples apart from pairs', () => {
    const resampled = find(text, { ignore: ['valid'], intervals: 10, triples: true })
    const { legend, found: told } = tableWords(resampled)
    expect(legend).toContain(
      'by the hyperparameter alone (95 % bootstrap intervals (10 resamples of the trials)); spread: ',
    )
    const [pairs, triples] = told.filter((sentence) => sentence.includes(' × '))
    expect(pairs).toMatch(/^What two hyperparameters explain together, beyond each alone \(p: the probability/)
    expect(pairs.match(/ × /g)?.length).toBe(pairs.match(/p [=<]/g)?.length)
    expect(triples).toMatch(
      /^What three explain together, beyond their pairs \(not tested\): rate × kind × noise [^(]*\.$/,
    )
    const page = tableReport('t.csv', resampled).replaceAll('\u00a0', ' ')
    expect(page).toContain('thin lines 95 % bootstrap intervals (10 resamples of the trials).')
    expect(page).toContain('the band is 95 % bootstrap intervals (10 resamples of the trials).')
    expect(tableReport('t.csv', found)).toContain('the band is one standard deviation over the trees to either side.')
    expect(page).not.toContain('asked for')
  })

  test('is told on the terminal and in a report', () => {
    const { settings, legend, read } = tableWords(found)
    expect(legend).toMatch(/^Share: .*; spread: .*; with others: .*\(Shapley value\); best: .*; good: .*\.$/)
    expect(settings.rows[0][0]).toBe('rate')
    expect(read).toContain('150 of 150 rows count as trials.')
    const page = tableReport('<trials>.csv', found)
    expect(page).toContain('<h1>What matters for loss?</h1>')
    expect(page).toContain('(Shapley value)')
    expect(page).toContain('&#60;trials&#62;.csv')
    expect(page).not.toMatch(/<script|<link|<img|src=/)
    expect(page.match(/<figure id=/g)).toHaveLength(4)
  })
})

describe('tables at the edge have an answer', () => {
  const said = (text: string, options: Partial<TableFindingsOptions> = {}) => {
    const found = find(text, options)
    expect(tableReport('t.csv', found)).toContain('What matters</h2>')
    return tableWords(found).found.join(' ')
  }
  test('one trial', () => {
    expect(said('a,loss\n1,2', { settings: [{ column: 'a' }] })).toContain('There is one trial')
  })
  test('two trials', () => {
    expect(said('a,loss\n1,2\n2,3')).toContain('The lowest loss, 2, is in line 2: a 1.')
  })
  test('a target that is the same in all', () => {
    expect(said('a,loss\n1,2\n2,2\n3,2')).toContain('there is nothing to explain')
  })
  test('one setting that does not vary', () => {
    expect(said('a,b,loss\n1,1,1\n1,2,2\n1,3,4', { settings: [{ column: 'a' }, { column: 'b' }] })).toContain(
      'A forest of 8 trees',
    )
    expect(said('a,loss\n1,1\n1,2', { settings: [{ column: 'a' }] })).toContain('Every hyperparameter is fixed')
  })
  test('trials that nearly all diverged', () => {
    expect(find('a,loss\n1,inf\n2,inf\n3,1\n4,nan').diverged).toBe(3)
  })
  test('fifty columns, of which the eight that matter most are told in full', () => {
    const names = Array.from({ length: 49 }, (_, k) => `s${k}`)
    const random = stream('fifty')
    const rows = Array.from({ length: 60 }, () => {
      const values = names.map(() => random.uniform())
      return [...values, 5 * values[7] + values[30]].join(',')
    })
    const { importance, weaker } = find([[...names, 'loss'].join(','), ...rows].join('\n'), { permutations: 0 })
    expect(importance.shares.filter(({ settings }) => settings.length === 1)).toHaveLength(8)
    expect(weaker).toHaveLength(41)
    expect(importance.shapley.toSorted((a, b) => b.share - a.share)[0].settings).toEqual(['s7'])
  })
})

describe('a wide table', () => {
  const wide = (rows: number, lossOf: (values: readonly number[]) => number) => {
    const random = stream('wide')
    const names = Array.from({ length: 2000 }, (_, k) => `s${k}`)
    const lines = Array.from({ length: rows }, () => {
      const values = names.map(() => random.uniform())
      return [...values.map((value) => value.toFixed(4)), lossOf(values)].join()
    })
    return [[...names, 'loss'].join(), ...lines].join('\n')
  }

  test('is told by the fifty columns that explain most by themselves', () => {
    const found = find(
      wide(60, (values) => 5 * values[1007] + values[3]),
      { permutations: 0 },
    )
    expect(found.notes).toContainEqual({ kind: 'screened', of: 2000, kept: 50 })
    expect(found.notes).toContainEqual({ kind: 'chosen by chance', outOfBag: expect.any(Number), exceeded: true })
    expect(found.advice.settings.map(({ setting }) => setting)).toContain('s1007')
    const { columns, moreColumns, found: told } = tableWords(found)
    expect(columns.rows).toHaveLength(40)
    expect(moreColumns).toEqual(['And 1,950 columns: hyperparameter, left out and 11 columns: hyperparameter.'])
    expect(told.join(' ')).toMatch(/: (s\d+, ){9}s\d+ and 32 more\./)
  })

  test('of noise explains no more than chance, although the trials that chose its columns seem to confirm them', () => {
    const random = stream('wide noise')
    const found = find(
      wide(20, () => random.uniform()),
      { permutations: 0 },
    )
    expect(found.importance.outOfBag).toBeGreaterThan(0.2)
    expect(found.notes).toContainEqual(expect.objectContaining({ kind: 'chosen by chance', exceeded: false }))
    expect(found.advice).toEqual({ settings: [] })
  })
})

describe('doubts are told', () => {
  const rows = Array.from({ length: 60 }, (_, k) => {
    const lr = ((k * 37) % 60) / 60
    return [lr, 3 * lr + 1, 'ab'[k % 2], 'xy'[k % 2], ((k * 7) % 11) / 11, 2 * lr + 0.01 * Math.sin(k)].join()
  })
  const text = `lr,twin,kind,sort,other,value\n${rows.join('\n')}`
  const kinds = (options: Partial<TableFindingsOptions>) =>
    find(text, { target: 'value', permutations: 0, ...options }).notes

  test('of settings that determine each other', () => {
    expect(kinds({})).toEqual([
      { kind: 'the same', columns: ['lr', 'twin'] },
      { kind: 'the same', columns: ['kind', 'sort'] },
    ])
  })

  test('of a setting that moves with the target as a result would', () => {
    expect(kinds({ ignore: ['twin', 'sort'] })).toEqual([
      { kind: 'nearly all', setting: 'lr', column: 'lr', share: expect.any(Number) },
    ])
  })
})

describe('advice on a table', () => {
  const rising = (values: readonly number[]) => `units,loss\n${values.map((value) => `${value},${value}`).join('\n')}`
  const even = Array.from({ length: 100 }, (_, k) => 8 + 2 * k)
  const adviceFor = (text: string, settings?: string) => {
    const found = find(text, settings === undefined ? {} : { settings: readWishes(settings) })
    const { settings: rows, advice } = tableWords(found)
    return { row: rows.rows[0].slice(-2), advice, edge: found.advice.settings[0].edge }
  }

  test('has whole numbers whole, within their range, the lower first', () => {
    const { row, edge } = adviceFor(rising(even))
    expect(row[0]).toBe('8')
    expect(row[1]).toMatch(/^8( to (9|1\d|2\d) \(|$)/)
    expect(edge?.value).toBe(8)
    expect(adviceFor(rising(even).replace(/,(\d+)/g, ',-$1')).row[0]).toBe('206')
  })

  test('names no value beyond ends that were guessed', () => {
    const { advice, edge } = adviceFor(rising(even))
    expect(edge).not.toHaveProperty('widenTo')
    expect(advice[0]).toMatch(
      /^The best value of units is at the lower end of its range, 8: .*; try values beyond it, if there are any\.$/,
    )
  })

  test('never calls an end best where on average another value is', () => {
    // low with b, and lowest of all at the upper end; with a, which is as frequent, the upper end is worst
    const text = Array.from({ length: 200 }, (_, k) => {
      const lr = ((k * 37) % 200) / 199
      const loss = k % 2 === 0 ? 1 + 4 * (lr - 0.4) ** 2 + 3 * Math.max(0, lr - 0.6) : 1.5 - 1.2 * lr
      return `${lr},${'ab'[k % 2]},${loss}`
    })
    const { advice, edge } = adviceFor(`lr,kind,loss\n${text.join('\n')}`, 'lr:uniform:0:1,kind')
    expect(edge).toMatchObject({ end: 'upper', marginal: false })
    expect(advice[0]).toMatch(
      /^On average lr is best at 0\.[456]\d*, but with good values of the other hyperparameters it is best towards the upper end of its range, 1: \d+ of the best 20 trials/,
    )
  })

  test('calls it best to go without a setting where all values of it are worse', () => {
    const text = Array.from(
      { length: 120 },
      (_, k) => `${k % 3 === 0 ? 'None' : (k % 40) / 40},${k % 3 === 0 ? 1 : 2 + (k % 40) / 40}`,
    )
    const { row, advice } = adviceFor(`decay,loss\n${text.join('\n')}`)
    expect({ row, advice }).toEqual({ row: ['None', 'None'], advice: [] })
  })

  test('nor, of ends that were told, below 0 or above 1 where nothing was', () => {
    const shares = even.map((_, k) => k / 99)
    expect(adviceFor(rising(shares), 'units:uniform:0:1').advice[0]).toMatch(/lower end of its range, 0: [^;]*\.$/)
    expect(adviceFor(rising(shares).replace(/,(\d)/g, ',-$1'), 'units:uniform:0:1').advice[0]).toMatch(
      /upper end of its range, 1: [^;]*\.$/,
    )
    expect(
      adviceFor(rising(shares.map((at) => 0.1 + 0.7 * at)).replace(/,(\d)/g, ',-$1'), 'units:uniform:0.1:0.8').edge
        ?.widenTo,
    ).toBe(1)
    expect(adviceFor(rising(even), 'units:int:8:206').edge?.widenTo).toBe(1)
    expect(adviceFor(rising(even.map((value) => value - 8)), 'units:int:0:198').edge).not.toHaveProperty('widenTo')
    expect(adviceFor(rising(even.map((value) => value - 108)), 'units:int:-100:98').edge?.widenTo).toBe(-200)
  })

  test('is not given where the forest predicts nothing', () => {
    const random = stream('noise')
    const rows = Array.from({ length: 60 }, () => `${random.uniform()},${random.uniform()},${random.uniform()}`)
    const found = find(`a,b,loss\n${rows.join('\n')}`)
    expect(found.importance.outOfBag).toBeLessThan(0)
    expect(found.advice).toEqual({ settings: [] })
    const { settings, advice, found: told } = tableWords(found)
    expect(settings.head).toEqual(['hyperparameter', 'share', 'spread', 'with others'])
    expect(new Set(settings.rows.map(({ length }) => length))).toEqual(new Set([4]))
    expect(advice).toEqual([
      'There are no best or good values and no advice: the forest predicts no better than chance.',
    ])
    expect(told[0]).toMatch(
      / explains nothing of the variance in trials it has not seen \(R² out of bag, −0\.\d\d\)\. The target is /,
    )
    expect(told[1]).toMatch(/\(R² −0\.\d\d\): its shares mean nothing\.$/)
  })
})

const word = fc.oneof(
  fc.double().map(String),
  fc.integer({ min: -3, max: 3 }).map(String),
  fc.constantFrom(
    '',
    'nan',
    'inf',
    '-inf',
    'a',
    'b',
    'None',
    '1e308',
    '-1e308',
    '1e-320',
    '0',
    '__proto__',
    'COMPLETE',
    '1,5',
    '"',
    '\n',
    ';',
  ),
  fc.string({ maxLength: 4 }),
)
const table = fc
  .record({
    names: fc.array(fc.constantFrom('a', 'b', 'params_a', 'state', '__proto__', 'constructor', 'kind', ''), {
      maxLength: 4,
    }),
    rows: fc.array(fc.array(word, { minLength: 5, maxLength: 5 }), { maxLength: 14 }),
    separator: fc.constantFrom(',', ';', '\t'),
  })
  .map(({ names, rows, separator }) => {
    const width = names.length + 1
    return [[...names, 'loss'], ...rows.map((row) => row.slice(0, width))].map((row) => row.join(separator)).join('\n')
  })

test('any table, however damaged, has an answer or one clear line', () => {
  const options = fc.record({
    maximise: fc.boolean(),
    transform: fc.constantFrom('raw', 'clipped', 'ranks'),
    settings: fc.constantFrom(
      undefined,
      [{ column: 'a' }],
      [
        { column: 'a', scale: 'log' },
        { column: 'kind', scale: 'choice' },
      ],
    ),
  })
  fc.assert(
    fc.property(table, options, (text, { settings, ...rest }) => {
      try {
        const found = find(text, {
          ...(rest as Partial<TableFindingsOptions>),
          ...(settings && { settings: settings as NonNullable<TableFindingsOptions['settings']> }),
          trees: 4,
          permutations: 3,
        })
        tableReport('t.csv', found)
        for (const { share } of found.importance.shares)
          expect(share >= 0 && share < 1 + 1e-9, String(share)).toBe(true)
      } catch (error) {
        if (!(error instanceof InputError)) throw error
        expect(error.message).not.toMatch(/\n|undefined|NaN/)
      }
    }),
    { numRuns: 500 },
  )
})
