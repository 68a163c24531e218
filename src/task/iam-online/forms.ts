import { InputError, oneLine } from '../../math/input-error.ts'
import type { Splits } from '../task.ts'

/** The lists of each split. */
export const lists: Readonly<Record<keyof Splits, readonly string[]>> = {
  training: ['trainset.txt'],
  validation: ['testset_v.txt', 'testset_t.txt'],
  test: ['testset_f.txt'],
}

/** A form without anything to learn from. */
const EMPTY = 'z01-000z'

/** Pen lines that other loaders leave out, as broken [f]. */
const broken: ReadonlySet<string> = new Set(['a08-551z-08', 'a08-551z-09'])

/** Whether a pen line, as a08-551z-08, is known to be broken. */
export function isBroken(line: string): boolean {
  return broken.has(line)
}

/**
 * The forms in a list, one id a line, as a01-000u; one that is there twice counts once, and z01-000z not at all. Only ids get past
 * here, so that no list leads out of the corpus.
 */
export function readForms(text: string, file: string): string[] {
  const forms = new Set<string>()
  text.split('\n').forEach((line, k) => {
    const id = line.trim()
    if (id === '') return
    if (!/^[a-z]\d{2}-\d{3}[a-z]?$/.test(id))
      throw new InputError(`${file}, line ${k + 1}: must be the id of a form, as a01-000u, not "${oneLine(id)}"`)
    if (id !== EMPTY) forms.add(id)
  })
  if (forms.size === 0) throw new InputError(`${file} must have the id of a form a line; it has none`)
  return [...forms]
}
