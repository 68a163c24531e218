import { describe, expect, it } from 'vitest'
import { cells } from '../../src/cell/catalog.ts'
import { CellWriter } from '../../src/cell/cell.ts'
import { namedValues } from '../../src/cell/equations.ts'
import { lstm } from '../../src/cell/lstm.ts'
import { disagreement, programFor, type Sample, sampleFor, samplesFor } from '../../src/engine/check.ts'
import {
  type Descent,
  type Engine,
  type Program,
  readoutNames,
  type Trace,
  type TracedValue,
} from '../../src/engine/engine.ts'
import { slotOf, weightIn } from '../../src/engine/layout.ts'
import { lossNames } from '../../src/engine/loss/loss.ts'
import { noiseAt } from '../../src/engine/noise.ts'
import { predictionOf } from '../../src/engine/prediction.ts'
import { reference } from '../../src/engine/reference/reference.ts'
import { oddCells } from './odd-cells.ts'

const NESTEROV: Descent = { optimiser: { kind: 'nesterov' } }

/** What an engine must do whatever its arithmetic, held to numbers worked by hand and to itself. */
export function engineContract(engine: Engine): void {
  it('input noise is so many times the number that all engines share, added to the input', () => {
    const [deviation, key] = [0.7, [123456789, 4000000000]] as const
    for (const inputs of [1, 4, 5, 8, 13]) {
      const sample = sampleFor(cells.V, { inputs, directions: 2 })
      const noise = (_: number, k: number) => deviation * noiseAt(inputs, key, Math.floor(k / inputs), k % inputs)
      const noisy = sample.sequence.inputs.map((x, k) => x + noise(x, k))
      const [drawn, added] = [0, 1].map(() => programFor(engine, sample))
      const update = { rate: 1, momentum: 0 }
      const loss = drawn.update(sample.batch, { ...update, noise: { deviation, keys: [key] } })
      expect(loss / added.update([{ ...sample.sequence, inputs: noisy }], update)).toBeCloseTo(1, 5)
      expect(largestDifference(drawn.read('weights'), added.read('weights'))).toBeLessThan(1e-5)
    }
  })

  it('each element of the gradient is clipped', () => {
    const sample = sampleFor(cells.V, { steps: 20 })
    const program = programFor(engine, sample, { clip: 0.25 })
    program.update(sample.batch, { rate: 1, momentum: 0 })
    expect(Math.max(...program.read('optimiser').map(Math.abs))).toBe(0.25)
  })

  describe('one weight, by hand: a readout’s bias b that should become 1, loss ½ (b − 1)², η = ½, μ = ½', () => {
    const write = new CellWriter()
    const cell = write.finish(write.project('W', write.input()))
    const layers = [{ cell, hidden: 1, directions: 1 }] as const
    const network = { inputs: 1, layers, outputs: 1, loss: 'squared', readout: 'each step' } as const
    const sequence = { steps: 1, inputs: Float32Array.of(0), targets: Float32Array.of(1) }
    /** Losses, b, v and the true b after two updates from 0. */
    const twoUpdates = (descent: Descent) => {
      const program = engine.compile(network, descent, { steps: 1, batch: 1 })
      const losses = [0, 1].map(() => program.update([sequence], { rate: 0.5, momentum: 0.5 }))
      const b = (values: Float64Array) => weightIn(program.layout, values, 'readout', 'b')[0]
      const trueWeight = program.atTrueWeights(0.5, () => b(program.read('weights')))
      const numbers = [...losses, b(program.read('weights')), b(program.read('optimiser')), trueWeight]
      return numbers.map((n) => Math.round(n * 1e5) / 1e5)
    }

    it('Nesterov: v = ½, b = ¾; then g = −¼, v = ⅜, b = 1 1⁄16, and behind the look-ahead ⅞', () => {
      expect(twoUpdates({ optimiser: { kind: 'nesterov' } })).toEqual([0.5, 0.03125, 1.0625, 0.375, 0.875])
    })

    it('classical: v = ½, b = ½; then g = −½, v = ½, b = 1', () => {
      expect(twoUpdates({ optimiser: { kind: 'classical' } })).toEqual([0.5, 0.125, 1, 0.5, 1])
    })

    it('clipped to ½: v = ¼, b = ⅜; then v = ⅜, b = 13⁄16', () => {
      expect(twoUpdates({ optimiser: { kind: 'nesterov' }, clip: 0.5 })).toEqual([0.5, 0.19531, 0.8125, 0.375, 0.625])
    })
  })

  it('true weights are w − μv, and come back as they were', () => {
    const sample = sampleFor(cells.GRU, { directions: 2 })
    const program = trained(programFor(engine, sample), sample)
    const [w, v] = [program.read('weights'), program.read('optimiser')]
    const trueWeights = program.atTrueWeights(0.9, () => program.read('weights'))
    expect(
      largestDifference(
        trueWeights,
        w.map((weight, k) => weight - 0.9 * v[k]),
      ),
    ).toBeLessThan(1e-7)
    expect(program.read('weights')).toEqual(w)
  })

  it('true weights come back after an error', () => {
    const sample = sampleFor(cells.V)
    const program = trained(programFor(engine, sample), sample)
    const before = program.read('weights')
    expect(() =>
      program.atTrueWeights(0.9, () => {
        throw new Error('no')
      }),
    ).toThrow('no')
    expect(program.read('weights')).toEqual(before)
  })

  it('classical momentum has no look-ahead', () => {
    const sample = sampleFor(cells.V)
    const program = trained(programFor(engine, sample, { optimiser: { kind: 'classical' } }), sample)
    expect(program.atTrueWeights(0.9, () => program.read('weights'))).toEqual(program.read('weights'))
  })

  it('weights written are weights read', () => {
    for (const cell of [cells.FGR, cells.GRU]) {
      const sample = sampleFor(cell, { directions: 2, hidden: 6 })
      expect(programFor(engine, sample).read('weights')).toEqual(sample.weights)
    }
  })

  it('a short sequence after a long one is not disturbed by it', () => {
    const long = sampleFor(cells.V, { steps: 30, directions: 2 })
    const short = sampleFor(cells.V, { steps: 4, directions: 2, seed: 1 })
    const program = programFor(engine, long)
    program.update(long.batch, { rate: 0, momentum: 0 })
    const alone = programFor(engine, { ...long, batch: short.batch })
    expect(program.evaluate(short.batch)).toEqual(alone.evaluate(short.batch))
    expect(program.logits()).toEqual(alone.logits())
    expect(program.update(short.batch, { rate: 0.1, momentum: 0 })).toBe(
      alone.update(short.batch, { rate: 0.1, momentum: 0 }),
    )
    expect(program.read('weights')).toEqual(alone.read('weights'))
  })

  it('the same updates give the same bits', () => {
    const sample = sampleFor(cells.V)
    const [a, b] = [0, 1].map(() => trained(programFor(engine, sample), sample).read('weights'))
    expect(a).toEqual(b)
  })

  it('a program in the place of another, smaller or larger, gives the bits it gives in its own', () => {
    const sizes = [{ hidden: 12, directions: 2 }, { hidden: 3 }, { hidden: 90, inputs: 40, steps: 40 }] as const
    let instead: Program | undefined
    for (const size of sizes) {
      const sample = sampleFor(cells.V, size)
      const alone = trained(programFor(engine, sample), sample)
      const program = engine.compile(sample.network, NESTEROV, { steps: sample.sequence.steps, batch: 1 }, instead)
      program.write('weights', sample.weights)
      expect(trained(program, sample).read('weights')).toEqual(alone.read('weights'))
      expect(program.logits()).toEqual(alone.logits())
      instead = program
    }
  })

  it('weights that are no numbers make the loss no number', () => {
    const sample = sampleFor(cells.V)
    const program = programFor(engine, { ...sample, weights: sample.weights.map(() => Number.NaN) })
    expect(program.update(sample.batch, { rate: 0.1, momentum: 0.9 })).toBeNaN()
    expect(program.evaluate(sample.batch)[0]).toBeNaN()
  })

  it('a program is as good as new after a divergence, once it is given weights and velocities', () => {
    for (const loss of ['sigmoid', 'softmax', 'squared', 'ctc'] as const) {
      for (const cell of [cells.V, cells.FGR, cells.GRU]) {
        const sample = sampleFor(cell, { loss, directions: 2, hidden: 5, outputs: 6, inputs: 3 })
        const [fresh, burnt] = [0, 1].map(() => programFor(engine, sample))
        burnt.write(
          'weights',
          sample.weights.map(() => Number.NaN),
        )
        for (let k = 0; k < 3; k++) burnt.update(sample.batch, { rate: 0.1, momentum: 0.9 })
        burnt.write('weights', sample.weights)
        burnt.write(
          'optimiser',
          sample.weights.map(() => 0),
        )
        expect(burnt.evaluate(sample.batch)).toEqual(fresh.evaluate(sample.batch))
        for (let k = 0; k < 3; k++) {
          const update = { rate: 0.1, momentum: 0.9 }
          expect(burnt.update(sample.batch, update)).toBe(fresh.update(sample.batch, update))
        }
        expect(burnt.read('weights')).toEqual(fresh.read('weights'))
      }
    }
  })

  it('one weight that is no number makes the loss no number, and stays visible behind clipping', () => {
    for (const loss of ['sigmoid', 'softmax', 'squared'] as const) {
      for (const [part, name] of [
        ['readout', 'b'],
        [{ layer: 0, direction: 1 }, 'bo'],
      ] as const) {
        const sample = sampleFor(cells.V, { loss, directions: 2, outputs: 7 })
        const program = programFor(engine, sample, { clip: 1 })
        program.write('weights', sample.weights.with(slotOf(program.layout, part, name).offset + 2, Number.NaN))
        expect(program.evaluate(sample.batch)[0], `${loss}, ${name}`).toBeNaN()
        expect(program.update(sample.batch, { rate: 0.1, momentum: 0.9 }), `${loss}, ${name}`).toBeNaN()
        expect(program.read('optimiser').some(Number.isNaN), `${loss}, ${name}`).toBe(true)
      }
    }
  })

  it('a sequence that does not fit is refused', () => {
    const { sequence, ...sample } = sampleFor(cells.V, { loss: 'softmax' })
    const program = programFor(engine, { ...sample, sequence })
    expect(() => program.evaluate([{ ...sequence, steps: 7 }])).toThrow(
      'a sequence must have 1 to 6 steps, as compiled for, not 7',
    )
    expect(() => program.evaluate([{ ...sequence, targets: Int32Array.of(0, 1, 2, 3, 4, 0) }])).toThrow(
      'a class must be a whole number from -1 to 3, not 4',
    )
    expect(() => program.evaluate([{ ...sequence, inputs: new Float32Array(3) }])).toThrow(
      '6 steps of 3 inputs need 18 numbers, not 3',
    )
  })
}

