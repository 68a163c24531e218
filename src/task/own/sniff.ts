import { basename } from 'node:path'
import { checkKind, checkNotUtf16, decoder, headOf } from '../../files/kinds.ts'
import { InputError } from '../../math/input-error.ts'
import { separatorIn } from './delimited.ts'

/** Decodes text of a kind that is read; an error where the first bytes are of another. */
export function decodeFor(name: string, first: Uint8Array) {
  checkKind(name, headOf(first))
  checkNotUtf16(name, first)
  if (first.subarray(0, 4096).includes(0)) throw new InputError(`${name} is no text: it holds bytes that are 0`)
  return decoder(name)
}

/** Whether a file is text to be read as it is: its name does not say that it is a table, and its lines have not all as many fields. */
export function isProse(name: string, head: string): boolean {
  const bare = basename(name).replace(/\.gz$/i, '')
  if (/\.(csv|tsv|tab|psv)$/i.test(bare)) return false
  const lines = head.split(/\r\n|\r|\n/).slice(0, 20)
  const whole = (lines.length > 1 ? lines.slice(0, -1) : lines).filter((line) => line.trim() !== '')
  const separator = separatorIn(whole.join('\n'))
  const counts = whole.map((line) => line.trim().split(separator === ' ' ? /\s+/ : separator).length)
  const isTable = counts.length > 1 && counts[0] > 1 && counts.every((count) => count === counts[0])
  const isNumbers =
    whole.length > 1 && whole.slice(1).every((line) => line.trim() !== '' && Number.isFinite(Number(line)))
  return !isTable && !isNumbers
}
