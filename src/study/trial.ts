import { type SamplerName, samplers } from './samplers/samplers.ts'
import type { Settings, Space } from './space.ts'
import { fixedSettingsOf, type Study } from './study.ts'

/** One training to be done: a pure function of the study's seed, its pair (task, cell) and its number. */
export interface Trial {
  readonly task: string
  readonly cell: string
  /** From 0. */
  readonly number: number
  readonly settings: Settings
  /** Names the streams of random numbers that belong to this trial. */
  readonly keys: readonly (string | number)[]
}

/** The name of a trial, as in `jsb/V/17`. */
export function trialName({ task, cell, number }: Pick<Trial, 'task' | 'cell' | 'number'>): string {
  return `${task}/${cell}/${number}`
}

/** A trial from what is known of it, with the streams of random numbers that the seed of its study gives it. */
export function trialWith(seed: number, { task, cell, number, settings }: Omit<Trial, 'keys'>): Trial {
  return { task, cell, number, settings, keys: [seed, task, cell, number] }
}

/**
 * Trial `number` of a pair. It depends on the study's seed and ranges or fixed settings, the pair and the number, and on nothing else.
 * With common settings the numbers of all cells share their settings; initial weights, noise and order stay their own.
 */
export function trialAt(study: Study, task: string, cell: string, number: number): Trial {
  const having = (settings: Settings) => trialWith(study.seed, { task, cell, number, settings })
  const fixed = fixedSettingsOf(study)?.[cell]
  if (fixed !== undefined) return having(fixed[number % fixed.length])
  const sampler: SamplerName = 'random'
  const drawnFor = study.settings === 'common' ? [task, number] : [task, cell, number]
  return having(samplers[sampler](spaceFor(study, task), [study.seed, ...drawnFor, 'settings']))
}

/** All trials of a study. Pairs take turns, so that any prefix has as many trials of each, give or take one. */
export function* trialsOf(study: Study): Generator<Trial> {
  for (let number = 0; number < study.trials; number++) {
    for (const task of study.tasks) {
      for (const cell of Object.keys(study.cells)) yield trialAt(study, task.name, cell, number)
    }
  }
}

/** The ranges of a study on one task. */
export function spaceFor({ space, spaceOf }: Pick<Study, 'space' | 'spaceOf'>, task: string): Space {
  return { ...space, ...spaceOf?.[task] }
}
