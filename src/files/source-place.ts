import { spawnSync } from 'node:child_process'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The place in a source file that an error comes from, as `own.ts, line 5, column 3`; `of` says which files may be blamed. */
export function sourcePlace(error: unknown, of: (url: string) => boolean = isNoPackage): string | undefined {
  const stack = error instanceof Error ? String(error.stack) : ''
  return markedPlace(stack) ?? framePlace(stack, of)
}

/** The place of the first syntax error in the files that Node’s own check finds: V8 keeps it from whoever imports them. */
export function syntaxPlace(files: readonly string[]): string | undefined {
  for (const file of files) {
    const { stderr } = spawnSync(process.execPath, ['--check', file], { encoding: 'utf8', timeout: 10_000 })
    const place = markedPlace(stderr)
    if (place !== undefined) return place
  }
  return undefined
}

/** What stands above the message of a syntax error: file and line, then some of its source, and marks below the column. */
function markedPlace(text: string): string | undefined {
  const [, file, line] = /^(.*[\\/].*):(\d+)\n/.exec(text) ?? []
  if (file === undefined) return undefined
  const marks = /^ *\^/m.exec(text)?.[0].length
  return `${basename(file)}, line ${line}${marks === undefined ? '' : `, column ${marks}`}`
}

const isNoPackage = (url: string) => !url.includes('/node_modules/')

function framePlace(stack: string, of: (url: string) => boolean): string | undefined {
  for (const [, url, line, column] of stack.matchAll(/(file:\/\/\S+?):(\d+):(\d+)\)?$/gm)) {
    if (of(url)) return `${basename(fileURLToPath(url))}, line ${line}, column ${column}`
  }
  return undefined
}
