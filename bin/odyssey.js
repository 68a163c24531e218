#!/usr/bin/env node
// A clone runs its sources, so that what runs is never behind them; a package holds them compiled, since Node runs no TypeScript
// below node_modules.
import { existsSync } from 'node:fs'
import module from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import v8 from 'node:v8'

if (Number.parseInt(process.versions.node, 10) < 24) {
  console.error(
    `odyssey needs Node 24 or later, not ${process.versions.node}; get it from nodejs.org, or run npx -p node@24 -p odyssey-rnn odyssey …`,
  )
  process.exit(2)
}
// Half of the time that a short command takes is spent on reading its sources. Worker threads learn of the cache by the environment.
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'node-compile-cache')
module.enableCompileCache?.()
// Node strips types in WebAssembly, in every thread. What V8 compiles to call its imported functions all threads share, and the V8 of
// Node 24 may free it while another thread takes it up: a segmentation fault. So nothing compiled is freed before its module.
v8.setFlagsFromString('--no-wasm-code-gc')
const source = new URL('../src/cli/main.ts', import.meta.url)
const compiled = new URL('../dist/src/cli/main.js', import.meta.url)
const { main } = await import((existsSync(source) ? source : compiled).href)
await main(process.argv.slice(2))
