import { expect, test } from 'vitest'
import { labelOf, symbolsOf } from '../../../src/task/iam-online/characters.ts'
import { featuresOf } from '../../../src/task/iam-online/features.ts'
import { readStrokes } from '../../../src/task/iam-online/strokes.ts'
import { type Points, xml } from './files.ts'

/** Rows of Δx, Δy, seconds, pen-lift. */
function rows(...strokes: Points[]): number[][] {
  const features = featuresOf(readStrokes(xml(...strokes), 'a.xml'))
  const rounded = [...features].map((value) => Math.round(value * 1e4) / 1e4)
  return Array.from({ length: features.length / 4 }, (_, t) => rounded.slice(4 * t, 4 * t + 4))
}

test('features by hand: every second point of each stroke, differences between those kept, time from the stroke’s start', () => {
  const five: Points = [
    [1000, 1100, 700.0],
    [1003, 1104, 700.01],
    [1009, 1101, 700.02],
    [1010, 1090, 700.03],
    [1002, 1095, 700.05],
  ]
  const dot: Points = [[1050, 1080, 701.5]]
  const four: Points = [
    [1060, 1100, 702.0],
    [1061, 1100, 702.01],
    [1060.5, 1099, 702.03],
    [900, 900, 702.04],
  ]
  expect(rows(five, dot, four)).toEqual([
    [0, 0, 0, 0],
    [9, 1, 0.02, 0],
    [-7, -6, 0.05, 1],
    [48, -15, 0, 1],
    [10, 20, 0, 0],
    [0.5, -1, 0.03, 1],
  ])
})

test('y grows downwards, as in the file; a line of one point is one step', () => {
  expect(rows([[5, 6, 7]])).toEqual([[0, 0, 0, 1]])
  const down: Points = [
    [0, 10, 0],
    [0, 20, 0],
    [0, 30, 0],
  ]
  expect(rows(down)[1]).toEqual([0, 20, 0, 1])
})

test('time is from what the stroke says of its start', () => {
  const text = xml([[1, 2, 3.5]]).replace('start_time="3.50"', 'start_time="3.25"')
  expect([...featuresOf(readStrokes(text, 'a.xml'))]).toEqual([0, 0, 0.25, 1])
})

test('characters are those of training in the order of their codes, behind the blank', () => {
  const symbols = symbolsOf(['A bé', 'ab'], ['bA'])
  expect(symbols).toEqual(['', ' ', 'A', 'a', 'b', 'é'])
  expect([...labelOf('bab A', symbols)]).toEqual([4, 3, 4, 1, 2])
})

test('characters that training does not have are one more class', () => {
  const symbols = symbolsOf(['ab'], ['a?', 'b!'])
  expect(symbols).toEqual(['', 'a', 'b', '\ufffd'])
  expect([...labelOf('?a!', symbols)]).toEqual([3, 1, 3])
})
