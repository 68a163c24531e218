import { basename, resolve } from 'node:path'
import { citations } from '../citations.ts'
import { signs } from '../signs.ts'
import { corpus, type PenLine } from './corpus.ts'

/**
 * What these lines are, so that reports name the corpus that was used: IAM-OnDB only if their forms bear its ids and are as many.
 * Lines of UNIPEN are known by their forms, which are all named u00-000z: no form of IAM-OnDB begins with u.
 */
export function originOf(lines: readonly PenLine[], data: string): string {
  const all = (id: RegExp) => lines.every(({ form }) => id.test(form))
  const here = `in the folder ${basename(resolve(data))}`
  if (all(/^u\d\d-\d{3}z$/))
    return `pen lines of UNIPEN (Guyon et al., 1994; CC BY 4.0) laid out as ${corpus.name}, ${here}`
  if (all(/^[a-rz]/) && lines.length >= signs['iam-online'].least) return citations['iam-online']
  return `${lines.length} pen lines laid out as ${corpus.name}, ${here}; not the whole of ${corpus.name}`
}
