/**
 * Walks over the rows of a batch. Row (n, b) of the n-th step of sequence b, the longest sequence being 0, is offset(n) + b; offset(n)
 * counts the rows of all steps before. A table holds the offsets from that of the step before the first, which is minus the number of
 * sequences: there lie their rows of zeros. The functions here serve all layers: what they move is told by numbers.
 */
import { keptByDropout } from './functions.ts'
import { type MemoryMap, settingAt } from './memory.ts'
import {
  add,
  and,
  below,
  constant,
  div,
  type FunctionWriter,
  get,
  i32,
  type Local,
  load,
  loadInt,
  minus,
  mul,
  plus,
  store,
  type Text,
  timesOf,
  zero,
} from './text.ts'

/** How many rows lie before those of step n + ahead; ahead is −1, 0 or 1. */
export const offsetAt = (offsets: number, n: Text, ahead = 0): Text =>
  `(i32.load offset=${offsets + 4 * (1 + ahead)} (i32.shl ${n} (i32.const 2)))`

/** Rows of step n. */
export const rowsOfStep = (offsets: number, n: Text): Text => minus(offsetAt(offsets, n, 1), offsetAt(offsets, n))

/** Runs body for the numbers from 0 to below an end; not at all if that is 0. */
export function upTo(f: FunctionWriter, end: Text, hint: string, body: (k: Local) => void): void {
  const k = f.int(i32(0), hint)
  f.when(below(get(k), end), () =>
    f.loop(
      () => {
        body(k)
        f.move(k, 1)
      },
      () => below(get(k), end),
    ),
  )
}

interface Walk {
  readonly f: FunctionWriter
  readonly offsets: number
  /** The sequence, and its number of steps. */
  readonly place: Local
  readonly steps: Local
}

/** Runs body for each of `$count` sequences; their steps are in the table at `lengths`. */
function overSequences(
  f: FunctionWriter,
  { shared: { offsets } }: MemoryMap,
  lengths: Text,
  body: (walk: Walk) => void,
) {
  const steps = f.local('i32', 'steps')
  upTo(f, get('$count'), 'place', (place) => {
    f.set(steps, `(i32.load ${plus(lengths, `(i32.shl ${get(place)} (i32.const 2))`)})`)
    body({ f, offsets, place, steps })
  })
}

/** The address of a sequence’s row n. */
const rowAt = ({ offsets, place }: Walk, at: Text, n: Text, row: Text): Text =>
  plus(at, timesOf(plus(offsetAt(offsets, n), get(place)), row))

/** n, or counted from the end of the sequence if a number is not 0. */
const mirrored = ({ steps }: Walk, n: Local, isMirrored: Text): Text =>
  `(select ${minus(minus(get(steps), i32(1)), get(n))} ${get(n)} ${isMirrored})`

/** Runs body for each vector of `$bytes` bytes, with pointers that move along. */
function overVectors(f: FunctionWriter, pointers: readonly Local[], body: () => void): void {
  const end = f.int(plus(get(pointers[0]), get('$bytes')), 'end')
  f.loop(
    () => {
      body()
      for (const pointer of pointers) f.move(pointer, 16)
    },
    () => below(get(pointers[0]), get(end)),
  )
}

export const movingRows =
  '(param $from i32) (param $fromRow i32) (param $to i32) (param $toRow i32) (param $bytes i32) (param $count i32) (param $lengths i32) (param $mirrored i32) (param $onto i32)'

/** Copies rows, or adds them to what is there; mirrored, each sequence from its end. */
export function moveRows(f: FunctionWriter, map: MemoryMap): void {
  const [from, to] = [f.local('i32', 'from'), f.local('i32', 'to')]
  overSequences(f, map, get('$lengths'), (walk) => {
    upTo(f, get(walk.steps), 'n', (n) => {
      f.set(from, rowAt(walk, get('$from'), mirrored(walk, n, get('$mirrored')), get('$fromRow')))
      f.set(to, rowAt(walk, get('$to'), get(n), get('$toRow')))
      const copy = () => overVectors(f, [from, to], () => f.do(store(to, 0, load(from))))
      const sum = () => overVectors(f, [from, to], () => f.do(store(to, 0, add(load(to), load(from)))))
      f.either(get('$onto'), sum, copy)
    })
  })
}

export const maskingRows =
  '(param $at i32) (param $row i32) (param $bytes i32) (param $count i32) (param $mirrored i32) (param $first i32) (param $units i32) (param $layerKey i32)'

/**
 * Dropout of a direction’s outputs, or of what is asked of them, where they stand: `engine/noise.ts` says which. `$first` of `$units`
 * units of a step is the first of these; mirrored, rows go back in time.
 */
