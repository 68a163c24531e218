/**
 * The reader of pen lines, XML of one flat form. A parser for any XML would have to be kept from entities, deep trees and their
 * cost; this one has nothing to keep: it expands no entity and builds no tree. What it does not know, within the strokes, it refuses.
 */
import { InputError, oneLine } from '../../math/input-error.ts'

/** What the pen wrote without being lifted; y grows downwards, times are in seconds. */
export interface Stroke {
  readonly start: number
  readonly points: readonly Point[]
}

interface Point {
  readonly x: number
  readonly y: number
  readonly time: number
}

/** What is between < and >, and where it is. */
interface Tag {
  readonly text: string
  readonly at: number
}

/** A file, so that an error can say where in it something is wrong. */
interface Source {
  readonly text: string
  readonly file: string
}

const SHAPE = 'StrokeSet > Stroke > Point'
const DEEPEST = 8
const LONGEST_TAG = 1000

/** What may stand within what; anything else only where strokes are not. */
const CHILD: Readonly<Record<string, string | undefined>> = { StrokeSet: 'Stroke', Stroke: 'Point', Point: '' }

/**
 * The strokes in the text of a file of `lineStrokes`: elements StrokeSet > Stroke (start_time) > Point (x, y, time), within one
 * root and beside any others. Strokes without points are left out.
 */
export function readStrokes(text: string, file: string): Stroke[] {
  const source = { text, file }
  const strokes: { start: number; points: Point[] }[] = []
  const path: string[] = []
  let sets = 0
  for (const tag of tagsOf(source, path)) {
    if (tag.text.startsWith('/')) {
      close(tag, path, source)
      continue
    }
    const name = open(tag, path, source)
    if (name === 'StrokeSet') sets += 1
    if (name === 'Stroke') strokes.push({ start: startOf(tag, source), points: [] })
    if (name === 'Point') strokes[strokes.length - 1].points.push(pointOf(tag, source))
    if (tag.text.endsWith('/')) path.pop()
  }
  if (path.length > 0) throw new InputError(`${file} is cut short: it ends within ${oneLine(path[path.length - 1])}`)
  if (sets !== 1) throw new InputError(`${file} must have one StrokeSet, not ${sets}: pen lines are ${SHAPE}`)
  const written = strokes.filter(({ points }) => points.length > 0)
  if (written.length === 0) throw new InputError(`${file} has no point: pen lines are ${SHAPE}`)
  return written
}

/** The tags in order; comments and the declaration at the start are passed over. `path` is where in the tree the reader is. */
function* tagsOf(source: Source, path: readonly string[]): Generator<Tag> {
  const { text } = source
  let at = /^<\?xml [^<>]{0,200}\?>/.exec(text)?.[0].length ?? 0
  let roots = 0
  for (;;) {
    const start = text.indexOf('<', at)
    const end = start < 0 ? text.length : start
    if (/\S/.test(text.slice(at, end))) throw wrong(source, at, `text between the elements of ${SHAPE}`)
    if (start < 0) return
    if (text.startsWith('<!--', start)) at = endOf('-->', start, source) + 3
    else {
      if (/[!?]/.test(text[start + 1] ?? '')) throw wrong(source, start, 'a declaration: entities are not read')
      if (path.length === 0 && ++roots > 1) throw wrong(source, start, 'an element behind the root')
      at = endOf('>', start, source) + 1
      yield { text: text.slice(start + 1, at - 1), at: start }
    }
  }
}

function endOf(mark: string, start: number, source: Source): number {
  const end = source.text.indexOf(mark, start)
  if (end < 0)
    throw new InputError(
      `${source.file} is cut short: it ends within ${JSON.stringify(oneLine(source.text.slice(start, start + 40)))}`,
    )
  if (mark === '>' && end - start > LONGEST_TAG) throw wrong(source, start, `a tag of ${end - start} characters`)
  if (mark === '>' && source.text.slice(start + 1, end).includes('<'))
    throw wrong(source, start, 'a tag within another')
  return end
}

/** Enters an element, if it may stand here, and gives its name. */
function open({ text, at }: Tag, path: string[], source: Source): string {
  const name = /^[A-Za-z][\w.-]*(?=[\s/]|$)/.exec(text)?.[0]
  if (name === undefined) throw wrong(source, at, `"<${text}>" where an element was expected`)
  const parent = path[path.length - 1]
  const child = parent === undefined ? undefined : childOf(parent)
  const misplaced = child !== undefined ? child !== name : name === 'Stroke' || name === 'Point'
  if (misplaced) throw wrong(source, at, `${name} in ${parent ?? 'the place of the root'}: pen lines are ${SHAPE}`)
  if (path.push(name) > DEEPEST) throw wrong(source, at, `more than ${DEEPEST} elements within each other`)
  return name
}

function childOf(parent: string): string | undefined {
  return Object.hasOwn(CHILD, parent) ? CHILD[parent] : undefined
}

function close({ text, at }: Tag, path: string[], source: Source): void {
  const name = path.pop()
  if (text.slice(1).trimEnd() !== name) throw wrong(source, at, `"<${text}>", where ${name ?? 'nothing'} was to end`)
}

function startOf(tag: Tag, source: Source): number {
  return numberIn(attributesOf(tag, source), 'start_time', tag, source)
}

function pointOf(tag: Tag, source: Source): Point {
  const attributes = attributesOf(tag, source)
  const value = (name: string) => numberIn(attributes, name, tag, source)
  return { x: value('x'), y: value('y'), time: value('time') }
}

/** What a tag says, each name once. */
function attributesOf({ text, at }: Tag, source: Source): Map<string, string> {
  const attributes = new Map<string, string>()
  const attribute = /\s+([A-Za-z][\w.-]*)="([^"<]*)"/y
  attribute.lastIndex = text.search(/[\s/]|$/)
  for (;;) {
    const end = attribute.lastIndex
    const [, name, value] = attribute.exec(text) ?? []
    if (name === undefined) {
      if (/^\s*\/?$/.test(text.slice(end))) return attributes
      throw wrong(source, at, `"<${text}>": attributes must be like x="1073"`)
    }
    if (attributes.has(name)) throw wrong(source, at, `"<${text}>" has ${name} twice`)
    attributes.set(name, value)
  }
}

/** An attribute that is a number, in decimal digits. */
function numberIn(attributes: Map<string, string>, name: string, { text, at }: Tag, source: Source): number {
  const value = attributes.get(name) ?? ''
  if (!/^-?\d{1,9}(\.\d{1,9})?$/.test(value)) throw wrong(source, at, `"<${text}>" must have a number as ${name}`)
  return Number(value)
}

/** The error for what stands at a place of the text. */
function wrong({ text, file }: Source, at: number, what: string): InputError {
  const line = text.slice(0, at).split('\n').length
  return new InputError(`${file}, line ${line}: ${oneLine(what, 120)}`)
}
