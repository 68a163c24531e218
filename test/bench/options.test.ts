import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { flag, freeText, number, numbers, oneOf, readOptions, someOf } from '../../bench/options.ts'
import { InputError } from '../../src/math/input-error.ts'

const cells = { V: 1, CIFG: 2, GRU: 3 }
const declared = {
  trials: number(200),
  seed: number(1, 0),
  at: number(undefined, 0),
  hidden: numbers([20, 78]),
  cell: oneOf('cell', cells, 'V'),
  only: oneOf('cell', cells),
  cells: someOf('cell', cells, ['V', 'GRU']),
  output: freeText(),
  json: flag,
}

test('options that are not given have their defaults', () => {
  expect(readOptions(declared, [])).toEqual({
    trials: 200,
    seed: 1,
    at: undefined,
    hidden: [20, 78],
    cell: 'V',
    only: undefined,
    cells: ['V', 'GRU'],
    output: undefined,
    json: false,
  })
})

test('options are numbers, lists, names and texts, written with a space or =', () => {
  const words = '--trials 8 --seed=0 --at 0 --hidden 5,6 --cell CIFG --only GRU --cells GRU,V --output a.html --json'
  expect(readOptions(declared, words.split(' '))).toEqual({
    trials: 8,
    seed: 0,
    at: 0,
    hidden: [5, 6],
    cell: 'CIFG',
    only: 'GRU',
    cells: ['GRU', 'V'],
    output: 'a.html',
    json: true,
  })
})

test.each([
  ['--trial 8', 'no option named trial; there are trials, seed, at, hidden, cell, only, cells, output, json'],
  ['-t', 'no option named t; there are trials, seed, at, hidden, cell, only, cells, output, json'],
  ['--trials', '--trials needs a value'],
  ['--trials=', '--trials must be a whole number of at least 1, not '],
  ['--trials 0', '--trials must be a whole number of at least 1, not 0'],
  ['--trials 2.5', '--trials must be a whole number of at least 1, not 2.5'],
  ['--trials --json', '--trials must be a whole number of at least 1, not --json'],
  ['--hidden 20,,78', '--hidden must be a whole number of at least 1, not '],
  ['--hidden 20;78', '--hidden must be a whole number of at least 1, not 20;78'],
  ['--cell v', 'no cell named v; there are V, CIFG, GRU'],
  ['--cells V,v', 'no cell named v; there are V, CIFG, GRU'],
  ['--json=yes', '--json takes no value'],
  ['8', '8 belongs to no option'],
])('%s is refused', (words, message) => {
  expect(() => readOptions(declared, words.split(' '))).toThrow(new InputError(message))
})

test('a script refuses bad options with one line and exit code 2', () => {
  const { status, stderr } = spawnSync(process.execPath, ['bench/memory.ts', '--hiden', '20'], { encoding: 'utf8' })
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: 'no option named hiden; there are cell, hidden, steps, json\n',
  })
})
