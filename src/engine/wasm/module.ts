import type { Capacity, Descent, Layer, Network } from '../engine.ts'
import type { Plan } from '../plan.ts'
import { backward } from './backward.ts'
import { backwardRows } from './backward-rows.ts'
import { forward } from './forward.ts'
import { forwardRows } from './forward-rows.ts'
import { layOutInputs } from './inputs.ts'
import { learn } from './learn.ts'
import { logarithm } from './logarithm.ts'
import { loss, ofSequence } from './loss.ts'
import { isFed, type LayerMap, type Learned, type MemoryMap, mapMemory, outputRows, sourceRows } from './memory.ts'
import { passes } from './passes.ts'
import { projectAll, projectAllBack } from './project.ts'
import {
  gatheringRows,
  maskingRows,
  maskRows,
  moveRows,
  movingRows,
  readLast,
  readMean,
  spreadLast,
  spreadMean,
} from './rows.ts'
import { type Arithmetic, FunctionWriter, get, load, range, type Text } from './text.ts'
import { applyGradient, fusedRule, squareOfGradient, storingRule, type UpdateRule } from './update.ts'

/** The WebAssembly text of a network’s program, and where it keeps what. */
export interface Generated {
  readonly text: Text
  readonly map: MemoryMap
}

/** What to generate. */
export interface Order {
  readonly network: Network
  readonly descent: Descent
  readonly capacity: Capacity
  readonly arithmetic: Arithmetic
  /** Whether the program can learn; one that cannot is smaller. */
  readonly learning?: boolean
  readonly planOf?: (cell: Layer['cell']) => Plan
}

/**
 * Writes the module. It exports the parts of an update and of an evaluation (see `passes.ts`), and each phase of them by its own name,
 * so that a bench can time it.
 *
 * It imports memory and no function: threads share what V8 compiles to call imported functions, and the V8 of Node 24 may free it
 * while another thread takes it up, which ends the process with a segmentation fault.
 */
export function generate({ network, descent, capacity, arithmetic, learning = true, planOf }: Order): Generated {
  const map = mapMemory(network, descent, capacity, planOf)
  const phases = [
    ...sharedPhases(map, { learning }),
    ...map.shapes.flatMap((shape, s) => shapePhases(map, shape, s, { learning, descent })),
    ...readoutPhases(map, { learning, descent }),
    ...lossPhases(map, { learning }),
  ]
  const text = [
    '(module (import "js" "memory" (memory 1 65536))',
    logarithm,
    ...phases.map(([name, signature, body]) => {
      const f = new FunctionWriter(name, signature, arithmetic)
      body(f)
      return String(f)
    }),
    ...passes(map, { learning }),
    ')',
  ].join('\n')
  return { text, map }
}

/** A function of the module: its name, its signature and what writes its body. */
type Phase = readonly [string, Text, (f: FunctionWriter) => void]

const overRows = '(param $base i32) (param $rows i32)'
const overTime = '(param $base i32) (param $T i32)'
const learningRows = '(param $base i32) (param $rows i32) (param $T i32)'

/** Inputs, and what passes between layers. */
function sharedPhases(map: MemoryMap, { learning }: { learning: boolean }): Phase[] {
  const noisy = '(param $T i32) (param $place i32) (param $key0 i32) (param $key1 i32)'
  const { readout } = map.network
  const [read, spread] = readout === 'last' ? [readLast, spreadLast] : [readMean, spreadMean]
  return [
    ['inputs', '(param $T i32) (param $place i32)', (f) => layOutInputs(f, map, { noisy: false })],
    ['noisyInputs', noisy, (f) => layOutInputs(f, map, { noisy: true })],
    ['moveRows', movingRows, (f) => moveRows(f, map)],
    ['maskRows', maskingRows, (f) => maskRows(f, map)],
    ...(readout === 'each step' ? [] : ([['read', gatheringRows, (f) => read(f, map)]] satisfies Phase[])),
    ...(readout === 'each step' || !learning
      ? []
      : ([['spread', gatheringRows, (f) => spread(f, map)]] satisfies Phase[])),
    ...(learning
      ? ([['squareOfGradient', '(param $from i32) (param $bytes i32) (result f64)', squareOfGradient]] satisfies Phase[])
      : []),
  ]
}

/** What the input tells the gates. */
const inputGates = ({ plan, gates }: LayerMap) => ({ ...gates, slots: plan.inputGates })

interface Part {
  readonly learning: boolean
  readonly descent: Descent
}

