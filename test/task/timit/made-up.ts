import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { stream } from '../../../src/math/random.ts'
import { bigEndian, riff, sphere } from './files.ts'

/** So many samples of noise. */
export function noise(name: string, length: number): number[] {
  const random = stream('noise', name)
  return Array.from({ length }, () => Math.round(1000 * random.gaussian()))
}

/** Puts files into a folder, with the folders they need. */
export function put(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
}

/** A small TIMIT: each of its sentences is right, and odd in a way of its own. */
export function madeUpTimit(): Record<string, string | Uint8Array> {
  return {
    'TIMIT/README.DOC': 'not a speaker',
    'TIMIT/TRAIN/DR1/FCJF0/SX37.WAV': sphere(noise('plain', 1600)),
    'TIMIT/TRAIN/DR1/FCJF0/SX37.PHN': '0 500 h#\n500 1000 sh\n1000 1600 iy\n',
    'TIMIT/TRAIN/DR1/FCJF0/SX37.TXT': '0 1600 She.\n',
    'TIMIT/TRAIN/DR1/FCJF0/SX37.WRD': '500 1600 she\n',
    'TIMIT/TRAIN/DR1/FCJF0/SX37.WAV.wav': riff(noise('a converted copy', 800)),
    // the sentences that all speakers read are left out, whatever is in them
    'TIMIT/TRAIN/DR1/FCJF0/SA1.WAV': 'no recording',
    'TIMIT/TRAIN/DR1/FCJF0/SA1.PHN': 'no labels',
    'TIMIT/TRAIN/DR1/FCJF0/SI648.WAV': bigEndian(noise('big-endian', 1760)),
    'TIMIT/TRAIN/DR1/FCJF0/SI648.PHN': '0 900 h#\n900 1760 ax-h\n',
    // the label of the last phone ends past the recording; there is a gap before the first
    'TIMIT/TRAIN/dr8/mbcg0/sx57.wav': riff(noise('RIFF', 1200)),
    'TIMIT/TRAIN/dr8/mbcg0/sx57.phn': '700 900 q\r\n900 99999 zh\r\n',
    'TIMIT/TEST/DR1/FAKS0/SX43.WAV': sphere(noise('development', 1200)),
    // a gap in the middle, and nothing labelled behind sample 700
    'TIMIT/TEST/DR1/FAKS0/SX43.PHN': '0 300 h#\n600 700 aa\n',
    'TIMIT/TEST/DR5/MDAB0/SX49.WAV': sphere(noise('core test', 1039)),
    'TIMIT/TEST/DR5/MDAB0/SX49.PHN': '0 1039 epi\n',
    // a speaker of neither list
    'TIMIT/TEST/DR5/FAWF0/SX1.WAV': 'no recording',
    'TIMIT/TEST/DR5/FAWF0/SX1.PHN': 'no labels',
  }
}
