import type { Command } from 'commander'
import { counted } from '../math/text.ts'
import { lockForRun } from '../store/lock.ts'
import { repairStore } from '../store/repair.ts'
import { jsonOption, type StoreOptions, storeOption } from './options.ts'
import { plain, say, sayJson } from './terminal.ts'

/** `odyssey repair`: a store without what is damaged in it. */
export function addRepair(program: Command): void {
  const command = program
    .command('repair')
    .description('remove damaged trials from a store and keep the old file; the next run trains them again')
  jsonOption(storeOption(command)).action(repair)
}

/** Damages that are told one by one. */
const TOLD = 20

async function repair({ json, store: path }: StoreOptions & { json?: true }): Promise<void> {
  const lock = lockForRun(path)
  try {
    const { kept, damaged, before } = await repairStore(path)
    if (json) return sayJson({ store: path, kept, damaged, before: before ?? null })
    for (const what of damaged.slice(0, TOLD)) say(plain(what))
    if (damaged.length > TOLD) say(`and ${damaged.length - TOLD} more`)
    if (before === undefined) say(`nothing is damaged: ${counted(kept, 'trial')} in ${plain(path)}`)
    else
      say(
        `${counted(kept, 'trial')} kept in ${plain(path)}; the old file is ${plain(before)}. The next run trains what is missing`,
      )
  } finally {
    lock.release()
  }
}
