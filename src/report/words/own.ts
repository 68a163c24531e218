/** What was understood of a user's sequences, in sentences. */
import { namedList } from '../../math/input-error.ts'
import { compact, counted, grouped, listed, percentage } from '../../math/text.ts'
import { measureOf } from '../../task/measure.ts'
import type { Baseline } from '../../task/own/baselines/baselines.ts'
import type { Check } from '../../task/own/checks.ts'
import type { ReadingNote } from '../../task/own/data.ts'
import type { Input } from '../../task/own/inputs.ts'
import type { Inspection } from '../../task/own/inspection.ts'
import { MOST_DISTINCT } from '../../task/own/profile.ts'
import type { ColumnRole, LeftOut } from '../../task/own/understand.ts'
import { amount } from './numbers.ts'

/** What the data are: `120 sequences of 20 to 29 steps (a row for each step)`. */
export function dataText({ sequences, steps, layout }: Inspection): string {
  const lengths =
    steps.least === steps.most ? `${grouped(steps.least)}` : `${grouped(steps.least)} to ${grouped(steps.most)}`
  return `${counted(sequences, 'sequence')} of ${lengths} ${steps.most === 1 ? 'step' : 'steps'}, ${LAYOUT[layout]}.`
}

const LAYOUT: Readonly<Record<Inspection['layout'], string>> = {
  steps: 'a row for each step',
  sequences: 'a row or record for each sequence',
  text: 'one running text, a character at each step',
  lines: 'a text in each line, a character at each step',
}

/** What is asked, and whether that was said or found. */
export function questionText(found: Inspection): string {
  const { question, given, columns, outputs, symbols, horizon, season } = found
  const names = columns
    .filter(({ role }) => role === 'target' || role === 'input and target')
    .map(({ column }) => column)
  const classes = symbols?.filter((name) => name !== '')
  const asked = {
    'class of each step': `the class of each step, ${names[0]}`,
    'class of each sequence': `the class of each sequence, ${names[0]}`,
    label: `the label of each sequence, ${names[0]}`,
    'next set': `which of ${counted(outputs, 'column')} are 1 at the next step`,
    'value of each step': `the value of ${namedList(names, 3)} at each step`,
    'value of each sequence': `the value of ${namedList(names, 3)} of each sequence`,
    forecast: `the next ${horizon === 1 ? 'value' : `${horizon} values`} of ${namedList(names, 3)}`,
    'next symbol': 'the next symbol',
  }[question]
  const among =
    classes && question !== 'next set'
      ? ` (${counted(classes.length, question.startsWith('class') ? 'class' : 'symbol', question.startsWith('class') ? 'classes' : 'symbols')}: ${namedList(classes.map(visible))})`
      : ''
  const repeats = season === undefined ? '' : ` The series repeats every ${counted(season, 'step')}.`
  const source =
    given.question || given.target
      ? ''
      : ' This was found, not said; name another target, or the question, to change it.'
  return `Predict ${asked}${among}.${repeats}${source}`
}

/** A symbol that can be seen. */
const visible = (symbol: string) => ({ ' ': 'space', '\n': 'end of line', '\t': 'tab' })[symbol] ?? symbol

/** How the sequences are split. */
export function splitText({ split }: Inspection): string {
  const { training, validation, test, by, window, gap, seed } = split
  const how = {
    given: 'as the data say',
    group: `by group, seed ${seed}`,
    time: `by time, the last 15 % for test${gap ? `, with ${counted(gap, 'step')} left out between` : ''}`,
    class: `by chance with the same shares of each class, seed ${seed}`,
    chance: `by chance, seed ${seed}`,
  }[by]
  const what = window === undefined ? 'sequences' : `windows of ${grouped(window)} steps`
  return `${grouped(training)} ${what} for training, ${grouped(validation)} for validation and ${grouped(test)} for test: split ${how}.`
}

/** What the network sees. */
export function inputsText({ inputs }: Inspection): string {
  const of = (kind: Input['kind']) => inputs.filter((input) => input.kind === kind)
  const columns = (kind: Input['kind']) => namedList([...new Set(of(kind).map(({ column }) => column))], 5)
  const parts = [
    ...(of('number').length > 0
      ? [`${counted(of('number').length, 'standardised number')} (${columns('number')})`]
      : []),
    ...(of('symbol').length > 0 ? [`${counted(of('symbol').length, 'symbol')} (${columns('symbol')})`] : []),
    ...(of('missing').length > 0 ? [`whether ${columns('missing')} is missing`] : []),
    ...(of('elapsed').length > 0 ? ['the time since the step before'] : []),
  ]
  return `A network gets ${counted(inputs.length, 'input')} at each step: ${listed(parts)}. Means, symbols and what is constant come from training alone.`
}

