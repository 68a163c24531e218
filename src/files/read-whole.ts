import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs'
import { InputError } from '../math/input-error.ts'

/** Refuses what is no regular file, links followed: reading from a pipe or a device may never end. An error of the system where nothing is there. */
export function checkRegular(path: string): void {
  const stats = statSync(path)
  if (!stats.isFile()) throw noFile(path, stats)
}

/**
 * Opens a regular file for reading, without ever waiting: its number, to be closed by the caller, and its size in bytes, beyond
 * which nothing is to be read. Files of the system that have no size, as those in /proc, are empty to us: some block who reads them.
 */
export function openRegular(path: string): { file: number; size: number } {
  checkRegular(path) // before it is opened, which alone moves the tape of some devices
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  const stats = fstatSync(file)
  if (stats.isFile()) return { file, size: stats.size }
  closeSync(file)
  throw noFile(path, stats)
}

/** The content of a regular file of at most so many bytes; `kind` is the word for what is never larger, as in `table`. */
export function readWhole(
  path: string,
  { largest, kind = 'file' }: { largest: number; kind?: string },
): Buffer<ArrayBuffer> {
  const { file, size } = openRegular(path)
  try {
    if (size > largest) throw new InputError(`${path} has ${size} bytes; a ${kind} has at most ${largest}`)
    return firstOf(file, size)
  } finally {
    closeSync(file)
  }
}

/** The first bytes of a regular file, as many as there are. */
export function firstBytes(path: string, count: number): Buffer<ArrayBuffer> {
  const { file, size } = openRegular(path)
  try {
    return firstOf(file, Math.min(size, count))
  } finally {
    closeSync(file)
  }
}

function firstOf(file: number, size: number): Buffer<ArrayBuffer> {
  const content = Buffer.allocUnsafe(size)
  let read = 0
  while (read < size) {
    const more = readSync(file, content, read, size - read, read)
    if (more === 0) break // it became shorter
    read += more
  }
  return content.subarray(0, read)
}

function noFile(path: string, stats: Stats): InputError {
  return new InputError(`cannot read ${path} (${stats.isDirectory() ? 'it is a folder' : 'it is no regular file'})`)
}
