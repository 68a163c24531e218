import type { Descent } from '../engine.ts'
import { backward } from './backward.ts'
import { backwardRows } from './backward-rows.ts'
import { forward } from './forward.ts'
import { forwardRows } from './forward-rows.ts'
import { layOutInputs } from './inputs.ts'
import { learn } from './learn.ts'
import { logarithm } from './logarithm.ts'
import { type LossOptions, loss, ofSequence } from './loss.ts'
import { isFed, type LayerMap, type Learned, type MemoryMap, outputRows, sourceRows } from './memory.ts'
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

/** What a module is for: an update, an evaluation, the part of an update that clips by a norm, or losses of targets that may be missing. */
export type Purpose = 'training' | 'evaluation' | 'norm' | 'missing'

/** What to write: for which purpose, and whether for batches in lockstep or for one sequence at a time. */
export interface Order {
  readonly purpose: Purpose
  readonly inLockstep: boolean
  readonly descent: Descent
  readonly arithmetic: Arithmetic
}

/**
 * Writes a module of a network’s program as WebAssembly text. It exports the parts of an update or of an evaluation (see `passes.ts`),
 * and each phase of them by its own name, so that a bench can time it. All modules of a program share its memory; most programs need
 * few of them.
 *
 * A module imports memory and no function: threads share what V8 compiles to call imported functions, and the V8 of Node 24 may free
 * it while another thread takes it up, which ends the process with a segmentation fault.
 */
export function generate(map: MemoryMap, order: Order): Text {
  return [
    '(module (import "js" "memory" (memory 1 65536))',
    logarithm,
    ...phasesOf(map, order).map(([name, signature, body]) => {
      const f = new FunctionWriter(name, signature, order.arithmetic)
      body(f)
      return String(f)
    }),
    ...passes(map, order),
    ')',
  ].join('\n')
}

function phasesOf(map: MemoryMap, order: Order): Phase[] {
  const { purpose, descent, inLockstep } = order
  const ofShapes = (phases: (shape: LayerMap, s: number) => Phase[]) => map.shapes.flatMap(phases)
  switch (purpose) {
    case 'missing':
      return [
        lossPhase(map, 'loss', { training: true, missing: true }),
        lossPhase(map, 'lossOnly', { training: false, missing: true }),
      ]
    case 'norm':
      return [
        ['squareOfGradient', '(param $from i32) (param $bytes i32) (result f64)', squareOfGradient],
        ...ofShapes((shape, s) => [
          ...learners(map, shape, { s, inLockstep, rule: storingRule(descent, inLockstep, shape) }),
          applying(`apply${s}`, descent, shape),
        ]),
        readoutLearner(map, storingRule(descent, inLockstep, map.readout)),
        applying('applyReadout', descent, map.readout),
      ]
    case 'evaluation':
      return [
        ...betweenPhases(map),
        ...ofShapes((shape, s) => forwardPhases(map, shape, { s, inLockstep, training: false })),
        readoutPhase(map),
        lossPhase(map, 'lossOnly', { training: false, missing: false }),
      ]
    case 'training':
      return [
        ...betweenPhases(map),
        ...maskingPhases(map),
        ...ofShapes((shape, s) => [
          ...forwardPhases(map, shape, { s, inLockstep, training: true }),
          ...backwardPhases(map, shape, { s, inLockstep }),
          ...learners(map, shape, { s, inLockstep, rule: fusedRule(descent, inLockstep, shape) }),
        ]),
        readoutPhase(map),
        readoutBackPhase(map),
        readoutLearner(map, fusedRule(descent, inLockstep, map.readout)),
        lossPhase(map, 'loss', { training: true, missing: false }),
      ]
  }
}

/** A function of the module: its name, its signature and what writes its body. */
type Phase = readonly [string, Text, (f: FunctionWriter) => void]

const overRows = '(param $base i32) (param $rows i32)'
const overTime = '(param $base i32) (param $T i32)'
const learning = '(param $base i32) (param $rows i32) (param $T i32)'
const ofReadout = `${overRows} (param $x i32)`

/** Inputs, and what passes between directions and layers. */
function betweenPhases(map: MemoryMap): Phase[] {
  const { readout } = map.network
  const reader = readout === 'last' ? readLast : readMean
  const read: Phase = ['read', gatheringRows, (f) => reader(f, map)]
  return [
    ['inputs', '(param $T i32) (param $place i32)', (f) => layOutInputs(f, map, { noisy: false })],
    ['moveRows', movingRows, (f) => moveRows(f, map)],
    ...(readout === 'each step' ? [] : [read]),
  ]
}

/** Noise and dropout, and how the readout asks. */
function maskingPhases(map: MemoryMap): Phase[] {
  const { readout } = map.network
  const noisy = '(param $T i32) (param $place i32) (param $key0 i32) (param $key1 i32)'
  const spreader = readout === 'last' ? spreadLast : spreadMean
  const spread: Phase = ['spread', gatheringRows, (f) => spreader(f, map)]
  return [
    ['noisyInputs', noisy, (f) => layOutInputs(f, map, { noisy: true })],
    ['maskRows', maskingRows, (f) => maskRows(f, map)],
    ...(readout === 'each step' ? [] : [spread]),
  ]
}

