import { existsSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { extname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { study as jsb } from '../../studies/jsb.ts'
import { study as odyssey } from '../../studies/odyssey.ts'
import { study as parts } from '../../studies/parts.ts'
import { study as quickstart } from '../../studies/quickstart.ts'
import { checkRegular } from '../files/read-whole.ts'
import { InputError } from '../math/input-error.ts'
import { checkStudy } from '../study/check.ts'
import type { Study } from '../study/study.ts'

/** The studies that come with this package, by name. */
export const studies = { quickstart, jsb, odyssey, parts } satisfies Record<string, Study>

/** The name by which study files import this package. */
const PACKAGE = 'odyssey-rnn'

/** The study of this name, or the export `study` of a TypeScript or JavaScript file. */
export async function studyCalled(nameOrFile: string): Promise<Study> {
  if (Object.hasOwn(studies, nameOrFile)) return studies[nameOrFile as keyof typeof studies]
  if (!isStudyFile(nameOrFile)) {
    throw new InputError(
      `no study named ${nameOrFile}; there are ${Object.keys(studies).join(', ')}, or name a file such as my-study.ts`,
    )
  }
  if (!existsSync(nameOrFile)) throw new InputError(`there is no study file ${nameOrFile}`)
  checkRegular(nameOrFile)
  return studyIn(nameOrFile)
}

/** Whether it is the name of a file, not of a study. */
export function isStudyFile(nameOrFile: string): boolean {
  return /\.[cm]?[jt]s$/.test(nameOrFile)
}

async function studyIn(file: string): Promise<Study> {
  const url = pathToFileURL(resolve(file)).href
  const hooks = resolveAs(url)
  try {
    const { study } = await import(url)
    if (study === undefined) throw new InputError('it has no export named study')
    return checkStudy(study)
  } catch (error) {
    throw new InputError(`study file ${file}: ${messageOf(error)}`)
  } finally {
    hooks.deregister()
  }
}

/**
 * While a study file is imported, this package's name means the copy that is running, wherever the file lies, and the file is a
 * module, whatever a package.json above it says.
 */
function resolveAs(file: string): { deregister(): void } {
  const here = new URL(`../index${extname(import.meta.url)}`, import.meta.url).href
  return registerHooks({
    resolve(specifier, context, next) {
      if (specifier === PACKAGE) return { url: here, shortCircuit: true }
      const found = next(specifier, context)
      if (found.url !== file || !/\.[jt]s$/.test(file)) return found
      return { ...found, format: file.endsWith('.ts') ? 'module-typescript' : 'module' }
    },
  })
}

function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.split('\n')[0]
}
