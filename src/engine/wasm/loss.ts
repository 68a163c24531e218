/**
 * The losses in SIMD, as `engine/loss/` defines them. Each returns the loss summed over the steps from `$from` on. For training the
 * logits become their deltas, which are 0 before `$from`; for evaluation they stay.
 */

import { exp, logistic, named } from './functions.ts'
import type { MemoryMap } from './memory.ts'
import {
  add,
  type FunctionWriter,
  get,
  i32,
  joinLanes,
  type Local,
  lane,
  load,
  mul,
  plus,
  pmax,
  range,
  store,
  sub,
  type Text,
  times,
  zero,
} from './text.ts'

interface Pass {
  readonly f: FunctionWriter
  readonly map: MemoryMap
  readonly training: boolean
  readonly total: Local
  /** Gathers factors, so that one logarithm serves many steps. */
  readonly factor: Local
  /** The step’s logits in the first panel, and its targets. */
  readonly step: Local
  readonly targets: Local
}

export function loss(f: FunctionWriter, map: MemoryMap, { training }: { training: boolean }): void {
  if (map.network.loss === 'ctc') ctc(f, map, { training })
  else stepLoss(f, map, losses[map.network.loss], { training })
}

/** A loss that is a sum over steps. */
function stepLoss(
  f: FunctionWriter,
  map: MemoryMap,
  ofStep: (pass: Pass) => void,
  { training }: { training: boolean },
): void {
  const { logits, network, outputRow } = map
  const base = map.bases[0]
  const step = f.int(plus(i32(base), times(get('$from'), logits.step)), 'step')
  const targetBytes = network.loss === 'softmax' ? 4 : 4 * outputRow
  const targets = f.int(times(get('$from'), targetBytes), 'targets')
  const left = f.int(`(i32.sub ${get('$T')} ${get('$from')})`, 'left')
  const [total, factor] = [f.local('f64', 'total'), f.local('f64', 'factor')]
  const pass: Pass = { f, map, training, total, factor, step, targets }
  f.set(total, '(f64.const 0)')
  f.set(factor, '(f64.const 1)')
  if (training) clearEarly(pass)
  const flush = () => {
    f.set(total, `(f64.add ${get(total)} (call $log ${get(factor)}))`)
    f.set(factor, '(f64.const 1)')
  }
  f.loop(
    () => {
      ofStep(pass)
      f.when(`(f64.gt ${get(factor)} (f64.const 1e150))`, flush)
      f.move(step, logits.step)
      f.move(targets, targetBytes)
      f.move(left, -1)
    },
    () => get(left),
  )
  flush()
  f.do(get(total))
}

function clearEarly({ f, map }: Pass): void {
  const at = f.int(i32(map.bases[0] + map.logits.at), 'early')
  f.repeat(map.readout.panels, () => {
    f.do(`(memory.fill ${get(at)} (i32.const 0) ${times(get('$from'), map.logits.step)})`)
    f.move(at, map.logits.panel)
  })
}

/** The vectors of a step, panel by panel; `mask` is 0 for outputs that do not exist, and absent where all do. */
function overVectors(
  { f, map, step, targets }: Pass,
  body: (logit: Text, target: Text, put: (value: Text) => void, mask: Text | undefined) => void,
): void {
  const { logits, readout, network } = map
  const whole = Math.floor(network.outputs / 4 / readout.vectors)
  const [at, target, mask] = [
    f.int(get(step), 'at'),
    f.int(get(targets), 'target'),
    f.int(i32(whole * readout.vectors * 16), 'mask'),
  ]
  const panel = (masked: boolean) => {
    for (const v of range(readout.vectors)) {
      const exists = !masked || (whole * readout.vectors + v + 1) * 4 <= network.outputs
      const put = (value: Text) => f.do(store(at, logits.at + v * 16, value))
      body(
        load(at, logits.at + v * 16),
        load(target, map.targets + v * 16),
        put,
        exists ? undefined : load(mask, map.outputMask + v * 16),
      )
    }
    f.move(at, logits.panel)
    f.move(target, readout.vectors * 16)
  }
  f.repeat(whole, () => panel(false))
  f.repeat(readout.panels - whole, () => panel(true))
}

const losses = { sigmoid, softmax, squared }

/** Σ max(0, x) − x·y + ln(1 + e^−|x|); delta σ(x) − y. */
function sigmoid(pass: Pass): void {
  const { f, training, total, factor } = pass
  const [sum, product] = [f.vector(zero, 'sum'), f.vector(named('one'), 'product')]
  overVectors(pass, (logit, target, put, mask) => {
    const [x, y] = [f.vector(logit, 'x'), f.vector(target, 'y')]
    const { tail, value } = logistic(f, x)
    const part = f.fnma(get(x), get(y), pmax(get(x), zero))
    if (mask === undefined) {
      f.set(product, mul(get(product), add(get(tail), named('one'))))
      f.set(sum, add(get(sum), part))
    } else {
      f.set(product, mul(get(product), f.fma(get(tail), mask, named('one'))))
      f.set(sum, f.fma(mask, part, get(sum)))
    }
    const delta = sub(get(value), get(y))
    if (training) put(mask === undefined ? delta : mul(delta, mask))
  })
  f.set(total, `(f64.add ${get(total)} ${joinLanes(sum, 'add')})`)
  f.set(factor, `(f64.mul ${get(factor)} ${joinLanes(product, 'mul')})`)
}

