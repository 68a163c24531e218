import { stream } from '../../src/math/random.ts'
import type { StudyDefinition } from '../../src/study/definition.ts'
import { position, settingAt } from '../../src/study/space.ts'
import type { TrialRecord } from '../../src/train/record.ts'
import { trialOf } from './made-up.ts'

/** Trials whose settings are all drawn: errors fall with the rate up to a cliff, rise with noise, more so at high rates; times grow with size. */
export function variedTrials(definition: StudyDefinition, worse: Readonly<Record<string, number>> = {}): TrialRecord[] {
  return Object.keys(definition.cells).flatMap((cell) =>
    Array.from({ length: definition.trials }, (_, number) => {
      const random = stream('varied', cell, number)
      const settings = Object.fromEntries(
        Object.entries(definition.space).map(([name, range]) => [name, settingAt(range, random.uniform())]),
      )
      const at = (name: string) => position(definition.space[name], settings[name])
      const rate = at('learningRate')
      const lost = rate > 0.9
      const learned = 60 - 50 * rate + 20 * rate * at('inputNoise') - 5 * at('hiddenSize') + (worse[cell] ?? 0)
      const test = lost ? 88 + random.gaussian() : learned + 2 * random.gaussian()
      const seconds = (1 + at('hiddenSize') ** 2) * (lost ? 1 : 4) + random.uniform()
      return {
        ...trialOf(cell, number, { validation: test, test, kind: lost ? 'diverged' : 'completed' }),
        settings,
        seconds,
      }
    }),
  )
}
