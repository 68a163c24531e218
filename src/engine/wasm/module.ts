import type { Capacity, Descent, Network } from '../engine.ts'
import { planFor } from '../plan.ts'
import { backward } from './backward.ts'
import { forward } from './forward.ts'
import { joinLogits, layOutInputs, mirrorDeltas, mirrorInputs } from './inputs.ts'
import { loss } from './loss.ts'
import { type MemoryMap, mapMemory, singleOf, sourceRows } from './memory.ts'
import { learn, projectAll, projectAllBack } from './products.ts'
import { type Arithmetic, FunctionWriter, get, i32, load, range, type Text } from './text.ts'
import { type UpdateRule, updateRule } from './update.ts'

/** The WebAssembly text of a network’s program, and where it keeps what. */
export interface Generated {
  readonly text: Text
  readonly map: MemoryMap
}

/**
 * Writes the module. It exports `update` and `evaluate`, and each phase by its own name so that a bench can time it. It imports
 * memory, a natural logarithm (losses take one of a product of many factors, in float64), and for CTC the alignment of a label.
 */
export function generate(network: Network, descent: Descent, { steps }: Capacity, arithmetic: Arithmetic): Generated {
  const single = singleOf(network)
  const map = mapMemory(planFor(single.cell), single, steps)
  const learners = learnersOf(map, updateRule(descent, map.weightBytes))
  const phases = [...phasesOf(map), ...learners.map((body, k): Phase => [`learn${k}`, learning, body])]
  const text = [
    '(module (import "js" "log" (func $log (param f64) (result f64))) (import "js" "memory" (memory 1 65536))',
    network.loss === 'ctc' ? '(import "js" "align" (func $align (param i32) (result f64)))' : '',
    ...phases.map(([name, signature, body]) => {
      const f = new FunctionWriter(name, signature, arithmetic)
      body(f)
      return String(f)
    }),
    update(map, learners.length),
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

function update(map: MemoryMap, learners: number): Text {
  const key = [get('$key0'), get('$key1')]
  return [
    '(func $update (export "update") (param $T i32) (param $from i32) (param $rate f32) (param $momentum f32)',
    '(param $noisy i32) (param $key0 i32) (param $key1 i32) (result f64) (local $loss f64) (local $r v128) (local $m v128)',
    '(local.set $r (f32x4.splat (local.get $rate))) (local.set $m (f32x4.splat (local.get $momentum)))',
    `(if (local.get $noisy) (then ${call('noisyInputs', T, ...key)}) (else ${call('inputs', T)}))`,
    ...forwards(map, 'forward'),
    `(local.set $loss ${call('loss', T, get('$from'))})`,
    map.bases.length === 2 ? call('mirrorDeltas', T) : '',
    ...map.bases.flatMap((base) => [
      ...['readoutBack', 'backward'].map((name) => call(name, i32(base), T)),
      ...range(learners).map((k) => call(`learn${k}`, i32(base), T, get('$r'), get('$m'))),
    ]),
    '(local.get $loss))',
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
