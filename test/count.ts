import type { Reporter, TestModule } from 'vitest/node'

/** Ends the test command with the plain line `N passed, N failed, N skipped`. */
export class Count implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const count = (state: string) => tests.filter((test) => test.result().state === state).length
    const broken = modules.filter((module) => module.errors().length > 0).length + errors.length
    process.on('exit', () => {
      console.log(`${count('passed')} passed, ${count('failed') + broken} failed, ${count('skipped')} skipped`)
    })
  }
}
