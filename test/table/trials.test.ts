import { describe, expect, test } from 'vitest'
import { readWishes } from '../../src/table/scales.ts'
import { readTable } from '../../src/table/table.ts'
import { type TableOptions, tableTrials } from '../../src/table/trials.ts'

const read = (text: string, settings?: string, options: Partial<TableOptions> = {}) =>
  tableTrials(readTable(text), {
    target: 'loss',
    ...(settings !== undefined && { settings: readWishes(settings) }),
    ...options,
  })

test('a table becomes settings with ranges, points and targets', () => {
  const { trials, settings, notes, rows, from } = read('lr,kind,loss\n0.1,a,1\n0.2,b,2\n0.3,a,3', 'lr:uniform:0:1,kind')
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
  expect(settings.map(({ text }) => text)).toEqual(['uniform 0 to 1: as told, ends as told', 'choice of a, b: text'])
  expect({ notes, rows, from }).toEqual({ notes: [], rows: 3, from: [0, 1, 2] })
})

describe('what is left out is counted', () => {
  test('rows without a target, a setting or a number', () => {
    const { notes, from } = read('a,b,loss\n1,2,3\n,2,3\n2,NA,3\n3,x,4\n4,2,\n5,3,none\n6,3,bad', 'a:uniform,b:uniform')
    expect(from).toEqual([0])
    expect(notes).toEqual([
      '2 rows left out without loss.',
      '1 row left out with text as loss: “bad” in line 8.',
      '1 row left out without a.',
      '2 rows left out without a number as b, as “x” in line 5.',
    ])
  })

  test('rows that repeat another in every column', () => {
    const { notes, from } = read('a,loss\n1,3\n1,3\n1,4\n1,3', 'a')
    expect({ notes, from }).toEqual({
      notes: ['2 rows that repeat others in every column left out.'],
      from: [0, 2],
    })
  })

  test('trials that did not end, by the state that Optuna or W&B gives them', () => {
    const { notes, from } = read('a,loss,state\n1,3,COMPLETE\n2,4,PRUNED\n3,,FAIL\n4,5,TrialState.COMPLETE', 'a')
    expect({ notes, from }).toEqual({ notes: ['Left out by state: 1 row PRUNED and 1 row FAIL.'], from: [0, 3] })
    expect(read('a,loss,State\n1,3,finished\n2,4,crashed', 'a').from).toEqual([0])
    expect(read('a,loss,state\n1,3,Ohio\n2,4,Utah', 'a').from).toEqual([0, 1])
  })

  test('trials beyond 10,000, drawn at random', () => {
    const rows = Array.from({ length: 10_001 }, (_, k) => `${k},${k}`).join('\n')
    const { notes, from } = read(`a,loss\n${rows}`, 'a')
    expect(from).toHaveLength(10_000)
    expect(notes).toEqual(['Of 10,001 trials 10,000 were drawn at random.'])
  })
})

test('trials that diverged count as the worst that is finite', () => {
  const text = 'a,loss\n1,3\n2,inf\n3,nan\n4,5\n5,-inf'
  const { trials, diverged, notes } = read(text, 'a')
  expect(trials.target).toEqual([3, 5, 5, 5, 5])
  expect(diverged).toBe(3)
  expect(notes).toEqual(['3 trials diverged: loss is not finite, and counts as the worst that is, 5.'])
  expect(read(text, 'a', { maximise: true }).trials.target).toEqual([3, 3, 3, 5, 3])
})

describe('settings are proposed', () => {
  test('from the columns that a tool marks, without its prefix', () => {
    const { settings, notes } = read(
      'number,value,params_lr,params_n,user_attrs_x,state\n0,1,0.1,3,5,COMPLETE\n1,2,0.2,3,6,COMPLETE',
      undefined,
      { target: 'value' },
    )
    expect(settings.map(({ name, column }) => [name, column])).toEqual([['lr', 'params_lr']])
    expect(notes).toEqual([
      'Settings taken: params_lr, the columns marked as settings; name others with --settings.',
      'Left out: params_n (the same in all rows).',
    ])
    expect(read('config.lr,summary.loss\n1,2\n2,3').settings[0].name).toBe('lr')
  })

  test('or from all that vary and are neither results nor notes', () => {
    const notes = Array.from(
      { length: 40 },
      (_, k) => `${k / 10},${k % 2},note ${k},${k < 30 ? '' : k},fast,id${k},9,${k}`,
    )
    const { settings, notes: said } = read(`lr,flag,remark,rare,speed,Name,_step,loss\n${notes.join('\n')}`)
    expect(settings.map(({ name }) => name)).toEqual(['lr', 'flag'])
    expect(said[1]).toBe(
      'Left out: remark (text with more than 30 values); rare (mostly empty); speed (the same in all rows); Name (about the trial); _step (a result).',
    )
  })

  test('but not numbers named like results, which a sentence names', () => {
    const text =
      'lr,val_acc,train/loss,Test error,bestLoss,trained,loss_kind,best_loss\n1,2,3,4,5,6,mse,7\n2,3,4,5,6,7,l1,9'
    const { settings, notes } = read(text, undefined, { target: 'best_loss' })
    expect(settings.map(({ name }) => name)).toEqual(['lr', 'trained', 'loss_kind'])
    expect(notes[1]).toBe(
      'Left out: val_acc, train/loss, Test error and bestLoss (named like results, taken only if --settings names them).',
    )
    const own = 'task,cell,number,learningRate,validation,test,parameters\nreber,V,0,0.1,3,4,50\nreber,NP,0,0.2,4,5,60'
    expect(read(own, undefined, { target: 'test' }).settings.map(({ name }) => name)).toEqual(['cell', 'learningRate'])
    expect(read('lr,train_size,loss\n1,2,3\n2,5,4', 'lr,train_size').settings).toHaveLength(2)
    expect(read('params_test_size,loss\n1,2\n2,3').settings).toHaveLength(1)
    expect(read('kind,loss\nmse,2\nl1,3', undefined, { target: 'loss' }).settings).toHaveLength(1)
  })

  test('but not the target, the validation result or columns of one name', () => {
    const { settings } = read('a,b,b,valid,loss\n1,1,1,5,1\n2,2,2,6,2', undefined, { besides: ['valid'] })
    expect(settings.map(({ name }) => name)).toEqual(['a'])
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
  ['a,loss\n1,2\n1,3', {}, 'no column looks like a setting: left out are a (the same in all rows)'],
  ['loss\n1', {}, 'no column looks like a setting'],
  ['a,b,loss\n1,,1\n,2,2', { settings: 'a,b' }, 'no row is left: b has no values where the target has'],
  [
    'a,loss\nx,1\ny,2',
    { settings: 'a:log' },
    'no row is left: a has no numbers where the target has, as “x” in line 2',
  ],
  [
    'a,loss\n0.1,1\n5,2',
    { settings: 'a:log:0.1:1' },
    'a in line 3 is 5, outside of log 0.1 to 1: as told, ends as told',
  ],
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
