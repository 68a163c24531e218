import { describe, expect, test } from 'vitest'
import { cells } from '../../src/cell/catalog.ts'
import { InputError } from '../../src/math/input-error.ts'
import { checkStudy } from '../../src/study/check.ts'
import { choice, fixed, logInteger, oneMinusLog, type Space, uniform } from '../../src/study/space.ts'
import type { Study } from '../../src/study/study.ts'
import { echo, small } from './small.ts'

const space = (change: Study['space']) => ({ space: { ...small.space, ...change }, spaceOf: {} })

describe('a study that can be run', () => {
  test.each<[string, Partial<Study>]>([
    ['as it is', {}],
    ['with one trial', { trials: 1 }],
    ['with seed 0', { seed: 0 }],
    ['with every switch', space({ momentumKind: choice('nesterov', 'classical'), clipping: choice('none', '1') })],
    ['with fixed settings', space({ hiddenSize: fixed(32), momentum: fixed(0.9), inputNoise: fixed(0) })],
    [
      'with ablations as settings',
      {
        ...space({ forgetGate: choice('learned', 'coupled'), peepholes: fixed('none') }),
        cells: { free: { lstm: {} } },
        baseline: 'free',
      },
    ],
  ])('passes %s', (_, change) => {
    expect(checkStudy({ ...small, ...change })).toEqual({ ...small, ...change })
  })
})

