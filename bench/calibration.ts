/**
 * How often does the test of interactions reject where there is none, and find one where there is? Studies of made-up trials under four
 * settings (two on log scales, one even, one choice of four), all six pairs tested: the share of single tests with p ≤ 0.05 on pairs
 * without interaction, of studies in which any such pair is left after the correction for six, and of studies that find the planted one.
 *
 *     node bench/calibration.ts [--studies 400] [--trials 200] [--trees 8] [--permutations 39] [--truth NAME]
 */
import { interactions } from '../src/fanova/interaction.ts'
import { type Stream, stream } from '../src/math/random.ts'
import { choice, logUniform, oneMinusLog, settingAt, uniform } from '../src/study/space.ts'
import { number, oneOf, optionsOf } from './options.ts'

const settings = [
  { name: 'rate', range: logUniform(1e-6, 1e-2) },
  { name: 'noise', range: uniform(0, 1) },
  { name: 'momentum', range: oneMinusLog(0.01, 1) },
  { name: 'kind', range: choice('a', 'b', 'c', 'd') },
]

type Truth = (at: readonly number[], random: Stream) => number
const smooth: Truth = ([rate, noise, , kind], random) =>
  3 * (rate - 0.6) ** 2 + 0.5 * noise + 0.2 * Math.floor(4 * kind) + 0.2 * random.gaussian()
const cliff: Truth = (at, random) => (at[0] > 0.83 ? 5 + random.gaussian() : smooth(at, random))
const additiveCliff: Truth = (at, random) => smooth(at, random) + (at[0] > 0.83 ? 5 : 0)
const crossed = (strength: number, truth: Truth): Truth => {
  return (at, random) => truth(at, random) + strength * (at[0] - 0.5) * (at[1] - 0.5)
}

const truths: Record<string, Truth> = {
  noise: (_, random) => random.gaussian(),
  smooth,
  'with a cliff': additiveCliff,
  'smooth, with rate · noise': crossed(2, smooth),
  'with a cliff and rate · noise': crossed(2, additiveCliff),
  'with a cliff beyond which nothing else matters (all pairs with rate interact)': cliff,
}

const {
  studies,
  trials,
  trees,
  permutations,
  truth: only,
} = optionsOf({
  studies: number(400),
  trials: number(200),
  trees: number(8),
  permutations: number(39),
  truth: oneOf('truth', truths),
})

function made(truth: Truth, study: number) {
  const random = stream('calibration', study)
  const positions = Array.from({ length: trials }, () => settings.map(() => random.uniform()))
  const points = positions.map((at) =>
    Object.fromEntries(settings.map(({ name, range }, k) => [name, settingAt(range, at[k])])),
  )
  return { settings, points, target: positions.map((at) => truth(at, random)) }
}

const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`

console.log(`${studies} studies of ${trials} trials, ${trees} trees, ${permutations} permutations`)
for (const [name, truth] of Object.entries(truths)) {
  if (only !== undefined && name !== only) continue
  const planted = name.includes('·') ? ['rate,noise'] : name.includes('all pairs') ? ['rate,noise', 'rate,kind'] : []
  let [single, family, found] = [0, 0, 0]
  let tested = 0
  for (let study = 0; study < studies; study++) {
    const pairs = interactions(made(truth, study), { trees, permutations, seed: study })
    const without = pairs.filter((pair) => !planted.includes(pair.settings.join()))
    single += without.filter(({ p }) => p <= 0.05).length
    tested += without.length
    if (without.some(({ adjusted }) => adjusted <= 0.05)) family += 1
    if (pairs.some((pair) => planted.includes(pair.settings.join()) && pair.adjusted <= 0.05)) found += 1
  }
  const power = planted.length > 0 ? `; planted found ${percent(found, studies)}` : ''
  console.log(`${name}: single ${percent(single, tested)}, after correction ${percent(family, studies)}${power}`)
}
