import { expect, it } from 'vitest'
import { pairsOf } from '../../../src/findings/pairs.ts'
import { someOf } from '../../../src/findings/paper/targets.ts'
import { definitionOf, seededTrials } from '../made-up.ts'

it('of more trials than a claim is asked of, a random part is taken, each once; of fewer all, in their order', () => {
  const definition = definitionOf(['V'], { trials: 25 })
  const [{ trained }] = pairsOf(definition, seededTrials(definition))
  expect(someOf(trained, 25, 1)).toEqual(trained)
  const numbers = someOf(trained, 20, 1).map(({ number }) => number)
  expect(new Set(numbers).size).toBe(20)
  expect(numbers).not.toEqual(trained.slice(0, 20).map(({ number }) => number))
})
