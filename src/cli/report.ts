import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Command } from 'commander'
import { type Findings, findingsOf } from '../analysis/findings.ts'
import { InputError } from '../math/input-error.ts'
import { figuresOf } from '../report/figures/figures.ts'
import { report } from '../report/report.ts'
import { type Kept, keptStudy } from './kept.ts'
import { jsonOption, type StudyOptions, studyOptions } from './options.ts'
import { say, sayJson } from './terminal.ts'

/** `odyssey report`: one HTML file of what a study found. */
export function addReport(program: Command): void {
  const command = program.command('report').description('write the report of a study: one HTML file')
  jsonOption(studyOptions(command))
    .option('-o, --output <file>', 'the file to write; NAME-report.html beside a store NAME.sqlite unless given')
    .option('--figures <folder>', 'also write each figure as an SVG file into this folder')
    .action(write)
}

interface ReportOptions extends StudyOptions {
  readonly output?: string
  readonly figures?: string
  readonly json?: true
}

async function write({ json, output, figures: folder, ...options }: ReportOptions): Promise<void> {
  const path = output ?? reportBeside(options.store)
  const kept = await keptStudy(options)
  if (kept.trials.length === 0)
    throw new InputError(`study ${kept.definition.name} has no finished trial to report yet`)
  const findings = findingsOf(kept.definition, kept.trials)
  writeReport(path, kept, findings)
  const figures = folder === undefined ? [] : writeFigures(folder, figuresOf(findings, kept.definition.baseline))
  if (json) sayJson({ study: kept.definition.name, report: path, figures })
  else for (const written of [path, ...figures]) say(written)
}

/** Where the report of a store goes: `odyssey-report.html` beside `odyssey.sqlite`. */
export function reportBeside(store: string): string {
  return join(dirname(store), `${basename(store).replace(/(\.jsonl\.gz|\.[^.]+)$/, '')}-report.html`)
}

/** Fails early where no report could be written. */
export function checkReportPlace(path: string): void {
  try {
    accessSync(dirname(path), constants.W_OK)
  } catch (error) {
    throw cannotWrite(path, error)
  }
}

export function writeReport(path: string, { definition, trials }: Kept, findings: Findings): void {
  writeText(path, report(definition, trials, findings))
}

/** Writes the figures into a folder, made if it is not there, and returns their paths. */
function writeFigures(folder: string, figures: Readonly<Record<string, string>>): string[] {
  makeFolder(folder)
  return Object.entries(figures).map(([name, svg]) => {
    const path = join(folder, `${name}.svg`)
    writeText(path, svg)
    return path
  })
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true })
  } catch (error) {
    throw cannotWrite(path, error)
  }
}

function writeText(path: string, text: string): void {
  try {
    writeFileSync(path, text)
  } catch (error) {
    throw cannotWrite(path, error)
  }
}

function cannotWrite(path: string, error: unknown): InputError {
  return new InputError(`cannot write ${path} (${(error as NodeJS.ErrnoException).code})`)
}
