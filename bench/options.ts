/**
 * The options of the scripts here: each is declared with its default, and anything else is refused in one line, with exit code 2.
 *
 *     const { hidden, cell, json } = optionsOf({ hidden: numbers([20, 78]), cell: oneOf('cell', cells, 'V'), json: flag })
 */
import { parseArgs } from 'node:util'
import { InputError, lookUp } from '../src/math/input-error.ts'
import { readWhole } from '../src/math/whole-number.ts'

/** What an option is where it is not given, and how its text is read. */
interface Option<T> {
  readonly type: 'string' | 'boolean'
  readonly fallback: T
  readonly read: (text: string, option: string) => T
}

type Values<Options> = { [Name in keyof Options]: Options[Name] extends Option<infer T> ? T : never }

/** Given or not: `--json`. */
export const flag: Option<boolean> = { type: 'boolean', fallback: false, read: () => true }

/** Any text, as the name of a file. */
export function freeText<T extends string | undefined = undefined>(fallback?: T): Option<string | T> {
  return { type: 'string', fallback: fallback as T, read: (given) => given }
}

/** A whole number. */
export function number<T extends number | undefined>(fallback: T, least = 1): Option<number | T> {
  return { type: 'string', fallback, read: (given, option) => readWhole(given, option, least) }
}

/** Whole numbers from 1: `20,78,200`. */
export function numbers(fallback: readonly number[]): Option<readonly number[]> {
  const read = (given: string, option: string) => given.split(',').map((part) => readWhole(part, option, 1))
  return { type: 'string', fallback, read }
}

/** The name of an entry in a table; `what` is the word for an entry. */
export function oneOf<Name extends string, T extends Name | undefined = undefined>(
  what: string,
  table: Readonly<Record<Name, unknown>>,
  fallback?: T,
): Option<Name | T> {
  return { type: 'string', fallback: fallback as T, read: (given) => nameIn(table, given, what) }
}

/** Names of entries in a table: `V,CIFG`. */
export function someOf<Name extends string>(
  what: string,
  table: Readonly<Record<Name, unknown>>,
  fallback: readonly NoInfer<Name>[],
): Option<readonly Name[]> {
  const read = (given: string) => given.split(',').map((name) => nameIn(table, name, what))
  return { type: 'string', fallback, read }
}

function nameIn<Name extends string>(table: Readonly<Record<Name, unknown>>, name: string, what: string): Name {
  lookUp(table, name, what)
  return name as Name
}

/** The options of the script that runs. From here on what is wrong with what the user gave ends it with one line and 2. */
export function optionsOf<T extends Readonly<Record<string, Option<unknown>>>>(declared: T): Values<T> {
  process.on('uncaughtException', (error) => {
    console.error(error instanceof InputError ? error.message : error)
    process.exit(error instanceof InputError ? 2 : 1)
  })
  return readOptions(declared, process.argv.slice(2))
}

/** The values of options in the words of a command line. */
export function readOptions<T extends Readonly<Record<string, Option<unknown>>>>(
  declared: T,
  words: readonly string[],
): Values<T> {
  const { tokens } = parseArgs({ args: [...words], options: declared, strict: false, tokens: true })
  const values = Object.fromEntries(Object.entries(declared).map(([name, { fallback }]) => [name, fallback]))
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue
    if (token.kind === 'positional') throw new InputError(`${token.value} belongs to no option`)
    const { type, read } = lookUp(declared, token.name, 'option')
    const isFlag = type === 'boolean'
    if (isFlag !== (token.value === undefined))
      throw new InputError(`${token.rawName} ${isFlag ? 'takes no value' : 'needs a value'}`)
    values[token.name] = read(token.value ?? '', token.rawName)
  }
  return values as Values<T>
}