/** ln Σ e^x − x of the class; delta softmax(x), less 1 for the class. */
function softmax(pass: Pass): void {
  const { f, map, training, total, factor, step, targets } = pass
  const { logits, readout } = map
  // output k stands in panel k / (4·vectors): the rest of k counts floats within the panel
  const label = f.int(`(i32.load offset=${map.targets} ${get(targets)})`, 'label')
  const perPanel = readout.vectors * 4
  const inPanel = times(`(i32.rem_u ${get(label)} ${i32(perPanel)})`, 4)
  const panel = times(`(i32.div_u ${get(label)} ${i32(perPanel)})`, logits.panel)
  const place = f.int(plus(get(step), plus(panel, inPanel)), 'place')
  const atClass = `(f32.load offset=${logits.at} ${get(place)})`
  const top = largestLogit(pass)
  f.set(total, `(f64.sub ${get(total)} (f64.promote_f32 (f32.sub ${atClass} ${lane(get(top), 0)})))`)
  const sum = powers(pass, top)
  f.set(factor, `(f64.mul ${get(factor)} ${joinLanes(sum, 'add')})`)
  if (!training) return
  normalise(pass, sum)
  f.do(`(f32.store offset=${logits.at} ${get(place)} (f32.sub ${atClass} (f32.const 1)))`)
}

/** The largest logit of the step, in all four lanes. */
function largestLogit(pass: Pass): Local {
  const { f } = pass
  const most = f.vector('(f32x4.splat (f32.const -1e30))', 'most')
  overVectors(pass, (logit) => f.set(most, pmax(logit, get(most))))
  const highest = range(4)
    .map((k) => lane(get(most), k))
    .reduce((a, b) => `(f32.max ${a} ${b})`)
  return f.vector(`(f32x4.splat ${highest})`, 'top')
}

/** Σ e^(x − top) in four lanes; for training the powers take the place of the logits. */
function powers(pass: Pass, top: Local): Local {
  const { f, training } = pass
  const sum = f.vector(zero, 'sum')
  overVectors(pass, (logit, _target, put, mask) => {
    const power = exp(f, sub(logit, get(top)))
    if (mask !== undefined) f.set(power, mul(get(power), mask))
    f.set(sum, add(get(sum), get(power)))
    if (training) put(get(power))
  })
  return sum
}

function normalise(pass: Pass, sum: Local): void {
  const { f } = pass
  const inverse = f.vector(`(f32x4.splat (f32.div (f32.const 1) (f32.demote_f64 ${joinLanes(sum, 'add')})))`, 'inverse')
  overVectors(pass, (power, _target, put) => put(mul(power, get(inverse))))
}

/**
 * Connectionist temporal classification: the softmax of every step, in SIMD. The paths, few operations but long chains, are followed
 * outside, which takes their shares away and gives the loss; here it is 0. Logits of an evaluation are kept for `putLogitsBack`.
 */
function ctc(f: FunctionWriter, map: MemoryMap, { training }: { training: boolean }): void {
  const { logits } = map
  if (!training) {
    const { first, bytes } = allLogits(map)
    f.do(`(memory.copy ${i32(map.kept)} ${first} ${bytes})`)
  }
  const [total, factor] = [f.local('f64', 'total'), f.local('f64', 'factor')]
  const [step, targets, left] = [f.int(i32(map.bases[0]), 'step'), f.int(i32(0), 'targets'), f.int(get('$T'), 'left')]
  const pass: Pass = { f, map, training: true, total, factor, step, targets }
  f.loop(
    () => {
      normalise(pass, powers(pass, largestLogit(pass)))
      f.move(step, logits.step)
      f.move(left, -1)
    },
    () => get(left),
  )
  f.do(get(total))
}

export function putLogitsBack(f: FunctionWriter, map: MemoryMap): void {
  const { first, bytes } = allLogits(map)
  f.do(`(memory.copy ${first} ${i32(map.kept)} ${bytes})`)
}

const allLogits = ({ bases, logits, readout }: MemoryMap) => ({
  first: i32(bases[0] + logits.at),
  bytes: i32(readout.panels * logits.panel),
})

/** ½ Σ (x − y)²; delta x − y. Outputs that do not exist are 0 and so are their targets. */
function squared(pass: Pass): void {
  const { f, training, total } = pass
  const sum = f.vector(zero, 'sum')
  overVectors(pass, (logit, target, put) => {
    const difference = f.vector(sub(logit, target), 'difference')
    f.set(sum, f.fma(get(difference), get(difference), get(sum)))
    if (training) put(get(difference))
  })
  f.set(total, `(f64.add ${get(total)} (f64.mul (f64.const 0.5) ${joinLanes(sum, 'add')}))`)
}
