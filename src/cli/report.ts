import { writeFileSync } from 'node:fs'
import { InputError } from '../math/input-error.ts'
import { report } from '../report/report.ts'
import type { TrialRecord } from '../store/store.ts'
import type { StudyDefinition } from '../study/definition.ts'
import { codeOf, reason } from '../task/source.ts'
import { type AddCommand, type StoreOptions, storeOption, studyOption, withStudy } from './options.ts'

/** `odyssey report`: what a study found, as one page. */
export const addReport: AddCommand = (program) => {
  program
    .command('report')
    .description('what a study found, as one HTML file with its figures; the study may still be running')
    .addOption(storeOption())
    .addOption(studyOption())
    .option('-o, --output <file>', 'where to write it', 'odyssey-report.html')
    .action(async ({ output, ...options }: StoreOptions & { output: string }) => {
      await withStudy(options, async (store, study) => {
        const trials = await store.trials(study)
        if (trials.length === 0)
          throw new InputError(`study ${study} has no finished trial yet; odyssey run ${study} trains some`)
        console.log(`report: ${writeReport(output, await store.study(study), trials)}`)
      })
    })
}

/** Writes the report and returns its path. */
export function writeReport(path: string, definition: StudyDefinition, trials: readonly TrialRecord[]): string {
  const page = report(definition, trials)
  try {
    writeFileSync(path, page)
  } catch (error) {
    if (codeOf(error) === undefined) throw error
    throw new InputError(`cannot write ${path} (${reason(error)})`)
  }
  return path
}
