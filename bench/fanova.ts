/**
 * How long does fANOVA take? 2,000 trials, four settings, 64 trees, all singles and pairs, on one thread; with --bootstrap, intervals too.
 * Prints what it found first: the truth has shares of 0.64 (rate), 0.16 (momentum) and 0.20 (rate · noise).
 *
 *     node bench/fanova.ts [--trials 2000] [--trees 64] [--bootstrap 100] [--repeat 3]
 */
import { fanova } from '../src/fanova/analysis.ts'
import { stream } from '../src/math/random.ts'
import { choice, logUniform, oneMinusLog, settingAt, uniform } from '../src/study/space.ts'
import { number, optionsOf } from './options.ts'

const { trials, trees, bootstrap, repeat } = optionsOf({
  trials: number(2000),
  trees: number(64),
  bootstrap: number(0, 0),
  repeat: number(3),
})

const settings = [
  { name: 'rate', range: logUniform(1e-6, 1e-2) },
  { name: 'noise', range: uniform(0, 1) },
  { name: 'momentum', range: oneMinusLog(0.01, 1) },
  { name: 'kind', range: choice('a', 'b', 'c', 'd') },
]
const random = stream('bench fanova')
const positions = Array.from({ length: trials }, () => settings.map(() => 2 * random.uniform() - 1))
const points = positions.map((at) =>
  Object.fromEntries(settings.map(({ name, range }, k) => [name, settingAt(range, (at[k] + 1) / 2)])),
)
const target = positions.map(([rate, noise, momentum]) => {
  return 0.8 * rate + 0.4 * momentum + Math.sqrt(0.6) * rate * noise + 0.05 * random.gaussian()
})

for (let k = 0; k < repeat; k++) {
  const start = performance.now()
  const { shares, remainder, outOfBag } = fanova({ settings, points, target }, { trees, resamples: bootstrap })
  const seconds = (performance.now() - start) / 1000
  if (k === 0) {
    for (const { settings: names, share, interval } of shares.filter((one) => one.share > 0.005)) {
      console.log(
        `${names.join(' · ')}: ${share.toFixed(3)}${interval ? ` (${interval.map((end) => end.toFixed(3)).join(' to ')})` : ''}`,
      )
    }
    console.log(`remainder: ${remainder.share.toFixed(3)}; R² out of bag: ${outOfBag?.toFixed(3)}`)
  }
  const size = `${trials} trials × ${settings.length} settings × ${trees} trees${bootstrap > 0 ? `, resampled ${bootstrap} times` : ''}`
  console.log(`${size}: ${seconds.toFixed(2)} s, ${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB`)
}
