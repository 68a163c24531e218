import type { Trials } from '../fanova/columns.ts'
import { type TransformName, transformed, transforms } from '../fanova/target.ts'
import { InputError, oneLine } from '../math/input-error.ts'
import { stream } from '../math/random.ts'
import { counted } from '../math/text.ts'
import { directionByName, type Role } from './names.ts'
import type { TableNote } from './notes.ts'
import { groupsOf } from './repeats.ts'
import { type ColumnRole, columnNamed, rolesOf, type Unused } from './roles.ts'
import type { Wish } from './scales.ts'
import { MOST_CANDIDATES, screened } from './screen.ts'
import {
  type Candidate,
  candidate,
  type Described,
  isSlip,
  namedCandidates,
  rangedSettings,
  type TableSetting,
  whyUnused,
} from './settings.ts'
import { endedRows } from './states.ts'
import { type Column, columnNames, isNothingAt, isNumberAt, type Table, textAt } from './table.ts'

/** The trials of a table, what its columns were taken for, and what was left out. */
export interface TableTrials {
  /** Their target lowered: with its sign turned where higher is better. */
  readonly trials: Trials
  /** Where the settings were chosen by the target among more: the trials if it were another. */
  readonly screenedAgain?: (target: readonly number[]) => Trials
  readonly settings: readonly TableSetting[]
  readonly roles: readonly ColumnRole[]
  /** The column that is explained, and what is made of it first. */
  readonly target: string
  readonly transform: TransformName
  /** Trials whose target is not finite, which count as the worst. */
  readonly diverged: number
  /** In the table. */
  readonly rows: number
  /** By trial: its row, from 0. */
  readonly from: readonly number[]
  /** Of all trials that ended, the row with the best target. */
  readonly best: { readonly row: number; readonly settings: Trials['points'][number] }
  readonly notes: readonly TableNote[]
}

export interface TableOptions {
  /** The column to explain. */
  readonly target: string
  /** What the settings are; those columns that look like one if not given. */
  readonly settings?: readonly Wish[]
  /** What columns are, by their names. */
  readonly roles?: Readonly<Record<string, Role>>
  /** Columns that are not explained, although they may look like settings. */
  readonly ignore?: readonly string[]
  /** Words of a column of states for a trial that ended, beside those that programs write. */
  readonly ended?: readonly string[]
  /** Whether a higher target is better. */
  readonly maximise?: boolean
  /** What is made of the target before it is explained: clipped if not given, raw where that would leave nothing to explain. */
  readonly transform?: TransformName
  readonly seed?: number
}

/** Beyond this more trials add little and cost much. */
const MOST_TRIALS = 10_000

/** The trials of a table. Every row that is left out is counted in a note. */
export function tableTrials(table: Table, options: TableOptions): TableTrials {
  const { target, maximise = false, seed = 0 } = options
  const result = columnNamed(table, target)
  const roles = rolesOf(table, { target, told: options.roles ?? {} })
  if (table.rows === 0) throw new InputError('the table has no rows below its first line')
  const ended = endedRows(table, roles, options.ended)
  const judged = judge(table, table.columns[result], ended.rows, maximise)
  const different = withoutCopies(table, judged.rows)
  const chosen = chooseSettings(table, { ...options, rows: different, columns: roles, result })
  const kept = withoutSlips(table, different, chosen.candidates)
  const rows = drawn(kept.rows, seed)
  const lowered = rows.map((row) => (maximise ? -1 : 1) * judged.values[row])
  const transform = transformFor(lowered, options.transform)
  const groups = groupsOf(
    chosen.candidates.map(({ column }) => column),
    rows,
  )
  const repeats = repeatsIn(groups)
  const explained = (values: readonly number[]) => {
    const strongest = screened(chosen.candidates, rows, transformed(values, transforms[transform]).values)
    const described = rangedSettings(table, strongest, rows)
    const trials: Trials = {
      settings: described.map(({ setting }) => rangedOf(setting, rows.length)),
      points: rows.map((row) => pointOf(described, row)),
      target: values,
      ...(repeats?.drawnTogether && { groups: [...groups] }),
    }
    return { strongest, described, trials }
  }
  const { strongest, described, trials } = explained(lowered)
  return {
    trials,
    ...(strongest.length < chosen.candidates.length && { screenedAgain: (values) => explained(values).trials }),
    settings: described.map(({ setting }) => setting),
    roles: withScreened(chosen.roles, chosen.candidates, strongest),
    target: table.columns[result].name,
    transform,
    diverged: rows.filter((row) => judged.wild.has(row)).length,
    rows: table.rows,
    from: rows,
    best: { row: judged.best, settings: pointOf(described, judged.best) },
    notes: [
      ...directionNotes(table.columns[result].name, maximise),
      ...ended.left.map((left): TableNote => ({ kind: 'not ended', ...left })),
      ...ended.unknown.map((left): TableNote => ({ kind: 'unknown states', ...left })),
      ...judged.notes,
      ...(different.length < judged.rows.length
        ? [{ kind: 'copies', rows: judged.rows.length - different.length } as const]
        : []),
      ...kept.notes,
      ...(rows.length < kept.rows.length
        ? [{ kind: 'drawn', of: kept.rows.length, trials: rows.length } as const]
        : []),
      ...(chosen.candidates.length > MOST_CANDIDATES
        ? [{ kind: 'screened', of: chosen.candidates.length, kept: MOST_CANDIDATES } as const]
        : []),
      ...(repeats === undefined ? [] : [{ kind: 'repeats', trials: rows.length, ...repeats } as const]),
      ...missingNotes(described),
      ...(transform !== (options.transform ?? 'clipped') ? [{ kind: 'raw instead' } as const] : []),
    ],
  }
}

