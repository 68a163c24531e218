import { expect, test } from 'vitest'
import { cells } from '../../../src/cell/catalog.ts'
import { mapMemory } from '../../../src/engine/wasm/memory.ts'
import { NESTEROV, oneLayer } from '../network.ts'

test.each(Object.entries(cells))(
  '%s: memory grows by the same amount with every step, 82 outputs in two directions',
  (_, cell) => {
    const network = oneLayer({ cell, inputs: 4, hidden: 78, outputs: 82, directions: 2, loss: 'ctc' })
    const bytes = (steps: number) => mapMemory(network, NESTEROV, { steps, batch: 1 }).bytes
    const growth = bytes(2000) - bytes(1000)
    expect(growth / 1000).toBeLessThan(20_000)
    // rounded up to whole pages and cache lines
    expect(Math.abs(bytes(4000) - bytes(2000) - 2 * growth)).toBeLessThan(3 * 4096 * 4)
  },
)