/** The columns with what each is taken for. */
export function columnRows({ columns }: Inspection): string[][] {
  return columns.map(({ column, role, profile, because }) => [
    column,
    because === undefined ? role : `${role}: ${BECAUSE[because]}`,
    holds(profile),
    profile.missing === 0 ? '' : grouped(profile.missing),
  ])
}

export const COLUMN_HEAD = ['column', 'role', 'values', 'missing'] as const

const BECAUSE: Readonly<Record<LeftOut, string>> = {
  asked: 'as you asked',
  empty: 'it is empty',
  dates: 'dates are no quantity',
  'counts rows': 'it counts rows',
  'names sequences': 'it is different for every sequence',
  'too many symbols': 'too many different texts',
  mixed: 'numbers mixed with texts',
}

function holds({ kind, level, distinct, least, most, isWhole }: ColumnRole['profile']): string {
  const each = level === 'sequence' ? ', one for each sequence' : ''
  const many = distinct >= MOST_DISTINCT ? `over ${grouped(MOST_DISTINCT - 1)}` : grouped(distinct)
  const range = least > most ? 'none finite' : least === most ? compact(least) : `${compact(least)} to ${compact(most)}`
  return {
    numbers: `${isWhole ? 'whole numbers' : 'numbers'} ${range}${each}`,
    symbols: `${many} different ${distinct === 1 ? 'text' : 'texts'}${each}`,
    dates: `dates${each}`,
    mixed: `numbers and texts, ${many} different${each}`,
    empty: 'nothing',
  }[kind]
}

/** How the file was read, a sentence for each thing noticed. */
export function noteText(note: ReadingNote): string {
  switch (note.kind) {
    case 'separator':
      return `Fields are parted by ${SEPARATOR[note.separator] ?? 'spaces'}; the first line ${note.header ? 'names the columns' : 'is data, so columns are numbered'}.`
    case 'renamed':
      return `Columns without a name of their own got one: ${namedList(note.columns)}.`
    case 'dates':
      return `${note.column} holds dates${note.guessed ? `, read with the ${note.order === 'day first' ? 'day' : 'month'} first, which they do not tell` : ''}.`
    case 'unsorted':
      return `The steps of ${counted(note.sequences, 'sequence')} were not in order and were sorted by ${note.column}.`
    case 'scattered':
      return `Rows of the same ${note.column} do not all stand together; they were put together.`
    case 'same time':
      return `${counted(note.steps, 'step')} ${note.steps === 1 ? 'has' : 'have'} the same ${note.column} as the step before, in the same sequence.`
    case 'restarts':
      return `A new sequence begins wherever ${note.column} starts again.`
    case 'duplicate ids':
      return `${note.column} names ${counted(note.ids, 'sequence')} more than once; each row is a sequence of its own.`
    case 'files':
      return `${counted(note.files, 'file')} were read, a sequence from each${note.folders.length > 0 ? `, in the folders ${namedList(note.folders)}` : ''}.`
    case 'empty':
      return `${counted(note.sequences, 'sequence')} without any step ${note.sequences === 1 ? 'was' : 'were'} left out.`
  }
}

const SEPARATOR: Readonly<Record<string, string>> = { ',': 'commas', ';': 'semicolons', '\t': 'tabs' }

