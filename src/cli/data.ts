import { lookUp } from '../math/input-error.ts'
import type { DataSource } from '../task/source.ts'
import { fetchData, sources } from '../task/sources.ts'
import { type AddCommand, jsonOption } from './options.ts'
import { printJson } from './terminal.ts'

/** `odyssey data`: where data come from; `odyssey data get NAME`: fetch them. */
export const addData: AddCommand = (program) => {
  const data = program
    .command('data')
    .description('the data that tasks need: where they come from, and a way to get them')
  data
    .command('list', { isDefault: true })
    .description('where each task’s data come from and what is known of their licence')
    .addOption(jsonOption())
    .action(({ json }: { json?: boolean }) => {
      if (json) return printJson({ sources })
      for (const [name, { file, url, sha256, about, licence }] of Object.entries<DataSource>(sources)) {
        console.log(
          `${name}: ${about}\n  file     ${file}\n  from     ${url}\n  SHA-256  ${sha256}\n  licence  ${licence}`,
        )
        console.log(`  get it   odyssey data get ${name}, or put the file into data/, or name its folder with --data`)
      }
    })
  data
    .command('get')
    .description('fetch a task’s data and check them')
    .argument('<name>', 'a task')
    .option('--data <folder>', 'where to put them', 'data')
    .action(async (name: string, { data: folder }: { data: string }) => {
      lookUp<DataSource>(sources, name, 'data')
      const { path, fetched } = await fetchData(name, folder)
      console.log(fetched ? `fetched and checked ${path}` : `${path} is there already, and it is the right file`)
    })
}
