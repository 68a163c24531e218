/** What becomes of a command whose stdout is lost: closed by who read it, on a full disk, or a terminal that is gone. */
import { codeOf, reason } from '../math/input-error.ts'
import { complain } from './terminal.ts'

/**
 * A command ends where nobody reads it: quietly, as in `odyssey trials | head`, or with an error where its output cannot be
 * written. stderr may go at any time: what it would say the exit code says too.
 */
export function endWithoutReader(): void {
  process.stdout.on('error', end)
  process.stderr.on('error', () => {})
}

function end(error: Error): void {
  if (codeOf(error) === 'EPIPE') process.exit(0)
  complain(`odyssey: stdout cannot be written: ${reason(error)}`)
  process.exit(1)
}

/** From here on the command does all its work without a reader too; that its results were not told is said once, and by exit code 1. */
export function goOnWithoutReader(): void {
  process.stdout.off('error', end)
  process.stdout.on('error', () => {})
  process.stdout.once('error', (error) => {
    process.exitCode ??= 1
    complain(`odyssey: stdout cannot be written: ${reason(error)}; trials and report are kept`)
  })
}
