import { describe, expect, test } from 'vitest'
import { cells } from '../../src/cell/catalog.ts'
import { lstm } from '../../src/cell/lstm.ts'
import { define, differences, extend, parseDefinition, type StudyDefinition } from '../../src/study/definition.ts'
import { checkDefinition, inFile } from '../../src/study/definition-schema.ts'
import { logUniform } from '../../src/study/space.ts'
import type { Study } from '../../src/study/study.ts'
import { trialAt } from '../../src/study/trial.ts'
import { loadTask } from '../../src/task/load.ts'
import { packLosses, type TestSequences } from '../../src/task/test-losses.ts'
import { echo, small } from './small.ts'

const naiveBaseline = {
  echo1: { validation: 0.7, test: 0.71 },
  echo2: { validation: 0.69, test: 0.7 },
  echo3: { validation: 0.69, test: 0.7 },
}
const defined = async (study: Study) =>
  define(study, await Promise.all(study.tasks.map((task) => loadTask(task))), naiveBaseline)
const definition = await defined(small)
const without = <T extends object>(table: T, name: keyof T) => {
  const { [name]: _, ...rest } = table
  return rest as T
}

describe('the definition of a study', () => {
  test('holds what its results need to be read: equations, ranges, and what the tasks were', () => {
    expect(definition).toMatchObject({ name: 'small', seed: 1, baseline: 'V', trials: 4, best: 0.5 })
    expect(definition.cells).toEqual(small.cells)
    expect(definition.tasks.echo1).toEqual({
      question: 'which bit came 1 steps ago?',
      source: 'made for tests',
      inputs: 1,
      outputs: 1,
      directions: 1,
      loss: 'sigmoid',
      metric: 'nats',
      naiveBaseline: { validation: 0.7, test: 0.71 },
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      sizes: [6, 3, 3],
    })
  })

  test('is plain JSON, and read back it is the same', () => {
    expect(parseDefinition(JSON.stringify(inFile(definition)))).toEqual(definition)
  })

  test('keeps the older names of two fields in files', () => {
    const fixedSettings = { V: [trialAt(small, 'echo1', 'V', 0).settings] }
    const file = JSON.parse(JSON.stringify(inFile({ ...definition, fixedSettings })))
    expect([file.given, file.fixedSettings]).toEqual([fixedSettings, undefined])
    expect([file.tasks.echo1.trivial, file.tasks.echo1.naiveBaseline]).toEqual([naiveBaseline.echo1, undefined])
    expect(checkDefinition(file).fixedSettings).toEqual(fixedSettings)
  })

  test('says what the readout reads where that is not each step, and the weights of classes', async () => {
    const last = { targets: Int32Array.of(1), inputs: new Float32Array(3), steps: 3 }
    const splits = { training: [last], validation: [last], test: [last] }
    const whole = { loss: 'softmax', metric: 'error', outputs: 2, classWeights: [1, 2.5], readout: 'last' } as const
    const task = { ...echo('echo1', 1), ...whole, load: () => splits }
    const once = await defined({ ...small, tasks: [task], spaceOf: {} })
    expect(once.tasks.echo1).toMatchObject({ readout: 'last', classWeights: [1, 2.5] })
    expect(parseDefinition(JSON.stringify(inFile(once)))).toEqual(once)
    const otherwise = { ...task, readout: 'mean', classWeights: [1, 3] } as const
    expect(differences(once, await defined({ ...small, tasks: [otherwise], spaceOf: {} }))).toEqual([
      'task echo1: readout: mean was last',
      'task echo1: class weights: 1, 3 was 1, 2.5',
    ])
  })

  test('is refused if its equations cannot be run', () => {
    const broken = { ...definition, cells: { V: { ...lstm(), output: 99 } } }
    expect(() => parseDefinition(JSON.stringify(inFile(broken)))).toThrow(
      'study small: cell V: the output must be one of the 31 nodes, not 99',
    )
  })
})

describe('what a definition says of the test sequences of a task', () => {
  const testSequences = { counts: [10, 20, 30], naiveBaseline: packLosses([9, 9, 24])! }
  const saying = (of: TestSequences, test = 0.7) => {
    const echo2 = { ...definition.tasks.echo2, naiveBaseline: { validation: 0.69, test }, testSequences: of }
    return { ...definition, tasks: { ...definition.tasks, echo2 } }
  }

  test('is one count and one loss of the naive baseline for each, which give its result', () => {
    expect(parseDefinition(JSON.stringify(inFile(saying(testSequences))))).toEqual(saying(testSequences))
    const refusal = (of: TestSequences, test?: number) => () =>
      parseDefinition(JSON.stringify(inFile(saying(of, test))))
    expect(refusal({ ...testSequences, counts: [10, 20] })).toThrow(
      'tasks.echo2.testSequences.counts must have 3 numbers, one a test sequence, not 2',
    )
    expect(refusal({ ...testSequences, naiveBaseline: packLosses([9, 9])! })).toThrow(
      'tasks.echo2.testSequences.naiveBaseline must be 3 numbers in hexadecimal, one a test sequence',
    )
    expect(refusal(testSequences, 0.701)).toThrow(
      'tasks.echo2.testSequences.naiveBaseline must give the result on the test set, 0.701, not 0.7',
    )
  })

  test('is no difference, and stays when a definition of an earlier version extends it', () => {
    expect(differences(saying(testSequences), definition)).toEqual([])
    expect(extend(saying(testSequences), definition).tasks.echo2.testSequences).toEqual(testSequences)
    expect(extend(definition, saying(testSequences)).tasks.echo2.testSequences).toEqual(testSequences)
    expect(extend(definition, definition)).toEqual(definition)
  })
})

