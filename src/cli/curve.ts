const WIDTH = 60
const HEIGHT = 12

/** A curve over epochs in characters, the best epoch marked; epochs that are no numbers leave gaps. Returns several lines. */
export function drawCurve(values: readonly number[], { title, mark }: { title: string; mark: number }): string {
  const finite = values.filter(Number.isFinite)
  if (finite.length === 0) return `${title}: no epoch gave a number`
  // a first epoch far off would flatten the rest: the scale ends at the 95 % point
  const high = [...finite].sort((a, b) => a - b)[Math.floor(0.95 * (finite.length - 1))]
  const low = Math.min(...finite)
  const rowOf = (value: number) =>
    high === low ? HEIGHT - 1 : Math.round(((Math.min(value, high) - low) / (high - low)) * (HEIGHT - 1))
  const width = Math.min(WIDTH, values.length)
  const columnOf = (epoch: number) =>
    values.length === 1 ? 0 : Math.round((epoch / (values.length - 1)) * (width - 1))
  const grid = Array.from({ length: HEIGHT }, () => new Array<string>(width).fill(' '))
  values.forEach((value, epoch) => {
    if (Number.isFinite(value)) grid[HEIGHT - 1 - rowOf(value)][columnOf(epoch)] = '·'
  })
  if (mark > 0 && Number.isFinite(values[mark - 1]))
    grid[HEIGHT - 1 - rowOf(values[mark - 1])][columnOf(mark - 1)] = '●'
  const labels = grid.map((_, row) => (row === 0 ? high : row === HEIGHT - 1 ? low : Number.NaN))
  const lines = grid.map(
    (row, k) => `${(Number.isNaN(labels[k]) ? '' : labels[k].toPrecision(4)).padStart(9)} │${row.join('').trimEnd()}`,
  )
  const axis = `${' '.repeat(10)}└${'─'.repeat(width)}`
  const last = String(values.length)
  const epochs = values.length === 1 ? '1' : `1${last.padStart(width - 1)}`
  return [title, ...lines, axis, `${' '.repeat(11)}${epochs}  epoch; ● best`].join('\n')
}
