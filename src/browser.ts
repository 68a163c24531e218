/**
 * The part of the public API that needs nothing but JavaScript: cells, studies, the classic tasks, trials that are trained where
 * they are asked for, and what is found in them. It runs in a browser, or in a worker there, as `odyssey-rnn/browser`.
 */

// Cells: equations as data.
export { cells, descriptions } from './cell/catalog.ts'
export { type Cell, CellWriter, checkCell, parameterCount, weightsOf } from './cell/cell.ts'
export { equationLines } from './cell/equations.ts'
export { gru } from './cell/gru.ts'
export { lstm } from './cell/lstm.ts'
export type { CellTemplate } from './cell/template.ts'
// Engines: compile a network, update it, evaluate it.
export type {
  Descent,
  Engine,
  Network,
  Program,
  Sequence,
  Stream,
  Trace,
  TracedValue,
  Update,
} from './engine/engine.ts'
export { engineNamed } from './engine/engines.ts'
export { initialWeights, layOut, weightIn } from './engine/layout.ts'
// Any trials as plain arrays: what their settings explain.
export { type Fanova, type FanovaOptions, fanova } from './fanova/analysis.ts'
// What was found.
export { type Findings, type FindingsOptions, findingsOf } from './findings/findings.ts'
/** Thrown where something given is wrong; its message is one line for the user. */
export { InputError } from './math/input-error.ts'
// Running: one trial.
export { evaluate, type TrialContext } from './run/evaluate.ts'
// Studies: what is compared, on what, over which ranges.
export { checkStudy } from './study/check.ts'
export { define, type Measured, type StudyDefinition } from './study/definition.ts'
export { type Hyperparameter, hyperparameters } from './study/hyperparameters.ts'
export { choice, fixed, logInteger, logUniform, oneMinusLog, uniform } from './study/space.ts'
export type { Study } from './study/study.ts'
export { type Trial, trialAt, trialsOf } from './study/trial.ts'
// Tasks that make their own sequences.
export { adding } from './task/classic/adding.ts'
export { counting } from './task/classic/counting.ts'
export { reber } from './task/classic/reber.ts'
// Labels from what a network with the CTC loss predicts.
export { bestPath } from './task/decoding.ts'
export { metrics } from './task/metric.ts'
export { naiveBaseline } from './task/naive-baseline.ts'
export { type Decoded, prefixSearch } from './task/prefix-search.ts'
export type { LoadedTask, Task } from './task/task.ts'
export type { Outcome } from './train/outcome.ts'
export type { TrialRecord } from './train/record.ts'
export type { Epoch, TrainingState } from './train/train.ts'
