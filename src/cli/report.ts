import { accessSync, constants, writeFileSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import type { Command } from 'commander'
import { InputError } from '../math/input-error.ts'
import { report } from '../report/report.ts'
import { type Kept, keptStudy } from './kept.ts'
import { jsonOption, type StudyOptions, studyOptions } from './options.ts'
import { say, sayJson } from './terminal.ts'

/** `odyssey report`: one HTML file of what a study found. */
export function addReport(program: Command): void {
  const command = program.command('report').description('write the report of a study: one HTML file')
  jsonOption(studyOptions(command))
    .option('-o, --output <file>', 'the file to write; NAME-report.html beside a store NAME.sqlite unless given')
    .action(write)
}

async function write({ json, output, ...options }: StudyOptions & { output?: string; json?: true }): Promise<void> {
  const path = output ?? reportBeside(options.store)
  const kept = await keptStudy(options)
  if (kept.trials.length === 0)
    throw new InputError(`study ${kept.definition.name} has no finished trial to report yet`)
  writeReport(path, kept)
  if (json) sayJson({ study: kept.definition.name, report: path })
  else say(path)
}

/** Where the report of a store goes: `odyssey-report.html` beside `odyssey.sqlite`. */
export function reportBeside(store: string): string {
  return join(dirname(store), `${basename(store, extname(store))}-report.html`)
}

/** Fails early where no report could be written. */
export function checkReportPlace(path: string): void {
  try {
    accessSync(dirname(path), constants.W_OK)
  } catch (error) {
    throw cannotWrite(path, error)
  }
}

export function writeReport(path: string, { definition, trials }: Kept): void {
  const html = report(definition, trials)
  try {
    writeFileSync(path, html)
  } catch (error) {
    throw cannotWrite(path, error)
  }
}

function cannotWrite(path: string, error: unknown): InputError {
  return new InputError(`cannot write the report ${path} (${(error as NodeJS.ErrnoException).code})`)
}