/** What the input tells the gates. */
const inputGates = ({ plan, gates }: LayerMap) => ({ ...gates, slots: plan.inputGates })

/** Layers of one shape, the s-th. */
interface OfShape {
  readonly s: number
  readonly inLockstep: boolean
}

function forwardPhases(
  { shared: { offsets } }: MemoryMap,
  shape: LayerMap,
  { s, inLockstep, training }: OfShape & { training: boolean },
): Phase[] {
  const project = (f: FunctionWriter) =>
    isFed(shape) && projectAll(f, shape.inputPanels, shape.inputs, inputGates(shape))
  return [
    [`project${s}`, overRows, project],
    [
      `forward${s}`,
      overTime,
      (f) => (inLockstep ? forwardRows(f, shape, { training, offsets }) : forward(f, shape, { training })),
    ],
  ]
}

function backwardPhases(
  { shared: { offsets, partial } }: MemoryMap,
  shape: LayerMap,
  { s, inLockstep }: OfShape,
): Phase[] {
  const { inputPanels, columns, inputDeltas } = shape
  const inputsBack = (f: FunctionWriter) => projectAllBack(f, inputPanels, columns, inputGates(shape), inputDeltas)
  return [
    [
      `backward${s}`,
      overTime,
      (f) => (inLockstep ? backwardRows(f, shape, { offsets }) : backward(f, shape, { partial })),
    ],
    // what is asked of the inputs, of which the layer below asks its own
    ...(shape.isFirst || !isFed(shape) ? [] : [[`inputsBack${s}`, overRows, inputsBack] satisfies Phase]),
  ]
}

/** Gradients of each stack of weights of a shape, and what becomes of them: by group, of the input, and of the elementwise weights. */
function learners(
  { shared: { packed, offsets } }: MemoryMap,
  shape: LayerMap,
  { s, inLockstep, rule }: OfShape & { rule: UpdateRule },
): Phase[] {
  const { groups, plan, gates, inputs, inputPanels } = shape
  const bodies: Phase[2][] = [
    ...plan.groups.map(({ gates: slots, sources, lag }, k): Phase[2] => {
      const isBefore = inLockstep && lag === 1
      const rows = sourceRows(shape, sources[0], isBefore ? 0 : lag)
      const before = isBefore ? offsets : undefined
      return (f) => learn(f, groups[k], { delta: { ...gates, slots }, rows, before, packed, rule })
    }),
    (f) => isFed(shape) && learn(f, inputPanels, { delta: inputGates(shape), rows: inputs, packed, rule }),
    (f) => learnElementwise(f, shape, rule),
  ]
  return bodies.map((body, k) => [`learn${s}_${k}`, learning, body])
}

function learnElementwise(f: FunctionWriter, { parameters, gradient }: LayerMap, rule: UpdateRule): void {
  const { weights, vectors, panels } = parameters
  const at = f.int(get('$base'), 'at')
  f.repeat(vectors === 0 ? 0 : panels, () => {
    for (const v of range(vectors)) rule(f, at, weights + v * 16, f.vector(load(at, gradient + v * 16)))
    f.move(at, vectors * 16)
  })
}

const applying = (name: string, descent: Descent, learned: Learned): Phase => [
  name,
  '(param $base i32)',
  (f) => applyGradient(f, descent, learned),
]

/** Rows of the last layer’s outputs, whose address a function is given, and of what is asked of them. */
const lastRows = ({ layers }: MemoryMap) => {
  const { map } = layers[layers.length - 1]
  return { read: { at: 0, row: outputRows(map).row }, asked: { at: 0, row: map.outputDeltas.row }, wide: map.padded }
}

/** The readout of a direction; `$x` points to the first row that it reads. */
function readoutPhase(map: MemoryMap): Phase {
  const { panels, logits } = map.readout
  return ['readout', ofReadout, (f) => projectAll(f, panels, lastRows(map).read, logits, { first: get('$x') })]
}

function readoutBackPhase(map: MemoryMap): Phase {
  const { panels, logits } = map.readout
  const { wide, asked } = lastRows(map)
  return ['readoutBack', ofReadout, (f) => projectAllBack(f, panels, wide, logits, asked, { result: get('$x') })]
}

function readoutLearner(map: MemoryMap, rule: UpdateRule): Phase {
  const { panels, logits } = map.readout
  const { read } = lastRows(map)
  const learned = { delta: logits, rows: read, first: get('$x'), packed: map.shared.packed, rule }
  return ['learnReadout', ofReadout, (f) => learn(f, panels, learned)]
}

const lossPhase = (map: MemoryMap, name: string, options: LossOptions): Phase => [
  name,
  ofSequence,
  (f) => loss(f, map, options),
]
