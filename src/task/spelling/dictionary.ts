import { InputError, oneLine } from '../../math/input-error.ts'

const VOWELS = 'AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW'.split(' ')
const CONSONANTS = 'B CH D DH F G HH JH K L M N NG P R S SH T TH V W Y Z ZH'.split(' ')

/** The 39 phones of the dictionary in alphabetical order: class k is `phones[k]`, and class 0, the blank, is nothing. */
export const phones: readonly string[] = ['', ...[...VOWELS, ...CONSONANTS].sort()]

/** Classes by the names in the file, where each vowel has its stress behind it: 0 is none, 1 primary, 2 secondary. The stress is dropped. */
const classes: ReadonlyMap<string, number> = new Map([
  ...VOWELS.flatMap((vowel) => [0, 1, 2].map((stress) => [`${vowel}${stress}`, phones.indexOf(vowel)] as const)),
  ...CONSONANTS.map((consonant) => [consonant, phones.indexOf(consonant)] as const),
])

const HEAD = '/** @type {{ [word: string]: string }} */\nexport const dictionary = {\n'
const TAIL = '\n}\n'
const HEAD_LINES = HEAD.split('\n').length - 1

/**
 * The classes of each word's phones, in the text of a file that lists them as JavaScript: `  "word": "W ER1 D",` a line. A word with
 * several pronunciations is there again as word(2), word(3), …; what follows a # is a comment. Anything else is refused.
 */
export function readDictionary(text: string, file: string): Map<string, readonly number[]> {
  if (!text.startsWith(HEAD) || !text.endsWith(TAIL))
    throw new InputError(`${file} must be "export const dictionary = {", then a line for each word, then "}"`)
  const found = new Map<string, readonly number[]>()
  const lines = text.slice(HEAD.length, -TAIL.length).split('\n')
  lines.forEach((line, k) => {
    const where = `${file}, line ${HEAD_LINES + k + 1}`
    const { word, spoken } = entryOf(line, { where, isLast: k === lines.length - 1 })
    if (found.has(word)) throw new InputError(`${where}: "${oneLine(word)}" is there twice`)
    const heard = spoken.split(' ').map((phone) => classOf(phone, where))
    found.set(word, heard)
  })
  return found
}

function entryOf(
  line: string,
  { where, isLast }: { where: string; isLast: boolean },
): { word: string; spoken: string } {
  const [, word, spoken, comma] = /^ {2}"([!#-[\]-~]+)": "([A-Z0-2 ]+)(?: # [ !#-[\]-~]+)?"(,?)$/.exec(line) ?? []
  if (spoken === undefined || (comma === '') !== isLast)
    throw new InputError(
      `${where}: must be like "word": "W ER1 D", with a comma behind all but the last, not "${oneLine(line)}"`,
    )
  return { word, spoken }
}

function classOf(phone: string, where: string): number {
  const found = classes.get(phone)
  if (found === undefined)
    throw new InputError(`${where}: no phone named "${oneLine(phone)}"; there are AA0, AA1, AA2, … ZH`)
  return found
}
