/** What belongs to the machine and not to a trial: another time or elsewhere it would go well, so it is no outcome. */
import { codeOf } from '../math/input-error.ts'

/** The machine could not do what a run needs; what has finished is kept. The command line prints the message and exits with 1. */
export class MachineError extends Error {
  override readonly name = 'MachineError'
}

/** Where an error in a trial comes from: the trial itself, which would fail again anywhere, or the machine. */
export type Blame = 'trial' | 'machine'

/** Whom an error in a trial is to be blamed on: memory or anything of the system's that was refused is the machine's. */
export function blameFor(error: unknown): Blame {
  const ofSystem = SYSTEM_CODE.test(codeOf(error) ?? '')
  const ofMemory = error instanceof RangeError && NO_MEMORY.test(error.message)
  return ofSystem || ofMemory ? 'machine' : 'trial'
}

/** As ENOMEM, ENOSPC and ENOENT; not Node's own, as ERR_INVALID_ARG_TYPE, except where memory ran out. */
const SYSTEM_CODE = /^E[A-Z0-9]+$|^ERR_(MEMORY_ALLOCATION_FAILED|WORKER_OUT_OF_MEMORY|WORKER_INIT_FAILED)$/

/** What V8 says where it gets no memory for a buffer, or for WebAssembly. */
const NO_MEMORY = /allocation failed|allocate|out of memory|unable to grow/i
