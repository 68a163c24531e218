import type { Settings, Space } from '../space.ts'
import { random } from './random.ts'

/** Draws the settings of one trial from a space; the keys name its stream of random numbers. */
export type Sampler = (space: Space, keys: readonly (string | number)[]) => Settings

/** The samplers by name. */
export const samplers = { random } satisfies Record<string, Sampler>

export type SamplerName = keyof typeof samplers
