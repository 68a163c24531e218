import { basename, resolve } from 'node:path'
import { grouped } from '../../math/text.ts'
import { citations } from '../citations.ts'
import { fingerprintOf } from '../fingerprint.ts'
import { signs } from '../signs.ts'
import { SPLITS, type Splits } from '../task.ts'

/**
 * What these pieces are, so that reports name the corpus that was used: JSB Chorales only if every chord is theirs. The same chorales
 * with a frame per sixteenth note are as many, and a different task.
 */
export function originOf(splits: Splits, file: string): string {
  if (fingerprintOf(splits) === signs.jsb.fingerprint) return citations.jsb
  const sets = SPLITS.map((name) => splits[name])
  const frames = sets.flat().reduce((sum, { steps }) => sum + steps + 1, 0)
  const here = piecesText(
    sets.map(({ length }) => length),
    frames,
  )
  const theirs = piecesText(signs.jsb.sizes, signs.jsb.frames)
  const why =
    here === theirs ? 'which have other chords, or another order' : `which are ${theirs}, one per quarter note`
  return `${here}, in the file ${basename(resolve(file))}; not JSB Chorales, ${why}`
}

const piecesText = (sizes: readonly number[], frames: number) =>
  `${sizes.map(grouped).join(' + ')} pieces with ${grouped(frames)} frames`
