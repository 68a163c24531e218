import { InputError, namedList, oneLine } from '../../math/input-error.ts'
import { columnOf } from './arrange.ts'
import type { OwnColumn, OwnData } from './data.ts'
import { GROUP, INDEX, TARGET } from './names.ts'
import type { Asking, Question } from './options.ts'
import { type Profile, profileOf } from './profile.ts'

export type Role = 'sequence' | 'time' | 'split' | 'group' | 'target' | 'input' | 'input and target' | 'left out'

/** Why a column is left out. */
export type LeftOut = 'asked' | 'empty' | 'dates' | 'counts rows' | 'names sequences' | 'too many symbols' | 'mixed'

/** What a column is taken for. */
export interface ColumnRole {
  readonly column: string
  readonly role: Role
  readonly profile: Profile
  readonly because?: LeftOut
}

/** What is asked of the sequences, and what each column is to it. */
export interface Understood {
  readonly question: Question
  /** Whether the question was given, and whether its target was; both are found otherwise. */
  readonly given: { readonly question: boolean; readonly target: boolean }
  readonly columns: readonly ColumnRole[]
  readonly targets: readonly OwnColumn[]
  readonly inputs: readonly OwnColumn[]
  readonly group?: OwnColumn
  readonly profiles: ReadonlyMap<string, Profile>
}

/** Symbols that one input may have: each becomes an input of its own. */
const MOST_SYMBOLS = 256

/** Finds what is not said: the question, its target, and what a network sees. */
export function understand(data: OwnData, asking: Asking): Understood {
  for (const name of [...(asking.target ?? []), ...(asking.inputs ?? []), ...(asking.ignore ?? [])])
    columnOf(data, name)
  const profiles = new Map(data.columns.map((column) => [column.name, profileOf(data, column)]))
  const free = data.columns.filter(({ name }) => !isMade(data, name) && !asking.ignore?.includes(name))
  const group = groupIn(data, free, asking, profiles)
  const candidates = free.filter((column) => column !== group)
  const named = targetsIn(data, candidates, asking, profiles)
  const isNext = asking.question !== undefined && NEXT.has(asking.question) && asking.target === undefined
  const targets = isNext ? [] : named
  const seen = inputsAmong(
    data,
    candidates.filter((column) => !targets.includes(column)),
    asking,
    profiles,
  )
  const question = asking.question ?? questionOf(data, targets, seen.inputs, profiles)
  const all = NEXT.has(question) ? nextOf(question, targets, seen.inputs, profiles) : { targets, inputs: seen.inputs }
  checkTargets(question, all.targets, profiles)
  if (all.inputs.length === 0)
    throw new InputError(`${data.name}: there is no column that a network could see; name them as inputs`)
  const roleOf = (column: OwnColumn): Pick<ColumnRole, 'role' | 'because'> => {
    if (column.name === data.made.sequence) return { role: 'sequence' }
    if (column.name === data.made.time) return { role: 'time' }
    if (column.name === data.made.split) return { role: 'split' }
    if (column === group) return { role: 'group' }
    const [isTarget, isInput] = [all.targets.includes(column), all.inputs.includes(column)]
    if (isTarget || isInput) return { role: isTarget ? (isInput ? 'input and target' : 'target') : 'input' }
    return { role: 'left out', because: seen.because.get(column.name) ?? 'asked' }
  }
  return {
    question,
    given: { question: asking.question !== undefined, target: asking.target !== undefined },
    columns: data.columns.map((column) => ({
      column: column.name,
      profile: profiles.get(column.name)!,
      ...roleOf(column),
    })),
    ...all,
    ...(group && { group }),
    profiles,
  }
}

/** Questions about what comes next, which need no column of their own for the answer. */
const NEXT: ReadonlySet<Question> = new Set(['next set', 'forecast', 'next symbol'])

type Profiles = ReadonlyMap<string, Profile>

const isMade = ({ made }: OwnData, name: string) => name === made.sequence || name === made.time || name === made.split

