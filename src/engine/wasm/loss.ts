/**
 * The losses in SIMD, as `engine/loss/` defines them, of one sequence of a batch at a time. Each returns the loss summed over the rows
 * from `$from` on. For training the logits become their deltas, which are 0 where nothing counts; for evaluation they stay.
 */
import type { LossName } from '../loss/loss.ts'
import { gaussian, huber, sigmoid, squared } from './loss-elementwise.ts'
import { overLogits, type Pass } from './loss-pass.ts'
import { softmax, softmaxOfRow } from './loss-softmax.ts'
import type { MemoryMap } from './memory.ts'
import { offsetAt, upTo } from './rows.ts'
import { below, type FunctionWriter, get, i32, plus, times, zero } from './text.ts'

export const ofSequence = '(param $rows i32) (param $from i32) (param $place i32) (result f64)'

const ofRow: Readonly<Record<LossName, (pass: Pass) => void>> = {
  sigmoid,
  softmax,
  squared,
  huber,
  gaussian,
  // whose paths are followed outside, which takes their shares away and gives the loss
  ctc: softmaxOfRow,
}

/** What of a loss is written. */
export interface LossOptions {
  readonly training: boolean
  /** Whether targets may be missing. */
  readonly missing: boolean
}

export function loss(f: FunctionWriter, map: MemoryMap, options: LossOptions): void {
  const { readout, shared, network } = map
  const [row, targets] = [f.local('i32', 'row'), f.int(times(get('$from'), shared.targetRow), 'targets')]
  const [total, factor] = [f.local('f64', 'total'), f.local('f64', 'factor')]
  const pass: Pass = { f, map, ...options, total, factor, row, targets }
  f.set(total, '(f64.const 0)')
  f.set(factor, '(f64.const 1)')
  const flush = () => {
    f.set(total, `(f64.add ${get(total)} (call $log ${get(factor)}))`)
    f.set(factor, '(f64.const 1)')
  }
  upTo(f, get('$rows'), 'n', (n) => {
    const place = plus(offsetAt(shared.offsets, get(n)), get('$place'))
    f.set(row, plus(i32(readout.bases[0]), times(place, readout.logits.step)))
    const counted = () => {
      ofRow[network.loss](pass)
      f.when(`(f64.gt ${get(factor)} (f64.const 1e150))`, flush)
      f.move(targets, shared.targetRow)
    }
    const passedOver = () => options.training && overLogits(pass, ({ put }) => put(zero))
    f.either(below(get(n), get('$from')), passedOver, counted)
  })
  flush()
  f.do(get(total))
}