/** The phases of layers of one shape; those of batches in lockstep only where there can be some. */
function shapePhases(map: MemoryMap, shape: LayerMap, s: number, part: Part): Phase[] {
  const { offsets, partial } = map.shared
  const inLockstep = map.capacity.batch > 1
  const lockstep: Phase[] = [
    [`forwardRowsOnly${s}`, overTime, (f) => forwardRows(f, shape, { training: false, offsets })],
    ...(part.learning
      ? ([
          [`forwardRows${s}`, overTime, (f) => forwardRows(f, shape, { training: true, offsets })],
          [`backwardRows${s}`, overTime, (f) => backwardRows(f, shape, { offsets })],
        ] satisfies Phase[])
      : []),
  ]
  const toLearn: Phase[] = [
    [`forward${s}`, overTime, (f) => forward(f, shape, { training: true })],
    [`backward${s}`, overTime, (f) => backward(f, shape, { partial })],
    ...(shape.isFirst || !isFed(shape) ? [] : [inputsBack(shape, s)]),
    ...learners(map, shape, s, part.descent),
  ]
  return [
    [
      `project${s}`,
      overRows,
      (f) => isFed(shape) && projectAll(f, shape.inputPanels, shape.inputs, inputGates(shape)),
    ],
    [`forwardOnly${s}`, overTime, (f) => forward(f, shape, { training: false })],
    ...(inLockstep ? lockstep : []),
    ...(part.learning ? toLearn : []),
  ]
}

/** What is asked of the inputs, of which the layer below asks its own. */
function inputsBack(shape: LayerMap, s: number): Phase {
  const { inputPanels, columns, inputDeltas } = shape
  return [`inputsBack${s}`, overRows, (f) => projectAllBack(f, inputPanels, columns, inputGates(shape), inputDeltas)]
}

/** Gradients of each stack of weights of a shape: by group, of the input, and of the elementwise weights; fused with their use, and stored. */
function learners({ shared, capacity }: MemoryMap, shape: LayerMap, s: number, descent: Descent): Phase[] {
  const { packed, offsets } = shared
  const inBatch = capacity.batch > 1
  const each = (rule: UpdateRule): Phase[2][] => [
    ...shape.plan.groups.map(({ gates, sources, lag }, k): Phase[2] => {
      const isBefore = inBatch && lag === 1
      const rows = sourceRows(shape, sources[0], isBefore ? 0 : lag)
      const before = isBefore ? offsets : undefined
      return (f) => learn(f, shape.groups[k], { delta: { ...shape.gates, slots: gates }, rows, before, packed, rule })
    }),
    (f) =>
      isFed(shape) && learn(f, shape.inputPanels, { delta: inputGates(shape), rows: shape.inputs, packed, rule }),
    (f) => learnElementwise(f, shape, rule),
  ]
  return [
    ...each(fusedRule(descent, capacity, shape)).map((body, k): Phase => [`learn${s}_${k}`, learningRows, body]),
    ...each(storingRule(descent, capacity, shape)).map((body, k): Phase => [`gradient${s}_${k}`, learningRows, body]),
    applying(`apply${s}`, descent, shape),
  ]
}

const applying = (name: string, descent: Descent, learned: Learned): Phase => [
  name,
  '(param $base i32)',
  (f) => applyGradient(f, descent, learned),
]

function learnElementwise(f: FunctionWriter, { parameters, gradient }: LayerMap, rule: UpdateRule): void {
  const { weights, vectors, panels } = parameters
  const at = f.int(get('$base'), 'at')
  f.repeat(vectors === 0 ? 0 : panels, () => {
    for (const v of range(vectors)) rule(f, at, weights + v * 16, f.vector(load(at, gradient + v * 16)))
    f.move(at, vectors * 16)
  })
}

/** The readout of a direction: `$x` points to the first row that it reads, `$to` to where what it asks of that goes. */
function readoutPhases(map: MemoryMap, { learning, descent }: Part): Phase[] {
  const { readout, layers, shared, capacity } = map
  const last = layers[layers.length - 1].map
  const rows = { at: 0, row: outputRows(last).row }
  const asked = { at: 0, row: last.outputDeltas.row }
  const reading = `${overRows} (param $x i32)`
  const learner = (rule: UpdateRule): Phase[2] => {
    const learning = { delta: readout.logits, rows, first: get('$x'), packed: shared.packed, rule }
    return (f) => learn(f, readout.panels, learning)
  }
  const toLearn: Phase[] = [
    [
      'readoutBack',
      `${overRows} (param $to i32)`,
      (f) => projectAllBack(f, readout.panels, last.padded, readout.logits, asked, { result: get('$to') }),
    ],
    ['learnReadout', reading, learner(fusedRule(descent, capacity, readout))],
    ['gradientReadout', reading, learner(storingRule(descent, capacity, readout))],
    applying('applyReadout', descent, readout),
  ]
  return [
    ['readout', reading, (f) => projectAll(f, readout.panels, rows, readout.logits, { first: get('$x') })],
    ...(learning ? toLearn : []),
  ]
}

function lossPhases(map: MemoryMap, { learning }: { learning: boolean }): Phase[] {
  const phase = (name: string, training: boolean, missing: boolean): Phase => [
    name,
    ofSequence,
    (f) => loss(f, map, { training, missing }),
  ]
  const canMiss = !['softmax', 'ctc'].includes(map.network.loss)
  return [
    phase('lossOnly', false, false),
    ...(canMiss ? [phase('lossOnlyMissing', false, true)] : []),
    ...(learning ? [phase('loss', true, false)] : []),
    ...(learning && canMiss ? [phase('lossMissing', true, true)] : []),
  ]
}
