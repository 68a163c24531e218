import { exp } from './functions.ts'
import { overLogits, type Pass } from './loss-pass.ts'
import type { Steps } from './memory.ts'
import {
  add,
  get,
  i32,
  joinLanes,
  type Local,
  lane,
  mul,
  plus,
  pmax,
  pmin,
  range,
  sub,
  type Text,
  times,
  zero,
} from './text.ts'

/** w (ln Σ e^x − x of the class) for the weight w of the class; delta w softmax(x), less w for the class. A class of −1 is no target. */
export function softmax(pass: Pass): void {
  const { f, map, targets } = pass
  const label = f.int(`(i32.load offset=${map.shared.targets} ${get(targets)})`, 'label')
  f.either(
    `(i32.ge_s ${get(label)} (i32.const 0))`,
    () => ofClass(pass, label),
    () => pass.training && overLogits(pass, ({ put }) => put(zero)),
  )
}

function ofClass(pass: Pass, label: Local): void {
  const { f, map, training, total, factor, row } = pass
  const { logits, panels } = map.readout
  // output k stands in panel k / (4·vectors): the rest of k counts floats within the panel
  const perPanel = panels.vectors * 4
  const inPanel = times(`(i32.rem_u ${get(label)} ${i32(perPanel)})`, 4)
  const panel = times(`(i32.div_u ${get(label)} ${i32(perPanel)})`, logits.panel)
  const place = f.int(plus(get(row), plus(panel, inPanel)), 'place')
  const atClass = `(f32.load offset=${logits.at} ${get(place)})`
  const top = largestLogit(pass)
  const rise = `(f64.promote_f32 (f32.sub ${atClass} ${lane(get(top), 0)}))`
  const weight = map.network.classWeights && `(f32.load offset=${map.shared.classWeights} ${times(get(label), 4)})`
  if (weight === undefined) f.set(total, `(f64.sub ${get(total)} ${rise})`)
  const before = weight && f.local('f64', 'rise')
  if (before !== undefined) f.set(before, rise)
  const sum = powers(pass, top)
  const joined = joinLanes(sum, 'add')
  if (weight === undefined || before === undefined) f.set(factor, `(f64.mul ${get(factor)} ${joined})`)
  else {
    const ofRow = `(f64.sub (call $log ${joined}) ${get(before)})`
    f.set(total, `(f64.add ${get(total)} (f64.mul (f64.promote_f32 ${weight}) ${ofRow}))`)
  }
  if (!training) return
  normalise(pass, sum, { weight })
  f.do(`(f32.store offset=${logits.at} ${get(place)} (f32.sub ${atClass} ${weight ?? '(f32.const 1)'}))`)
}

/** The softmax of a row, for CTC: over the logits in training, apart from them in an evaluation, which leaves the logits. */
export function softmaxOfRow(pass: Pass): void {
  const { kept, logits } = pass.map.readout
  const to = pass.training ? logits : kept
  normalise(pass, powers({ ...pass, training: true }, largestLogit(pass), to), { to })
}

/** The largest logit of the row, in all four lanes. */
function largestLogit(pass: Pass): Local {
  const { f } = pass
  const most = f.vector('(f32x4.splat (f32.const -1e30))', 'most')
  overLogits(pass, ({ logit }, { mask, bound }) => {
    f.set(most, pmax(mask === undefined ? logit : pmin(logit, bound), get(most)))
  })
  const highest = range(4)
    .map((k) => lane(get(most), k))
    .reduce((a, b) => `(f32.max ${a} ${b})`)
  return f.vector(`(f32x4.splat ${highest})`, 'top')
}

/** Σ e^(x − top) in four lanes; for training the powers take the place of the logits. */
function powers(pass: Pass, top: Local, to?: Steps): Local {
  const { f, training } = pass
  const sum = f.vector(zero, 'sum')
  overLogits(
    pass,
    ({ logit, put }, { mask, bound }) => {
      const power = exp(f, sub(mask === undefined ? logit : pmin(logit, bound), get(top)))
      if (mask !== undefined) f.set(power, mul(get(power), mask))
      f.set(sum, add(get(sum), get(power)))
      if (training) put(get(power))
    },
    { ...(to && { to }) },
  )
  return sum
}

/** Divides powers by their sum, and multiplies them by a weight. */
function normalise(
  pass: Pass,
  sum: Local,
  { weight = '(f32.const 1)', to = pass.map.readout.logits }: { weight?: Text | undefined; to?: Steps },
): void {
  const { f } = pass
  const inverse = f.vector(`(f32x4.splat (f32.div ${weight} (f32.demote_f64 ${joinLanes(sum, 'add')})))`, 'inverse')
  overLogits(pass, ({ logit, put }) => put(mul(logit, get(inverse))), { from: to })
}
