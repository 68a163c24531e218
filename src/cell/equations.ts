import { type Cell, type Node, operandsOf, type Ref, weightsOf } from './cell.ts'

/**
 * The equations of a cell as one would write them on paper, a line each, in the order in which they are computed:
 * `i_t = σ(W_i x_t + R_i y_{t−1} + p_i ⊙ c_{t−1} + b_i)`. The output is y_t unless the cell itself calls another value y. A value
 * without a name is written where it is used, or gets the letter of its weights if it is used twice or weighs its sources.
 */
export function equationLines(cell: Cell): string[] {
  const letters = lettersOf(cell)
  const lines = [...letters]
    .sort(([a], [b]) => a - b)
    .map(([ref, letter]) => `${now(letter)} = ${write(cell, ref, letters)}`)
  const aliases = Object.entries(cell.named)
    .filter(([name, ref]) => letters.get(ref) !== name)
    .map(([name, ref]) => `${now(name)} = ${now(letters.get(ref)!)}`)
  return [...lines, ...aliases, ...outputLine(cell, letters)]
}

/** A value that has a line of its own among the equations. */
export interface NamedValue {
  readonly name: string
  readonly ref: Ref
}

/** The values that the equations name, in the order in which they are computed; the output is y unless the cell calls another value so. */
export function namedValues(cell: Cell): NamedValue[] {
  return [...lettersOf(cell)].map(([ref, name]) => ({ name, ref })).sort((a, b) => a.ref - b.ref)
}

/** The letters by which values are called: names, y for the output, and those that unnamed values need. */
function lettersOf(cell: Cell): Map<Ref, string> {
  const letters = new Map<Ref, string>()
  for (const [name, ref] of Object.entries(cell.named)) if (!letters.has(ref)) letters.set(ref, name)
  if (!letters.has(cell.output) && !Object.hasOwn(cell.named, 'y')) letters.set(cell.output, 'y')
  const taken = new Set(['x', ...Object.keys(cell.named), ...letters.values()])
  const inNeed = refsInNeed(cell, letters)
  const first = firstWeights(cell, new Set([...letters.keys(), ...inNeed]))
  for (const ref of inNeed) {
    const letter = freeLetter(subscriptOf(first[ref]), taken)
    taken.add(letter)
    letters.set(ref, letter)
  }
  return letters
}

/** The unnamed values that deserve a line of their own. */
function refsInNeed(cell: Cell, letters: ReadonlyMap<Ref, string>): Ref[] {
  const readers = readersOf(cell, letters)
  const first = firstWeights(cell, new Set(letters.keys()))
  return cell.nodes.flatMap((node, ref) => {
    const by = readers[ref]
    if (letters.has(ref) || by.length === 0 || isLeaf(node)) return []
    const weighs = first[ref] !== ''
    const dissolves = node.op === 'sum' && (by[0] === 'sum' || squashings.includes(by[0]))
    const wanted = by.length > 1 || (weighs && (isSquash(node) || node.op === 'sum') && !dissolves)
    return wanted ? [ref] : []
  })
}

type Reader = Node['op'] | 'readout'

/** What reads each value, of the values that the output or a named value depends on. */
function readersOf({ nodes, output }: Cell, letters: ReadonlyMap<Ref, string>): Reader[][] {
  const readers: Reader[][] = nodes.map((_, ref) => (ref === output ? ['readout'] : []))
  for (let ref = nodes.length - 1; ref >= 0; ref--) {
    if (!letters.has(ref) && readers[ref].length === 0) continue
    for (const of of operandsOf(nodes[ref])) readers[of].push(nodes[ref].op)
  }
  return readers
}

const squashings: readonly Reader[] = ['sigmoid', 'tanh', 'relu', 'exp']
const isSquash = (node: Node) => squashings.includes(node.op)
const isLeaf = (node: Node) => operandsOf(node).length === 0

/** For each value the first weight of a weighted sum, squashed or not; empty where there is none. Values with letters are not looked into. */
function firstWeights({ nodes }: Cell, lettered: ReadonlySet<Ref>): string[] {
  const first: string[] = []
  for (const node of nodes) {
    const unnamed = node.op === 'sum' || isSquash(node) ? operandsOf(node).filter((of) => !lettered.has(of)) : []
    first.push('weight' in node ? node.weight : (unnamed.map((of) => first[of]).find(Boolean) ?? ''))
  }
  return first
}

const SPARE_LETTERS = [...'adeghjklmnqsuvw']

function freeLetter(wanted: string, taken: ReadonlySet<string>): string {
  const numbered = Array.from({ length: taken.size + 1 }, (_, k) => `v${k + 1}`)
  return [wanted, ...SPARE_LETTERS, ...numbered].find((letter) => letter !== '' && !taken.has(letter))!
}

