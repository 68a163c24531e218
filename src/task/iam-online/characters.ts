import { BLANK } from '../../engine/loss/ctc.ts'

/** What stands for every character that no training line has. */
const UNSEEN = '\ufffd'

/**
 * The characters that the network can write: class k is `symbols[k]`, and class 0, the blank, is nothing. They are those of the
 * training lines, in the order of their codes. Where a line of validation or test has others, one more class stands for all of
 * them [d]: no training line has it, so a network learns never to say it, and each such character counts as an error, as it should.
 */
export function symbolsOf(training: readonly string[], others: readonly string[]): string[] {
  const seen = charactersIn(training)
  const unseen = charactersIn(others).some((character) => !seen.includes(character))
  const symbols = ['', ...seen, ...(unseen ? [UNSEEN] : [])]
  return symbols
}

/** The classes of a text's characters. */
export function labelOf(text: string, symbols: readonly string[]): Int32Array {
  const unseen = symbols.indexOf(UNSEEN)
  return Int32Array.from(text, (character) => {
    const found = symbols.indexOf(character, BLANK + 1)
    return found < 0 ? unseen : found
  })
}

function charactersIn(texts: readonly string[]): string[] {
  return [...new Set(texts.join(''))].sort()
}
