import { describe, expect, test } from 'vitest'
import { findingsOf } from '../../src/findings/findings.ts'
import { choice } from '../../src/study/space.ts'
import { readTable } from '../../src/table/csv.ts'
import { tableFindings } from '../../src/table/findings.ts'
import { definitionOf, seededTrials } from './made-up.ts'
import { variedTrials } from './varied.ts'

/** What the study itself says in words, the names and units of metrics, equations, and the name of an arithmetic. */
const GIVEN = new Set(['question', 'source', 'title', 'unit', 'equations', 'arithmetics'])
/** A name or an id, or a code of at most three words. */
const NAME = /^\S+( [^\s.;:]+){0,2}$/

const isSentence = (one: string) => !NAME.test(one.slice(one.indexOf(': ') + 2))

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
/** Trials of another program with all that a table may hold: states, copies, slips, settings that are missing, many columns. */
const table = [
  'id,state,rate,kind,depth,valid,loss,date,empty',
  ...Array.from({ length: 60 }, (_, k) => {
    const [state, loss] = [k % 9 === 0 ? 'FAIL' : 'COMPLETE', k % 11 === 0 ? 'inf' : String((k * 7) % 13)]
    const depth = k % 3 === 0 ? '' : k === 40 ? 'deep' : String(k % 5)
    return `t${k},${state},${10 ** -(k % 6)},${'ab'[k % 2]},${depth},${(k * 5) % 17},${loss},2024-01-0${1 + (k % 9)},`
  }),
].join('\n')
const quick = { target: 'loss', trees: 8, permutations: 9 }
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
    expect(strings.filter(isSentence)).toEqual([])
  })

  test.each([
    ['a table', quick],
    ['groups of a table', { ...quick, groups: { column: 'kind', validation: 'valid' } }],
    ['a table to maximise, with intervals', { ...quick, maximise: true, intervals: 10 }],
  ])('of %s', (_, options) => {
    const strings = [...stringsIn(tableFindings(readTable(table), options))]
    expect(strings.length).toBeGreaterThan(50)
    expect(strings.filter(isSentence)).toEqual([])
    expect(strings.filter((one) => one.includes(': the table'))).toEqual([])
  })
})
