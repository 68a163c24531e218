/**
 * The public API: all that the command line does, for study files and programs.
 *
 *     import { cells, findingsOf, openStore, report, runStudy, tasks, type Study } from 'odyssey-rnn'
 *
 * Cells are equations, a study names cells, tasks and ranges, `runStudy` trains it into a store, `findingsOf` says what came out
 * as plain data, and `report` draws it.
 */

// Cells: equations as data.
export { cells, descriptions } from './cell/catalog.ts'
export {
  type Cell,
  CellWriter,
  checkCell,
  type Node,
  parameterCount,
  type Ref,
  type WeightShape,
  weightsOf,
} from './cell/cell.ts'
export { equationLines } from './cell/equations.ts'
export { type GruOptions, gru } from './cell/gru.ts'
export { ablations, type LstmOptions, lstm } from './cell/lstm.ts'
export { type Origin, origins } from './cell/origins.ts'
export type { CellTemplate } from './cell/template.ts'
// Engines: compile a network, update it, evaluate it.
export { differencesOf, disagreement, type Sample, sampleFor, type Worst } from './engine/check.ts'
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
export { type EngineName, engineNamed, engines } from './engine/engines.ts'
export { initialWeights, type Layout, layOut, type Slot, slotOf, weightIn } from './engine/layout.ts'
export type { LossName } from './engine/loss/loss.ts'
export { type Fanova, type FanovaOptions, fanova } from './fanova/analysis.ts'
export type { Ranged, Trials } from './fanova/columns.ts'
export { type Decomposition, decompose, type Sets } from './fanova/decomposition.ts'
export { type ForestParts, forestParts } from './fanova/external.ts'
export { type Growing, type GrownForest, growForest } from './fanova/forest.ts'
export { type Interaction, type InteractionOptions, interactions } from './fanova/interaction.ts'
export { type TransformName, transforms } from './fanova/target.ts'
export { type Forest, readForest } from './fanova/tree.ts'
// Any trials, as plain arrays or as a table: what their settings explain. And forests from elsewhere.
export { type Advice, type AdviceOptions, adviceOn } from './findings/advice/advice.ts'
// What was found.
export { byValidation } from './findings/best.ts'
export { type Decoding, decodingsOf } from './findings/decodings.ts'
export type { Examples, Shown } from './findings/examples.ts'
export { type Findings, type FindingsOptions, findingsOf } from './findings/findings.ts'
export { type Gates, gatesOf } from './findings/gates.ts'
export { type Importance, type ImportanceOptions, importanceOf } from './findings/importance/importance.ts'
export {
  type Importances,
  type ImportancesOptions,
  importances,
  type PartShares,
  partShares,
} from './findings/importance/of-study.ts'
export { isTrained, type Pair, pairsOf } from './findings/pairs.ts'
/** Thrown where something given is wrong; its message is one line for the user. */
export { InputError } from './math/input-error.ts'
export { report } from './report/report.ts'
export { tableReport } from './report/table.ts'
// Running: trials into a store.
export { evaluate, type TrialContext } from './run/evaluate.ts'
export { type ExamplesOptions, examplesOf } from './run/examples.ts'
export type { Best, Progress } from './run/progress.ts'
export { type RunEvent, type RunOptions, type RunSummary, runStudy } from './run/run.ts'
export { type Archived, readArchive, writeArchive } from './store/archive.ts'
export { openStore } from './store/open.ts'
export type { PairStatus, Store } from './store/store.ts'
// Studies: what is compared, on what, over which ranges.
export { checkStudy } from './study/check.ts'
export { define, type Measured, type StudyDefinition, type TaskDefinition } from './study/definition.ts'
export { type Hyperparameter, hyperparameters } from './study/hyperparameters.ts'
export { type Narrowing, narrow } from './study/narrow.ts'
export {
  choice,
  fixed,
  logInteger,
  logUniform,
  oneMinusLog,
  type Range,
  type Setting,
  type Settings,
  type Space,
  uniform,
} from './study/space.ts'
export type { Study, StudyCell, TrainingRules } from './study/study.ts'
export { type Trial, trialAt, trialName, trialsOf } from './study/trial.ts'
export { readTable } from './table/csv.ts'
export { type TableFindings, type TableFindingsOptions, tableFindings } from './table/findings.ts'
export type { Table } from './table/table.ts'
// Tasks: what a network is asked to learn, and how its answer becomes text.
export { bestPath } from './task/decoding.ts'
export { loadTask } from './task/load.ts'
export { type Metric, type MetricName, metrics } from './task/metric.ts'
export { naiveBaseline } from './task/naive-baseline.ts'
// Your own sequences: read, asked, prepared.
export type { OwnData } from './task/own/data.ts'
export { type Inspection, inspect } from './task/own/inspection.ts'
export type { AskingOptions, ReadingOptions } from './task/own/options.ts'
export { readSequences, sequencesFrom } from './task/own/read.ts'
export { classify, forecast, label, nextSymbol, ownTask } from './task/own/task.ts'
export { type Decoded, prefixSearch } from './task/prefix-search.ts'
export type { DataSource } from './task/source.ts'
export { fetchData, sources } from './task/sources.ts'
export { spelling } from './task/spelling/spelling.ts'
export type { LoadedTask, LoadOptions, LoadProgress, Splits, Task } from './task/task.ts'
export { taskNamed, tasks } from './task/tasks.ts'
export type { Curve, Failed, Outcome, Trained } from './train/outcome.ts'
export type { TrialRecord, TrialSummary } from './train/record.ts'
export type { Epoch, TrainingState } from './train/train.ts'
