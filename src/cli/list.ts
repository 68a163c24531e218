import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { cells, descriptions } from '../cell/catalog.ts'
import { lookUp } from '../math/input-error.ts'
import { listed } from '../math/text.ts'
import { openStore } from '../store/open.ts'
import { hyperparameters } from '../study/hyperparameters.ts'
import { corpora, sources } from '../task/sources.ts'
import { tasks } from '../task/tasks.ts'
import { jsonOption, type StoreOptions, storeOption } from './options.ts'
import { studies } from './studies.ts'
import { bold, plain, say, sayJson, table } from './terminal.ts'

/** `odyssey list cells|tasks|studies|hyperparameters`: what there is to choose from. */
export function addList(program: Command): void {
  const command = program
    .command('list')
    .description('list the available cells, tasks or studies, or the hyperparameters that a study can draw')
    .argument('<what>', WHAT)
  jsonOption(storeOption(command)).action(list)
}

const lists: Readonly<Record<string, (options: StoreOptions) => Promise<Listing>>> = {
  cells: async () => ({
    cells: Object.keys(cells).map((name) => ({ name, about: descriptions[name as keyof typeof cells] })),
  }),
  tasks: async () => ({
    tasks: Object.values(tasks).map(({ name, question, source }) => ({
      name,
      about: question,
      source,
      data: dataOf(name),
    })),
  }),
  studies: async ({ store }) => ({
    studies: [
      ...Object.values(studies).map(({ name, question }) => ({ name, about: question })),
      ...(await keptIn(store)),
    ],
  }),
  hyperparameters: async () => ({
    hyperparameters: Object.entries(hyperparameters).map(
      ([name, { about, unit = '', values, default: otherwise, sameAs = '', only }]) => ({
        name,
        about,
        unit,
        values,
        default: otherwise === undefined ? sameAs : String(otherwise),
        where: only?.where ?? '',
      }),
    ),
  }),
}

const WHAT = listed(Object.keys(lists), 'or')

/** Where a task has its data from. */
function dataOf(task: string): string {
  if (Object.hasOwn(sources, task)) return `odyssey data get ${task}`
  return Object.hasOwn(corpora, task) ? corpora[task as keyof typeof corpora].howToGet : 'generated'
}

type Entries = readonly Readonly<Record<string, string>>[]
type Listing = Readonly<Record<string, Entries>>

async function list(what: string, { json, ...options }: StoreOptions & { json?: true }): Promise<void> {
  const listing = await lookUp(lists, what, 'list')(options)
  if (json) return sayJson(listing)
  const [entries] = Object.values(listing)
  if (what === 'tasks') return sayTasks(entries)
  if (what === 'hyperparameters') return sayHyperparameters(entries)
  const rows = entries.map(({ name, about }) => [name, about])
  say(table(['name', 'what it is'], rows))
}

function sayTasks(entries: Entries): void {
  entries.forEach(({ name, about, source, data }, at) => {
    if (at > 0) say()
    say(`${bold(name)}  ${plain(about)}`)
    say(`  from ${plain(source)}`)
    say(`  data: ${data}`)
  })
}

function sayHyperparameters(entries: Entries): void {
  const about = (row: Entries[number]) => (row.where === '' ? row.about : `${row.about} (where ${row.where})`)
  const rows = entries.map((row) => [row.name, row.values, row.unit, row.default || 'needs a range', about(row)])
  say(table(['name', 'values', 'unit', 'default', 'what it is'], rows))
}

/** Studies that a store holds, if it is there; those that come with the package are listed anyway. */
async function keptIn(path: string): Promise<{ name: string; about: string }[]> {
  if (!existsSync(path)) return []
  const store = await openStore(path, { readonly: true })
  try {
    const names = (await store.studies()).filter((name) => !Object.hasOwn(studies, name))
    return await Promise.all(
      names.map(async (name) => ({ name, about: `in ${path}: ${(await store.study(name)).question}` })),
    )
  } finally {
    await store.close()
  }
}
