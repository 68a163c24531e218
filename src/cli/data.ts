import { join } from 'node:path'
import type { Command } from 'commander'
import { briefly, InputError } from '../math/input-error.ts'
import { DATA_FOLDER, placeOf } from '../task/source.ts'
import { corpora, fetchData, sources } from '../task/sources.ts'
import { jsonOption } from './options.ts'
import { bold, say, sayJson } from './terminal.ts'

interface DataOptions {
  readonly data: string
  readonly json?: true
}

/** `odyssey data`: which tasks need a file, where it comes from, and whether it is there. */
export function addData(program: Command): void {
  const data = program
    .command('data')
    .description('show where the data sets come from, and download those that are free')
  options(
    data
      .command('list', { isDefault: true })
      .description('list the data sets and whether they are on this machine')
      .allowExcessArguments(),
  ).action((asked: DataOptions, { args }: Command) => {
    if (args.length > 0)
      throw new InputError(
        `data has the commands list and get, not ${briefly(args[0])}; to download a data set: odyssey data get NAME`,
      )
    list(asked)
  })
  options(
    data
      .command('get')
      .description('download a data set and check it')
      .argument('<name>', 'the name of the task, as in jsb'),
  ).action(get)
}

function options(command: Command): Command {
  return jsonOption(command.option('--data <folder>', 'the folder in which data sets are kept', DATA_FOLDER))
}

function list({ data, json }: DataOptions): void {
  const files = Object.entries(sources).map(([task, source]) => {
    const place = placeOf(source, data)
    return { task, ...source, path: place ?? join(data, source.file), present: place !== undefined }
  })
  if (json) {
    sayJson({ data: files })
    return
  }
  for (const { task, about, url, sha256, licence, path, present } of files) {
    say(`${bold(task)}  ${about}`)
    say(`  from     ${url}`)
    say(`  SHA-256  ${sha256}`)
    say(`  licence  ${licence}`)
    say(`  here     ${present ? path : `not in ${data}; fetch it with: odyssey data get ${task}`}`)
  }
  for (const [task, { howToGet }] of Object.entries(corpora)) {
    say(bold(task))
    say(`  from     ${howToGet}`)
  }
}

async function get(name: string, { data, json }: DataOptions): Promise<void> {
  const { path, fetched } = await fetchData(name, data)
  if (json) sayJson({ task: name, path, fetched })
  else say(fetched ? `fetched ${path}` : `${path} is there already`)
}
