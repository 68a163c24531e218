import type { Descent, Network } from '../engine.ts'
import { planFor } from '../plan.ts'
import { backward } from './backward.ts'
import { forward } from './forward.ts'
import { joinLogits, layOutInputs, mirrorDeltas, mirrorInputs } from './inputs.ts'
import { loss } from './loss.ts'
import { type MemoryMap, mapMemory, sourceRows } from './memory.ts'
import { learn, projectAll, projectAllBack } from './products.ts'
import { type Arithmetic, FunctionWriter, get, i32, load, range, type Text } from './text.ts'
import { updateRule } from './update.ts'

/** The WebAssembly text of a network’s program, and where it keeps what. */
export interface Generated {
  readonly text: Text
  readonly map: MemoryMap
}

/**
 * Writes the module. It exports `update` and `evaluate`, and each phase by its own name so that a bench can time it. It imports
 * memory, a natural logarithm (losses take one of a product of many factors, in float64), and for CTC the alignment of a label.
 */
export function generate(network: Network, descent: Descent, arithmetic: Arithmetic): Generated {
  const plan = planFor(network.cell)
  const map = mapMemory(plan, network, descent)
  const functions: Text[] = []
  const add = (name: string, signature: Text, body: (f: FunctionWriter) => void) => {
    const f = new FunctionWriter(name, signature, arithmetic)
    body(f)
    functions.push(String(f))
  }
  const key = '(param $key0 i32) (param $key1 i32)'
  add('inputs', '(param $T i32)', (f) => layOutInputs(f, map, { noisy: false }))
  add('noisyInputs', `(param $T i32) ${key}`, (f) => layOutInputs(f, map, { noisy: true }))
  if (network.directions === 2) {
    add('mirrorInputs', '(param $T i32)', (f) => mirrorInputs(f, map))
    add('joinLogits', '(param $T i32)', (f) => joinLogits(f, map))
    add('mirrorDeltas', '(param $T i32)', (f) => mirrorDeltas(f, map))
  }
  const ofDirection = '(param $base i32) (param $T i32)'
  const outputRows = sourceRows(map, plan.cell.output, 0)
  const inputGates = { ...map.gates, slots: plan.inputGates }
  const fed = plan.inputGates.length > 0
  add('project', ofDirection, (f) => fed && projectAll(f, map.inputPanels, map.inputs, inputGates))
  add('forward', ofDirection, (f) => forward(f, map, { training: true }))
  add('forwardOnly', ofDirection, (f) => forward(f, map, { training: false }))
  add('readout', ofDirection, (f) => projectAll(f, map.readout, outputRows, map.logits))
  const counted = '(param $T i32) (param $from i32) (result f64)'
  add('loss', counted, (f) => loss(f, map, { training: true }))
  add('lossOnly', counted, (f) => loss(f, map, { training: false }))
  add('readoutBack', ofDirection, (f) => projectAllBack(f, map.readout, map.padded, map.logits, map.outputDeltas))
  add('backward', ofDirection, (f) => backward(f, map))

  const rule = updateRule(descent, map.weightBytes)
  const { packed } = map
  const learners: ((f: FunctionWriter) => void)[] = [
    ...plan.groups.map((group, k) => (f: FunctionWriter) => {
      const at =
        map.sources.at + plan.sources.indexOf(group.sources[0]) * map.padded * 4 + (group.lag ? 0 : map.sources.row)
      const delta = { ...map.gates, slots: group.gates }
      learn(f, map.groups[k], { delta, rows: { at, row: map.sources.row }, packed, rule })
    }),
    (f) => fed && learn(f, map.inputPanels, { delta: inputGates, rows: map.inputs, packed, rule }),
    (f) => learn(f, map.readout, { delta: map.logits, rows: outputRows, packed, rule }),
    (f) => {
      const { weights, vectors, panels } = map.parameters
      const at = f.int(get('$base'), 'at')
      f.repeat(vectors === 0 ? 0 : panels, () => {
        for (const v of range(vectors)) rule(f, at, weights + v * 16, f.vector(load(at, map.gradient + v * 16)))
        f.move(at, vectors * 16)
      })
    },
  ]
  const rates = '(param $rate v128) (param $momentum v128)'
  learners.forEach((body, k) => add(`learn${k}`, `${ofDirection} ${rates}`, body))
  const text = [
    '(module (import "js" "log" (func $log (param f64) (result f64))) (import "js" "memory" (memory 1 65536))',
    network.loss === 'ctc' ? '(import "js" "align" (func $align (param i32) (result f64)))' : '',
    ...functions,
    update(map, learners.length),
    evaluate(map),
    ')',
  ].join('\n')
  return { text, map }
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
