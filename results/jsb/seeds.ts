import { byValidation, isTrained, readArchive, type Study } from '../../src/index.ts'
import { study as jsb } from '../../studies/jsb.ts'

const CELLS = ['V', 'NIAF', 'CIFG', 'NFG', 'NOAF', 'FGR'] as const
const BEST = 10
const SEEDS = 10

const archive = new URL('trials.jsonl.gz', import.meta.url).pathname
const [{ trials }] = await readArchive(archive)
const bestOf = (name: string) =>
  byValidation(trials.filter(({ cell }) => cell === name).filter(isTrained)).slice(0, BEST)

/**
 * How much of a difference between trials is seed, how much is setting: the ten best settings of six cells, each with ten other
 * seeds. Five were named before any of these trainings; FGR was added because the study found it worse than V.
 */
export const study: Study = {
  ...jsb,
  name: 'jsb-seeds',
  question: 'How much of a difference on chorales is seed, and how much is setting?',
  seed: 2,
  cells: Object.fromEntries(CELLS.map((name) => [name, jsb.cells[name]])),
  fixedSettings: Object.fromEntries(CELLS.map((name) => [name, bestOf(name).map(({ settings }) => settings)])),
  trials: BEST * SEEDS,
  best: 1,
}
