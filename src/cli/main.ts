import { Command, CommanderError } from 'commander'
import { InputError } from '../math/input-error.ts'
import { packageVersion } from '../run/version.ts'
import { addBench } from './bench.ts'
import { addCell } from './cell.ts'
import { addCheck } from './check.ts'
import { addData } from './data.ts'
import { addList } from './list.ts'
import { addReport } from './report.ts'
import { addRun } from './run.ts'
import { addShow } from './show.ts'
import { addStatus } from './status.ts'
import { plain } from './terminal.ts'
import { addTrials } from './trials.ts'

/** Runs the command line; returns the exit code: 0, 2 for bad input, 1 for a bug, 130 where a run was interrupted. */
export async function main(args: readonly string[]): Promise<number> {
  const program = new Command('odyssey')
    .description('A study engine for recurrent networks: trains cells under random settings and says what mattered.')
    .version(packageVersion())
    .option('--debug', 'show where an unexpected error came from')
    .showHelpAfterError(false)
    .configureOutput({ writeErr: () => {} })
    .exitOverride()
  let code = 0
  const setCode = (given: number) => {
    code = given
  }
  for (const add of [addRun, addStatus, addReport, addTrials, addShow, addList, addCell, addCheck, addData, addBench])
    add(program, setCode)
  try {
    await program.parseAsync([...args], { from: 'user' })
    return code
  } catch (error) {
    return explain(error, { debug: program.opts().debug === true, program })
  }
}

function explain(error: unknown, { debug, program }: { debug: boolean; program: Command }): number {
  if (error instanceof CommanderError && error.exitCode === 0) return 0
  if (error instanceof CommanderError && error.code === 'commander.help') {
    console.error(program.helpInformation())
    return 2
  }
  if (error instanceof InputError || error instanceof CommanderError) {
    console.error(`odyssey: ${plain(error.message.replace(/^error: /, ''))}`)
    return 2
  }
  const message = error instanceof Error ? error.message : String(error)
  console.error(`odyssey: unexpected error: ${plain(message)}${debug ? '' : ' (--debug says where)'}`)
  if (debug && error instanceof Error) console.error(error.stack)
  return 1
}
