import { describe, expect, test } from 'vitest'
import { findingsOf } from '../../src/findings/findings.ts'
import { choice } from '../../src/study/space.ts'
import { definitionOf, seededTrials } from './made-up.ts'
import { variedTrials } from './varied.ts'

/** What the study itself says in words, the names and units of metrics, equations, and the name of an arithmetic. */
const GIVEN = new Set(['question', 'source', 'title', 'unit', 'equations', 'arithmetics'])
/** A name or an id, or a code of at most three words. */
const NAME = /^\S+( [^\s.;:]+){0,2}$/

/** Every string in a value, but what is under a given name, with its path. */
function* stringsIn(value: unknown, path = ''): Generator<string> {
  if (typeof value === 'string') yield `${path}: ${value}`
  if (typeof value !== 'object' || value === null) return
  for (const [name, inner] of Object.entries(value)) if (!GIVEN.has(name)) yield* stringsIn(inner, `${path}/${name}`)
}

const plain = definitionOf(['V', 'NFG', 'NP'], { trials: 40 })
const [{ settings }] = seededTrials(plain)
const repeated = { ...plain, fixedSettings: { V: [settings], NFG: [settings], NP: [settings] } }
const parts = { forgetGate: choice('learned', 'open', 'coupled'), peepholes: choice('learned', 'none') }
const sampled = { ...plain, cells: { LSTM: { lstm: {} } }, baseline: 'LSTM', space: { ...plain.space, ...parts } }
const music = { ...plain, tasks: { jsb: plain.tasks.reber } }

describe('findings hold no sentence', () => {
  test.each([
    ['drawn settings', plain, variedTrials(plain, { NFG: 15 })],
    ['no trial', plain, []],
    ['repeated settings', repeated, seededTrials(repeated, { NFG: 15 })],
    ['sampled parts', sampled, variedTrials(sampled)],
    ['the paper’s claims', music, seededTrials(music).map((trial) => ({ ...trial, task: 'jsb' }))],
  ])('of %s', (_, definition, trials) => {
    const strings = [...stringsIn(findingsOf(definition, trials))]
    expect(strings.length).toBeGreaterThan(10)
    expect(strings.filter((one) => !NAME.test(one.slice(one.indexOf(': ') + 2)))).toEqual([])
  })
})
