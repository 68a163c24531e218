/**
 * The order in which an update and an evaluation call the phases of their module. Whoever calls them lays the sequences’ inputs out,
 * then runs `forwards`, then takes the loss of each sequence. In training `backwards` and `learn` follow; or, for a norm to be taken,
 * of the module for that `learn`, which stores the gradient, `normSquared` and `apply`.
 */
import { LAYER } from '../noise.ts'
import { columnOf, isFed, learnedBlocks, learnersOf, type MemoryMap, outputRows } from './memory.ts'
import type { Order } from './module.ts'
import { get, i32, range, type Text } from './text.ts'

const call = (name: string, ...args: Text[]): Text => `(call $${name} ${args.join(' ')})`
const [T, rows, count] = ['$T', '$rows', '$count'].map(get)
const ofBatch = '(param $T i32) (param $rows i32) (param $count i32) (param $dropping i32)'

export function passes(map: MemoryMap, { purpose }: Order): Text[] {
  const pass = (name: string, signature: Text, statements: Text[]): Text =>
    [`(func $${name} (export "${name}") ${signature}`, ...statements, ')'].join('\n')
  switch (purpose) {
    case 'missing':
      return []
    case 'norm':
      return [
        pass('learn', ofBatch, learners(map)),
        pass('normSquared', '(result f64)', [normSquared(map)]),
        pass('apply', '', applied(map)),
      ]
    case 'evaluation':
      return [pass('forwards', ofBatch, forwards(map, { training: false }))]
    case 'training':
      return [
        pass('forwards', ofBatch, forwards(map, { training: true })),
        pass('backwards', ofBatch, backwards(map)),
        pass('learn', ofBatch, learners(map)),
      ]
  }
}

interface Move {
  readonly from: number
  readonly fromRow: number
  readonly to: number
  readonly toRow: number
  readonly bytes: number
  readonly isMirrored?: boolean
  readonly isOnto?: boolean
  /** One row a sequence, not one a step. */
  readonly single?: boolean
}

function move(
  { shared }: MemoryMap,
  { from, fromRow, to, toRow, bytes, isMirrored = false, isOnto = false, single = false }: Move,
): Text {
  const lengths = single ? shared.ones : shared.lengths
  const numbers = [from, fromRow, to, toRow, bytes].map(i32)
  return call('moveRows', ...numbers, count, i32(lengths), i32(Number(isMirrored)), i32(Number(isOnto)))
}

const whenDropping = (body: Text): Text => `(if ${get('$dropping')} (then ${body}))`

/** Dropout of what stands for the outputs of a direction of a layer, in rows that go that or another direction’s way in time. */
function drop(
  { network, layers }: MemoryMap,
  {
    layer,
    direction,
    at,
    row,
    isBackInTime,
  }: { layer: number; direction: number; at: number; row: number; isBackInTime: boolean },
): Text {
  const { hidden, directions } = network.layers[layer]
  const { padded } = layers[layer].map
  const numbers = [at, row, 4 * padded]
  const place = [Number(isBackInTime), direction * hidden, directions * hidden, Math.imul(layer, LAYER)]
  return whenDropping(call('maskRows', ...numbers.map(i32), count, ...place.map(i32)))
}

function forwards(map: MemoryMap, { training }: { training: boolean }): Text[] {
  return [...map.layers.flatMap((_, layer) => layerForwards(map, layer, training)), ...readoutForwards(map, training)]
}

function layerForwards(map: MemoryMap, layer: number, training: boolean): Text[] {
  const { shape, bases } = map.layers[layer]
  return bases.flatMap((base, direction) => [
    ...(layer === 0 ? mirrorInputs(map, direction) : feed(map, layer, direction, training)),
    call(`project${shape}`, i32(base), rows),
    call(`forward${shape}`, i32(base), T),
  ])
}

/** The second direction reads the rows of the first from the end. */
function mirrorInputs(map: MemoryMap, direction: number): Text[] {
  if (direction === 0) return []
  const { bases, map: shape } = map.layers[0]
  const { at, row } = shape.inputs
  return [move(map, { from: bases[0] + at, fromRow: row, to: bases[1] + at, toRow: row, bytes: row, isMirrored: true })]
}

/** Gives a direction of a layer the outputs of both directions of the layer below. */
function feed(map: MemoryMap, layer: number, direction: number, training: boolean): Text[] {
  const { map: shape, bases } = map.layers[layer]
  const below = map.layers[layer - 1]
  const outputs = outputRows(below.map)
  return below.bases.flatMap((base, source) => {
    const to = bases[direction] + shape.inputs.at + 4 * columnOf(map.network, layer, source)
    const row = shape.inputs.row
    const bytes = 4 * below.map.padded
    const isMirrored = source !== direction
    return [
      move(map, { from: base + outputs.at, fromRow: outputs.row, to, toRow: row, bytes, isMirrored }),
      training ? drop(map, { layer: layer - 1, direction: source, at: to, row, isBackInTime: direction === 1 }) : '',
    ]
  })
}

const lastOf = ({ layers }: MemoryMap) => ({ layer: layers.length - 1, ...layers[layers.length - 1] })

/** The first row that the readout of a direction reads. */
function readBy(map: MemoryMap, direction: number, { training }: { training: boolean }): Text {
  const { bases, map: shape } = lastOf(map)
  const { readout, network } = map
  if (network.readout !== 'each step') return i32(readout.bases[direction] + readout.read.at)
  return outputsOf(map, direction, { training, at: bases[direction] + outputRows(shape).at })
}

