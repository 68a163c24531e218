import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** A folder imports only from itself and from those before it. */
const layers =
  'math files cell engine task study train fanova findings store run bench table report index.ts studies cli'.split(' ')
const rankOf = (path: string) => layers.indexOf(path.split('/').at(path.startsWith('src/') ? 1 : 0)!)
const files = globSync('{src,studies}/**/*.ts').map((path) => [path, readFileSync(path, 'utf8')] as const)
const importsOf = (path: string, text: string) =>
  [...text.matchAll(/from '(\.[^']+)'/g)].map(([, to]) => new URL(to, `file:///${path}`).pathname.slice(1))

test.each(files)('%s imports only downward', (path, text) => {
  expect(rankOf(path)).toBeGreaterThanOrEqual(0)
  expect(importsOf(path, text).filter((to) => rankOf(to) < 0 || rankOf(to) > rankOf(path))).toEqual([])
})

test('below run/ nothing asks for chance or time', () => {
  const below = files.filter(([path]) => rankOf(path) < layers.indexOf('run'))
  const asking = below.filter(([, text]) => /Math\.random|Date\.now|new Date\(\)|performance\.now/.test(text))
  expect(asking.map(([path]) => path)).toEqual([])
})