/** What should be known before training. */
export function checkText(check: Check): string {
  switch (check.kind) {
    case 'majority':
      return `${percentage(check.share)} of the targets in training are ${visible(check.name)}: always saying so is wrong in only ${percentage(1 - check.share)}. Compare errors with that, not with 100 %.`
    case 'absent':
      return `Training has no example of ${namedList(check.names)}: a network cannot learn what it never sees. Another seed, or more data, may help.`
    case 'rare':
      return `${namedList(check.names)} ${check.names.length === 1 ? 'is' : 'are'} in fewer than ${check.least} training sequences.`
    case 'duplicates':
      return `${counted(check.test, 'test sequence')} of ${check.of} ${check.test === 1 ? 'is' : 'are'} also in training or validation, number for number: the test error will look better than it is.`
    case 'few':
      return `There are only ${counted(check.training, 'training sequence')} and ${counted(check.test, 'test sequence')}: results will vary much from split to split.`
    case 'one step':
      return `${counted(check.sequences, 'sequence')} of ${grouped(check.of)} have a single step: there is nothing for a recurrent network to remember. If rows belong together, name the column that says so.`
    case 'ordered':
      return check.how === 'sorted'
        ? `The sequences are sorted by ${check.column}: any column that counts rows or time gives the answer away. Leave such columns out.`
        : `${check.column} rises or falls with the order of the sequences: any column that counts rows or time gives it away. If order is time, name a split by time.`
    case 'constant':
      return `${namedList(check.columns)} ${check.columns.length === 1 ? 'has' : 'have'} one value in all of training and ${check.columns.length === 1 ? 'is' : 'are'} left out.`
    case 'offset':
      return `${check.column} has mean ${compact(check.mean)} and deviation ${compact(check.deviation)}: without standardising, a network would hardly see it vary. It is standardised.`
    case 'heavy tails':
      return `${namedList(check.columns)} ${check.columns.length === 1 ? 'has' : 'have'} heavy tails: scaled by median and quartiles, and cut off at ten deviations.`
    case 'missing':
      return `${percentage(check.share)} of ${check.column} is missing: filled with the value before it${check.hasMask ? ', and an input says where' : ' (never in training, so no input says where)'}.`
    case 'infinite':
      return `${counted(check.values, 'value')} of ${check.column} ${check.values === 1 ? 'is' : 'are'} infinite and count${check.values === 1 ? 's' : ''} as missing.`
    case 'unseen':
      return `${counted(check.symbols, 'symbol')} in validation and test ${check.symbols === 1 ? 'does' : 'do'} not occur in training: the network sees nothing there.`
    case 'filled':
      return `${counted(check.targets, 'value')} to forecast ${check.targets === 1 ? 'is' : 'are'} missing, and the value before it counts instead.`
    case 'dropped':
      return `${counted(check.sequences, 'sequence')} without a target, or too short to have one, ${check.sequences === 1 ? 'is' : 'are'} left out.`
    case 'stretched':
      return `Some labels are longer than what they are read from: every step is repeated ${check.times} times, so that they fit.`
    case 'irregular':
      return `Steps are not evenly spaced in ${check.column}: an input says how much time passed since the step before.`
    case 'taken':
      return `The data name no sequences for ${listed(check.splits)}; 15 % of training were taken for ${check.splits.length === 1 ? 'it' : 'each'}.`
    case 'ambiguous':
      return `${check.column} holds ${check.distinct} different whole numbers, taken as ${check.taken}. If they are ${check.taken === 'classes' ? 'values' : 'classes'}, say so with the question.`
  }
}

/** The simple predictors, each with what it comes to on validation and test. */
export function baselineRows(found: Inspection): string[][] {
  const measure = measureOf(
    found.metric,
    found.baselines.flatMap(({ validation, test }) => [validation, test]),
  )
  return found.baselines.map((baseline) => [
    baselineName(baseline, found),
    amount(baseline.validation, measure),
    amount(baseline.test, measure),
  ])
}

function baselineName({ name, order }: Baseline, { question, metric }: Inspection): string {
  const constant =
    metric === 'error'
      ? 'most usual class'
      : metric === 'mse'
        ? 'mean'
        : question === 'label'
          ? 'reads nothing'
          : 'frequencies'
  return {
    constant,
    'last value': 'last value',
    'seasonal naive': `value a season (${order} steps) ago`,
    'n-gram': `n-gram, the last ${order === 1 ? 'symbol' : `${order} symbols`}`,
    'linear on summaries': 'linear, on summaries of the sequence',
    'linear on last steps': 'linear, on the last steps',
    'random kernels': 'linear, on random kernels',
  }[name]
}

/** What a network must beat, in a sentence. */
export function bestBaselineText(found: Inspection): string {
  const [first] = [...found.baselines].sort((a, b) => a.validation - b.validation)
  const measure = measureOf(
    found.metric,
    found.baselines.map(({ test }) => test),
  )
  const scale = found.metric === 'mse' ? ' Values are standardised, so 1 is the error of the mean of training.' : ''
  return `A network must beat ${amount(first.test, measure)} on test (${baselineName(first, found)}, the best of these by validation).${scale}`
}