describe('a study is refused', () => {
  test.each<[string, object]>([
    ['trials must be a whole number of at least 1, not 0', { trials: 0 }],
    ['trials must be a whole number of at least 1, not 2.5', { trials: 2.5 }],
    ['the seed of a study must be a whole number of at least 0, not NaN', { seed: Number.NaN }],
    ['epochs must be a whole number of at least 1, not 0', { training: { epochs: 0, patience: 1 } }],
    ['settings must be independent or common, not "paired"', { settings: 'paired' }],
    ['patience must be a whole number of at least 1, not nothing', { training: { epochs: 1 } }],
    ['best must be a share above 0 and up to 1, not 0', { best: 0 }],
    ['best must be a share above 0 and up to 1, not 1.5', { best: 1.5 }],
    ['the baseline must be one of the cells, not "NP"; there are V, CIFG, GRU', { baseline: 'NP' }],
    [
      'the name of a study must be up to 64 letters, digits, dots, - and _, the first a letter or digit, not "a/b"',
      { name: 'a/b' },
    ],
    [
      'the name of a cell must be up to 64 letters, digits, dots, - and _, the first a letter or digit, not "../V"',
      { cells: { '../V': cells.V } },
    ],
    ['a study needs at least one cell', { cells: {} }],
    ['a study needs at least one task', { tasks: [] }],
    ['two tasks of the study are named echo1', { tasks: [echo('echo1', 1), echo('echo1', 2)] }],
    ['cell V: the output must be one of the 31 nodes, not 99', { cells: { V: { ...cells.V, output: 99 } } }],
    [
      'cell free: forgetGate of an LSTM must be learned or open or coupled, not "shut"',
      { cells: { free: { lstm: { forgetGate: 'shut' } } } },
    ],
    ['spaceOf names a task echo9 that the study does not have; it has echo1, echo2', { spaceOf: { echo9: {} } }],
    ['fixedSettings names a cell W that the study does not have; it has V, CIFG, GRU', { fixedSettings: { W: [] } }],
    ['fixedSettings needs at least one list of settings for V', { fixedSettings: { V: [] } }],
    [
      'fixedSettings has settings 3 of V twice: to train settings with several seeds, name them once and ask for more trials',
      {
        fixedSettings: {
          V: [0.1, 0.2, 0.1].map((learningRate) => ({ hiddenSize: 2, learningRate, momentum: 0.9, inputNoise: 0 })),
        },
      },
    ],
    [
      'the space of a study needs a range for learningRate; this one needs hiddenSize, learningRate, momentum',
      { fixedSettings: { V: [{ hiddenSize: 2 }] } },
    ],
    [
      'setting momentum must be a number from 0 to below 1; its range is fixed 1',
      { fixedSettings: { V: [{ hiddenSize: 2, learningRate: 0.1, momentum: 1, inputNoise: 0 }] } },
    ],
    ...([
      ['[4, 40]', [4, 40]],
      ['40', 40],
      ['null', null],
      ['an object', { kind: 'int', low: 4, high: 40 }],
      ['a function', logInteger],
    ].map(([text, range]) => [
      `setting hiddenSize must be made as logInteger(4, 40), logUniform(1e-4, 0.1), uniform(0, 1), oneMinusLog(0.01, 1), choice("a", "b") or fixed(32), not be ${text}`,
      space({ hiddenSize: range as never }),
    ]) as [string, object][]),
    [
      'each option of a choice must be a text, as in choice("8", "16"), not 8',
      space({ hiddenSize: { kind: 'choice', of: [8, 16] as never } }),
    ],
    ['the options of a choice must be a list, not "8"', space({ hiddenSize: { kind: 'choice', of: '8' as never } })],
    ['a fixed setting must be a number or a text, not a list', space({ hiddenSize: fixed([8] as never) })],
    ['the space of a study must be an object, not a list', { space: [fixed(1)] }],
    ['spaceOf must be an object, not null', { spaceOf: null }],
    ['spaceOf.echo1 must be an object, not 3', { spaceOf: { echo1: 3 } }],
    ['the question of a study must be a text, not nothing', { question: undefined }],
    ['training has no field batch; it may have epochs, patience', { training: { epochs: 2, patience: 1, batch: 8 } }],
    [
      'a study has no field spaceof; it may have name, question, seed, tasks, cells, baseline, trials, space, spaceOf, settings, fixedSettings, training, best',
      { spaceof: {} },
    ],
    ['tasks must be a list such as [tasks.reber], not an object', { tasks: { echo1: echo('echo1', 1) } }],
    ['task 1 of the study, such as tasks.reber, must be an object, not nothing', { tasks: [undefined] }],
    ['task 1 of the study, such as tasks.reber, must be an object, not "reber"', { tasks: ['reber'] }],
    ['cells, such as { V: cells.V }, must be an object, not a list', { cells: [cells.V] }],
    ['cell W: it must be equations, such as cells.GRU, or { lstm: {} }, not nothing', { cells: { W: undefined } }],
    ['cell W: it must be equations, such as cells.GRU, or { lstm: {} }, not "GRU"', { cells: { W: 'GRU' } }],
    ['cell W: lstm must be an object, not null', { cells: { W: { lstm: null } } }],
    ['fixedSettings.V must be a list of settings, not an object', { fixedSettings: { V: {} } }],
    ['each of fixedSettings.V must be an object, not null', { fixedSettings: { V: [null] } }],
    ['a log range must start above 0, not at 0', space({ learningRate: { kind: 'log', low: 0, high: 1 } })],
    [
      'setting hiddenSize must be a whole number from 1 to 4096; its range is uniform 2 to 8',
      space({ hiddenSize: uniform(2, 8) }),
    ],
    [
      'setting hiddenSize must be a whole number from 1 to 4096; its range is log integer 2 to 9999',
      space({ hiddenSize: logInteger(2, 9999) }),
    ],
    [
      'setting momentum must be a number from 0 to below 1; its range is one minus log 0.01 to 2',
      space({ momentum: oneMinusLog(0.01, 2) }),
    ],
    ['setting learningRate must be a number above 0; its range is fixed fast', space({ learningRate: fixed('fast') })],
    ['setting clipping must be none or a number above 0; its range is fixed off', space({ clipping: fixed('off') })],
    [
      'setting momentumKind must be nesterov or classical; its range is choice of nesterov, none',
      space({ momentumKind: choice('nesterov', 'none') }),
    ],
    ['setting batchSize must be a whole number from 1 to 4096; its range is fixed 0', space({ batchSize: fixed(0) })],
    ['setting layers must be a whole number from 1 to 8; its range is fixed 0', space({ layers: fixed(0) })],
    [
      'setting dropout must be a number from 0 to below 1; its range is uniform 0 to 1',
      space({ dropout: uniform(0, 1) }),
    ],
    [
      'the space of a study needs a range for plateauEpochs; this one needs hiddenSize, learningRate, momentum, plateauEpochs',
      space({ schedule: choice('constant', 'plateau') }),
    ],
    [
      'setting plateauEpochs must be a whole number of at least 1; its range is fixed 0',
      space({ schedule: fixed('plateau'), plateauEpochs: fixed(0) }),
    ],
    [
      'setting plateauEpochs is used only where schedule is plateau, which is so in no trial of this study',
      space({ plateauEpochs: fixed(3) }),
    ],
    [
      'setting beta1 is used only where optimiser is adam or adamw, which is so in no trial of this study',
      space({ beta1: fixed(0.9) }),
    ],
    [
      'setting momentum is used only where optimiser is momentum, which is so in no trial of this study',
      space({ optimiser: choice('adam', 'rmsprop') }),
    ],
    [
      'setting hiddenSize3 is used only where layers is at least 3, which is so in no trial of this study',
      space({ layers: choice('1', '2'), hiddenSize3: fixed(8) }),
    ],
    [
      'setting hiddenSize is used only where some layer has no size of its own, which is so in no trial of this study',
      space({ layers: fixed(2), hiddenSize1: fixed(8), hiddenSize2: fixed(4) }),
    ],
    ['setting forgetBias must be chrono or a number; its range is fixed much', space({ forgetBias: fixed('much') })],
    [
      'setting forgetBias needs a cell with a forget gate; no cell of this study has one',
      { cells: { V: cells.NFG }, ...space({ forgetBias: fixed(1) }) },
    ],
    [
      'setting peepholes is an ablation of an LSTM, but cell V has its equations already; write cells as { lstm: {} } where settings choose',
      space({ peepholes: choice('learned', 'none') }),
    ],
  ])('%s', (message, change) => {
    const check = () => checkStudy({ ...small, ...change })
    expect(check).toThrow(InputError)
    expect(check).toThrow(new InputError(message))
  })

  test('as a promise of one', () => {
    expect(() => checkStudy(Promise.resolve(small) as never)).toThrow(
      new InputError('a study must not be a promise; await it: export const study = await …'),
    )
  })

  test('without a range that training needs', () => {
    const { momentum: _, ...rest } = small.space
    expect(() => checkStudy({ ...small, space: rest })).toThrow(
      'the space of a study needs a range for momentum; this one needs hiddenSize, learningRate, momentum',
    )
  })

  test('with a setting that nothing reads', () => {
    expect(() => checkStudy({ ...small, ...space({ droput: uniform(0, 1) }) })).toThrow(
      'no setting is named droput; there are hiddenSize, learningRate, momentum, inputNoise, momentumKind, clipping',
    )
  })
})

