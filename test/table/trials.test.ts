import { describe, expect, test } from 'vitest'
import { readTable } from '../../src/table/csv.ts'
import { readWishes } from '../../src/table/scales.ts'
import { type TableOptions, tableTrials } from '../../src/table/trials.ts'

const read = (text: string, settings?: string, options: Partial<TableOptions> = {}) =>
  tableTrials(readTable(text), {
    target: 'loss',
    ...(settings !== undefined && { settings: readWishes(settings) }),
    ...options,
  })

test('a table becomes settings with ranges, points and targets', () => {
  const { trials, settings, notes, rows, from, best } = read(
    'lr,kind,loss\n0.1,a,1\n0.2,b,2\n0.3,a,3',
    'lr:uniform:0:1,kind',
  )
  expect(trials).toEqual({
    settings: [
      { name: 'lr', range: { kind: 'uniform', low: 0, high: 1 } },
      { name: 'kind', range: { kind: 'choice', of: ['a', 'b'] } },
    ],
    points: [
      { lr: 0.1, kind: 'a' },
      { lr: 0.2, kind: 'b' },
      { lr: 0.3, kind: 'a' },
    ],
    target: [1, 2, 3],
  })
  expect(settings.map(({ from, endsTold }) => [from, endsTold])).toEqual([
    ['told', true],
    ['text', undefined],
  ])
  expect({ notes, rows, from, best }).toEqual({
    notes: [],
    rows: 3,
    from: [0, 1, 2],
    best: { row: 0, settings: { lr: 0.1, kind: 'a' } },
  })
})

describe('what is left out is counted', () => {
  test('rows without a target or with text where numbers are, but none that only lack a setting', () => {
    const { notes, from } = read('a,b,loss\n1,2,3\n,2,3\n2,NA,3\n3,x,4\n4,2,\n5,3,none\n6,3,bad', 'a:uniform,b:uniform')
    expect(from).toEqual([0, 1, 2])
    expect(notes).toEqual([
      { kind: 'no target', target: 'loss', rows: 2 },
      { kind: 'text as target', target: 'loss', rows: 1, text: 'bad', place: 8 },
      { kind: 'slips', column: 'b', rows: 1, text: 'x', place: 5 },
      { kind: 'missing', setting: 'a', trials: 1, called: 'none' },
      { kind: 'missing', setting: 'b', trials: 1, called: 'NA' },
    ])
  })

  test('rows that repeat another in every column', () => {
    const { notes, from } = read('a,loss\n1,3\n1,3\n2,4\n1,3', 'a')
    expect({ notes, from }).toEqual({ notes: [{ kind: 'copies', rows: 2 }], from: [0, 2] })
  })

  test('trials that did not end, by the state that a program gives them', () => {
    const { notes, from } = read('a,loss,state\n1,3,COMPLETE\n2,4,PRUNED\n3,,FAIL\n4,5,TrialState.COMPLETE', 'a')
    const states = [
      { word: 'PRUNED', rows: 1 },
      { word: 'FAIL', rows: 1 },
    ]
    expect({ notes, from }).toEqual({ notes: [{ kind: 'not ended', column: 'state', states }], from: [0, 3] })
    expect(read('a,loss,State\n1,3,finished\n2,4,crashed', 'a').from).toEqual([0])
  })

  test('but not those whose state is a word that no program is known to write, which is told', () => {
    const { notes, from } = read('a,loss,state\n1,3,COMPLETE\n2,4,Ohio\n3,5,FAIL', 'a')
    expect(from).toEqual([0, 1])
    expect(notes[1]).toEqual({ kind: 'unknown states', column: 'state', states: [{ word: 'Ohio', rows: 1 }] })
    expect(read('a,loss,state\n1,3,Ohio\n2,4,Utah', 'a').from).toEqual([0, 1])
    expect(read('a,loss,state\n1,3,COMPLETE\n2,4,pruned', 'a', { ended: ['pruned'] }).from).toEqual([0, 1])
  })

  test('trials beyond 10,000, drawn at random; the best is found among all', () => {
    const rows = Array.from({ length: 10_001 }, (_, k) => `${k},${k === 7 ? -1 : k}`).join('\n')
    const { notes, from, best } = read(`a,loss\n${rows}`, 'a', { seed: 3 })
    expect(from).toHaveLength(10_000)
    expect(notes).toEqual([{ kind: 'drawn', of: 10_001, trials: 10_000 }])
    expect(best).toEqual({ row: 7, settings: { a: 7 } })
  })
})

