import { equationsOf } from '../cell/template.ts'
import type { Engine, Program } from '../engine/engine.ts'
import type { StudyCell, TrainingRules } from '../study/study.ts'
import type { Trial } from '../study/trial.ts'
import type { LoadedTask } from '../task/task.ts'
import { descentOf } from '../train/descent.ts'
import { capacityFor } from '../train/evaluation.ts'
import { networkOf } from '../train/network.ts'
import type { Outcome } from '../train/outcome.ts'
import { type Epoch, type TrainingState, train } from '../train/train.ts'

/** All that a trial needs besides itself. */
export interface TrialContext {
  readonly task: LoadedTask
  readonly naiveBaseline: { readonly validation: number; readonly test: number }
  readonly cell: StudyCell
  readonly rules: TrainingRules
  readonly engine: Engine
  /** A program that is not used any more, whose memory this trial may take over. */
  readonly instead?: Program
  /** Where the training of this trial was interrupted, by the same engine and arithmetic; from the beginning unless given. */
  readonly from?: TrainingState
  /** Told of each epoch, and how to get the state after it. */
  readonly onEpoch?: (epoch: Epoch, state: () => TrainingState) => void
}

/** Trains what a trial describes: where study and training meet. The same trial gives the same outcome with the same arithmetic. */
export function evaluate(trial: Trial, context: TrialContext): Outcome {
  return trained(trial, context).outcome
}

/** The outcome, and the program with the weights that it is of: those of the best epoch, if there is one. */
export function trained(
  trial: Trial,
  { task, naiveBaseline, cell, rules, engine, instead, from, onEpoch }: TrialContext,
): { outcome: Outcome; program: Program } {
  const descent = descentOf(trial.settings)
  const network = networkOf(task, equationsOf(cell, trial.settings), descent)
  const capacity = capacityFor(task, descent)
  const program = engine.compile(network, descent.compiled, capacity, instead)
  const outcome = train(program, task, {
    network,
    descent,
    rules,
    naiveBaseline,
    keys: trial.keys,
    block: capacity.batch,
    ...(from && { from }),
    ...(onEpoch && { onEpoch }),
  })
  return { outcome, program }
}