/** How an engine is used once it has learned: it predicts, shows every named value, and reads one step at a time. */
export function usingContract(engine: Engine, { tolerance }: { tolerance: number }): void {
  const near = (got: ArrayLike<number>, expected: ArrayLike<number>) => {
    expect(got.length).toBe(expected.length)
    expect(largestDifference(Float64Array.from(got), Float64Array.from(expected))).toBeLessThan(tolerance)
  }

  it.each(lossNames)('predicts what the logits of an evaluation say: %s loss', (loss) => {
    for (const readout of loss === 'ctc' ? (['each step'] as const) : readoutNames) {
      const sample = sampleFor(cells.V, { loss, readout, directions: 2, layers: 2 })
      const program = programFor(engine, sample)
      program.evaluate(sample.batch)
      const logits = program.logits().slice()
      expect(program.predict(sample.sequence.inputs)).toEqual(predictionOf(sample.network, logits))
    }
  })

  it.each(readoutNames)('the readout of %s reads y as the trace shows it', (readout) => {
    for (const [layers, directions] of [
      [1, 1],
      [1, 2],
      [2, 1],
      [3, 2],
    ] as const) {
      for (const cell of [cells.V, cells.GRU, cells.FGR]) {
        const sample = sampleFor(cell, { loss: 'squared', readout, layers, directions })
        const program = programFor(engine, sample)
        const trace = program.trace(sample.sequence.inputs)
        near(program.predict(sample.sequence.inputs), readByHand(program, sample, trace))
      }
    }
  })

  it('the trace of an LSTM obeys its equations: c = z ⊙ i + c of the step before ⊙ f, y = tanh(c) ⊙ o', () => {
    const sample = sampleFor(cells.V, { directions: 2, layers: 2, steps: 9 })
    const { steps, values } = programFor(engine, sample).trace(sample.sequence.inputs)
    expect(steps).toBe(9)
    for (const [layer, direction] of [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ] as const) {
      const of = (name: string) => valuesOf(values, { layer, direction, name })
      const [z, i, f, o, c, y] = ['z', 'i', 'f', 'o', 'c', 'y'].map(of)
      const before = (k: number) => c[direction === 0 ? k - 5 : k + 5] ?? 0
      near(
        c,
        z.map((_, k) => z[k] * i[k] + before(k) * f[k]),
      )
      near(
        y,
        c.map((_, k) => Math.tanh(c[k]) * o[k]),
      )
    }
  })

  it('a trace has every value that the equations name, layer by layer, each direction in the order of time', () => {
    for (const cell of [...Object.values(cells), ...Object.values(oddCells)]) {
      const sample = sampleFor(cell, { directions: 2, layers: 2 })
      const program = programFor(engine, sample)
      const { inputs } = sample.sequence
      const { values } = program.trace(inputs)
      const names = namedValues(cell).map(({ name }) => name)
      const parts = [0, 1].flatMap((layer) => [0, 1].map((direction) => ({ layer, direction })))
      expect(values.map(({ layer, direction, name }) => ({ layer, direction, name }))).toEqual(
        parts.flatMap((part) => names.map((name) => ({ ...part, name }))),
      )
      // the second direction begins with the last step, as if there were no other
      const ofLast = program.trace(inputs.subarray(-sample.network.inputs)).values
      for (const name of names) {
        const at = { layer: 0, direction: 1, name } as const
        expect(valuesOf(values, at).slice(-5)).toEqual(valuesOf(ofLast, at))
      }
    }
  })

  describe.each([
    ['V', cells.V],
    ['GRU', cells.GRU],
    ['FGR', cells.FGR],
  ])('a stream of %s', (_, cell) => {
    it.each([1, 2])(
      'gives, step by step, what a prediction says of the sequence so far, bit for bit; layers: %i',
      (layers) => {
        for (const readout of readoutNames) {
          for (const loss of ['softmax', 'gaussian'] as const) {
            const sample = sampleFor(cell, { layers, readout, loss, steps: 8, hidden: 7, inputs: 5, outputs: 6 })
            const { inputs, outputs } = sample.network
            const program = programFor(engine, sample)
            const stream = program.stream()
            for (let t = 0; t < 8; t++) {
              const x = sample.sequence.inputs.subarray(t * inputs, (t + 1) * inputs)
              const soFar = program.predict(sample.sequence.inputs.subarray(0, (t + 1) * inputs))
              expect(stream.step(x)).toEqual(soFar.slice(-outputs))
            }
          }
        }
      },
    )
  })

  it('streams do not disturb each other, nor what the program does meanwhile', () => {
    const sample = sampleFor(cells.V, { layers: 2, steps: 6 })
    const [program, alone] = [0, 1].map(() => programFor(engine, sample))
    const rows = Array.from({ length: 6 }, (_, t) => sample.sequence.inputs.subarray(3 * t, 3 * t + 3))
    const expected = [rows, rows.toReversed()].map((order) => {
      const stream = alone.stream()
      return order.map((x) => stream.step(x))
    })
    const streams = [program.stream(), program.stream()]
    rows.forEach((_, t) => {
      expect(streams[0].step(rows[t])).toEqual(expected[0][t])
      program.evaluate(sample.batch)
      expect(streams[1].step(rows[5 - t])).toEqual(expected[1][t])
      program.trace(sample.sequence.inputs)
    })
    expect(program.read('weights')).toEqual(sample.weights)
  })

  it('a network of two directions cannot stream, and inputs that do not fit are refused', () => {
    expect(() => programFor(engine, sampleFor(cells.V, { directions: 2 })).stream()).toThrow(
      'a network of two directions cannot stream: its second direction begins with the last step',
    )
    const program = programFor(engine, sampleFor(cells.V))
    expect(() => program.stream().step(new Float32Array(2))).toThrow(/as compiled for|need 3 numbers/)
    for (const use of [program.predict, program.trace]) {
      expect(() => use(new Float32Array(0))).toThrow('a sequence must have 1 to 6 steps, as compiled for, not 0')
      expect(() => use(new Float32Array(21))).toThrow('a sequence must have 1 to 6 steps, as compiled for, not 7')
    }
  })
}

