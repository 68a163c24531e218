import { InputError } from '../../math/input-error.ts'
import type { Task } from '../task.ts'
import type { OwnData } from './data.ts'
import type { AskingOptions, Question } from './options.ts'
import { type Prepared, prepare } from './prepare.ts'

/** What of a task its question is not asked for. */
type Named = Omit<AskingOptions, 'question'> & { readonly name?: string }

/** A task of your sequences, whatever is asked of them: the question is found where it is not given. */
export function ownTask(data: OwnData, { name, ...asking }: AskingOptions & { readonly name?: string } = {}): Task {
  return taskOf(prepare(data, asking), name)
}

/** A class, of each sequence or of each step as the target has one. */
export function classify(data: OwnData, { name, ...asking }: Named = {}): Task {
  const found = prepare(data, asking)
  if (found.understood.question.startsWith('class')) return taskOf(found, name)
  const level = found.understood.columns.find(({ role }) => role === 'target')?.profile.level
  if (level === undefined) throw new InputError(`${data.name}: name the target, the column with the classes`)
  return ownTask(data, { ...asking, question: `class of each ${level}`, ...named(name) })
}

/** The next values of a series, as many steps ahead as `horizon` says. */
export function forecast(data: OwnData, asking: Named = {}): Task {
  return ownTask(data, { ...asking, question: 'forecast' })
}

/** The next symbol of a text, or of sequences of symbols. */
export function nextSymbol(data: OwnData, asking: Named = {}): Task {
  return ownTask(data, { ...asking, question: 'next symbol' })
}

/** The label of each sequence, shorter or longer than it and without alignment, as phones of a spelling (CTC). */
export function label(data: OwnData, asking: Named = {}): Task {
  return ownTask(data, { ...asking, question: 'label' })
}

const named = (name: string | undefined) => (name === undefined ? {} : { name })

/** The task for which sequences were prepared, with its data. */
export function taskOf(prepared: Prepared, name = 'own'): Task {
  const { data, understood, inputs, outputs, symbols, loss, metric, directions, splits } = prepared
  const { question, targets } = understood
  return {
    name,
    question: questionText(
      question,
      targets.map((column) => column.name),
    ),
    source: data.name,
    inputs: inputs.length,
    outputs,
    directions,
    loss,
    metric,
    ...(symbols !== undefined && { symbols }),
    ...(showsSymbols(prepared) && { inputsAre: 'symbols' as const }),
    load: () => splits,
  }
}

/** Whether the inputs are the outputs' names, one or several a step. */
function showsSymbols({ inputs, symbols, understood }: Prepared): boolean {
  const names = inputs.map((input) => (input.kind === 'symbol' ? input.symbol : undefined))
  return (
    understood.question === 'next symbol' &&
    names.length === symbols?.length &&
    names.every((name, k) => name === symbols[k])
  )
}

function questionText(question: Question, targets: readonly string[]): string {
  const what = targets.slice(0, 3).join(', ') + (targets.length > 3 ? ' …' : '')
  return {
    'class of each step': `Which ${what} is each step?`,
    'class of each sequence': `Which ${what} is each sequence?`,
    label: `Which ${what} belongs to each sequence?`,
    'next set': `Which of ${what} are 1 at the next step?`,
    'value of each step': `What is ${what} at each step?`,
    'value of each sequence': `What is ${what} of each sequence?`,
    forecast: `What is ${what} at the next steps?`,
    'next symbol': `Which ${what} comes next?`,
  }[question]
}
