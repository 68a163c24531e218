/** In which order days and months are written where the year comes last. */
export type DateOrder = 'day first' | 'month first'

const YEAR_FIRST = /^(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(.*)$/
const YEAR_LAST = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(.*)$/
const CLOCK = /^(?:[T ]\s*(\d{1,2}):(\d{2})(?::(\d{2}(?:[.,]\d+)?))?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$/i

/** The moment that a text names, in seconds since 1970; undefined where it names none. Without a zone it is taken as UTC. */
export function secondsOf(text: string, order: DateOrder = 'day first'): number | undefined {
  const first = YEAR_FIRST.exec(text)
  if (first !== null) return moment(first[1], first[2], first[3] ?? '1', first[4])
  const last = YEAR_LAST.exec(text)
  if (last === null) return undefined
  const [day, month] = order === 'day first' ? [last[1], last[2]] : [last[2], last[1]]
  return moment(last[3], month, day, last[4])
}

function moment(year: string, month: string, day: string, clock: string): number | undefined {
  const parts = CLOCK.exec(clock)
  if (parts === null) return undefined
  const [hours, minutes] = [Number(parts[1] ?? 0), Number(parts[2] ?? 0)]
  const seconds = Number((parts[3] ?? '0').replace(',', '.'))
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > 31) return undefined
  if (hours > 24 || minutes > 59 || seconds >= 61) return undefined
  const start = Date.UTC(Number(year), Number(month) - 1, Number(day)) / 1000
  return start + 3600 * hours + 60 * minutes + seconds - zoneOf(parts[4])
}

/** Seconds by which a zone is ahead of UTC. */
function zoneOf(zone = 'Z'): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? []
  return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (3600 * Number(hours) + 60 * Number(minutes))
}

/** How all these texts are dates: the order in which they are, and whether it had to be guessed; undefined where some are none. */
export function datesIn(texts: readonly string[]): { order: DateOrder; guessed: boolean } | undefined {
  if (texts.length === 0) return undefined
  const orders = (['day first', 'month first'] as const).filter((order) =>
    texts.every((text) => secondsOf(text, order) !== undefined),
  )
  if (orders.length === 0) return undefined
  return { order: orders[0], guessed: orders.length === 2 && texts.some((text) => YEAR_LAST.test(text)) }
}