/** The first row of a direction’s outputs, as dropout leaves them where there is some. */
function outputsOf(
  { readout }: MemoryMap,
  direction: number,
  { training, at }: { training: boolean; at: number },
): Text {
  const masked = i32(readout.bases[direction] + readout.masked.at)
  return training ? `(select ${masked} ${i32(at)} ${get('$dropping')})` : i32(at)
}

const readRows = ({ network }: MemoryMap): Text => (network.readout === 'each step' ? rows : count)

function readoutForwards(map: MemoryMap, training: boolean): Text[] {
  const { readout, network } = map
  const { layer, bases, map: shape } = lastOf(map)
  const outputs = outputRows(shape)
  const bytes = 4 * shape.padded
  return [
    ...bases.flatMap((base, direction) => {
      const at = base + outputs.at
      const masked = readout.bases[direction] + readout.masked.at
      const { row } = readout.masked
      const dropped = [
        whenDropping(move(map, { from: at, fromRow: outputs.row, to: masked, toRow: row, bytes })),
        drop(map, { layer, direction, at: masked, row, isBackInTime: direction === 1 }),
      ]
      const from = outputsOf(map, direction, { training, at })
      const to = i32(readout.bases[direction] + readout.read.at)
      return [
        ...(training ? dropped : []),
        network.readout === 'each step'
          ? ''
          : call('read', from, i32(outputs.row), to, i32(readout.read.row), i32(bytes), count),
        call('readout', i32(readout.bases[direction]), readRows(map), readBy(map, direction, { training })),
      ]
    }),
    ...moveLogits(map, { from: 1, to: 0, isOnto: true }),
  ]
}

/** Moves all logits, or their deltas, from one direction to the other: those of the same moment, or of the same sequence. */
function moveLogits(map: MemoryMap, { from, to, isOnto }: { from: 0 | 1; to: 0 | 1; isOnto: boolean }): Text[] {
  const { readout, network } = map
  if (readout.bases.length === 1) return []
  const { at, panel, step } = readout.logits
  const single = network.readout !== 'each step'
  return range(readout.panels.panels).map((p) =>
    move(map, {
      from: readout.bases[from] + at + p * panel,
      fromRow: step,
      to: readout.bases[to] + at + p * panel,
      toRow: step,
      bytes: step,
      isMirrored: true,
      isOnto,
      single,
    }),
  )
}

function backwards(map: MemoryMap): Text[] {
  return [
    ...moveLogits(map, { from: 0, to: 1, isOnto: false }),
    ...readoutBackwards(map),
    ...map.layers.flatMap((_, k) => layerBackwards(map, map.layers.length - 1 - k)),
  ]
}

function readoutBackwards(map: MemoryMap): Text[] {
  const { readout, network } = map
  const { layer, bases, map: shape } = lastOf(map)
  const { row } = shape.outputDeltas
  return bases.flatMap((base, direction) => {
    const to = base + shape.outputDeltas.at
    const asked = readout.bases[direction] + readout.readDeltas.at
    const each = network.readout === 'each step'
    const bytes = 4 * shape.padded
    return [
      call('readoutBack', i32(readout.bases[direction]), readRows(map), i32(each ? to : asked)),
      each ? '' : call('spread', ...[asked, readout.readDeltas.row, to, row, bytes].map(i32), count),
      drop(map, { layer, direction, at: to, row, isBackInTime: direction === 1 }),
    ]
  })
}

function layerBackwards(map: MemoryMap, layer: number): Text[] {
  const { shape, bases, map: of } = map.layers[layer]
  const asksBelow = layer > 0 && isFed(of)
  return [
    ...bases.flatMap((base) => [
      call(`backward${shape}`, i32(base), T),
      asksBelow ? call(`inputsBack${shape}`, i32(base), rows) : '',
    ]),
    ...(asksBelow ? askBelow(map, layer) : []),
  ]
}

/** Gives each direction of the layer below what both directions of a layer ask of it. */
function askBelow(map: MemoryMap, layer: number): Text[] {
  const { map: shape, bases } = map.layers[layer]
  const below = map.layers[layer - 1]
  const { row } = below.map.outputDeltas
  return below.bases.flatMap((base, source) => {
    const to = base + below.map.outputDeltas.at
    const asked = bases.map((from, direction) =>
      move(map, {
        from: from + shape.inputDeltas.at + 4 * columnOf(map.network, layer, source),
        fromRow: shape.inputDeltas.row,
        to,
        toRow: row,
        bytes: 4 * below.map.padded,
        isMirrored: source !== direction,
        isOnto: direction === 1,
      }),
    )
    return [...asked, drop(map, { layer: layer - 1, direction: source, at: to, row, isBackInTime: source === 1 })]
  })
}

/** Every stack of weights, layer by layer. */
function learners(map: MemoryMap): Text[] {
  const { layers, readout } = map
  return [
    ...layers.flatMap(({ shape, map: of, bases }) =>
      bases.flatMap((base) => range(learnersOf(of)).map((k) => call(`learn${shape}_${k}`, i32(base), rows, T))),
    ),
    ...readout.bases.map((base, direction) =>
      call('learnReadout', i32(base), readRows(map), readBy(map, direction, { training: true })),
    ),
  ]
}

function normSquared(map: MemoryMap): Text {
  return learnedBlocks(map)
    .map(({ base, weightBytes, gradientAfter }) =>
      call('squareOfGradient', i32(base + gradientAfter), i32(weightBytes)),
    )
    .reduce((sum, one) => `(f64.add ${sum} ${one})`)
}

function applied({ layers, readout }: MemoryMap): Text[] {
  return [
    ...layers.flatMap(({ shape, bases }) => bases.map((base) => call(`apply${shape}`, i32(base)))),
    ...readout.bases.map((base) => call('applyReadout', i32(base))),
  ]
}
