import { InputError, oneLine } from '../../math/input-error.ts'

/** More characters than any line on a whiteboard has. */
const LONGEST = 1000

/**
 * The lines of a form as its writer was asked to write them, corrected to what was written: the lines behind `CSR:` that are not
 * empty, without spaces around them; line n is that of pen line n. A row of eleven % ends a line as well, as other loaders have it [f].
 */
export function readTranscription(text: string, file: string): string[] {
  const lines = text.replaceAll('%%%%%%%%%%%', '\n').split('\n')
  const heading = lines.findIndex((line) => line.trim() === 'CSR:')
  if (heading < 0) throw new InputError(`${file} must have a line "CSR:" with the text of the pen lines behind it`)
  const found: string[] = []
  lines.forEach((line, k) => {
    const written = line.replaceAll('\t', ' ').trim()
    if (k <= heading || written === '') return
    found.push(checked(written, `${file}, line ${found.length + 1} behind CSR:`))
  })
  if (found.length === 0) throw new InputError(`${file} has no line behind "CSR:"`)
  return found
}

/** ISO-8859-1 has no character from 0x7f to 0x9f, and nobody writes those below the space. */
function checked(line: string, where: string): string {
  if (line.length > LONGEST) throw new InputError(`${where}: has ${line.length} characters; ${LONGEST} is the most`)
  if (!/^[ -~\xa0-\xff]*$/.test(line)) throw new InputError(`${where}: must be text, not "${oneLine(line)}"`)
  return line
}