/** The values of a trace by place and name. */
function valuesOf(
  values: readonly TracedValue[],
  { layer, direction, name }: Pick<TracedValue, 'layer' | 'direction' | 'name'>,
): Float64Array {
  return values.find((one) => one.layer === layer && one.direction === direction && one.name === name)!.values
}

/** What the readout makes of the y of a trace: W times what it reads, plus b. */
function readByHand({ layout, read }: Program, { network }: Sample, { steps, values }: Trace): number[] {
  const { readout, outputs, layers } = network
  const [W, b] = ['W', 'b'].map((name) => weightIn(layout, read('weights'), 'readout', name))
  const ys = values.filter(({ layer, name }) => layer === layers.length - 1 && name === 'y')
  const step = (t: number) => ys.flatMap(({ values, hidden }) => [...values.subarray(t * hidden, (t + 1) * hidden)])
  const all = Array.from({ length: steps }, (_, t) => step(t))
  const lasts = ys.flatMap(({ values, hidden, direction }) => [
    ...(direction === 0 ? values.subarray(-hidden) : values.subarray(0, hidden)),
  ])
  const rows = {
    'each step': all,
    last: [lasts],
    mean: [all[0].map((_, j) => all.reduce((sum, y) => sum + y[j], 0) / steps)],
  }[readout]
  return rows.flatMap((y) =>
    Array.from({ length: outputs }, (_, k) => y.reduce((sum, value, j) => sum + W[k * y.length + j] * value, b[k])),
  )
}

