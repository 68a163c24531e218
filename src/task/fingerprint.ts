import { createHash } from 'node:crypto'
import { bytesOf } from './cache.ts'
import { SPLITS, type Splits } from './task.ts'

/** SHA-256 of every number of the sequences and of where each begins and counts, in hexadecimal. */
export function fingerprintOf(splits: Splits): string {
  const hash = createHash('sha256')
  for (const name of SPLITS) {
    hash.update(`${name} ${splits[name].length}\n`)
    for (const { steps, from = 0, inputs, targets } of splits[name]) {
      hash.update(`${steps} ${from} ${inputs.length} ${targets.length}\n`)
      hash.update(bytesOf(inputs)).update(bytesOf(targets))
    }
  }
  return hash.digest('hex')
}
