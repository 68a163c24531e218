import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import type { Sequence } from '../../src/engine/engine.ts'
import { InputError } from '../../src/math/input-error.ts'
import { loadTask } from '../../src/task/load.ts'
import type { Task } from '../../src/task/task.ts'

const sequence = (...values: number[]): Sequence => ({
  steps: values.length,
  inputs: Float32Array.from(values.flatMap((v) => [v, -v])),
  targets: Float32Array.from(values),
})

const task: Task = {
  name: 'own',
  question: 'Which?',
  source: 'here',
  inputs: 2,
  outputs: 1,
  directions: 1,
  loss: 'squared',
  metric: 'mse',
  load: () => ({ training: [sequence(1, 2, 3), sequence(4)], validation: [sequence(5)], test: [sequence(6, 7)] }),
}

const withTraining = (training: unknown, change: Partial<Task> = {}): Task => ({
  ...task,
  ...change,
  load: () => ({ training: training as Sequence[], validation: [sequence(5)], test: [sequence(6)] }),
})

test('a loaded task is the task and its numbers, without the function that loads them', async () => {
  const { splits, fingerprint, ...rest } = await loadTask(task)
  const { load, ...described } = task
  expect(rest).toEqual(described)
  expect(splits).toEqual(load({}))
  expect(fingerprint).toMatch(/^[0-9a-f]{64}$/)
})

test('what the data say of the task replaces what it says of itself, and is checked', async () => {
  const about = { source: 'there', outputs: 3, symbols: ['a', 'b', 'c'] }
  const classes = { ...sequence(1, 2), targets: Int32Array.of(2, 0) }
  const telling = (found: object): Task => ({
    ...task,
    loss: 'softmax',
    metric: 'error',
    outputs: 99,
    load: () => ({ training: [classes], validation: [classes], test: [classes], ...found }),
  })
  expect(await loadTask(telling({ ...about, name: 'other' }))).toMatchObject({ ...about, name: 'own' })
  await expect(loadTask(telling({ outputs: 0 }))).rejects.toThrow(
    'task own: outputs must be a whole number of at least 1, not 0',
  )
  await expect(loadTask(telling({ outputs: 2 }))).rejects.toThrow('must be a class from 0 to 1, or -1 for none, not 2')
})

test.each(['training', 'validation', 'test'] as const)(
  'labels that are all empty in %s are refused: no error rate is of nothing',
  async (split) => {
    const written = { ...sequence(1, 2), targets: Int32Array.of(1) }
    const silent = { ...sequence(1, 2), targets: new Int32Array(0) }
    const reading = (found: object): Task => ({
      ...task,
      loss: 'ctc',
      metric: 'cer',
      outputs: 2,
      load: () => ({ training: [written], validation: [written], test: [written], ...found }),
    })
    await expect(loadTask(reading({ [split]: [silent, silent] }))).rejects.toThrow(
      new InputError(`task own: all labels of ${split} are empty; at least one of its 2 sequences must have a label`),
    )
    expect((await loadTask(reading({ [split]: [silent, written] }))).splits[split]).toHaveLength(2)
  },
)

test('all numbers lie in one block of shared memory, which a worker thread sees as it changes', async () => {
  const { splits } = await loadTask(task)
  const arrays = Object.values({ ...splits }).flatMap((sequences) =>
    sequences.flatMap(({ inputs, targets }) => [inputs, targets]),
  )
  expect(arrays[0].buffer).toBeInstanceOf(SharedArrayBuffer)
  expect(new Set(arrays.map(({ buffer }) => buffer)).size).toBe(1)
  const code = `const { parentPort, workerData } = require('node:worker_threads')
    workerData.training[1].targets[0] += 38
    parentPort.postMessage(workerData.test[0].inputs[2])`
  const worker = new Worker(code, { eval: true, workerData: splits })
  const answer = await new Promise((resolve) => worker.once('message', resolve))
  expect(answer).toBe(7)
  expect(splits.training[1].targets[0]).toBe(42)
})

