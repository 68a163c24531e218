import type { Splits } from '../task.ts'

/** The 24 speakers of the core test set, as published with TIMIT. */
const CORE_TEST = speakers(
  `MDAB0 MWBT0 FELC0 MTAS1 MWEW0 FPAS0 MJMP0 MLNT0 FPKT0 MLLL0 MTLS0 FJLM0
   MBPM0 MKLT0 FNLP0 MCMJ0 MJDH0 FMGD0 MGRT0 MNJM0 FDHC0 MJLN0 MPAM0 FMLD0`,
)

/** The 50 speakers of Halberstadt's development set (MIT, 1998), all of TEST. */
const DEVELOPMENT = speakers(
  `FAKS0 FDAC1 FJEM0 MGWT0 MJAR0 MMDB1 MMDM2 MPDF0 FCMH0 FKMS0 MBDG0 MBWM0 MCSH0
   FADG0 FDMS0 FEDW0 MGJF0 MGLB0 MRTK0 MTAA0 MTDT0 MTHC0 MWJG0 FNMR0 FREW0 FSEM0
   MBNS0 MMJR0 MDLS0 MDLF0 MDVC0 MERS0 FMAH0 FDRW0 MRCS0 MRJM4 FCAL1 MMWH0
   FJSJ0 MAJC0 MJSW0 MREB0 FGJD0 FJMG0 MROA0 MTEB0 MJFC0 MRJR0 FMML0 MRWS1`,
)

function speakers(names: string): ReadonlySet<string> {
  return new Set(names.split(/\s+/))
}

/** The halves of TIMIT. */
export type Half = 'TRAIN' | 'TEST'

/** Where a speaker of a half belongs: nowhere with the other 94 of TEST. */
export function splitOf(half: Half, speaker: string): keyof Splits | undefined {
  if (half === 'TRAIN') return 'training'
  if (DEVELOPMENT.has(speaker)) return 'validation'
  return CORE_TEST.has(speaker) ? 'test' : undefined
}

/** Whether a speaker has a place in validation or test, and so none in TRAIN. */
export function isHeldOut(speaker: string): boolean {
  return splitOf('TEST', speaker) !== undefined
}
