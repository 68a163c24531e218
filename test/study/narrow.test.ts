import { describe, expect, test } from 'vitest'
import { cells } from '../../src/cell/catalog.ts'
import { InputError, namedList } from '../../src/math/input-error.ts'
import { narrow } from '../../src/study/narrow.ts'
import { trialAt } from '../../src/study/trial.ts'
import { tasks } from '../../src/task/tasks.ts'
import { small } from './small.ts'

describe('a part of a study', () => {
  test('is the study itself if nothing is asked', () => {
    expect(narrow(small, {})).toEqual(small)
  })

  test('has the cells, tasks, trials and seed that were asked for', () => {
    const part = narrow(small, { cells: ['GRU', 'V'], tasks: ['echo1'], trials: 2, seed: 7 })
    expect(Object.keys(part.cells)).toEqual(['GRU', 'V'])
    expect(part.tasks).toEqual([small.tasks[0]])
    expect([part.trials, part.seed, part.baseline, part.spaceOf]).toEqual([2, 7, 'V', {}])
  })

  test('has the trials of the whole', () => {
    const part = narrow(small, { cells: ['GRU'], tasks: ['echo2'] })
    expect(trialAt(part, 'echo2', 'GRU', 3)).toEqual(trialAt(small, 'echo2', 'GRU', 3))
  })

  test('keeps the fixed settings of its cells', () => {
    const fixed = [{ hiddenSize: 2, learningRate: 0.1, momentum: 0, inputNoise: 0 }]
    expect(narrow({ ...small, fixedSettings: { V: fixed, GRU: fixed } }, { cells: ['GRU'] }).fixedSettings).toEqual({
      GRU: fixed,
    })
  })

  test('compares with its first cell where the baseline is not in it', () => {
    expect(narrow(small, { cells: ['GRU', 'CIFG'] }).baseline).toBe('GRU')
  })

  test('may take in cells of the catalog and other tasks at hand', () => {
    const more = narrow(small, { cells: ['V', 'NP'], tasks: ['echo1', 'reber'] }, tasks)
    expect(more.cells.NP).toBe(cells.NP)
    expect(more.tasks).toEqual([small.tasks[0], tasks.reber])
  })

  test('knows no tasks but the study’s own unless it is given others', () => {
    expect(() => narrow(small, { tasks: ['reber'] })).toThrow(
      new InputError('no task named reber; there are echo1, echo2'),
    )
  })

  test.each<[string, object]>([
    [`no cell named LSTM; there are ${namedList(Object.keys(cells))}`, { cells: ['V', 'LSTM'] }],
    [`no task named timt; there are ${Object.keys(tasks).join(', ')}, echo1, echo2`, { tasks: ['timt'] }],
    ['trials must be a whole number of at least 1, not 0', { trials: 0 }],
    ['the seed of a study must be a whole number of at least 0, not NaN', { seed: Number.NaN }],
  ])('is refused: %s', (message, part) => {
    expect(() => narrow(small, part, tasks)).toThrow(new InputError(message))
  })
})
