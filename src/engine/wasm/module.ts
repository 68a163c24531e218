import type { Descent, Network } from '../engine.ts'
import { planFor } from '../plan.ts'
import { backward } from './backward.ts'
import { forward } from './forward.ts'
import { joinLogits, layOutInputs, mirrorDeltas, mirrorInputs } from './inputs.ts'
import { logarithm } from './logarithm.ts'
import { loss, putLogitsBack } from './loss.ts'
import { type MemoryMap, mapMemory, sourceRows } from './memory.ts'
import { learn, projectAll, projectAllBack } from './products.ts'
import { type Arithmetic, FunctionWriter, get, i32, load, range, type Text } from './text.ts'
import { type UpdateRule, updateRule } from './update.ts'

/** The WebAssembly text of a network’s program, and where it keeps what. */
export interface Generated {
  readonly text: Text
  readonly map: MemoryMap
}

/**
 * Writes the module. It exports the halves of an update, `forwards` and `backwards`, and `evaluate`; and each phase by its own name,
 * so that a bench can time it. For CTC whoever calls it aligns the label in between, and after an evaluation `putLogitsBack` follows.
 *
 * It imports memory and no function: threads share what V8 compiles to call imported functions, and the V8 of Node 24 may free it
 * while another thread takes it up, which ends the process with a segmentation fault.
 */
export function generate(network: Network, descent: Descent, arithmetic: Arithmetic): Generated {
  const map = mapMemory(planFor(network.cell), network, descent)
  const learners = learnersOf(map, updateRule(descent, map.weightBytes))
  const phases = [...phasesOf(map), ...learners.map((body, k): Phase => [`learn${k}`, learning, body])]
  const text = [
    '(module (import "js" "memory" (memory 1 65536))',
    logarithm,
    ...phases.map(([name, signature, body]) => {
      const f = new FunctionWriter(name, signature, arithmetic)
      body(f)
      return String(f)
    }),
    forwardHalf(map),
    backwardHalf(map, learners.length),
    evaluate(map),
    ')',
  ].join('\n')
  return { text, map }
}

/** A function of the module: its name, its signature and what writes its body. */
type Phase = readonly [string, Text, (f: FunctionWriter) => void]

const ofDirection = '(param $base i32) (param $T i32)'
const learning = `${ofDirection} (param $rate v128) (param $momentum v128)`

/** What the input tells the gates. */
const inputGates = ({ plan, gates }: MemoryMap) => ({ ...gates, slots: plan.inputGates })
const outputRows = (map: MemoryMap) => sourceRows(map, map.plan.cell.output, 0)

/** All but the learning, in the order in which an update calls them. */
function phasesOf(map: MemoryMap): Phase[] {
  const noisy = '(param $T i32) (param $key0 i32) (param $key1 i32)'
  const counted = '(param $T i32) (param $from i32) (result f64)'
  const twoWays: Phase[] = [
    ['mirrorInputs', '(param $T i32)', (f) => mirrorInputs(f, map)],
    ['joinLogits', '(param $T i32)', (f) => joinLogits(f, map)],
    ['mirrorDeltas', '(param $T i32)', (f) => mirrorDeltas(f, map)],
  ]
  const restoring: Phase[] = [['putLogitsBack', '', (f) => putLogitsBack(f, map)]]
  return [
    ['inputs', '(param $T i32)', (f) => layOutInputs(f, map, { noisy: false })],
    ['noisyInputs', noisy, (f) => layOutInputs(f, map, { noisy: true })],
    ...(map.bases.length === 2 ? twoWays : []),
    ['project', ofDirection, (f) => isFed(map) && projectAll(f, map.inputPanels, map.inputs, inputGates(map))],
    ['forward', ofDirection, (f) => forward(f, map, { training: true })],
    ['forwardOnly', ofDirection, (f) => forward(f, map, { training: false })],
    ['readout', ofDirection, (f) => projectAll(f, map.readout, outputRows(map), map.logits)],
    ['loss', counted, (f) => loss(f, map, { training: true })],
    ['lossOnly', counted, (f) => loss(f, map, { training: false })],
    ...(map.network.loss === 'ctc' ? restoring : []),
    ['readoutBack', ofDirection, (f) => projectAllBack(f, map.readout, map.padded, map.logits, map.outputDeltas)],
    ['backward', ofDirection, (f) => backward(f, map)],
  ]
}

