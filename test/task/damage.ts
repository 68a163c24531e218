import { expect } from 'vitest'
import { InputError } from '../../src/math/input-error.ts'

/**
 * Reads each file: it must be refused by an error of one line, or be found right; within a second of the processor's time, and with less than 200 MB more
 * of memory for all of them. Says how many were read, so that a test can tell that not all are refused.
 */
export function readEachSafely<T>(
  files: Iterable<Buffer>,
  read: (file: Buffer) => T,
  right: (found: T, file: Buffer) => boolean,
): number {
  const memory = process.resourceUsage().maxRSS
  let done = 0
  let slowest = 0
  for (const file of files) {
    const start = process.threadCpuUsage()
    const found = refusedOr(() => read(file))
    const { user, system } = process.threadCpuUsage(start)
    slowest = Math.max(slowest, (user + system) / 1000)
    if (found === undefined) continue
    if (!right(found.value, file)) expect.fail(`read wrong: ${JSON.stringify(file.toString('latin1').slice(0, 2000))}`)
    done += 1
  }
  expect(slowest, 'milliseconds of the slowest file').toBeLessThan(1000)
  expect((process.resourceUsage().maxRSS - memory) / 1024, 'megabytes more').toBeLessThan(200)
  return done
}

/** What was read, undefined where it was refused by a named error of one line. */
function refusedOr<T>(read: () => T): { value: T } | undefined {
  try {
    return { value: read() }
  } catch (error) {
    expect(error).toBeInstanceOf(InputError)
    expect((error as Error).message).toMatch(/^[^\n]{1,600}$/)
    return undefined
  }
}