describe('a study may leave out', () => {
  const { momentum: _, inputNoise: __, hiddenSize: ___, ...rate } = small.space
  const runs = (space: Space, change: object = {}) => checkStudy({ ...small, spaceOf: {}, ...change, space })

  test('momentum where no trial uses it, and noise', () => {
    runs({ ...rate, hiddenSize: fixed(4), optimiser: fixed('adam') })
    runs({ ...rate, hiddenSize: fixed(4), momentum: fixed(0.9), optimiser: choice('adam', 'momentum') })
  })

  test('the size of all layers where each has its own', () => {
    const sizes = { hiddenSize1: logInteger(4, 8), hiddenSize2: fixed(4) }
    runs({ ...rate, momentum: fixed(0.9), layers: logInteger(1, 2), ...sizes })
    runs({ ...rate, momentum: fixed(0.9), layers: logInteger(1, 3), ...sizes, hiddenSize: fixed(3) })
  })

  test('the forget gate of some of its cells', () => {
    const space = { ...small.space, forgetBias: choice('0', '1', 'chrono') }
    runs(space, { cells: { V: cells.V, NFG: cells.NFG } })
    const chosen = { ...space, forgetGate: choice('open', 'learned') }
    runs(chosen, { cells: { V: { lstm: { forgetGate: 'open' } } } })
  })
})
