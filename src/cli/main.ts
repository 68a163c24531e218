import { Command, CommanderError } from 'commander'
import { InputError } from '../math/input-error.ts'
import { MachineError } from '../run/machine.ts'
import { packageVersion } from '../run/version.ts'
import { addAnalyse } from './analyse.ts'
import { addExport, addImport } from './archive.ts'
import { addBench } from './bench.ts'
import { addCell } from './cell.ts'
import { addCheck } from './check.ts'
import { addData } from './data.ts'
import { outliveHangUp } from './interruption.ts'
import { addList } from './list.ts'
import { endWithoutReader } from './reader.ts'
import { addRepair } from './repair.ts'
import { addReport } from './report.ts'
import { addRun } from './run.ts'
import { addShow } from './show.ts'
import { addStatus } from './status.ts'
import { complain, plain } from './terminal.ts'
import { addTrials } from './trials.ts'
import { addVerify } from './verify.ts'

const commands = [
  addRun,
  addStatus,
  addReport,
  addAnalyse,
  addTrials,
  addShow,
  addList,
  addCell,
  addCheck,
  addData,
  addBench,
  addVerify,
  addExport,
  addImport,
  addRepair,
]

/** Runs the command line and sets the exit code: 0, 1 for what went wrong here, 2 for bad input, 130 where the user stopped it. */
export async function main(argv: readonly string[]): Promise<void> {
  endWithoutReader()
  outliveHangUp()
  const debug = argv.includes('--debug')
  const words = argv.filter((word) => word !== '--debug')
  try {
    await odyssey().parseAsync(words.length === 0 ? ['--help'] : words, { from: 'user' })
  } catch (error) {
    process.exitCode = answer(error, debug)
  }
}

function odyssey(): Command {
  const program = new Command('odyssey')
    .description(
      'Compares recurrent networks: trains them with random hyperparameters, keeps every result, and reports what matters.',
    )
    .version(packageVersion())
    .option('--debug', 'show where in the code an error occurred')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(`${errorLine(text.replace(/^error: /, ''))}\n`) })
  for (const add of commands) add(program)
  return program
}

/** Says what went wrong in one line; returns the exit code. Commander has said its own. */
function answer(error: unknown, debug: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof Error && error.name === 'AbortError') return stopped()
  const message = error instanceof Error ? error.message : String(error)
  const ofInput = error instanceof InputError
  const expected = ofInput || error instanceof MachineError
  complain(errorLine(expected || debug ? message : `${message} (unexpected; --debug shows where)`))
  if (debug) for (const stack of stacks(error)) complain(stack)
  return ofInput ? 2 : 1
}

/** Where in the code an error arose, and what caused it. */
function stacks(error: unknown): string[] {
  return error instanceof Error ? [String(error.stack), ...stacks(error.cause)] : []
}

/** Where Ctrl-C came before there was anything to keep. */
function stopped(): number {
  complain(errorLine('stopped'))
  return 130
}

const errorLine = (message: string) => `odyssey: ${plain(message.trim())}`
