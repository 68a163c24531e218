/** What columns are commonly called. */

export const SEQUENCE =
  /^(sequences?|seq|series|sample|recording|rec|session|trial|run|episode|track|utterance|sentence|case|unit|file|id|unique|machine|patient|item)([_ -]?(id|ids|nr|no|number|index|name|key))?$/i
export const TIME =
  /^(t|time|times|timestamp|time[_ -]?stamp|date|datetime|date[_ -]?time|ds|step|steps|frame|tick|cycle|seconds?|ms|year|month|day|hour)([_ ]?(id|index|s|ms|utc))?$/i
export const SPLIT = /^(splits?|set|subset|partition|usage|fold|dataset)$/i
export const GROUP =
  /^(subject|participant|patient|speaker|user|person|group|site|house|household|device|machine|writer|author|station|city|store|player|animal|driver)([_ -]?(id|nr|no|number|name|key))?$/i
export const TARGET =
  /^(y|targets?|labels?|class|classes|category|activity|gesture|phones?|phonemes?|pronunciation|outputs?|outcome|response|diagnosis|tags?|truth|intent|language)([_ -]?(id|name))?$/i
/** Names of what counts rows. */
export const INDEX = /^(index|row|nr|no|number|unnamed: ?\d+|column 1)$/i

/** What a value of a column of splits says; undefined where it is none of the usual words. */
export function splitCalled(word: string): 'training' | 'validation' | 'test' | undefined {
  if (/^(tr|train|training|learn)$/i.test(word)) return 'training'
  if (/^(va|val|valid|validation|dev|development)$/i.test(word)) return 'validation'
  return /^(te|test|testing|eval|evaluation|holdout)$/i.test(word) ? 'test' : undefined
}

/** Columns of one quantity at steps that are numbered: `x1, x2, …`. */
export interface Numbered {
  readonly name: string
  /** Places among the columns, by step. */
  readonly columns: readonly number[]
}

/** So many columns that are numbered one after the other are steps, not quantities. */
const LEAST = 8

/**
 * Names that end in numbers which count up by one: quantities at the steps of a sequence. All have equally many steps, and there is
 * none where other numbers are as many.
 */
export function numberedColumns(names: readonly string[]): Numbered[] {
  const parts = names.map((name) => /^(.*?)[_ .[-]?(\d+)\]?$/.exec(name))
  const quantities = Map.groupBy(
    parts.flatMap((part, k) => (part === null ? [] : [{ stem: part[1], number: Number(part[2]), k }])),
    ({ stem }) => stem,
  )
  const counting = [...quantities].filter(
    ([, all]) => all.length >= LEAST && all.every(({ number }, at) => number === all[0].number + at),
  )
  const steps = counting.reduce((most, [, all]) => Math.max(most, all.length), 0)
  const found = counting.filter(([, all]) => all.length === steps)
  if (2 * found.length * steps <= names.length) return []
  return found.map(([stem, all]) => ({ name: stem === '' ? 'value' : stem, columns: all.map(({ k }) => k) }))
}
