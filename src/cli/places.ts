/** The files that a command reads and those that it writes: none may take the place of another. */
import { join } from 'node:path'
import { makeFolder } from '../files/folder.ts'
import type { Named } from '../files/same-file.ts'
import { writeWhole } from '../files/write-whole.ts'
import type { Block } from '../report/blocks/block.ts'
import { figureFiles } from '../report/page.ts'
import { isStudyFile } from './studies.ts'

/** What a command reads: the store, and the study file and the data where they are files. */
export function inputsOf({ store, study, data }: { store: string; study?: string; data?: string }): Named[] {
  return [
    ['the store', store],
    ...(study !== undefined && isStudyFile(study) ? [['the study file', study] as const] : []),
    ...(data === undefined ? [] : [['the data', data] as const]),
  ]
}

/** A figure and the file that it gets. */
interface Picture {
  readonly path: string
  readonly svg: string
}

/** The figures among blocks with the paths that they get in a folder, which is made if it is not there. */
export function picturesIn(folder: string, blocks: readonly Block[]): Picture[] {
  makeFolder(folder)
  return Object.entries(figureFiles(blocks)).map(([name, svg]) => ({ path: join(folder, name), svg }))
}

/** What figures are called where they would take the place of something else. */
export const named = (pictures: readonly Picture[]): Named[] => pictures.map(({ path }) => ['a figure', path])

/** Writes figures; returns their paths. */
export function written(pictures: readonly Picture[]): string[] {
  for (const { path, svg } of pictures) writeWhole(path, svg)
  return pictures.map(({ path }) => path)
}
