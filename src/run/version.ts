import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'

/** The version of this package. */
export function packageVersion(): string {
  return (JSON.parse(readFileSync(packageFile(), 'utf8')) as { version: string }).version
}

/** What is recorded with every trial: the version, and in a clone the commit behind it, as in `0.1.0+5f0d6b7`. */
export function codeVersion(): string {
  const commit = commitOf(dirname(packageFile()))
  return commit === undefined ? packageVersion() : `${packageVersion()}+${commit}`
}

function packageFile(): string {
  const path = findPackageJSON('.', import.meta.url)
  if (path === undefined) throw new Error('the package has lost its package.json')
  return path
}

/** What is checked out in a folder, `.changed` behind it where files differ; undefined where it is no clone or git is missing. */
function commitOf(folder: string): string | undefined {
  if (!existsSync(join(folder, '.git'))) return undefined
  const words = ['describe', '--always', '--abbrev=7', '--exclude=*', '--dirty=.changed']
  try {
    return execFileSync('git', words, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return undefined
  }
}
