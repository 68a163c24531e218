import { existsSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { makeFolder } from '../src/files/folder.ts'
import { writeWhole } from '../src/files/write-whole.ts'

/** A file that a script makes, and what it should hold. */
export type Made = readonly [path: string, text: string]

/** Writes files; or, to check, writes nothing and fails where one is not what it would be. `command` makes them. */
export function settle(files: readonly Made[], { check, command }: { check: boolean; command: string }): void {
  for (const [path, text] of files) {
    if (check) {
      if (existsSync(path) && readFileSync(path, 'utf8') === text) continue
      console.log(`${path} is not what ${command} makes`)
      process.exitCode = 1
    } else {
      makeFolder(dirname(path))
      writeWhole(path, text)
    }
  }
}
