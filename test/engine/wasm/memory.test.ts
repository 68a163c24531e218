import { expect, test } from 'vitest'
import { cells } from '../../../src/cell/catalog.ts'
import type { Network } from '../../../src/engine/engine.ts'
import { planFor } from '../../../src/engine/plan.ts'
import { mapMemory } from '../../../src/engine/wasm/memory.ts'

test.each(Object.entries(cells))(
  '%s: memory grows by the same amount with every step, 82 outputs in two directions',
  (_, cell) => {
    const network: Network = { cell, inputs: 4, hidden: 78, outputs: 82, directions: 2, loss: 'ctc' }
    const bytes = (steps: number) => mapMemory(planFor(cell), network, { capacity: steps }).bytes
    const growth = bytes(2000) - bytes(1000)
    expect(growth / 1000).toBeLessThan(20_000)
    // rounded up to whole pages and cache lines
    expect(Math.abs(bytes(4000) - bytes(2000) - 2 * growth)).toBeLessThan(3 * 4096 * 2)
  },
)
