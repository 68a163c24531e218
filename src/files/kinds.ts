import { InputError } from '../math/input-error.ts'

/** Bytes by which a file compressed with gzip begins, as characters. */
export const GZIP = '\u001f\u008b'

/** Files that hold no table by what they begin with, and how to get one. */
const FOREIGN: readonly (readonly [string, string])[] = [
  ['PK\u0003\u0004', 'a workbook or an archive: save its sheet as CSV'],
  ['\u00d0\u00cf\u0011\u00e0', 'an old Excel workbook: save its sheet as CSV'],
  ['(\u00b5/\u00fd', 'compressed with Zstandard: unpack it first'],
  ['BZh', 'compressed with bzip2: unpack it first'],
  ['SQLite format 3', 'an SQLite database: write its table as CSV, as pandas does with to_csv'],
  ['\u0080\u0002', 'a Python pickle: write the data frame with to_csv'],
  ['\u0080\u0003', 'a Python pickle: write the data frame with to_csv'],
  ['\u0080\u0004', 'a Python pickle: write the data frame with to_csv'],
  ['\u0080\u0005', 'a Python pickle: write the data frame with to_csv'],
  ['\u0089HDF', 'an HDF5 file: write the data frame with to_csv'],
  ['ARROW1', 'an Arrow or Feather file: write the data frame as CSV or Parquet'],
  ['FEA1', 'a Feather file: write the data frame as CSV or Parquet'],
  ['\u0093NUMPY', 'a NumPy array: write it with its names as CSV'],
  ['<!DOCTYPE', 'a web page: download the table as CSV'],
  ['<html', 'a web page: download the table as CSV'],
]

/** The first bytes of a file, a character each: enough to tell its kind by. */
export function headOf(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, 16), (byte) => String.fromCharCode(byte)).join('')
}

/** Refuses a file of another kind than text, saying how to get text from it; `more` are kinds that only the caller does not read. */
export function checkKind(name: string, head: string, more: readonly (readonly [string, string])[] = []): void {
  const found = [...more, ...FOREIGN].find(([mark]) => head.startsWith(mark))
  if (found !== undefined) throw new InputError(`${name} is ${found[1]}`)
}

/** Refuses text in UTF-16, told by its first two bytes. */
export function checkNotUtf16(name: string, bytes: Uint8Array): void {
  const mark = `${bytes[0]} ${bytes[1]}`
  if (mark === '255 254' || mark === '254 255') throw new InputError(`${name} is in UTF-16: save it as UTF-8`)
}

/** The text of a file in UTF-8. */
export function decoded(name: string, bytes: Uint8Array): string {
  checkNotUtf16(name, bytes)
  return decoder(name)(bytes, { isLast: true })
}

/** Decodes UTF-8 that comes in pieces; a mark at its beginning stays. */
export function decoder(name: string): (bytes: Uint8Array, { isLast }: { isLast: boolean }) => string {
  const decoding = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  return (bytes, { isLast }) => {
    try {
      return decoding.decode(bytes, { stream: !isLast })
    } catch {
      throw new InputError(`${name} is not in UTF-8, but perhaps in Latin-1 (Windows-1252): save it as UTF-8`)
    }
  }
}
