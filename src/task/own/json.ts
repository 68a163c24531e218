import { InputError } from '../../math/input-error.ts'
import type { OwnData } from './data.ts'
import type { Reading } from './options.ts'
import { type OwnRow, recordsReader } from './records.ts'

/** Characters of a JSON file that is no lines, and of a line of one that is: each must fit into memory several times over. */
const MOST_CHARACTERS = 2 ** 28

/** Sequences from JSON that comes in pieces: a record in each line, a list of records, or one object of lists. */
export function jsonReader(name: string, options: Reading) {
  const records = recordsReader(name, options)
  let [rest, line] = ['', 0]
  let isLines: boolean | undefined
  const takeLine = (text: string) => {
    line += 1
    if (text.trim() === '') return
    records.put(parsed(text, `${name}, line ${line}`), `line ${line}`)
  }
  const takeLines = () => {
    const lines = rest.split('\n')
    rest = lines.pop()!
    for (const one of lines) takeLine(one)
  }
  return {
    push(text: string): void {
      rest += rest === '' && line === 0 && text.startsWith('\ufeff') ? text.slice(1) : text
      isLines ??= startsWithRecord(rest)
      if (isLines) takeLines()
      if (rest.length > MOST_CHARACTERS)
        throw new InputError(
          `${name} has more than ${MOST_CHARACTERS} characters in one piece of JSON: write a record in each line`,
        )
    },
    end(): OwnData {
      if (isLines) takeLine(rest)
      else for (const [k, record] of recordsIn(parsed(rest, name)).entries()) records.put(record, `record ${k + 1}`)
      return records.end()
    },
  }
}

/** Whether the first line is a record of its own; undefined where it is not read to its end. */
function startsWithRecord(text: string): boolean | undefined {
  const end = text.search(/\S[^\n]*\n/)
  if (end < 0) return undefined
  const first = text.slice(end, text.indexOf('\n', end))
  if (!first.startsWith('{')) return false
  try {
    JSON.parse(numbersAsNull(first))
    return true
  } catch {
    return first.trimEnd().endsWith('}')
  }
}

/** JSON, in which Python may have written NaN and Infinity: these are read as nothing. */
function parsed(text: string, where: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    try {
      return JSON.parse(numbersAsNull(text))
    } catch (error) {
      throw new InputError(`${where}: no JSON (${(error as Error).message.replace(/\s+/g, ' ').slice(0, 120)})`)
    }
  }
}

const numbersAsNull = (text: string) =>
  text.replace(/"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g, (found) => (found.startsWith('"') ? found : 'null'))

/** The records in a JSON value: its elements, those below its one list of records, those that lists of equal length make, or itself. */
function recordsIn(json: unknown): readonly unknown[] {
  if (Array.isArray(json)) return json
  if (typeof json !== 'object' || json === null) return [json]
  const lists = Object.entries(json).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]))
  const inner = lists.find(([, list]) => list.length > 0 && typeof list[0] === 'object' && !Array.isArray(list[0]))
  if (lists.length === 1 && inner !== undefined) return inner[1]
  const isColumns =
    lists.length === Object.keys(json).length && lists.every(([, { length }]) => length === lists[0][1].length)
  const isNested = lists.some(([, list]) => Array.isArray(list[0]) && Array.isArray(list[0][0]))
  if (!isColumns || !isNested) return [json]
  return lists[0][1].map((_, k): OwnRow => Object.fromEntries(lists.map(([key, list]) => [key, list[k]])))
}