const isFed = ({ plan }: MemoryMap) => plan.inputGates.length > 0

/** Gradient and update of each stack of weights: by group, of the input, of the readout, and of the elementwise weights. */
function learnersOf(map: MemoryMap, rule: UpdateRule): Phase[2][] {
  const { packed } = map
  return [
    ...map.plan.groups.map(({ gates, sources, lag }, k): Phase[2] => {
      const delta = { ...map.gates, slots: gates }
      return (f) => learn(f, map.groups[k], { delta, rows: sourceRows(map, sources[0], lag), packed, rule })
    }),
    (f) => isFed(map) && learn(f, map.inputPanels, { delta: inputGates(map), rows: map.inputs, packed, rule }),
    (f) => learn(f, map.readout, { delta: map.logits, rows: outputRows(map), packed, rule }),
    (f) => learnElementwise(f, map, rule),
  ]
}

function learnElementwise(f: FunctionWriter, { parameters, gradient }: MemoryMap, rule: UpdateRule): void {
  const { weights, vectors, panels } = parameters
  const at = f.int(get('$base'), 'at')
  f.repeat(vectors === 0 ? 0 : panels, () => {
    for (const v of range(vectors)) rule(f, at, weights + v * 16, f.vector(load(at, gradient + v * 16)))
    f.move(at, vectors * 16)
  })
}

const call = (name: string, ...args: Text[]) => `(call $${name} ${args.join(' ')})`
const T = get('$T')

/** The forward pass of all directions, inputs laid out already. */
function forwards({ bases }: MemoryMap, forward: 'forward' | 'forwardOnly'): Text[] {
  const both = bases.length === 2
  return [
    both ? call('mirrorInputs', T) : '',
    ...bases.flatMap((base) => ['project', forward, 'readout'].map((name) => call(name, i32(base), T))),
    both ? call('joinLogits', T) : '',
  ]
}

/** An update up to its loss. */
function forwardHalf(map: MemoryMap): Text {
  const key = [get('$key0'), get('$key1')]
  return [
    '(func $forwards (export "forwards") (param $T i32) (param $from i32)',
    '(param $noisy i32) (param $key0 i32) (param $key1 i32) (result f64)',
    `(if (local.get $noisy) (then ${call('noisyInputs', T, ...key)}) (else ${call('inputs', T)}))`,
    ...forwards(map, 'forward'),
    `${call('loss', T, get('$from'))})`,
  ].join('\n')
}

/** The rest of it. */
function backwardHalf(map: MemoryMap, learners: number): Text {
  return [
    '(func $backwards (export "backwards") (param $T i32) (param $rate f32) (param $momentum f32)',
    '(local $r v128) (local $m v128)',
    '(local.set $r (f32x4.splat (local.get $rate))) (local.set $m (f32x4.splat (local.get $momentum)))',
    map.bases.length === 2 ? call('mirrorDeltas', T) : '',
    ...map.bases.flatMap((base) => [
      ...['readoutBack', 'backward'].map((name) => call(name, i32(base), T)),
      ...range(learners).map((k) => call(`learn${k}`, i32(base), T, get('$r'), get('$m'))),
    ]),
    ')',
  ].join('\n')
}

function evaluate(map: MemoryMap): Text {
  return [
    '(func $evaluate (export "evaluate") (param $T i32) (param $from i32) (result f64)',
    call('inputs', T),
    ...forwards(map, 'forwardOnly'),
    `${call('lossOnly', T, get('$from'))})`,
  ].join('\n')
}