test('the fingerprint changes with any number, with where a sequence ends and with where it counts', async () => {
  const of = async (...training: Sequence[]) => (await loadTask(withTraining(training))).fingerprint
  const fingerprints = [
    await of(sequence(1, 2, 3), sequence(4)),
    await of(sequence(1, 2, 3), sequence(4.000001)),
    await of(sequence(1, 2), sequence(3, 4)),
    await of({ ...sequence(1, 2, 3), from: 1 }, sequence(4)),
    await of(sequence(4), sequence(1, 2, 3)),
  ]
  expect(new Set(fingerprints).size).toBe(5)
  expect(await of(sequence(1, 2, 3), sequence(4))).toBe(fingerprints[0])
  expect(await of({ ...sequence(1, 2, 3), from: 0 }, sequence(4))).toBe(fingerprints[0])
})

const good = sequence(1, 2)
const classes = (...values: number[]) => ({ ...sequence(...values), targets: Int32Array.from(values) })
const without = (name: keyof Task): Task => {
  const { [name]: _, ...rest } = task
  return rest as Task
}
const refused: [string, Task, string][] = [
  ['no sequences', withTraining([]), 'task own: there must be at least one training sequence'],
  ['no list', withTraining(undefined), 'task own: there must be at least one training sequence'],
  [
    'no sequence',
    withTraining([undefined]),
    'task own, training sequence 0: steps must be a whole number of at least 1, not nothing',
  ],
  [
    'no steps',
    withTraining([good, { ...good, steps: 0 }]),
    'task own, training sequence 1: steps must be a whole number of at least 1, not 0',
  ],
  [
    'a start behind the end',
    withTraining([{ ...good, from: 2 }]),
    'task own, training sequence 0: from must be a whole number from 0 to 1, not 2',
  ],
  [
    'too few inputs',
    withTraining([{ ...good, inputs: new Float32Array(3) }]),
    'task own, training sequence 0: inputs must be 2 × 2 = 4 numbers, not 3',
  ],
  [
    'too many targets',
    withTraining([{ ...good, targets: new Float32Array(3) }]),
    'task own, training sequence 0: targets must be 2 × 1 = 2 numbers, not 3',
  ],
  [
    'plain lists',
    withTraining([{ ...good, inputs: [1, 2, 3, 4] }]),
    'task own, training sequence 0: inputs must be of type Float32Array',
  ],
  [
    'classes for numbers',
    withTraining([classes(1, 2)]),
    'task own, training sequence 0: targets must be of type Float32Array',
  ],
  [
    'numbers for classes',
    withTraining([good], { loss: 'softmax', metric: 'error' }),
    'task own, training sequence 0: targets must be of type Int32Array',
  ],
  [
    'an input that is no number',
    withTraining([sequence(1, Number.NaN)]),
    'task own, training sequence 0: input 0 of step 1 must be a finite number, not NaN',
  ],
  [
    'a probability above 1',
    withTraining([good], { loss: 'sigmoid', metric: 'nats' }),
    'task own, training sequence 0: target 0 of step 1 must be a number from 0 to 1, or NaN for none, not 2',
  ],
  [
    'a class too many',
    withTraining([classes(0, 3)], { loss: 'softmax', metric: 'error', outputs: 3 }),
    'task own, training sequence 0: target 0 of step 1 must be a class from 0 to 2, or -1 for none, not 3',
  ],
  [
    'a class below none',
    withTraining([classes(0, -2)], { loss: 'softmax', metric: 'error', outputs: 3 }),
    'task own, training sequence 0: target 0 of step 1 must be a class from 0 to 2, or -1 for none, not -2',
  ],
  [
    'an infinite target',
    withTraining([{ ...good, targets: Float32Array.of(1, Number.POSITIVE_INFINITY) }]),
    'task own, training sequence 0: target 0 of step 1 must be a finite number, or NaN for none, not Infinity',
  ],
  [
    'a target of each step where one is asked for',
    withTraining([good], { readout: 'last' }),
    'task own, training sequence 0: targets must be 1 × 1 = 1 numbers, not 2',
  ],
  [
    'a start where there is one target',
    withTraining([{ ...good, targets: Float32Array.of(1), from: 1 }], { readout: 'mean' }),
    'task own, training sequence 0: from must be 0 where the readout reads the mean, not 1',
  ],
  [
    'no target that counts',
    withTraining([{ ...good, targets: Float32Array.of(1, Number.NaN), from: 1 }]),
    'task own: all targets of training that count are missing; at least one of its 1 sequences must have a target',
  ],
  [
    'an unknown readout',
    { ...task, readout: 'first' as never },
    'task own: readout must be each step, last, mean, not "first"',
  ],
  [
    'one row for a label',
    { ...task, loss: 'ctc', metric: 'cer', readout: 'last' },
    'task own: with the ctc loss readout must be each step, not "last"',
  ],
  [
    'a mean without a deviation',
    { ...task, loss: 'gaussian', metric: 'mae', outputs: 3 },
    'task own: with the gaussian loss outputs must be even, a mean and a deviation for each value, not 3',
  ],
  [
    'weights of too few classes',
    { ...task, loss: 'softmax', metric: 'error', outputs: 3, classWeights: [1, 2] },
    'task own: classWeights must be 3 numbers from 0, not all 0, not a list',
  ],
  [
    'class weights without classes',
    { ...task, classWeights: [1] },
    'task own: classWeights must be left out, since only the softmax loss has classes, not a list',
  ],
  ['no question', without('question'), 'task own: question must be a text, not nothing'],
  ['no directions', without('directions'), 'task own: directions must be 1 or 2, not nothing'],
  [
    'an unknown loss',
    { ...task, loss: 'mse' as never },
    'task own: loss must be sigmoid, softmax, squared, huber, gaussian, ctc, not "mse"',
  ],
  [
    'an unknown metric',
    { ...task, metric: 'toString' as never },
    'task own: metric must be nats, nats per value, mse, mae, error, wrong sets, cer, per, not "toString"',
  ],
  [
    'a metric that does not fit the loss',
    { ...task, metric: 'cer' },
    'task own: with the squared loss the metric must be mse or mae, not "cer"',
  ],
  [
    'a metric of sets for classes',
    { ...task, loss: 'softmax', metric: 'wrong sets' },
    'task own: with the softmax loss the metric must be nats or error, not "wrong sets"',
  ],
  [
    'a file in place of the function that reads it',
    { ...task, load: 'own.csv' as never },
    'task own: load must be a function that gives its sequences, not "own.csv"',
  ],
  ['no outputs', { ...task, outputs: 0 }, 'task own: outputs must be a whole number of at least 1, not 0'],
]

