import { expect, test } from 'vitest'
import { cells } from '../../src/cell/catalog.ts'
import type { Cell } from '../../src/cell/cell.ts'
import { planFor } from '../../src/engine/plan.ts'

/** Matrices that a step has to wait for: those of the input are done for all steps at once. */
const inTheLoop = (cell: Cell) => planFor(cell).groups.flatMap(({ weights }) => weights.flat())

test('cells that look at the input, or at a unit of its own of the step before, have no matrix in the loop over steps', () => {
  for (const name of ['minGRU', 'minLSTM', 'DiagonalGRU', 'DiagonalLSTM', 'BRC', 'IndRNN'] as const)
    expect({ name, matrices: inTheLoop(cells[name]) }).toEqual({ name, matrices: [] })
})

test('others have those of the step before, in one stage or in two', () => {
  expect(inTheLoop(cells.UGRNN)).toEqual(['Ru', 'Rz'])
  expect(planFor(cells.UGRNN).stages).toBe(1)
  expect(inTheLoop(cells.MGU)).toEqual(['Rf', 'Rz'])
  expect(planFor(cells.MGU).stages).toBe(2)
  // its update gate sees tanh of the step before, which that step has kept
  expect(planFor(cells.MUT3).stages).toBe(2)
})
