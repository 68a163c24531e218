import { existsSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { extname, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { study as cellsJsb } from '../../studies/cells-jsb.ts'
import { study as jsb } from '../../studies/jsb.ts'
import { study as odyssey } from '../../studies/odyssey.ts'
import { study as parts } from '../../studies/parts.ts'
import { study as quickstart } from '../../studies/quickstart.ts'
import { study as spelling } from '../../studies/spelling.ts'
import { checkRegular } from '../files/read-whole.ts'
import { sourcePlace, syntaxPlace } from '../files/source-place.ts'
import { briefly, InputError } from '../math/input-error.ts'
import { checkStudy } from '../study/check.ts'
import type { Study } from '../study/study.ts'

/** The studies that come with this package, by name. */
export const studies = { quickstart, spelling, jsb, odyssey, parts, 'cells-jsb': cellsJsb } satisfies Record<
  string,
  Study
>

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
  const own = new Set([url])
  const hooks = resolveFrom(own)
  try {
    return checkStudy(exported(await import(url)))
  } catch (error) {
    throw new InputError(`study file ${file}: ${messageOf(error, own)}`, { cause: error })
  } finally {
    hooks.deregister()
  }
}

function exported(module: object): Study {
  if ('study' in module) return module.study as Study
  if ('default' in module) throw new InputError('its study is a default export; write export const study = …')
  throw new InputError('it has no export named study')
}

/**
 * While a study file is imported, this package's name means the copy that is running, wherever the file lies, and the file and all
 * TypeScript beside it are modules, whatever a package.json above them says. `own` grows by the files that it imports.
 */
function resolveFrom(own: Set<string>): { deregister(): void } {
  const here = new URL(`../index${extname(import.meta.url)}`, import.meta.url).href
  const [first] = own
  return registerHooks({
    resolve(specifier, context, next) {
      if (specifier === PACKAGE) return { url: here, shortCircuit: true }
      const found = next(specifier, context)
      if (!isOwn(found.url) && found.url !== first) return found
      own.add(found.url)
      if (found.url.endsWith('.ts')) return { ...found, format: 'module-typescript' }
      return found.url === first && found.url.endsWith('.js') ? { ...found, format: 'module' } : found
    },
  })
}

/** Whether a file is neither this package's nor another's. */
function isOwn(url: string): boolean {
  const root = new URL('../..', import.meta.url).href
  return url.startsWith('file:') && !url.includes('/node_modules/') && !url.startsWith(`${root}src/`)
}

/** What went wrong in one line, and where in the files of the study. */
function messageOf(error: unknown, own: ReadonlySet<string>): string {
  const text = error instanceof Error ? error.message : `it throws ${briefly(error)}`
  const place =
    sourcePlace(error, (url) => own.has(url)) ??
    (error instanceof SyntaxError ? syntaxPlace([...own].map((url) => fileURLToPath(url))) : undefined)
  return `${place === undefined ? '' : `${place}: `}${text.split('\n')[0]}`
}
