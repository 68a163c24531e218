import { z } from 'zod'
import { InputError } from '../../math/input-error.ts'

/** What can be asked of sequences. */
export const QUESTIONS = [
  'class of each step',
  'class of each sequence',
  'label',
  'next set',
  'value of each step',
  'value of each sequence',
  'forecast',
  'next symbol',
] as const
export type Question = (typeof QUESTIONS)[number]

/** How a file holds sequences: a row for each step, a row for each sequence, one running text, or a text in each line. */
export const LAYOUTS = ['steps', 'sequences', 'text', 'lines'] as const
export type Layout = (typeof LAYOUTS)[number]

const name = z.string().min(1)
const names = z.union([name.transform((one) => [one]), z.array(name).min(1)])

const reading = {
  layout: z
    .enum(LAYOUTS)
    .describe('what a row of the file is: a step or a sequence; or a text, or a text in each line'),
  header: z.boolean().describe('whether the first line of a CSV file names the columns'),
  sequence: name.describe('the column that says to which sequence a row belongs'),
  time: name.describe('the column by which the steps of a sequence are ordered: numbers or dates'),
  split: name.describe('the column that says what is for training, validation and test'),
}

const asking = {
  question: z.enum(QUESTIONS).describe('what a network is asked'),
  target: names.describe('the column or columns to predict'),
  inputs: names.describe('the columns a network sees (default: all that have no other role)'),
  ignore: names.describe('columns to leave out'),
  group: name.describe('sequences with the same value here stay together in one split, as those of a person'),
  horizon: z.int().min(1).max(1000).describe('how many steps ahead a forecast goes'),
  window: z.int().min(2).max(100_000).describe('how many steps a network sees of a sequence that is cut into parts'),
  season: z
    .int()
    .min(2)
    .max(100_000)
    .describe('after how many steps a series repeats, for the seasonal naive forecast'),
  directions: z.literal([1, 2]).describe('2 where a network may also read sequences backwards'),
  seed: z.int().min(0).describe('the seed by which sequences are split'),
}

const readingSchema = z.strictObject(reading).partial()
const askingSchema = z.strictObject(asking).partial()
const bothSchema = z.strictObject({ ...reading, ...asking }).partial()

/** How a file is to be read; what is not said is found. */
export type ReadingOptions = z.input<typeof readingSchema>

/** What is asked and of which columns; what is not said is found. */
export type AskingOptions = z.input<typeof askingSchema>

export type Reading = z.output<typeof readingSchema>
export type Asking = z.output<typeof askingSchema>

export const checkReading = (given: unknown): Reading => checked(readingSchema, given, 'reading sequences')
export const checkAsking = (given: unknown): Asking => checked(askingSchema, given, 'a task')

/** The options in the content of a `task.json`, those of reading and those of asking. */
export function taskOptionsIn(content: unknown, file: string): { reading: Reading; asking: Asking } {
  const { $schema: _, ...given } = z.looseObject({}).safeParse(content).data ?? { wrong: content }
  const all = checked(bothSchema, given, file)
  const part = (keys: object) => Object.fromEntries(Object.entries(all).filter(([key]) => Object.hasOwn(keys, key)))
  return { reading: part(reading), asking: part(asking) }
}

/** The JSON schema of `task.json`, as `docs/task.schema.json` publishes it. */
export function taskSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(bothSchema.extend({ $schema: z.string().optional() }), { io: 'input' })
  return { $schema, title: 'What a network is asked of sequences, for odyssey inspect --task', ...schema }
}

function checked<T extends z.ZodType>(schema: T, given: unknown, what: string): z.output<T> {
  const found = schema.safeParse(given)
  if (found.success) return found.data
  const [{ path, message }] = found.error.issues
  const at = path.length === 0 ? '' : `${path.join('.')}: `
  throw new InputError(`options of ${what}: ${at}${message.replace(/\s+/g, ' ').slice(0, 300)}`)
}
