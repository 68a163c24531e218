import type { OwnColumn, OwnData } from './data.ts'

/** Longer seasons than this are not looked for, and series are looked at no further than this many steps. */
const [MOST_LAG, MOST_STEPS] = [400, 20_000]

/** An autocorrelation below this is no season. */
const LEAST = 0.3

/**
 * After how many steps a series repeats: the lag of the highest peak of its autocorrelation, over the first 70 % of its longest
 * sequence, the part it is trained on. Undefined where there is no clear one.
 */
export function seasonOf({ lengths }: OwnData, column: OwnColumn): number | undefined {
  const longest = lengths.indexOf(lengths.reduce((most, length) => Math.max(most, length), 0))
  const count = Math.min(MOST_STEPS, Math.floor(0.7 * lengths[longest]))
  const series = withoutTrend(Float64Array.from({ length: count }, (_, t) => column.number(longest, t)))
  const lags = Math.min(MOST_LAG, Math.floor(count / 3))
  if (lags < 3) return undefined
  const correlations = Float64Array.from({ length: lags + 1 }, (_, lag) => autocorrelation(series, lag))
  let best: number | undefined
  for (let lag = 2; lag < lags; lag++) {
    const isPeak = correlations[lag] > correlations[lag - 1] && correlations[lag] >= correlations[lag + 1]
    if (isPeak && correlations[lag] > Math.max(LEAST, best === undefined ? 0 : correlations[best] + 0.05)) best = lag
  }
  return best
}

/** The series less a straight line; what is missing lies on the line. */
function withoutTrend(series: Float64Array): Float64Array {
  let [count, meanAt, mean] = [0, 0, 0]
  series.forEach((value, t) => {
    if (!Number.isFinite(value)) return
    count += 1
    meanAt += (t - meanAt) / count
    mean += (value - mean) / count
  })
  let [product, square] = [0, 0]
  series.forEach((value, t) => {
    if (!Number.isFinite(value)) return
    product += (t - meanAt) * (value - mean)
    square += (t - meanAt) ** 2
  })
  const slope = square > 0 ? product / square : 0
  return series.map((value, t) => (Number.isFinite(value) ? value - mean - slope * (t - meanAt) : 0))
}

function autocorrelation(series: Float64Array, lag: number): number {
  let [product, first, second] = [0, 0, 0]
  for (let t = lag; t < series.length; t++) {
    product += series[t] * series[t - lag]
    first += series[t] ** 2
    second += series[t - lag] ** 2
  }
  return first > 0 && second > 0 ? product / Math.sqrt(first * second) : 0
}
