import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { checkApart } from '../files/same-file.ts'
import { checkWritable } from '../files/write-whole.ts'
import { InputError, namedList } from '../math/input-error.ts'
import { counted } from '../math/text.ts'
import { type Archiving, isArchive, readEntries, writeArchive } from '../store/archive.ts'
import { lockForRun } from '../store/lock.ts'
import { openStore } from '../store/open.ts'
import { jsonOption, type StoreOptions, type StudyOptions, storeOption, studyOptions } from './options.ts'
import { reading, someStudies } from './stored-study.ts'
import { plain, say, sayJson } from './terminal.ts'

/** `odyssey export`: studies and their trials as one text file. */
export function addExport(program: Command): void {
  const command = program
    .command('export')
    .description('write studies with all their trials to one text file, to commit or to send')
    .argument('<file>', 'the file to write: its name ends in .jsonl, or in .jsonl.gz to compress it')
  jsonOption(studyOptions(command))
    .option('--host-names', 'include the names of the machines that trained the trials, if the runs recorded them')
    .action(write)
}

/** `odyssey import`: the trials of such a file into a store. */
export function addImport(program: Command): void {
  const command = program
    .command('import')
    .description('add the studies and trials of an exported file to a store; a run continues from there')
    .argument('<file>', 'a file written by odyssey export')
  jsonOption(storeOption(command)).action(read)
}

interface ExportOptions extends StudyOptions {
  readonly json?: true
  readonly hostNames?: boolean
}

async function write(file: string, { json, hostNames, ...options }: ExportOptions): Promise<void> {
  checkApart([['the archive', file]], [['the store', options.store]])
  checkWritable(file)
  await reading(options.store, async (store) => {
    const names = options.study === undefined ? await someStudies(store, options.store) : [options.study]
    const studies: Archiving[] = []
    for (const name of names) studies.push({ definition: await store.study(name), trials: store.eachTrial(name) })
    const trials = await writeArchive(file, studies, { ...(hostNames && { hostNames }) })
    if (json) sayJson({ file, studies: names, trials })
    else say(`${counted(trials, 'trial')} of ${namedList(names)}: ${plain(file)}`)
  })
}

async function read(file: string, { json, store: path }: StoreOptions & { json?: true }): Promise<void> {
  if (!isArchive(file)) throw new InputError(`an archive is named .jsonl or .jsonl.gz, not ${file}`)
  if (!existsSync(file)) throw new InputError(`there is no file ${file}`)
  const store = await openStore(path)
  const lock = lockForRun(path)
  try {
    const { studies, trials: added } = await store.add(readEntries(file))
    if (json) sayJson({ store: path, studies, added })
    else say(`${counted(added, 'new trial')} of ${namedList(studies)} in ${plain(path)}`)
  } finally {
    try {
      await store.close()
    } finally {
      lock.release()
    }
  }
}