test.each(refused)('%s: one clear error', async (_name, task, message) => {
  await expect(loadTask(task)).rejects.toThrow(new InputError(message))
})

test.each<[string, Task['load'], RegExp]>([
  [
    'a mistake',
    () => {
      throw new TypeError('a bug')
    },
    /^task own: load\(\) failed.* \(a bug\)$/,
  ],
  ['a text', () => Promise.reject('not today'), /^task own: load\(\) failed \("not today"\)$/],
])('a load that fails by %s is input that names the task', async (_, load, message) => {
  const failing = loadTask({ ...task, load })
  await expect(failing).rejects.toThrow(InputError)
  await expect(failing).rejects.toThrow(message)
})

test('a load that the user stopped fails with the reason of the signal', async () => {
  const signal = AbortSignal.abort()
  await expect(loadTask({ ...task, load: () => signal.throwIfAborted() as never }, { signal })).rejects.toBe(
    signal.reason,
  )
})

test('a target may be missing, and a readout of the last step or the mean has one row of them', async () => {
  const missing = { ...good, targets: Float32Array.of(1, Number.NaN) }
  const { splits } = await loadTask(withTraining([missing, good]))
  expect([...splits.training[0].targets]).toEqual([1, Number.NaN])
  const one = { ...good, targets: Float32Array.of(1, 2, 3) }
  const three = { training: [one], validation: [one], test: [one] }
  const last: Task = { ...task, outputs: 3, readout: 'last', load: () => three }
  expect((await loadTask(last)).splits.test[0].targets).toHaveLength(3)
  const gaussian: Task = { ...last, outputs: 6, loss: 'gaussian', metric: 'nats per value' }
  expect((await loadTask(gaussian)).splits.test[0].targets).toHaveLength(3)
})

test('the fingerprint takes every NaN for the same', async () => {
  const withNaN = (bits: number) => {
    const targets = Float32Array.of(1, 0)
    new Uint32Array(targets.buffer)[1] = bits
    return loadTask(withTraining([{ ...good, targets }]))
  }
  const [quiet, negative] = await Promise.all([withNaN(0x7fc00000), withNaN(0xffc00001)])
  expect(negative.fingerprint).toBe(quiet.fingerprint)
})
