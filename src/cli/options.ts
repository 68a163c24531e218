import { basename, dirname, extname, join } from 'node:path'
import type { Command } from 'commander'
import { InputError } from '../math/input-error.ts'

/** The store that commands read and write unless told otherwise. */
const STORE = 'odyssey.sqlite'

export interface StoreOptions {
  readonly store: string
}

export interface StudyOptions extends StoreOptions {
  readonly study?: string
}

export function storeOption(command: Command): Command {
  return command.option('--store <file>', 'the file that keeps studies and their trials', STORE)
}

/** The store, and which of its studies. */
export function studyOptions(command: Command): Command {
  return storeOption(command).option('--study <name>', 'which study, where the store holds several')
}

export interface DataOptions {
  readonly data?: string
  readonly cache?: string
}

/** Where data are, and where what is slow to compute from them is kept. */
export function dataOptions(command: Command): Command {
  return command
    .option('--data <path>', 'the folder or file that holds the data of tasks which have some')
    .option(
      '--cache <folder>',
      'keeps what is slow to compute from data; NAME.cache beside a store NAME.sqlite if not given',
    )
}

/** Where the cache of a store is: `odyssey.cache` beside `odyssey.sqlite`. */
export function cacheBeside(store: string): string {
  return join(dirname(store), `${basename(store, extname(store))}.cache`)
}

export function jsonOption(command: Command): Command {
  return command.option('--json', 'print one JSON object and nothing else (docs/json.md)')
}

/** Reads the value of an option that is a whole number. */
export function wholeNumber(option: string, least: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
    if (!Number.isSafeInteger(value) || value < least)
      throw new InputError(`${option} must be a whole number of at least ${least}, not ${text}`)
    return value
  }
}

/** Reads the value of an option that is a list of names: `V,CIFG`. */
export function nameList(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}
