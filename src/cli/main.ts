import { Command, CommanderError } from 'commander'
import { InputError } from '../math/input-error.ts'
import { MachineError } from '../run/machine.ts'
import { packageVersion } from '../run/version.ts'
import { outliveHangUp } from './interruption.ts'
import { endWithoutReader } from './reader.ts'
import { complain, plain } from './terminal.ts'

/** Each command is read only where it is asked for, or where help lists them all: reading everything takes most of a short command's time. */
const commands: Readonly<Record<string, () => Promise<(program: Command) => void>>> = {
  run: async () => (await import('./run.ts')).addRun,
  status: async () => (await import('./status.ts')).addStatus,
  report: async () => (await import('./report.ts')).addReport,
  analyse: async () => (await import('./analyse.ts')).addAnalyse,
  trials: async () => (await import('./trials.ts')).addTrials,
  show: async () => (await import('./show.ts')).addShow,
  list: async () => (await import('./list.ts')).addList,
  cell: async () => (await import('./cell.ts')).addCell,
  check: async () => (await import('./check.ts')).addCheck,
  data: async () => (await import('./data.ts')).addData,
  inspect: async () => (await import('./inspect.ts')).addInspect,
  bench: async () => (await import('./bench.ts')).addBench,
  verify: async () => (await import('./verify.ts')).addVerify,
  export: async () => (await import('./archive.ts')).addExport,
  import: async () => (await import('./archive.ts')).addImport,
  repair: async () => (await import('./repair.ts')).addRepair,
}

/** Runs the command line and sets the exit code: 0, 1 for what went wrong here, 2 for bad input, 130 where the user stopped it. */
export async function main(argv: readonly string[]): Promise<void> {
  endWithoutReader()
  outliveHangUp()
  const debug = argv.includes('--debug')
  const words = argv.filter((word) => word !== '--debug')
  try {
    const program = await odyssey(words[0])
    await program.parseAsync(words.length === 0 ? ['--help'] : words, { from: 'user' })
  } catch (error) {
    process.exitCode = answer(error, debug)
  }
}

/** The program with this command, or with all where it is none of them. */
async function odyssey(command = ''): Promise<Command> {
  const program = new Command('odyssey')
    .description(
      'Compares recurrent networks: trains them with random hyperparameters, keeps every result, and reports what matters.',
    )
    .version(packageVersion())
    .option('--debug', 'show where in the code an error occurred')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(`${errorLine(text.replace(/^error: /, ''))}\n`) })
  const asked = Object.hasOwn(commands, command) ? [commands[command]] : Object.values(commands)
  for (const add of await Promise.all(asked.map((read) => read()))) add(program)
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