export function maskRows(f: FunctionWriter, map: MemoryMap): void {
  const at = f.local('i32', 'at')
  const [key0, key1, counters] = ['key0', 'key1', 'counters'].map((name) => f.local('v128', name))
  overSequences(f, map, i32(map.shared.lengths), (walk) => {
    const keys = f.int(`(i32.shl ${get(walk.place)} (i32.const 3))`, 'keys')
    f.set(key0, `(i32x4.splat ${loadInt(keys, map.shared.keys)})`)
    f.set(key1, `(i32x4.splat ${plus(loadInt(keys, map.shared.keys + 4), get('$layerKey'))})`)
    upTo(f, get(walk.steps), 'n', (n) => {
      const first = plus(timesOf(mirrored(walk, n, get('$mirrored')), get('$units')), get('$first'))
      f.set(counters, `(i32x4.add (i32x4.splat ${first}) (v128.const i32x4 0 1 2 3))`)
      f.set(at, rowAt(walk, get('$at'), get(n), get('$row')))
      overVectors(f, [at], () => {
        const kept = keptByDropout(f, get(counters), [key0, key1], constant(settingAt('dropThreshold')))
        f.do(store(at, 0, and(mul(load(at), constant(settingAt('dropScale'))), kept)))
        f.set(counters, `(i32x4.add ${get(counters)} (i32x4.splat (i32.const 4)))`)
      })
    })
  })
}

export const gatheringRows =
  '(param $from i32) (param $fromRow i32) (param $to i32) (param $toRow i32) (param $bytes i32) (param $count i32)'

/** The last row of each sequence. */
export function readLast(f: FunctionWriter, map: MemoryMap): void {
  const [from, to] = [f.local('i32', 'from'), f.local('i32', 'to')]
  overSequences(f, map, i32(map.shared.lengths), (walk) => {
    f.set(from, rowAt(walk, get('$from'), minus(get(walk.steps), i32(1)), get('$fromRow')))
    f.set(to, plus(get('$to'), timesOf(get(walk.place), get('$toRow'))))
    overVectors(f, [from, to], () => f.do(store(to, 0, load(from))))
  })
}

const asFloats = (steps: Local): Text => `(f32x4.splat (f32.convert_i32_u ${get(steps)}))`

/** The mean of each sequence’s rows. */
export function readMean(f: FunctionWriter, map: MemoryMap): void {
  const [from, to, column] = ['from', 'to', 'column'].map((name) => f.local('i32', name))
  const sum = f.local('v128', 'sum')
  overSequences(f, map, i32(map.shared.lengths), (walk) => {
    f.set(column, get('$from'))
    f.set(to, plus(get('$to'), timesOf(get(walk.place), get('$toRow'))))
    overVectors(f, [to, column], () => {
      f.set(sum, zero)
      upTo(f, get(walk.steps), 'n', (n) => {
        f.set(from, rowAt(walk, get(column), get(n), get('$fromRow')))
        f.set(sum, add(get(sum), load(from)))
      })
      f.do(store(to, 0, div(get(sum), asFloats(walk.steps))))
    })
  })
}

/** Gives each sequence’s last row what is asked of it, and the others nothing. */
export function spreadLast(f: FunctionWriter, map: MemoryMap): void {
  spread(f, map, (walk, n, from, to) => {
    const isLast = `(i32.eq ${plus(get(n), i32(1))} ${get(walk.steps)})`
    f.do(store(to, 0, `(v128.bitselect ${load(from)} ${zero} (i32x4.splat (i32.sub (i32.const 0) ${isLast})))`))
  })
}

/** Gives each of a sequence’s rows its share of what is asked of their mean. */
export function spreadMean(f: FunctionWriter, map: MemoryMap): void {
  spread(f, map, ({ steps }, _n, from, to) => f.do(store(to, 0, div(load(from), asFloats(steps)))))
}

function spread(f: FunctionWriter, map: MemoryMap, body: (walk: Walk, n: Local, from: Local, to: Local) => void): void {
  const [from, to] = [f.local('i32', 'from'), f.local('i32', 'to')]
  overSequences(f, map, i32(map.shared.lengths), (walk) => {
    upTo(f, get(walk.steps), 'n', (n) => {
      f.set(from, plus(get('$from'), timesOf(get(walk.place), get('$fromRow'))))
      f.set(to, rowAt(walk, get('$to'), get(n), get('$toRow')))
      overVectors(f, [to, from], () => body(walk, n, from, to))
    })
  })
}