describe('differences', () => {
  const after = (change: Partial<StudyDefinition>) => differences(definition, { ...definition, ...change })

  test('there are none between a definition and its copy', () => {
    expect(differences(definition, structuredClone(definition))).toEqual([])
  })

  test('an extension has none: more trials, cells and tasks', async () => {
    const wider = {
      ...small,
      trials: 9,
      cells: { ...small.cells, NP: cells.NP },
      tasks: [...small.tasks, echo('echo3', 3)],
    }
    expect(differences(definition, await defined(wider))).toEqual([])
  })

  test('a part has none: fewer trials, cells and tasks', async () => {
    const { echo2: _, ...spaceOf } = small.spaceOf!
    const part = { ...small, trials: 1, cells: { V: cells.V }, tasks: [small.tasks[0]], spaceOf }
    expect(differences(definition, await defined(part))).toEqual([])
  })

  test('the baseline, the share called best and descriptions may change', () => {
    expect(after({ baseline: 'GRU', best: 0.1, question: 'Why?' })).toEqual([])
  })

  test('the order of ranges, or of the keys of equations, is none', () => {
    const space = Object.fromEntries(Object.entries(definition.space).reverse())
    const nodes = cells.V.nodes.map((node) => Object.fromEntries(Object.entries(node).reverse()))
    expect(after({ space, cells: { V: { ...cells.V, nodes: nodes as never } } })).toEqual([])
  })

  test('name the seed', () => {
    expect(after({ seed: 2 })).toEqual(['seed: 2 was 1'])
  })

  test('name the training rules', () => {
    expect(after({ training: { epochs: 150, patience: 15 } })).toEqual(['epochs: 150 was 5', 'patience: 15 was 3'])
  })

  test('name whose settings the trials have', () => {
    expect(after({ settings: 'common' })).toEqual(['settings: common was independent'])
    expect(differences({ ...definition, settings: 'common' }, definition)).toEqual(['settings: independent was common'])
  })

  test('name a range that changed, came or went', () => {
    expect(after({ space: { ...definition.space, learningRate: logUniform(1e-6, 1e-2) } })).toEqual([
      'setting learningRate: log 1e-6 to 0.01 was log 0.001 to 0.1',
    ])
    expect(after({ space: { ...definition.space, clipping: { kind: 'choice', of: ['none', '1'] } } })).toEqual([
      'setting clipping: choice of none, 1 was no range',
    ])
    expect(after({ spaceOf: {} })).toEqual(['setting inputNoise on echo2: no range was fixed 0'])
  })

  test('name the cell whose fixed settings changed', () => {
    const settings = { hiddenSize: 2, learningRate: 0.1, momentum: 0, inputNoise: 0 }
    expect(after({ fixedSettings: { V: [settings] } })).toEqual([
      'fixed settings of V: [{"hiddenSize":2,"learningRate":0.1,"momentum":0,"inputNoise":0}] was []',
    ])
  })

  test('name a task whose sizes or data changed', () => {
    const { echo1 } = definition.tasks
    const other = { ...echo1, inputs: 2, fingerprint: 'f'.repeat(64), sizes: [7, 3, 3] as const }
    expect(after({ tasks: { echo1: other } })).toEqual([
      'task echo1: inputs: 2 was 1',
      `task echo1: the data differ: 7 + 3 + 3 sequences with fingerprint ffffffffffff was 6 + 3 + 3 sequences with fingerprint ${echo1.fingerprint.slice(0, 12)}`,
    ])
  })

  test('name the first node at which the equations of a cell differ', () => {
    expect(after({ cells: { V: lstm({ inputActivation: 'identity' }) } })).toEqual([
      'cell V: the equations differ at node 7: scale pi of 2 was tanh of 6',
    ])
    expect(after({ cells: { V: { ...cells.V, output: 3 } } })).toEqual(['cell V: the node of the output: 3 was 30'])
  })

  test('name an ablation of an LSTM, where nothing named is vanilla', () => {
    const free = { ...definition, cells: { free: { lstm: { peepholes: 'learned' } } } } as const
    expect(differences(free, { ...free, cells: { free: { lstm: {} } } })).toEqual([])
    expect(differences(free, { ...free, cells: { free: { lstm: { forgetGate: 'open' } } } })).toEqual([
      'cell free: forgetGate: open was learned',
    ])
    expect(differences(free, { ...free, cells: { free: cells.V } })).toEqual([
      'cell free: a list of equations was an LSTM whose ablations are settings',
    ])
  })
})

describe('two definitions together', () => {
  test('have all cells and tasks, and the higher number of trials', () => {
    const part = {
      ...definition,
      cells: { GRU: cells.GRU, NP: cells.NP },
      tasks: without(definition.tasks, 'echo2'),
      spaceOf: {},
      trials: 2,
    }
    const both = extend(definition, part)
    expect(Object.keys(both.cells)).toEqual(['V', 'CIFG', 'GRU', 'NP'])
    expect(Object.keys(both.tasks)).toEqual(['echo1', 'echo2'])
    expect(both.spaceOf).toEqual(definition.spaceOf)
    expect(both.trials).toBe(4)
  })

  test('have the newer baseline, unless the newer one is a part without the old one', () => {
    expect(extend(definition, { ...definition, baseline: 'GRU' }).baseline).toBe('GRU')
    expect(extend(definition, { ...definition, cells: { GRU: cells.GRU }, baseline: 'GRU' }).baseline).toBe('V')
  })
})
