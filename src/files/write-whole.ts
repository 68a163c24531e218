import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { codeOf, InputError, reason } from '../math/input-error.ts'
import { trueName } from './same-file.ts'

/*
 * A file that is written takes the place of another only when it is complete and on the disk: until then it stands beside it under
 * a name of its own. Whoever reads meanwhile, or after a crash or on a full disk, finds the old file or the new one, never a part.
 */

/** Writes a file whole or not at all. `flush: false` leaves the moment it reaches the disk to the system, for what can be made again. */
export function writeWhole(path: string, content: string | Uint8Array, { flush = true } = {}): void {
  const beside = openBeside(path)
  try {
    append(beside, content)
    takePlace(beside, flush)
  } catch (error) {
    discard(beside)
    throw error
  }
}

/** How much of a stream is gathered before it is written, in bytes. */
const BLOCK = 2 ** 18

/** Writes what comes in pieces, whole or not at all; an error of who makes the pieces is passed on, and the old file stays. */
export async function writeWholeStream(
  path: string,
  chunks: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
): Promise<void> {
  const beside = openBeside(path)
  try {
    for await (const block of inBlocks(chunks)) {
      append(beside, block)
      await setImmediate() // so that Ctrl-C is heard
    }
    takePlace(beside, true)
  } catch (error) {
    discard(beside)
    throw error
  }
}

/** Refuses a path at which no file could be written, before the work is done that makes its content. */
export function checkWritable(path: string): void {
  if (path.trim() === '') throw new InputError('the name of a file to write must not be blank')
  saying(path, () => {
    const target = trueName(path)
    const stats = there(target)
    if (stats !== undefined && !stats.isFile()) throw new InputError(`cannot write ${path}: it is no regular file`)
    // What is there is replaced, which its own permissions would not prevent.
    if (stats !== undefined) accessSync(target, constants.W_OK)
    accessSync(dirname(target), constants.W_OK)
  })
}

interface Beside {
  readonly path: string
  readonly target: string
  readonly part: string
  readonly file: number
  open: boolean
}

function openBeside(path: string): Beside {
  checkWritable(path)
  return saying(path, () => {
    const target = trueName(path)
    const opened = { path, target, ...openNew(dirname(target)), open: true }
    const before = there(target)
    if (before !== undefined) keepOwner(opened.file, before)
    return opened
  })
}

/** A new file in a folder, with a short name, since the target's own may be as long as names can be. */
function openNew(folder: string): { part: string; file: number } {
  for (let count = 0; ; count++) {
    const part = join(folder, `.odyssey-${process.pid}-${count}.part`)
    try {
      return { part, file: openSync(part, 'wx') }
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error
    }
  }
}

/** The new file belongs to whom the old one did, and is as open to others. */
function keepOwner(file: number, { uid, gid, mode }: Stats): void {
  for (const keep of [() => fchownSync(file, uid, gid), () => fchmodSync(file, mode & 0o777)]) {
    try {
      keep()
    } catch {} // not all systems know owners, and not everyone may give files away
  }
}

function append({ path, file }: Beside, content: string | Uint8Array): void {
  saying(path, () => writeFileSync(file, content))
}

function takePlace(beside: Beside, flush: boolean): void {
  const { path, target, part, file } = beside
  saying(path, () => {
    if (flush) fsyncSync(file)
    close(beside)
    renameSync(part, target)
    if (flush) flushFolder(dirname(target))
  })
}

/** Makes a new name durable, where the system can. */
function flushFolder(folder: string): void {
  try {
    const file = openSync(folder, 'r')
    fsyncSync(file)
    closeSync(file)
  } catch {}
}

function discard(beside: Beside): void {
  close(beside)
  rmSync(beside.part, { force: true })
}

/** Closes once: the number of a closed file may by then be another's. */
function close(beside: Beside): void {
  if (!beside.open) return
  beside.open = false
  closeSync(beside.file)
}

function there(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false })
}

async function* inBlocks(
  chunks: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let gathered: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of chunks) {
    const piece = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
    gathered.push(piece)
    bytes += piece.length
    if (bytes < BLOCK) continue
    yield Buffer.concat(gathered)
    gathered = []
    bytes = 0
  }
  if (bytes > 0) yield Buffer.concat(gathered)
}

function saying<T>(path: string, body: () => T): T {
  try {
    return body()
  } catch (error) {
    throw error instanceof InputError ? error : new InputError(`cannot write ${path} (${reason(error)})`)
  }
}