describe('a setting that some trials do not have', () => {
  const tenfold = (rows: readonly string[]) =>
    Array.from({ length: 10 }, (_, k) => rows.map((row) => row.replaceAll('#', `${k}`)))
      .flat()
      .join('\n')

  test('follows the setting that says which have it, and is no value there', () => {
    const { trials, settings, notes } = read(`opt,mom,loss\n${tenfold(['sgd,0.#,1#', 'adam,,2#'])}`)
    expect(trials.settings[1]).toEqual({ name: 'mom', range: { kind: 'uniform', low: 0, high: 0.9 }, absent: 0 })
    expect(settings[1].missing).toEqual({ trials: 10, follows: 'opt' })
    expect(trials.points[1]).toEqual({ opt: 'adam' })
    expect(notes).toContainEqual({ kind: 'missing', setting: 'mom', trials: 10, follows: 'opt' })
  })

  test('or else is a value of its own: an option, or a part of its range beyond the numbers', () => {
    const options = read(`clip,loss\n${tenfold(['None,1#', 'on,2#'])}`)
    expect(options.settings[0].range).toEqual({ kind: 'choice', of: ['None', 'on'] })
    const numbers = read(`depth,loss\n${tenfold(['None,1#', '1.#,2#', '2.#,3#', '3.#,4#'])}`)
    expect(numbers.trials.settings[0]).toEqual({
      name: 'depth',
      range: { kind: 'uniform', low: 1, high: 3.9 },
      absent: 0.25,
    })
    expect(numbers.settings[0].missing).toEqual({ trials: 10, called: 'None' })
    expect(
      read(`gamma,loss\n${tenfold(['auto,1#', '1.#,2#', '2.#,3#', '3.#,4#', '4.#,5#'])}`).settings[0].missing?.called,
    ).toBe('auto')
  })
})

describe('trials that repeat settings', () => {
  const grid = (settings: number) =>
    ['a,b,loss', ...Array.from({ length: 3 * settings }, (_, k) => `${k % settings},x,${k}`)].join('\n')
  test('are one group, unless there are too few different settings', () => {
    const { trials, notes } = read(grid(10))
    expect(trials.groups?.slice(0, 12)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1])
    expect(notes).toEqual([{ kind: 'repeats', trials: 30, settings: 10, drawnTogether: true }])
    expect(read(grid(9)).trials.groups).toBeUndefined()
    expect(read(grid(9)).notes).toEqual([{ kind: 'repeats', trials: 27, settings: 9, drawnTogether: false }])
  })
})

test('trials that diverged count as the worst that is finite', () => {
  const text = 'a,loss\n1,3\n2,inf\n3,nan\n4,5\n5,-inf'
  const { trials, diverged, notes } = read(text, 'a')
  expect(trials.target).toEqual([3, 5, 5, 5, 5])
  expect(diverged).toBe(3)
  expect(notes[0]).toEqual({ kind: 'diverged', target: 'loss', trials: 3, worst: 5 })
  expect(read(text, 'a', { maximise: true }).trials.target).toEqual([-3, -3, -3, -5, -3])
})

describe('settings are those columns', () => {
  const usedIn = (text: string, options: Partial<TableOptions> = {}) =>
    read(text, undefined, options).settings.map(({ name }) => name)
  const unusedIn = (text: string, options: Partial<TableOptions> = {}) =>
    Object.fromEntries(
      read(text, undefined, options).roles.flatMap(({ column, unused }) => (unused ? [[column, unused]] : [])),
    )

  test('that a program marks, without its prefix', () => {
    const text = 'number,value,params_lr,params_n,user_attrs_x,state\n0,1,0.1,3,5,COMPLETE\n1,2,0.2,3,6,COMPLETE'
    const { settings } = read(text, undefined, { target: 'value' })
    expect(settings.map(({ name, column }) => [name, column])).toEqual([['lr', 'params_lr']])
    expect(unusedIn(text, { target: 'value' })).toEqual({ params_n: 'constant' })
    expect(usedIn('config.lr,summary.loss\n1,2\n2,3')).toEqual(['lr'])
  })

  test('or else all that vary and are neither results, nor notes, nor say which trial it is', () => {
    const rows = Array.from(
      { length: 40 },
      (_, k) => `${k / 10},${k % 2},note ${k},${k < 30 ? '' : k},fast,id${k},9,${k}`,
    )
    const text = `lr,flag,remark,rare,speed,Name,_step,loss\n${rows.join('\n')}`
    expect(usedIn(text)).toEqual(['lr', 'flag'])
    expect(unusedIn(text)).toEqual({ rare: 'mostly empty', speed: 'constant' })
    expect(
      read(text)
        .roles.map(({ role }) => role[0])
        .join(''),
    ).toBe('hhihhirr')
  })

  test('but not numbers named like results, unless they are named', () => {
    const text =
      'lr,val_acc,train/loss,Test error,bestLoss,trained,loss_kind,best_loss\n1,2,3,4,5,6,mse,7\n2,3,4,5,6,7,l1,9'
    expect(usedIn(text, { target: 'best_loss' })).toEqual(['lr', 'trained', 'loss_kind'])
    const own = 'task,cell,number,learningRate,validation,test,parameters\nreber,V,0,0.1,3,4,50\nreber,NP,0,0.2,4,5,60'
    expect(usedIn(own, { target: 'test' })).toEqual(['cell', 'learningRate'])
    expect(read('lr,train_size,loss\n1,2,3\n2,5,4', 'lr,train_size').settings).toHaveLength(2)
    expect(usedIn('params_test_size,loss\n1,2\n2,3')).toHaveLength(1)
    expect(usedIn('kind,loss\nmse,2\nl1,3')).toHaveLength(1)
  })

  test('but not those that are ignored, have another role or share their name', () => {
    const text = 'a,b,b,c,d,loss\n1,1,1,5,1,1\n2,2,2,6,4,2'
    expect(usedIn(text, { ignore: ['c'], roles: { d: 'result' } })).toEqual(['a'])
    expect(unusedIn(text, { ignore: ['c'] })).toEqual({ b: 'name occurs twice', c: 'ignored' })
    expect(usedIn('epoch,a,loss\n1,1,1\n2,2,2', { roles: { epoch: 'hyperparameter' } })).toEqual(['epoch', 'a'])
  })
})

test('decimal commas count where semicolons part the fields', () => {
  expect(read('a;loss\n0,5;1,25\n1,5;2e-3', 'a:uniform').trials).toMatchObject({
    points: [{ a: 0.5 }, { a: 1.5 }],
    target: [1.25, 0.002],
  })
})

test.each([
  ['a,loss\n1,2', { target: 'los' }, 'no column named los; there are a, loss'],
  ['a,loss\n1,2', { settings: 'b' }, 'no column named b; there are a, loss'],
  ['a,a,loss\n1,2,3', { settings: 'a' }, 'which column is a? There are 2 columns of one name; rename them'],
  [
    'params_a,config.a,loss\n1,2,3',
    { settings: 'a' },
    'which column is a? There are params_a and config.a; rename them',
  ],
  ['params_a,loss\n1,2', { settings: 'a,params_a' }, 'setting params_a is named twice, as column params_a'],
  ['a,loss\n1,2', { settings: 'loss' }, 'loss is the target and cannot be a setting'],
  ['a,loss', {}, 'the table has no rows below its first line'],
  ['a,loss\n1,\n2,', {}, 'loss is empty in all rows'],
  ['a,loss\n1,x\n2,y', {}, 'loss must hold numbers, as “x” in line 2 does not'],
  ['a,loss\n1,nan\n2,inf', {}, 'all 2 trials diverged: no loss is finite, and nothing can be explained'],
  ['a,loss,state\n1,2,FAIL', {}, 'no row of the table is a trial that ended'],
  ['a,loss\n1,2\n1,3', {}, 'no column looks like a setting: a does not vary, or cannot be explained'],
  ['epoch,loss\n1,2\n2,3', {}, 'no column looks like a setting; name some with --settings, as in --settings epoch'],
  ['loss\n1', {}, 'no column looks like a setting'],
  ['a,b,loss\n1,,1\n2,,2', { settings: 'a,b' }, 'no row is left: b has no values where the target has'],
  [
    'a,loss\nx,1\ny,2',
    { settings: 'a:log' },
    'no row is left: a has no numbers where the target has, as “x” in line 2',
  ],
  ['a,loss\n0.1,1\n5,2', { settings: 'a:log:0.1:1' }, 'a in line 3 is 5, outside of 0.1 to 1'],
  ['a,loss\n0,1\n5,2', { settings: 'a:log' }, 'a goes down to 0, and a log scale has only numbers above 0'],
  [
    `a,loss\n${Array.from({ length: 201 }, (_, k) => `x${k},${k}`).join('\n')}`,
    { settings: 'a' },
    'a has 201 different values, too many for a choice (at most 200)',
  ],
])(
  'a table that cannot be explained is refused in one line (%#)',
  (text, { settings, ...options }: { settings?: string; target?: string }, message) => {
    expect(() => read(text, settings, options)).toThrow(message)
  },
)
