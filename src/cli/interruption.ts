/** Under npm one Ctrl-C arrives twice: from the terminal, and passed on by npm. */
const SAME_KEY_MS = 500

/** What body makes with a signal that Ctrl-C gives, or a terminal that goes; the second Ctrl-C ends the program at once. */
export async function interruptible<T>(body: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  let first = 0
  const interrupt = () => {
    if (controller.signal.aborted && performance.now() - first > SAME_KEY_MS) process.exit(130)
    if (!controller.signal.aborted) first = performance.now()
    controller.abort()
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  if (hasTerminal()) process.on('SIGHUP', interrupt)
  try {
    return await body(controller.signal)
  } finally {
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', interrupt)
    process.off('SIGHUP', interrupt)
  }
}

/** Where there is no terminal that could hang up, as under nohup, a hang-up is not for this program; Node forgets that it was to be ignored. */
export function outliveHangUp(): void {
  if (!hasTerminal()) process.on('SIGHUP', () => {})
}

const hasTerminal = () => process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY
