import { equationsOf } from '../cell/template.ts'
import { InputError } from '../math/input-error.ts'
import { type CheckpointOwner, checkpointsBeside } from '../store/checkpoints.ts'
import type { Store } from '../store/store.ts'
import type { Study } from '../study/study.ts'
import { type Trial, trialName } from '../study/trial.ts'
import type { LoadedTask } from '../task/task.ts'
import type { PoolOptions } from './pool.ts'
import { codeVersion } from './version.ts'

/** What keeps the states of a run's trainings. */
export interface Keeper extends Required<Pick<PoolOptions, 'from' | 'onCheckpoint'>> {
  /** The trial is in the store: its state is needed no more. */
  readonly drop: (trial: Trial) => void
}

/** The keeper of a run that is to keep states; it does so beside a store that is a file, and nowhere else. */
export function keeperOf(
  { name, cells, training }: Study,
  tasks: Readonly<Record<string, { readonly task: LoadedTask }>>,
  { store, checkpointSeconds }: { readonly store: string | Store; readonly checkpointSeconds?: number },
): Keeper | undefined {
  if (checkpointSeconds === undefined) return undefined
  if (typeof store !== 'string')
    throw new InputError('checkpoints are kept beside a store that is a file, not beside one that was opened before')
  const checkpoints = checkpointsBeside(store)
  const version = codeVersion()
  const ownerOf = (trial: Trial, arithmetic: string): CheckpointOwner => {
    const { task, cell, settings, keys } = trial
    const content = [keys, settings, training, equationsOf(cells[cell], settings), tasks[task].task.fingerprint]
    return { study: name, trial: trialName(trial), content, arithmetic, version }
  }
  return {
    from: (trial, arithmetic) => checkpoints.read(ownerOf(trial, arithmetic)),
    onCheckpoint: (trial, checkpoint, arithmetic) => checkpoints.write(ownerOf(trial, arithmetic), checkpoint),
    drop: (trial) => checkpoints.remove({ study: name, trial: trialName(trial) }),
  }
}
