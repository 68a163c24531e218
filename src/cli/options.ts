import { basename, dirname, join } from 'node:path'
import { type Command, Option } from 'commander'
import { type TransformName, transforms } from '../fanova/target.ts'
import type { Margin } from '../findings/margin.ts'
import { briefly, InputError, lookUp } from '../math/input-error.ts'
import { readWhole } from '../math/whole-number.ts'
import { checkStoreName } from '../store/place.ts'

/** The store that commands read and write unless told otherwise. */
const STORE = 'odyssey.sqlite'

export interface StoreOptions {
  readonly store: string
}

export interface StudyOptions extends StoreOptions {
  readonly study?: string
}

export function storeOption(command: Command): Command {
  return command.option('--store <file>', 'the file in which studies and their trials are kept', storeNamed, STORE)
}

function storeNamed(name: string): string {
  checkStoreName(name)
  return name
}

/** The store, and which of its studies. */
export function studyOptions(command: Command): Command {
  return storeOption(command).option('--study <name>', 'which study to use, if the store holds several')
}

export interface DataOptions {
  readonly data?: string
  readonly cache?: string
}

/** Where data are, and where what is slow to compute from them is kept. */
export function dataOptions(command: Command): Command {
  return command
    .option('--data <path>', 'the folder or file with the data of tasks that read a data set', notBlank('--data'))
    .option(
      '--cache <folder>',
      'where to keep features computed from the data (default: NAME.cache beside a store NAME.sqlite)',
      notBlank('--cache'),
    )
}

function notBlank(option: string): (path: string) => string {
  return (path) => {
    if (path.trim() === '') throw new InputError(`${option} must not be blank`)
    return path
  }
}

/** Where the cache of a store is: `odyssey.cache` beside `odyssey.sqlite`. */
export function cacheBeside(store: string): string {
  return beside(store, '.cache')
}

/** Where the report of a study goes: `odyssey-jsb-report.html` beside `odyssey.sqlite`, and `jsb-report.html` beside `jsb.sqlite`. */
export function reportBeside(store: string, study: string): string {
  const name = study.replace(/[^\p{L}\p{N}._-]+/gu, '-')
  return beside(store, bareName(store) === name ? '-report.html' : `-${name}-report.html`)
}

function beside(store: string, ending: string): string {
  return join(dirname(store), `${bareName(store)}${ending}`)
}

const bareName = (store: string) => basename(store).replace(/(\.jsonl\.gz|\.[^.]+)$/, '')

export function jsonOption(command: Command): Command {
  return command.option('--json', 'print one JSON object and nothing else (docs/json.md)')
}

/** Reads the value of an option that is a whole number. */
export function wholeNumber(option: string, least: number): (text: string) => number {
  return (text) => readWhole(text, option, least)
}

/** A duration as in `30s`, `10m` or `2h`, in seconds. */
export function durationOf(option: string): (text: string) => number {
  return (text) => {
    const [, number, unit] = /^(\d+(?:\.\d+)?)(s|m|h)$/.exec(text.trim()) ?? []
    if (number === undefined)
      throw new InputError(`${option} must be a duration as in 30s, 10m or 2h, not ${briefly(text)}`)
    return Number(number) * { s: 1, m: 60, h: 3600 }[unit as 's' | 'm' | 'h']
  }
}

/** Up to which difference results count as the same. */
export function marginOption(command: Command): Command {
  const about =
    'the largest difference that is too small to matter, in the unit of the metric, as in 0.2 or jsb=0.2,timit=2 (default: 0.1 nats or 1 percentage point)'
  return command.option('--margin <number>', about, readMargin)
}

export interface ImportanceChoices {
  readonly transform: TransformName
  readonly intervals?: number
}

/** How the importance of settings is found. */
export function importanceOptions(command: Command): Command {
  return intervalsOption(command).option(
    '--transform <kind>',
    'how to transform test errors before explaining their variance: raw, clipped (at the 0.9 quantile) or ranks',
    transformNamed,
    'clipped',
  )
}

/** How many bootstrap resamples intervals are made from. */
export function intervalsOption(command: Command): Command {
  const about = 'compute 95 % bootstrap intervals of shares and marginals from this many resamples of the trials'
  return command.addOption(
    new Option('--intervals [number]', about).preset('100').argParser(wholeNumber('--intervals', 10)),
  )
}

/** Reads what is made of results before they are explained. */
export function transformNamed(text: string): TransformName {
  lookUp(transforms, text, 'transform')
  return text as TransformName
}

/** `0.2`, or `jsb=0.2,timit=2`. */
function readMargin(text: string): Margin {
  const parts = text.split(',').map((part) => part.trim().split('='))
  const margins = parts.map((part) => Number(part.at(-1) || Number.NaN))
  const alone = parts.length === 1 && parts[0].length === 1
  const named = parts.every(({ length }) => length === 2)
  if (!(alone || named) || !margins.every((margin) => margin > 0 && margin < Number.POSITIVE_INFINITY))
    throw new InputError(
      `--margin must be a number above 0, or one for each of some tasks as in jsb=0.2,timit=2, not ${text}`,
    )
  return alone ? margins[0] : Object.fromEntries(parts.map(([task], k) => [task, margins[k]]))
}

/** Reads the value of an option that is a list of names: `V,CIFG`. */
export function nameList(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}
