/**
 * What is done to whole commands from outside. A fault of most kinds strikes a run of a study, over and over in one store, with more
 * trials asked for each time; then a run that nobody disturbs completes the study, and all of it is compared with a study that was
 * never disturbed.
 */
import type { ChildProcess } from 'node:child_process'
import { linkSync, mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Stream } from '../../src/math/random.ts'
import { type Circumstances, type End, odysseyUnder } from './command.ts'
import { type Fault, failedCall, fullDisk, none, type Shim } from './fault.ts'
import { type Flaw, flaw, type Outcome } from './flaws.ts'
import {
  endFlaws,
  foreignEnd,
  kept,
  newPlace,
  type Place,
  pageFlaws,
  type Quiet,
  runWords,
  trialFlaws,
} from './place.ts'
import { type Call, callsUnder } from './shim.ts'
import { struckWriting, type WritingName, type Written } from './writing.ts'

/** Trials a cell that each run of a struck store asks for in addition. */
export const MORE = 4

/** What faults need besides chance. */
export interface Tools {
  readonly quiet: Quiet
  /** Times that a store is struck before its study is completed, and that a command that writes is struck. */
  readonly rounds: number
  /** The library that lets system calls go wrong, and how many of each a run makes; undefined where it cannot be compiled. */
  readonly shim: Shim | undefined
  /** What the commands write that write a file or a store. */
  readonly written: Written
}

/** Strikes runs in one store, then completes the study and compares. */
async function struckRuns(tools: Tools, faultOf: (place: Place) => Fault): Promise<Outcome> {
  const place = newPlace()
  const flaws: Flaw[] = []
  const { rounds, quiet } = tools
  let [faults, before] = [0, await kept(place)]
  const run = async (trials: number, { circumstances, mayEnd, struck }: Fault) => {
    const end = await odysseyUnder(runWords(place, trials), circumstances)
    const after = await kept(place)
    if (struck(end)) faults += 1
    flaws.push(...foreignEnd(end, mayEnd), ...endFlaws(end, after, trials), ...trialFlaws(before, after, quiet))
    flaws.push(...pageFlaws(place.report))
    before = after
  }
  try {
    for (let round = 1; round <= rounds; round++) await run(MORE * round, faultOf(place))
    await run(MORE * rounds, none)
    return { faults, flaws }
  } finally {
    rmSync(place.folder, { recursive: true })
  }
}

/** Does something at a random moment: after so many milliseconds, or some after a run has said that trials are done. */
function atSomeMoment(random: Stream, { duration }: Quiet, act: (child: ChildProcess) => void): Circumstances {
  const trials = random.integer(3) === 0 ? 0 : 1 + random.integer(2 * MORE)
  if (trials === 0) return { onStart: (child) => later(child, random.uniform() * duration, act) }
  const delay = random.uniform() * 40
  let due = true
  return {
    onSaid: (text, child) => {
      if (!due || (text.match(/^\d+ of \d+/gm)?.length ?? 0) < trials) return
      due = false
      later(child, delay, act)
    },
  }
}

function later(child: ChildProcess, milliseconds: number, act: (child: ChildProcess) => void): void {
  const timer = setTimeout(() => act(child), milliseconds)
  child.once('exit', () => clearTimeout(timer))
}

function killed(random: Stream, tools: Tools): Promise<Outcome> {
  return struckRuns(tools, () => signalled(random, tools.quiet, 'SIGKILL', () => false))
}

/** Ctrl-C and its like: a run ends with 130 and goes on from there; before it listens, and when it has ended, the signal itself ends it. */
function asked(random: Stream, tools: Tools): Promise<Outcome> {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  return struckRuns(tools, () => signalled(random, tools.quiet, signals[random.integer(3)], ({ code }) => code === 130))
}

function signalled(random: Stream, quiet: Quiet, signal: NodeJS.Signals, mayEnd: (end: End) => boolean): Fault {
  let struck = false
  const act = (child: ChildProcess) => {
    struck = child.kill(signal)
  }
  return {
    circumstances: atSomeMoment(random, quiet, act),
    mayEnd: (end) => end.signal === signal || mayEnd(end),
    struck: () => struck,
  }
}

