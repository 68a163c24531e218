import { stream } from '../../math/random.ts'
import { type Settings, type Space, settingAt } from '../space.ts'

/** Each setting drawn on its own, from a stream of its own: a new range changes no other setting. */
export function random(space: Space, keys: readonly (string | number)[]): Settings {
  return Object.fromEntries(
    Object.entries(space).map(([name, range]) => [name, settingAt(range, stream(...keys, name).uniform())]),
  )
}
