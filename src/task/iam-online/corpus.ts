import { join } from 'node:path'
import { InputError } from '../../math/input-error.ts'
import { type Corpus, contentOf, namesIn, textOf } from '../file.ts'
import { pause } from '../read-each.ts'
import type { Splits } from '../task.ts'
import { isBroken, lists, readForms } from './forms.ts'
import { readTranscription } from './transcription.ts'

/** A line written with a pen: where its strokes are, and what it says. */
export interface PenLine {
  /** As a01-000u. */
  readonly form: string
  readonly strokes: string
  readonly text: string
}

const LAYOUT =
  'lineStrokes/a01/a01-000/a01-000u-01.xml, ascii/a01/a01-000/a01-000u.txt, trainset.txt, testset_v.txt, testset_t.txt and testset_f.txt'

/** The corpus; its name is that of its folder where others lie beside it. */
export const corpus: Corpus = {
  name: 'IAM-OnDB',
  largest: 2 ** 20,
  howToGet: `IAM-OnDB comes from the University of Bern; unpack it and point --data at the folder with ${LAYOUT}`,
}

/**
 * The pen lines of each split, in the order of its lists. `data` is the folder with lineStrokes, ascii and the lists, or one above
 * that holds it as IAM-OnDB.
 */
export async function linesIn(data: string, signal?: AbortSignal): Promise<Record<keyof Splits, PenLine[]>> {
  const folder = folderIn(data)
  const forms = formsIn(folder)
  const read = async (ids: readonly string[]) => {
    const lines: PenLine[][] = []
    for (const form of ids) {
      await pause(signal)
      lines.push(linesOf(form, folder))
    }
    return lines.flat()
  }
  const found = {
    training: await read(forms.training),
    validation: await read(forms.validation),
    test: await read(forms.test),
  }
  for (const [split, lines] of Object.entries(found)) {
    if (lines.length === 0)
      throw new InputError(`${join(folder, lists[split as keyof Splits][0])} names no form with a line to read`)
  }
  return found
}

/** Where the folders and the lists are: here, or in a folder named IAM-OnDB. */
function folderIn(data: string): string {
  const names = namesIn(data, LAYOUT)
  if (names === undefined) throw new InputError(`no folder ${data}: ${corpus.howToGet}`)
  if (names.includes('lineStrokes')) return data
  const below = names.find((name) => name.toUpperCase() === corpus.name.toUpperCase())
  if (below !== undefined && namesIn(join(data, below), LAYOUT)?.includes('lineStrokes')) return join(data, below)
  throw new InputError(`no ${corpus.name} in ${data}: ${corpus.howToGet}`)
}

/** The forms of each split; none may be in two. */
function formsIn(folder: string): Record<keyof Splits, string[]> {
  const homes = new Map<string, string>()
  const read = (split: keyof Splits) => {
    const ids = lists[split].flatMap((name) => {
      const file = join(folder, name)
      const found = readForms(textOf(contentOf(file, corpus)), file)
      for (const id of found) {
        const home = homes.get(id)
        if (home !== undefined && home !== split)
          throw new InputError(`${file}: form ${id} cannot be in ${split} and in ${home}`)
        homes.set(id, split)
      }
      return found
    })
    return [...new Set(ids)]
  }
  return { training: read('training'), validation: read('validation'), test: read('test') }
}

/** The lines of a form: its transcription and its files of strokes must be as many, but for those known to be broken. */
function linesOf(form: string, folder: string): PenLine[] {
  const group = form.slice(0, 'a01'.length)
  const number = form.slice(0, 'a01-000'.length)
  const transcription = join(folder, 'ascii', group, number, `${form}.txt`)
  const texts = readTranscription(textOf(contentOf(transcription, corpus)), transcription)
  const place = join(folder, 'lineStrokes', group, number)
  const names = namesIn(place, LAYOUT)
  if (names === undefined)
    throw new InputError(`no folder ${place}: it must hold the pen lines of form ${form}, as ${form}-01.xml`)
  const files = new Set(names.filter((name) => isLineOf(form, name)))
  const lines = texts.flatMap((text, k) => {
    const line = `${form}-${String(k + 1).padStart(2, '0')}`
    if (isBroken(line)) return []
    const strokes = join(place, `${line}.xml`)
    if (!files.delete(`${line}.xml`))
      throw new InputError(`no file ${strokes}: it must hold line ${k + 1} of ${texts.length} in ${transcription}`)
    return [{ form, strokes, text }]
  })
  const more = [...files].find((name) => !isBroken(name.slice(0, -'.xml'.length)))
  if (more !== undefined)
    throw new InputError(`${join(place, more)} has no text: ${transcription} has ${texts.length} lines behind CSR:`)
  return lines
}

/** Whether a file holds a line of this form and of no other. */
function isLineOf(form: string, name: string): boolean {
  return name.startsWith(`${form}-`) && /^\d{2}\.xml$/.test(name.slice(form.length + 1))
}
