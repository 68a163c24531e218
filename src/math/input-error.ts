/** Something the user gave is wrong; the message is one clear line: what, where, and what would be right. The command line prints it and exits with 2. */
export class InputError extends Error {
  override readonly name = 'InputError'
}

/** The entry of a table by name; an error with the names there are if there is none. `what` is the word for an entry, as in `task`. */
export function lookUp<T>(table: Readonly<Record<string, T>>, name: string, what: string): T {
  if (Object.hasOwn(table, name)) return table[name]
  throw new InputError(`no ${what} named ${oneLine(name)}; there are ${namedList(Object.keys(table))}`)
}

/** Names in a message: up to ten, then how many more there are. */
export function namedList(names: readonly string[], most = 10): string {
  const shown = names
    .slice(0, most)
    .map((name) => oneLine(name))
    .join(', ')
  const more = names.length - most
  return more > 0 ? `${shown} and ${more.toString().replace(/\B(?=(\d{3})+$)/g, ',')} more` : shown
}

/** A name, or words of a file, as they are, but in few characters on one line; control characters are `?`. */
export function oneLine(text: string, most = 60): string {
  const characters = [...text.slice(0, 2 * most + 2)]
  const start = characters
    .slice(0, most)
    .join('')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '?')
  return characters.length > most ? `${start}…` : start
}

/** A value that may be anything, in few characters on one line: texts in quotes, lists and objects by name, since they may be deep or not give a text. */
export function briefly(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  if (typeof value === 'function') return 'a function'
  return oneLine(typeof value === 'string' ? JSON.stringify(value) : String(value), 40)
}

/** The system's code for an error, as ENOENT. */
export function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException)?.code
}

/** Why something outside failed, in few words; of the system's rarer codes the code itself. */
export function reason(error: unknown): string {
  const cause = (error as Error)?.cause ?? error
  const code = codeOf(cause)
  if (code) return IN_WORDS[code] ?? code
  return cause instanceof Error ? cause.message : String(cause)
}

/** What the system's commonest codes mean. */
const IN_WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EPIPE: 'nobody reads it',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'it is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  EFBIG: 'a file may not be that large',
  EIO: 'the disk reports an error',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'its links lead in a circle',
  ENXIO: 'no such device',
  ESTALE: 'it is gone from the network',
}