function groupIn(data: OwnData, free: readonly OwnColumn[], { group, target }: Asking, profiles: Profiles) {
  if (group !== undefined) return columnOf(data, group)
  return free.find(({ name }) => {
    const { level, distinct } = profiles.get(name)!
    return (
      GROUP.test(name) &&
      !target?.includes(name) &&
      level === 'sequence' &&
      distinct > 2 &&
      distinct < data.lengths.length
    )
  })
}

/** The columns to predict: those named, those known, those called so, the folder of each file, or a last column of classes. */
function targetsIn(
  data: OwnData,
  columns: readonly OwnColumn[],
  { target, inputs }: Asking,
  profiles: Profiles,
): OwnColumn[] {
  if (target !== undefined) return target.map((name) => columnOf(data, name))
  const open = columns.filter(({ name }) => !inputs?.includes(name))
  const known = open.filter((column) => column.known === 'target')
  const called = open.filter(
    (column) => TARGET.test(column.name) && column.known === undefined && varies(profiles.get(column.name)!),
  )
  const folder = open.filter(({ name }) => name === 'folder' && varies(profiles.get(name)!))
  const first = open.filter(
    ({ name, level }) => name === 'column 1' && level === 'sequence' && data.layout === 'sequences',
  )
  const last = columns.at(-1)
  const classes = last !== undefined && open.includes(last) && endsInClasses(columns, last, profiles) ? [last] : []
  const found = [known, called.slice(0, 1), folder, first, classes].find(({ length }) => length > 0) ?? []
  return found
}

const varies = ({ distinct }: Profile) => distinct > 1

/** Whether the last column holds a few symbols, and numbers stand before it. */
function endsInClasses(columns: readonly OwnColumn[], last: OwnColumn, profiles: Profiles): boolean {
  const { kind, distinct, values } = profiles.get(last.name)!
  const hasNumbers = columns.some((column) => column !== last && profiles.get(column.name)!.kind === 'numbers')
  return last.isLabel === true || (kind === 'symbols' && hasNumbers && distinct > 1 && 2 * distinct <= values)
}

/** What a network sees, and why it does not see the rest. */
function inputsAmong(
  data: OwnData,
  columns: readonly OwnColumn[],
  { inputs, ignore = [] }: Asking,
  profiles: Profiles,
) {
  const because = new Map<string, LeftOut>(ignore.map((name) => [name, 'asked']))
  if (inputs !== undefined) return { inputs: inputs.map((name) => columnOf(data, name)), because }
  const kept = columns.filter((column) => {
    const reason = reasonAgainst(data, column, profiles.get(column.name)!)
    if (reason !== undefined) because.set(column.name, reason)
    return reason === undefined
  })
  return { inputs: kept, because }
}

function reasonAgainst({ lengths }: OwnData, column: OwnColumn, profile: Profile): LeftOut | undefined {
  const { kind, distinct, counts, isWhole, level } = profile
  if (kind === 'empty' || kind === 'dates') return kind
  if (kind === 'numbers' && (counts || (INDEX.test(column.name) && isWhole && distinct > 20))) return 'counts rows'
  const isName = kind !== 'numbers' || isWhole
  if (level === 'sequence' && isName && lengths.length > 2 && distinct >= Math.min(lengths.length, 1000))
    return 'names sequences'
  if (kind === 'mixed' && distinct > MOST_SYMBOLS) return 'mixed'
  return kind === 'symbols' && distinct > MOST_SYMBOLS ? 'too many symbols' : undefined
}

function questionOf(
  data: OwnData,
  targets: readonly OwnColumn[],
  inputs: readonly OwnColumn[],
  profiles: Profiles,
): Question {
  const of = (column: OwnColumn) => profiles.get(column.name)!
  if (targets.length === 0) {
    const stepwise = inputs.filter((column) => of(column).level === 'step')
    if (stepwise.length === 1 && of(stepwise[0]).kind !== 'numbers') return 'next symbol'
    return stepwise.length > 1 && stepwise.every((column) => isBinary(of(column))) ? 'next set' : 'forecast'
  }
  const [target] = targets
  const profile = of(target)
  const each = profile.level === 'step' ? 'step' : 'sequence'
  if (each === 'sequence' && isLabelled(data, target, profile)) return 'label'
  const isClass = targets.length === 1 && (profile.kind !== 'numbers' || holdsClasses(profile))
  return isClass ? `class of each ${each}` : `value of each ${each}`
}

