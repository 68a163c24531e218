import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** A folder imports only from itself and from those before it. */
const layers =
  'math files cell engine task study train fanova findings store run bench table report browser.ts index.ts studies cli'.split(
    ' ',
  )
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

/** What a browser can run: it asks nothing of Node, itself or through what it imports. */
const browserSafe = /^src\/(math|cell|engine|task\/classic|study|train|fanova|findings|report|browser\.ts)/
const texts = new Map(files)

/** The way from a file to something of Node's, over imports that are not of types only. */
function wayToNode(path: string, seen = new Set<string>()): string[] {
  const text = texts.get(path) ?? ''
  const imports = [...text.matchAll(/^(?:import|export) (?!type )[^'"]*?from '([^']+)'/gm)].map(([, to]) => to)
  for (const to of imports) {
    if (to.startsWith('node:')) return [path, to]
    const file = new URL(to, `file:///${path}`).pathname.slice(1)
    if (!to.startsWith('.') || seen.has(file)) continue
    const way = wayToNode(file, seen.add(file))
    if (way.length > 0) return [path, ...way]
  }
  return /\b(Buffer|process)\./.test(text) ? [path, 'a global of Node'] : []
}

test.each(files.filter(([path]) => browserSafe.test(path)))('%s runs in a browser', (path) => {
  expect(wayToNode(path)).toEqual([])
})