/** Stopped, as by Ctrl-Z, and woken up again: nothing at all may come of it. */
function stopped(random: Stream, tools: Tools): Promise<Outcome> {
  return struckRuns(tools, () => {
    let struck = false
    const act = (child: ChildProcess) => {
      struck = child.kill('SIGSTOP')
      setTimeout(() => child.kill('SIGCONT'), 20 + random.integer(200))
    }
    return { circumstances: atSomeMoment(random, tools.quiet, act), struck: () => struck }
  })
}

/** A system call on the store or its neighbours fails, once or from then on; or the process is killed just before it. */
function failing(random: Stream, tools: Tools): Promise<Outcome> {
  return struckRuns(tools, ({ folder }) =>
    failedCall(random, tools.shim!, folder, (['EIO', 'ENOSPC', 'short'] as const)[random.integer(3)]),
  )
}

function killedBefore(random: Stream, tools: Tools): Promise<Outcome> {
  return struckRuns(tools, ({ folder }) => failedCall(random, tools.shim!, folder, 'kill'))
}

/** A disk on which no file can grow beyond so many kB. */
function full(random: Stream, tools: Tools): Promise<Outcome> {
  return struckRuns(tools, () => fullDisk(random))
}

/** Too little address space: Node itself may end by it, in its own words; what is kept is right all the same. */
function starved(random: Stream, tools: Tools): Promise<Outcome> {
  return struckRuns(tools, () => ({
    circumstances: { limits: { v: Math.round(1e6 * (0.6 + 12 * random.uniform() ** 3)) } },
    mayEnd: isEndOfNode,
    struck: ({ code }) => code !== 0,
  }))
}

/** Whether Node gave up: it has no memory for itself. */
function isEndOfNode({ code, signal, err }: End): boolean {
  const fatal =
    /FATAL ERROR|Fatal process|out of memory|OOM|bad_alloc|allocation failed|Assertion failed|Cannot allocate memory/i
  return (signal !== null && signal !== 'SIGKILL') || (code !== null && code > 100) || (code !== 0 && fatal.test(err))
}

/** Nobody reads any more what a run says. */
function deaf(random: Stream, tools: Tools): Promise<Outcome> {
  return struckRuns(tools, () => ({
    circumstances: { output: random.integer(2) === 0 ? 'left' : 'full' },
    // what says so, in one line where anybody reads
    mayEnd: ({ code, err }) => code !== null && code > 0 && !/unexpected|^\s+at /m.test(err),
    struck: () => true,
  }))
}

/** The store goes away while a run uses it: it is told, and nothing that is not there is called kept. */
async function removed(random: Stream, tools: Tools): Promise<Outcome> {
  const place = newPlace()
  const flaws: Flaw[] = []
  const way = removals[random.integer(removals.length)]
  let done = false
  try {
    const at = 1 + random.integer(MORE)
    const end = await odysseyUnder(runWords(place, 4 * MORE), {
      onSaid: (text) => {
        if (done || (text.match(/^\d+ of \d+/gm)?.length ?? 0) < at) return
        done = true
        way(place)
      },
    })
    flaws.push(...foreignEnd(end))
    if (end.code === 0) flaws.push(flaw('silent', `${way.name}: the store was removed, exit code 0`))
    rmSync(place.folder, { recursive: true, force: true })
    mkdirSync(place.folder)
    const again = await odysseyUnder(runWords(place, MORE))
    const after = await kept(place)
    flaws.push(...foreignEnd(again), ...endFlaws(again, after, MORE), ...trialFlaws([], after, tools.quiet))
    return { faults: 1, flaws }
  } finally {
    rmSync(place.folder, { recursive: true, force: true })
  }
}

const removals: readonly ((place: Place) => void)[] = [
  function storeRemoved({ store }) {
    rmSync(store)
  },
  function storeAndNeighboursRemoved({ store }) {
    for (const ending of ['', '-wal', '-shm']) rmSync(`${store}${ending}`, { force: true })
  },
  function folderRemoved({ folder }) {
    rmSync(folder, { recursive: true })
  },
  function folderRenamed({ folder }) {
    renameSync(folder, `${folder}.away`)
    setTimeout(() => rmSync(`${folder}.away`, { recursive: true, force: true }), 30_000).unref()
  },
  function storeReplaced({ store }) {
    renameSync(store, `${store}.old`)
    writeFileSync(store, '')
  },
  function storeEmptied({ store }) {
    truncateSync(store)
  },
]