/** The roles, those of candidates that were not kept with the reason. */
function withScreened(
  roles: readonly ColumnRole[],
  candidates: readonly Candidate[],
  kept: readonly Candidate[],
): readonly ColumnRole[] {
  const stays = new Set(kept.map(({ index }) => index))
  const left = new Set(candidates.map(({ index }) => index).filter((index) => !stays.has(index)))
  return left.size === 0 ? roles : roles.map((role) => (left.has(role.index) ? { ...role, unused: 'screened' } : role))
}

function rangedOf({ name, range, missing }: TableSetting, trials: number): Trials['settings'][number] {
  if (missing === undefined || (missing.called !== undefined && range.kind === 'choice')) return { name, range }
  return { name, range, absent: missing.follows === undefined ? missing.trials / trials : 0 }
}

function pointOf(described: readonly Described[], row: number): Trials['points'][number] {
  return Object.fromEntries(
    described.flatMap(({ setting: { name }, valueAt }) => {
      const value = valueAt(row)
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

/** Few different settings cannot be held apart from those not seen. */
const FEWEST_GROUPS = 10

/** How many different settings there are, where some repeat, and whether those that do are drawn together. */
function repeatsIn(groups: Int32Array): { settings: number; drawnTogether: boolean } | undefined {
  const settings = new Set(groups).size
  return settings === groups.length ? undefined : { settings, drawnTogether: settings >= FEWEST_GROUPS }
}

function missingNotes(described: readonly Described[]): TableNote[] {
  return described.flatMap(({ setting: { name, missing } }): TableNote[] =>
    missing === undefined ? [] : [{ kind: 'missing', setting: name, ...missing }],
  )
}

function directionNotes(target: string, maximise: boolean): TableNote[] {
  const sounds = directionByName(target)
  return sounds === undefined || (sounds === 'higher') === maximise ? [] : [{ kind: 'direction', target, sounds }]
}

/** Clipped unless told; raw where clipping would leave the same value in all trials, as where few of them failed. */
function transformFor(target: readonly number[], told: TransformName | undefined): TransformName {
  const name = told ?? 'clipped'
  if (name !== 'clipped') return name
  const { values } = transformed(target, transforms.clipped)
  const isLost = values.every((value) => value === values[0]) && target.some((value) => value !== target[0])
  return isLost ? 'raw' : name
}

interface Judged {
  readonly rows: readonly number[]
  /** By row of the table. */
  readonly values: Float64Array
  /** Rows whose target is not finite. */
  readonly wild: ReadonlySet<number>
  /** The row with the best target. */
  readonly best: number
  readonly notes: readonly TableNote[]
}

/** The targets: rows without a number are left out, those that diverged count as the worst that is finite. */
function judge(table: Table, column: Column, rows: readonly number[], maximise: boolean): Judged {
  const values = column.numbers.slice()
  const missing = rows.filter((row) => isNothingAt(column, row))
  const texts = rows.filter((row) => !isNothingAt(column, row) && !isNumberAt(column, row))
  const kept = rows.filter((row) => isNumberAt(column, row))
  const finite = kept.filter((row) => Number.isFinite(values[row]))
  const wild = new Set(kept.filter((row) => !Number.isFinite(values[row])))
  if (finite.length === 0) throw new InputError(nothingIn(table, column, { rows, wild: wild.size, texts }))
  const isBetter = (a: number, b: number) => (maximise ? values[a] > values[b] : values[a] < values[b])
  const best = finite.reduce((a, b) => (isBetter(b, a) ? b : a))
  const worst = values[finite.reduce((a, b) => (isBetter(a, b) ? b : a))]
  for (const row of wild) values[row] = worst
  const notes: (TableNote | false)[] = [
    missing.length > 0 && { kind: 'no target', target: column.name, rows: missing.length },
    texts.length > 0 && {
      kind: 'text as target',
      target: column.name,
      rows: texts.length,
      ...exampleOf(table, column, texts[0]),
    },
    wild.size > 0 && { kind: 'diverged', target: column.name, trials: wild.size, worst },
  ]
  return { rows: kept, values, wild, best, notes: notes.filter((note) => note !== false) }
}

function nothingIn(
  table: Table,
  column: Column,
  { rows, wild, texts }: { rows: readonly number[]; wild: number; texts: readonly number[] },
): string {
  const { name } = column
  if (rows.length === 0) return 'no row of the table is a trial that ended'
  if (wild > 0) return `all ${counted(wild, 'trial')} diverged: no ${name} is finite, and nothing can be explained`
  if (texts.length === 0) return `${name} is empty in all rows`
  const { text, place } = exampleOf(table, column, texts[0])
  return `${name} must hold numbers, as “${text}” in ${table.counted} ${place} does not`
}

/** A cell’s text, cut, and where it stands. */
function exampleOf({ places }: Table, column: Column, row: number): { text: string; place: number } {
  return { text: (textAt(column, row) ?? '').replace(/\s+/g, ' ').slice(0, 40), place: places[row] }
}

interface Choosing extends TableOptions {
  readonly rows: readonly number[]
  readonly columns: readonly ColumnRole[]
  /** The column of the target. */
  readonly result: number
}

/** The columns that are explained, and why other hyperparameters are not. */
function chooseSettings(table: Table, { rows, columns: roles, result, settings, ignore = [] }: Choosing) {
  if (settings !== undefined) {
    const candidates = namedCandidates(table, settings, result, rows)
    const named = new Set(candidates.map(({ index }) => index))
    return { candidates, roles: roles.map((role) => namedRole(role, named)) }
  }
  const ignored = new Set(ignore.map((name) => columnNamed(table, name)))
  const names = Map.groupBy(table.columns, ({ name }) => name)
  const judged = roles.map((role): { role: ColumnRole; candidate?: Candidate } => {
    if (role.role !== 'hyperparameter') return { role }
    const column = table.columns[role.index]
    const found = candidate(column, role.index, { column: column.name }, rows)
    const unused = ((): Unused | undefined => {
      if (ignored.has(role.index)) return 'ignored'
      return names.get(column.name)!.length > 1 ? 'name occurs twice' : whyUnused(role, found, rows)
    })()
    return unused === undefined ? { role, candidate: found } : { role: { ...role, unused } }
  })
  const candidates = judged.flatMap(({ candidate }) => candidate ?? [])
  if (candidates.length === 0) throw new InputError(noSettings(judged.map(({ role }) => role)))
  return { candidates, roles: judged.map(({ role }) => role) }
}

function namedRole(role: ColumnRole, named: ReadonlySet<number>): ColumnRole {
  if (named.has(role.index)) return { ...role, role: 'hyperparameter', because: 'told' }
  return role.role === 'hyperparameter' ? { ...role, unused: 'not named' } : role
}

function noSettings(roles: readonly ColumnRole[]): string {
  const left = roles.filter(({ unused }) => unused !== undefined).map(({ column }) => ({ name: column }))
  const others = roles.filter(({ unused, because }) => unused === undefined && because !== 'target')
  const why =
    left.length > 0
      ? `: ${columnNames(left)} ${left.length === 1 ? 'does' : 'do'} not vary, or cannot be explained`
      : ''
  const beside = others.length > 0 ? `; name some with --settings, as in --settings ${oneLine(others[0].column)}` : ''
  return `no column looks like a setting${why}${beside}`
}

/** The first row of each that is the same in all columns. */
function withoutCopies(table: Table, rows: readonly number[]): readonly number[] {
  const groups = groupsOf(table.columns, rows)
  const seen = new Set<number>()
  return rows.filter((_, k) => {
    if (seen.has(groups[k])) return false
    seen.add(groups[k])
    return true
  })
}

/** The rows without text where a setting has numbers; the first setting with such text is the one a row is counted under. */
function withoutSlips(table: Table, rows: readonly number[], candidates: readonly Candidate[]) {
  let left = rows
  const notes: TableNote[] = []
  for (const found of candidates) {
    const { column } = found
    if (!found.isNumeric || column.codes === undefined) continue
    const slips = left.filter((row) => isSlip(found, row))
    if (slips.length === 0) continue
    const example = exampleOf(table, column, slips[0])
    left = left.filter((row) => !isSlip(found, row))
    if (left.length === 0)
      throw new InputError(
        `no row is left: ${column.name} has no numbers where the target has, as “${example.text}” in ${table.counted} ${example.place}`,
      )
    notes.push({ kind: 'slips', column: column.name, rows: slips.length, ...example })
  }
  return { rows: left, notes }
}

/** At most so many of the rows, in their order. */
function drawn(rows: readonly number[], seed: number): readonly number[] {
  if (rows.length <= MOST_TRIALS) return rows
  const order = stream('table', seed).permutation(rows.length)
  return [...order.subarray(0, MOST_TRIALS)].sort((a, b) => a - b).map((at) => rows[at])
}