function outputLine(cell: Cell, letters: ReadonlyMap<Ref, string>): string[] {
  const { output, named } = cell
  if (named.y === output || letters.get(output) === 'y') return []
  const letter = letters.get(output)
  const left = Object.hasOwn(named, 'y') ? 'output' : 'y_t'
  return [`${left} = ${letter === undefined ? write(cell, output, letters) : now(letter)}`]
}

/** How tightly an expression holds together: what binds looser than its place is put in parentheses. */
const SUM = 1
const QUOTIENT = 2
const PRODUCT = 3
const APPLIED = 4
const ATOM = 5

interface Written {
  readonly text: string
  readonly binding: number
}

/** The right-hand side that defines a value. */
function write({ nodes }: Cell, defined: Ref, letters: ReadonlyMap<Ref, string>): string {
  const inside = (ref: Ref, least: number): string => {
    const { text, binding } = use(ref)
    return binding < least ? `(${text})` : text
  }
  const use = (ref: Ref): Written => {
    const letter = letters.get(ref)
    return letter === undefined ? spell(nodes[ref]) : { text: now(letter), binding: ATOM }
  }
  /** The terms of a sum, sums among them dissolved. */
  const terms = (of: readonly Ref[]): Ref[] =>
    of.flatMap((ref) => {
      const node = nodes[ref]
      return node.op === 'sum' && !letters.has(ref) ? terms(node.of) : [ref]
    })
  const isBias = (ref: Ref) => nodes[ref].op === 'bias'

  function spell(node: Node): Written {
    switch (node.op) {
      case 'input':
        return { text: 'x_t', binding: ATOM }
      case 'before':
        return { text: subscripted(node.name, 't−1'), binding: ATOM }
      case 'bias':
        return { text: weightText(node.weight), binding: ATOM }
      case 'project':
        return { text: `${weightText(node.weight)} ${inside(node.of, APPLIED)}`, binding: APPLIED }
      case 'scale':
        return { text: `${weightText(node.weight)} ⊙ ${inside(node.of, PRODUCT)}`, binding: PRODUCT }
      case 'product':
        return { text: node.of.map((ref) => inside(ref, PRODUCT)).join(' ⊙ '), binding: PRODUCT }
      case 'quotient':
        return { text: `${inside(node.of[0], PRODUCT)} / ${inside(node.of[1], APPLIED)}`, binding: QUOTIENT }
      case 'difference':
        return { text: `${inside(node.of[0], SUM)} − ${inside(node.of[1], QUOTIENT)}`, binding: SUM }
      case 'complement':
        return { text: `1 − ${inside(node.of, QUOTIENT)}`, binding: SUM }
      case 'sigmoid':
        return { text: `σ(${inside(node.of, SUM)})`, binding: ATOM }
      case 'tanh':
      case 'relu':
      case 'exp':
        return { text: `${node.op}(${inside(node.of, SUM)})`, binding: ATOM }
      case 'sum': {
        const all = terms(node.of)
        if (all.length === 1) return use(all[0])
        const ordered = [...all.filter((ref) => !isBias(ref)), ...all.filter(isBias)]
        return { text: ordered.map((ref) => inside(ref, QUOTIENT)).join(' + '), binding: SUM }
      }
    }
  }
  return spell(nodes[defined]).text
}

const now = (name: string) => subscripted(name, 't')

/** c_t, c_{t−1}; a name with an underscore keeps its own subscript: c_{slow,t}. */
function subscripted(name: string, time: string): string {
  const [letter, ...rest] = name.split('_')
  return withSubscript(letter, [...rest, time].filter(Boolean).join(','))
}

/** W_z for Wz, R_{io} for Rio; longer names stay as they are, up to an underscore. */
function weightText(weight: string): string {
  const subscript = subscriptOf(weight)
  return withSubscript(weight.slice(0, weight.length - subscript.length).replace(/_$/, ''), subscript)
}

function subscriptOf(weight: string): string {
  const underscore = weight.indexOf('_')
  if (underscore > 0) return weight.slice(underscore + 1)
  return weight.length <= 4 ? weight.slice(1) : ''
}

function withSubscript(letter: string, subscript: string): string {
  if (subscript === '') return letter
  return subscript.length === 1 ? `${letter}_${subscript}` : `${letter}_{${subscript}}`
}

/** How many numbers a cell learns, as a formula of M inputs and N units: `4NM + 4N² + 7N`. */
export function parameterFormula(cell: Cell): string {
  const shapes = weightsOf(cell, { inputs: 2, hidden: 3 })
  const count = (columns: number) => shapes.filter((shape) => shape.columns === columns).length
  const terms = Object.entries({ NM: count(2), 'N²': count(3), N: count(1) }).filter(([, times]) => times > 0)
  return terms.map(([unit, times]) => `${times === 1 ? '' : times}${unit}`).join(' + ') || '0'
}