export const isBinary = ({ kind, isWhole, least, most }: Profile) =>
  kind === 'numbers' && isWhole && least >= 0 && most <= 1

/** Whether whole numbers stand for classes: a few of them, with no large gaps between, and each several times. */
export function holdsClasses({ isWhole, distinct, least, most, values }: Profile): boolean {
  return isWhole && distinct <= 20 && most - least < 2 * distinct && values >= 5 * distinct
}

/** Whether the target of a sequence is a text of its own, not one of a few classes. */
function isLabelled({ lengths }: OwnData, target: OwnColumn, { kind, distinct }: Profile): boolean {
  return target.isLabel === true || (kind === 'symbols' && lengths.length > 10 && 2 * distinct > lengths.length)
}

/** Of a question about what comes next, what is predicted and seen. */
function nextOf(question: Question, named: readonly OwnColumn[], inputs: readonly OwnColumn[], profiles: Profiles) {
  const fits = ({ kind, level, ...rest }: Profile) =>
    level === 'step' &&
    (question === 'next symbol'
      ? true
      : question === 'next set'
        ? isBinary({ kind, level, ...rest })
        : kind === 'numbers')
  const fitting = inputs.filter((column) => fits(profiles.get(column.name)!))
  const targets = named.length > 0 ? named : question === 'next symbol' ? fitting.slice(0, 1) : fitting
  const also = targets.filter((column) => !inputs.includes(column))
  return { targets, inputs: [...also, ...inputs] }
}

/** What the values of the targets of a question must be. */
function checkTargets(question: Question, targets: readonly OwnColumn[], profiles: Profiles): void {
  const names = namedList(targets.map(({ name }) => name))
  if (targets.length === 0) throw new InputError(`${QUESTION_NEEDS[question]}; name the target`)
  if (targets.length > 1 && !SEVERAL.has(question))
    throw new InputError(`${question}: only one target can be predicted, not ${names}`)
  for (const { name, isLabel } of targets) {
    const profile = profiles.get(name)!
    const column = oneLine(name)
    if (profile.kind === 'empty') throw new InputError(`the target ${column} is empty`)
    if (question === 'next set' && !isBinary(profile))
      throw new InputError(`next set: ${column} must be 0 or 1 at every step`)
    if (NUMERIC.has(question) && profile.kind !== 'numbers')
      throw new InputError(`${question}: ${column} must hold numbers only`)
    if (question.startsWith('class') && profile.distinct > 1000)
      throw new InputError(
        `${question}: ${column} has ${profile.distinct > 1000 ? 'more than 1000' : profile.distinct} different values, too many to be classes`,
      )
    if (question.endsWith('each sequence') && profile.level === 'step')
      throw new InputError(`${question}: ${column} is not the same at all steps of each sequence`)
    if (question === 'label' && profile.level === 'step' && isLabel === undefined)
      throw new InputError(`label: ${column} must hold a label for each sequence, not a value for each step`)
  }
}

const SEVERAL: ReadonlySet<Question> = new Set(['next set', 'forecast', 'value of each step', 'value of each sequence'])
const NUMERIC: ReadonlySet<Question> = new Set(['forecast', 'value of each step', 'value of each sequence'])

const QUESTION_NEEDS: Readonly<Record<Question, string>> = {
  'class of each step': 'a class of each step needs a column that holds it',
  'class of each sequence': 'a class of each sequence needs a column that holds it',
  label: 'a label needs a column that holds it',
  'next set': 'the next set needs columns that are 0 or 1 at every step',
  'value of each step': 'a value of each step needs a column that holds it',
  'value of each sequence': 'a value of each sequence needs a column that holds it',
  forecast: 'a forecast needs a column of numbers with a value at each step',
  'next symbol': 'the next symbol needs a column of symbols with one at each step',
}
