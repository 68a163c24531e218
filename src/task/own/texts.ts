import { InputError } from '../../math/input-error.ts'
import { growingTable } from './columns.ts'
import { columnAt, type OwnData } from './data.ts'

/** Sequences of characters from text that comes in pieces: one of all, or one of each line that is not empty. */
export function charactersReader(name: string, layout: 'text' | 'lines') {
  const table = growingTable(['character'])
  const starts = [0]
  let [isStart, half] = [true, '']
  const endSequence = () => {
    if (table.rows > starts[starts.length - 1]) starts.push(table.rows)
  }
  const put = (text: string) => {
    for (const character of text) {
      if (layout === 'lines' && (character === '\n' || character === '\r')) endSequence()
      else if (character !== '\r') {
        table.text(0, character)
        table.endRow()
      }
    }
  }
  return {
    push(text: string): void {
      const all = half + (isStart && text.startsWith('\ufeff') ? text.slice(1) : text)
      isStart &&= text === ''
      const isCut = /[\ud800-\udbff]$/.test(all) // a character of two units may be cut in two
      half = isCut ? all.slice(-1) : ''
      put(isCut ? all.slice(0, -1) : all)
    },
    end(): OwnData {
      put(half)
      endSequence()
      if (starts.length === 1) throw new InputError(`${name} is empty`)
      const lengths = Int32Array.from({ length: starts.length - 1 }, (_, k) => starts[k + 1] - starts[k])
      const column = columnAt(table.columns[0], 'step', (sequence, step) => starts[sequence] + step)
      return { name, layout, lengths, columns: [column], idOf: (k) => String(k + 1), made: {}, notes: [] }
    },
  }
}
