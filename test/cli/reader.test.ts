import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { odyssey, odysseyProcess } from './odyssey.ts'

const bin = fileURLToPath(new URL('../../bin/odyssey.js', import.meta.url))
const small = fileURLToPath(new URL('./small-study.ts', import.meta.url))
const root = mkdtempSync(join(tmpdir(), 'odyssey-reader-'))
afterAll(() => rmSync(root, { recursive: true }))

const isLinux = process.platform === 'linux'
const full = () => openSync('/dev/full', 'w')

/** A command that loses what it writes to: nobody reads stdout, unless it is a file. */
async function unread(words: readonly string[], to: { stdout?: number; stderr?: number } = {}) {
  const child = spawn(process.execPath, [bin, ...words], {
    cwd: root,
    stdio: ['ignore', to.stdout ?? 'pipe', to.stderr ?? 'pipe'],
  })
  let err = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  child.stdout?.destroy()
  const [code] = await once(child, 'close')
  return { code, err }
}

/** Progress, and then why its results are not told. */
const lost = (reason: string) =>
  new RegExp(`\\n24 of 24[^\\n]*\\nodyssey: stdout cannot be written: ${reason}; trials and report are kept\\n$`)

const doneIn = async (store: string) => {
  const { out } = await odyssey(['status', '--store', store, '--json'], { cwd: root })
  return JSON.parse(out).studies[0].done
}

describe('a run whose stdout is lost trains all, keeps all, writes the report, and ends with 1', () => {
  test('where its reader leaves', async () => {
    const run = await unread(['run', small, '--store', 'left.sqlite', '--workers', '2'])
    expect(run).toEqual({ code: 1, err: expect.stringMatching(lost('nobody reads it')) })
    expect([await doneIn('left.sqlite'), existsSync(join(root, 'left-small-report.html'))]).toEqual([24, true])
  })

  test.skipIf(!isLinux)('where the disk is full', async () => {
    const run = await unread(['run', small, '--store', 'full.sqlite', '--workers', '2'], { stdout: full() })
    expect(run).toEqual({ code: 1, err: expect.stringMatching(lost('the disk is full')) })
    expect([await doneIn('full.sqlite'), existsSync(join(root, 'full-small-report.html'))]).toEqual([24, true])
  })

  test.skipIf(!isLinux)('and where stderr is lost, which only shows progress, with 0', async () => {
    const words = ['run', small, '--store', 'progress.sqlite', '--workers', '2', '--json']
    const { code } = await unread(words, { stdout: openSync(join(root, 'out.json'), 'w'), stderr: full() })
    expect([code, await doneIn('progress.sqlite')]).toEqual([0, 24])
  })
})

test.skipIf(!isLinux)('a hang-up is not for a run without a terminal, as under nohup', async () => {
  let hangUps = 0
  const { code } = await odysseyProcess(['run', small, '--store', 'hung-up.sqlite', '--workers', '2'], {
    cwd: root,
    onErr: (_, kill) => {
      if (hangUps++ < 2) kill('SIGHUP')
    },
  })
  expect([code, await doneIn('hung-up.sqlite')]).toEqual([0, 24])
})

describe('other commands end', () => {
  test('quietly where nobody reads them', async () => {
    expect(await unread(['list', 'cells'])).toEqual({ code: 0, err: '' })
  })

  test.skipIf(!isLinux)('with one line where stdout cannot be written', async () => {
    for (const words of [['list', 'cells'], ['list', 'cells', '--json'], ['--help']]) {
      expect(await unread(words, { stdout: full() })).toEqual({
        code: 1,
        err: 'odyssey: stdout cannot be written: the disk is full\n',
      })
    }
  })

  test.skipIf(!isLinux)('with their exit code where stderr cannot be written', async () => {
    expect((await unread(['show', 'no/such/trial'], { stderr: full() })).code).toBe(2)
  })
})
