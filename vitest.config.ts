import { defineConfig } from 'vitest/config'
import { Count } from './test/count.ts'

export default defineConfig({
  resolve: { alias: { 'odyssey-rnn': new URL('src/index.ts', import.meta.url).pathname } },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 300_000,
    maxWorkers: 2,
    execArgv: ['--no-wasm-code-gc'], // see bin/odyssey.js
    reporters: ['default', new Count()],
  },
})
