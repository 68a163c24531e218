import { descriptions } from '../cell/catalog.ts'
import { lookUp } from '../math/input-error.ts'
import { tasks } from '../task/tasks.ts'
import { type AddCommand, jsonOption } from './options.ts'
import { studies } from './studies.ts'
import { printJson, table } from './terminal.ts'

interface Entry {
  readonly name: string
  readonly about: string
}

const lists: Record<string, () => Entry[]> = {
  cells: () => Object.entries(descriptions).map(([name, about]) => ({ name, about })),
  tasks: () => Object.values(tasks).map(({ name, question, source }) => ({ name, about: `${question} (${source})` })),
  studies: () => Object.values(studies).map(({ name, question }) => ({ name, about: question })),
}

/** `odyssey list cells|tasks|studies` */
export const addList: AddCommand = (program) => {
  program
    .command('list')
    .description('what there is: cells, tasks or studies')
    .argument('<what>', 'cells, tasks or studies')
    .addOption(jsonOption())
    .action((what: string, { json }: { json?: boolean }) => {
      const entries = lookUp(lists, what, 'list')()
      if (json) printJson({ [what]: entries })
      else
        console.log(
          table(
            [what.replace(/ies$/, 'y').replace(/s$/, ''), ''],
            entries.map(({ name, about }) => [name, about]),
          ),
        )
    })
}
