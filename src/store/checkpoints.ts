/**
 * Where trainings that are going on stand, a file each in a folder beside their store: a line of JSON that says whose state it is and
 * by what it was computed, then the state, from which training goes on to the same bits. A file is written whole, and removed once its
 * trial is in the store.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { makeFolder } from '../files/folder.ts'
import { readWhole } from '../files/read-whole.ts'
import { writeWhole } from '../files/write-whole.ts'
import { briefly, InputError } from '../math/input-error.ts'
import type { TrainingState } from '../train/train.ts'

/** What a state belongs to: with any other it would not come to the bits of an uninterrupted training. */
export interface CheckpointOwner {
  readonly study: string
  /** As in `jsb/V/17`. */
  readonly trial: string
  /** All that decides what the trial is: its settings and streams, its equations, its data and the rules of training. */
  readonly content: unknown
  /** Engine and arithmetic, as in `wasm float32 relaxed`. */
  readonly arithmetic: string
  readonly version: string
}

/** A training that was interrupted. */
export interface Checkpoint {
  readonly state: TrainingState
  /** Processor time spent on it so far. */
  readonly seconds: number
}

/** The checkpoints of a store. */
export interface Checkpoints {
  /** The last one of a trial; undefined where there is none, an error where it is another's or damaged. */
  read(owner: CheckpointOwner): Checkpoint | undefined
  write(owner: CheckpointOwner, checkpoint: Checkpoint): void
  /** Removes a trial's, and the folder with the last. */
  remove(owner: Pick<CheckpointOwner, 'study' | 'trial'>): void
}

const FORMAT = 'odyssey checkpoint 1'
const LARGEST = 2 ** 31

/** The checkpoints in the folder `NAME-checkpoints` beside a store; the folder is made with the first. */
export function checkpointsBeside(store: string): Checkpoints {
  const folder = `${store}-checkpoints`
  const fileOf = ({ study, trial }: Pick<CheckpointOwner, 'study' | 'trial'>) =>
    join(folder, `${digest(JSON.stringify([study, trial])).slice(0, 16)}.state`)
  return {
    read(owner) {
      const path = fileOf(owner)
      return existsSync(path)
        ? checkpointIn(readWhole(path, { largest: LARGEST, kind: 'checkpoint' }), path, owner)
        : undefined
    },
    write(owner, checkpoint) {
      makeFolder(folder)
      const body = serialize(checkpoint)
      const head = JSON.stringify({ format: FORMAT, ...named(owner), sha256: digest(body) })
      writeWhole(fileOf(owner), Buffer.concat([Buffer.from(`${head}\n`), body]))
    },
    remove(owner) {
      rmSync(fileOf(owner), { force: true })
      // what a killed run had not written to the end goes with the last; a store has one run at a time
      const isPart = (name: string) => /^\.odyssey-.*\.part$/.test(name)
      if (existsSync(folder) && readdirSync(folder).every(isPart)) rmSync(folder, { recursive: true })
    },
  }
}

/** The owner as a checkpoint names it. */
function named({ study, trial, content, arithmetic, version }: CheckpointOwner) {
  return { study, trial, content: digest(JSON.stringify(content)), arithmetic, version }
}

const NAMES = {
  content: 'other settings, equations, data or rules',
  arithmetic: 'arithmetic',
  version: 'version',
} as const

function checkpointIn(bytes: Buffer, path: string, owner: CheckpointOwner): Checkpoint {
  const again = `remove ${path} to train ${owner.trial} from its first epoch`
  const end = bytes.indexOf('\n')
  const head = headIn(bytes.subarray(0, Math.max(0, end)).toString())
  const body = bytes.subarray(end + 1)
  if (head.format !== FORMAT || head.sha256 !== digest(body))
    throw new InputError(`the checkpoint ${path} is damaged: ${again}`)
  const expected: Record<string, unknown> = named(owner)
  if (head.study !== owner.study || head.trial !== owner.trial)
    throw new InputError(`the checkpoint ${path} is of ${briefly(head.study)}, trial ${briefly(head.trial)}: ${again}`)
  if (head.content !== expected.content)
    throw new InputError(`the checkpoint ${path} is of a trial with ${NAMES.content}: ${again}`)
  for (const name of ['arithmetic', 'version'] as const)
    if (head[name] !== expected[name])
      throw new InputError(
        `the checkpoint ${path} was made with ${NAMES[name]} ${briefly(head[name])}, not ${briefly(expected[name])}: go on with that, or ${again}`,
      )
  return deserialize(body) as Checkpoint
}

function headIn(line: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(line))
  } catch {
    return {}
  }
}

const digest = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex')