/** What an engine must do as the reference does, up to a tolerance relative to the largest value of each kind. */
export function twinOfReference(engine: Engine, { tolerance }: { tolerance: number }): void {
  const agree = (sample: Sample, options: Parameters<typeof disagreement>[2] = {}) => {
    const { error, weight } = disagreement(engine, sample, options)
    expect(error, weight).toBeLessThan(tolerance)
  }

  it.each(Object.entries(cells))(
    '%s agrees with the reference, whatever the loss, in one direction and in two',
    (_, cell) => {
      for (const sample of samplesFor(cell, { hidden: 9, inputs: 6, outputs: 7, steps: 11 })) agree(sample)
    },
  )

  it.each(lossNames)('%s loss agrees in one direction and in two', (loss) => {
    for (const cell of [cells.V, cells.GRU]) {
      for (const directions of [1, 2] as const)
        agree(sampleFor(cell, { loss, directions, hidden: 9, inputs: 6, outputs: 7, steps: 11 }))
    }
  })

  it.each(Object.entries(oddCells))('a user’s cell, %s, agrees', (_, cell) => {
    agree(sampleFor(cell))
    agree(sampleFor(cell, { hidden: 18, steps: 1 }))
    agree(sampleFor(cell, { hidden: 7, directions: 2, loss: 'softmax', steps: 9 }))
  })

  it('an LSTM without memory agrees', () => {
    const cell = lstm({ inputGate: 'open', forgetGate: 'coupled', peepholes: 'none' })
    agree(sampleFor(cell))
    agree(
      sampleFor(lstm({ inputGate: 'open', forgetGate: 'coupled', outputGate: 'open', inputActivation: 'identity' })),
    )
  })

  it.each([1, 2, 3, 5, 8, 18, 45])('%i units agree', (hidden) => {
    for (const cell of [cells.V, cells.FGR, cells.GRU]) agree(sampleFor(cell, { hidden, steps: 5 }))
  })

  it.each([
    [1, 1],
    [8, 2],
    [3, 7],
    [17, 33],
    [88, 61],
  ])('%i inputs and %i outputs agree', (inputs, outputs) => {
    for (const loss of ['sigmoid', 'softmax', 'squared'] as const)
      agree(sampleFor(cells.CIFG, { inputs, outputs, loss }))
  })

  it('labels of CTC agree: empty, short, as long as the steps allow, many outputs', () => {
    for (const directions of [1, 2] as const) {
      for (const label of [[], [3], [1, 1, 2], [1, 2, 1, 2, 1]]) {
        const sample = sampleFor(cells.V, { loss: 'ctc', directions, steps: 5, outputs: 82 })
        agree({ ...sample, batch: [{ ...sample.sequence, targets: Int32Array.from(label) }] })
      }
    }
  })

  it('steps before `from` do not count', () => {
    for (const loss of ['sigmoid', 'softmax', 'squared'] as const) {
      agree(sampleFor(cells.V, { from: 5, loss }))
      agree(sampleFor(cells.V, { from: 3, loss, directions: 2 }))
    }
  })

  it('input noise is the same', () => {
    const noise = { deviation: 0.7, keys: [[123456789, 4000000000] as const] }
    for (const inputs of [1, 4, 5, 8, 13]) agree(sampleFor(cells.V, { inputs, directions: 2 }), { noise })
  })

  it('gradients clipped agree', () => {
    agree(sampleFor(cells.V, { steps: 20 }), { descent: { clip: 0.25 } })
  })

  it.each(['nesterov', 'classical'] as const)('twenty updates with %s momentum stay together', (kind) => {
    const sample = sampleFor(cells.V, { directions: 2 })
    const after = [reference, engine].map((e) => trained(programFor(e, sample, { optimiser: { kind } }), sample))
    expect(largestDifference(after[0].read('weights'), after[1].read('weights'))).toBeLessThan(tolerance)
    expect(largestDifference(after[0].read('optimiser'), after[1].read('optimiser'))).toBeLessThan(tolerance)
  })
}

/** Twenty noisy updates. */
function trained(program: Program, { batch }: Sample): Program {
  for (let k = 0; k < 20; k++) {
    program.update(batch, { rate: 0.01, momentum: 0.9, noise: { deviation: 0.1, keys: [[k, 7]] } })
  }
  return program
}

function largestDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, value, k) => Math.max(most, Math.abs(value - b[k])), 0)
}
