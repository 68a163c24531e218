/**
 * Our engine beside PyTorch and TensorFlow.js in one alternating run, as ratios of the time of a complete update.
 *
 *     npm run -s bench:peers -- --with pytorch,tensorflow [--shapes jsb,timit] [--hidden 20,78,200] [--rounds 5] [--json]
 *
 * PyTorch: Debian’s python3-torch, found as `python3` or by --python. TensorFlow.js: see `tensorflow.mjs`.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createInterface, type Interface } from 'node:readline'
import { type Runner, runnerFor, type Shape, shapes } from '../../src/bench/speed.ts'
import { cells } from '../../src/cell/catalog.ts'
import { engineNamed } from '../../src/engine/engines.ts'
import { flag, freeText, number, numbers, optionsOf, someOf } from '../options.ts'

interface Peer {
  readonly script: string
  readonly kinds: readonly string[]
  readonly needs: string
}

const peers = {
  pytorch: {
    script: 'pytorch.py',
    kinds: ['lstm', 'peephole'],
    needs: 'apt-get install python3-torch',
  },
  tensorflow: {
    script: 'tensorflow.mjs',
    kinds: ['wasm', 'cpu'],
    needs:
      'npm install @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0 in a folder named by ODYSSEY_PEERS',
  },
} as const satisfies Record<string, Peer>

const options = optionsOf({
  with: someOf('peer', peers, ['pytorch', 'tensorflow']),
  shapes: someOf('shape', shapes, ['jsb']),
  hidden: numbers([20, 78, 200]),
  rounds: number(5),
  python: freeText('python3'),
  json: flag,
})

/** A peer’s process: a request in, an answer out, one at a time. */
class Connection {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #lines: Interface
  readonly #peer: Peer
  #errors = ''

  constructor(peer: Peer) {
    this.#peer = peer
    const program = peer.script.endsWith('.py') ? options.python : process.execPath
    this.#child = spawn(program, [new URL(peer.script, import.meta.url).pathname])
    this.#child.stderr.on('data', (data) => {
      this.#errors += data
    })
    this.#child.on('error', () => {})
    this.#child.stdin.on('error', () => {}) // a peer that ended says why on its other stream
    this.#lines = createInterface({ input: this.#child.stdout })
  }

  async ask(request: object): Promise<{ microseconds: number; version: string }> {
    const answer = new Promise<string>((resolve, reject) => {
      const read = (line: string) => {
        if (!line.startsWith('{')) return
        this.#lines.off('line', read)
        resolve(line)
      }
      this.#lines.on('line', read)
      this.#lines.once('close', () =>
        reject(new Error(`${this.#peer.script} ended; it needs: ${this.#peer.needs}\n${this.#errors.trim()}`)),
      )
    })
    this.#child.stdin.write(`${JSON.stringify(request)}\n`)
    return JSON.parse(await answer)
  }

  close(): void {
    this.#child.stdin.end()
  }
}

const median = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1]

/** One row a peer’s kind: its median beside ours, measured in turns. */
async function compare(
  name: string,
  shape: Shape,
  hidden: number,
  rounds: number,
  connection: Connection,
  peer: Peer,
  peerName: string,
) {
  const engine = engineNamed('wasm')
  const rows = []
  for (const kind of peer.kinds) {
    // nn.LSTM and TensorFlow.js have no peepholes: they are held against NP, the peephole loop against V
    const cell = kind === 'peephole' ? 'V' : 'NP'
    const ours: Runner = runnerFor(cell, cells[cell], hidden, shape, { engine })
    const network = {
      kind,
      inputs: shape.inputs,
      outputs: shape.outputs,
      hidden,
      steps: shape.steps,
      directions: shape.directions,
      loss: shape.loss,
    }
    const { microseconds: first, version } = await connection.ask({ ...network, turns: 2 })
    const turns = Math.max(1, Math.ceil(200_000 / first))
    const [mine, theirs]: [number[], number[]] = [[], []]
    for (let round = 0; round < rounds; round++) {
      mine.push(ours.time())
      theirs.push((await connection.ask({ ...network, turns })).microseconds)
    }
    rows.push({
      shape: name,
      hidden,
      peer: peerName,
      version,
      kind,
      cell,
      ours: median(mine),
      theirs: median(theirs),
      ratio: median(theirs) / median(mine),
    })
  }
  return rows
}

const rows = []
for (const peerName of options.with) {
  const peer = peers[peerName]
  const connection = new Connection(peer)
  for (const name of options.shapes) {
    for (const hidden of options.hidden) {
      const compared = await compare(name, shapes[name], hidden, options.rounds, connection, peer, peerName)
      for (const row of compared) rows.push(row)
      if (!options.json) {
        for (const { shape, kind, version, cell, ours, theirs, ratio } of compared) {
          console.log(
            `${shape} N ${hidden}: ${peerName} ${version} ${kind} ${theirs.toFixed(0)} µs, ours (${cell}) ${ours.toFixed(1)} µs, ratio ${ratio.toFixed(1)}`,
          )
        }
      }
    }
  }
  connection.close()
}
if (options.json) console.log(JSON.stringify(rows, null, 2))