/** Two runs on one store under two names: one of them has it, and no trial is trained by both. */
async function doubled(random: Stream, tools: Tools): Promise<Outcome> {
  const place = newPlace()
  const flaws: Flaw[] = []
  try {
    if (random.integer(2) === 0) await odysseyUnder(runWords(place, 1))
    else writeFileSync(place.store, '')
    const name = aliases[random.integer(aliases.length)](place)
    const trials = 2 * MORE
    const ends = await Promise.all(
      [place.store, name].map((store, k) =>
        odysseyUnder([...runWords({ store }, trials), '--report', join(place.folder, `${k}.html`)]),
      ),
    )
    const after = await kept(place)
    for (const end of ends) flaws.push(...foreignEnd(end), ...endFlaws(end, after, trials))
    flaws.push(...trialFlaws([], after, tools.quiet))
    const trained = ends.map(({ out }) => Number(/^(\d+) trials? in /m.exec(out)?.[1] ?? 0))
    if (trained[0] + trained[1] > after.length)
      flaws.push(flaw('twice', `two runs trained ${trained.join(' and ')} trials, the store has ${after.length}`))
    return { faults: 1, flaws }
  } finally {
    rmSync(place.folder, { recursive: true })
  }
}

const aliases: readonly ((place: Place) => string)[] = [
  function same({ store }) {
    return store
  },
  function symbolic({ store, folder }) {
    symlinkSync(store, join(folder, 'link.sqlite'))
    return join(folder, 'link.sqlite')
  },
  function hard({ store, folder }) {
    linkSync(store, join(folder, 'hard.sqlite'))
    return join(folder, 'hard.sqlite')
  },
  function folderByLink({ folder }) {
    symlinkSync(folder, join(folder, 'itself'))
    return join(folder, 'itself', 'tiny.sqlite')
  },
]

/** How many calls of each kind a run makes that nobody disturbs. */
export async function callsOfARun(library: string): Promise<Record<Call, number>> {
  const place = newPlace()
  try {
    return await callsUnder(library, place.folder, (env) => odysseyUnder(runWords(place, MORE), { env }))
  } finally {
    rmSync(place.folder, { recursive: true })
  }
}

function writing(name: WritingName, about: string) {
  const strike = (random: Stream, { shim, written, rounds }: Tools) =>
    struckWriting(random, written, { name, library: shim!.library, times: rounds })
  return {
    strike,
    about: `failing and half calls, kills and full disks: ${about}`,
    repeated: true as const,
    shim: true as const,
  }
}

/** Kinds of faults, each a function of chance that strikes some commands, whether it strikes as often as `rounds` says or once, and whether it needs the library. */
export const faultKinds = {
  killed: { strike: killed, about: 'SIGKILL at a random moment of a run', repeated: true },
  'killed before a call': {
    strike: killedBefore,
    about: 'SIGKILL before the n-th system call',
    repeated: true,
    shim: true,
  },
  'failing call': { strike: failing, about: 'the n-th system call fails or writes half', repeated: true, shim: true },
  signal: { strike: asked, about: 'SIGINT, SIGTERM or SIGHUP at a random moment', repeated: true },
  'stopped and woken': { strike: stopped, about: 'SIGSTOP, then SIGCONT', repeated: true },
  'full disk': { strike: full, about: 'no file may grow beyond a limit', repeated: true },
  'no memory': { strike: starved, about: 'a limit of address space', repeated: true },
  'nobody reads': { strike: deaf, about: 'stdout closed, or full', repeated: true },
  'store removed': {
    strike: removed,
    about: 'store or folder removed, renamed, replaced or emptied during a run',
  },
  report: writing('report', 'a report and its figures, over older ones'),
  export: writing('export', 'an archive, over an older one'),
  'compressed export': writing('compressed export', 'the same in gzip'),
  import: writing('import', 'an archive into a store that has a part of it'),
  'two runs': { strike: doubled, about: 'two runs on one store by the same name, a link, a hard link' },
} as const satisfies Record<string, FaultKind>

interface FaultKind {
  readonly strike: (random: Stream, tools: Tools) => Promise<Outcome>
  readonly about: string
  readonly repeated?: true
  readonly shim?: true
}

export type FaultName = keyof typeof faultKinds
