import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'

/** The version of this package, recorded with every trial. */
export function packageVersion(): string {
  const path = findPackageJSON('.', import.meta.url)
  if (path === undefined) throw new Error('the package has lost its package.json')
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version
}
