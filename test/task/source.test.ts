import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { InputError } from '../../src/math/input-error.ts'
import { type DataSource, fetchSource } from '../../src/task/source.ts'
import { fetchData, sources } from '../../src/task/sources.ts'

const content = Buffer.from('{"train": [], "valid": [], "test": []}')
const source: DataSource = {
  file: 'rolls.json',
  url: 'http://unused.invalid/rolls.json',
  sha256: createHash('sha256').update(content).digest('hex'),
  about: 'rolls',
  licence: 'none',
}

let folder: string
let servers: Server[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'odyssey-source-'))
  servers = []
})
afterEach(async () => {
  rmSync(folder, { recursive: true })
  for (const server of servers) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

/** The address of a server that answers so. */
async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/rolls.json`
}

test('a file is fetched into a new folder, checked, and not fetched again', async () => {
  let asked = 0
  const url = await serving((_, response) => {
    asked += 1
    response.end(content)
  })
  const into = join(folder, 'new', 'data')
  expect(await fetchSource(source, into, { url })).toEqual({ path: join(into, 'rolls.json'), fetched: true })
  expect(readFileSync(join(into, 'rolls.json'))).toEqual(content)
  expect(await fetchSource(source, into, { url })).toEqual({ path: join(into, 'rolls.json'), fetched: false })
  expect(asked).toBe(1)
  expect(readdirSync(into)).toEqual(['rolls.json'])
})

test('a file that is not the one expected leaves nothing behind', async () => {
  const url = await serving((_, response) => response.end('something else'))
  const found = createHash('sha256').update('something else').digest('hex')
  await expect(fetchSource(source, folder, { url })).rejects.toThrow(
    new InputError(`${url} is not the file expected: its SHA-256 is ${found}, not ${source.sha256}`),
  )
  expect(readdirSync(folder)).toEqual([])
})

const byHand = () => `put rolls.json (SHA-256 ${source.sha256}) into ${folder} by hand`

test('a server that has no such file, breaks off or never answers: what to put where', async () => {
  const missing = await serving((_, response) => response.writeHead(404).end())
  await expect(fetchSource(source, folder, { url: missing })).rejects.toThrow(
    new InputError(`cannot fetch ${missing} (the server answered 404): ${byHand()}`),
  )
  const breaking = await serving((_, response) => {
    response.writeHead(200, { 'content-length': '1000' })
    response.write('half')
    setTimeout(() => response.destroy(), 20)
  })
  await expect(fetchSource(source, folder, { url: breaking })).rejects.toThrow(InputError)
  await expect(fetchSource(source, folder, { url: breaking })).rejects.toThrow(byHand())
  const silent = await serving(() => {})
  await expect(fetchSource(source, folder, { url: silent, seconds: 0.1 })).rejects.toThrow(byHand())
  expect(readdirSync(folder)).toEqual([])
})

test('no network: what to put where', async () => {
  const url = await serving(() => {})
  await new Promise((resolve) => servers.pop()?.close(resolve))
  await expect(fetchSource(source, folder, { url })).rejects.toThrow(
    new InputError(`cannot fetch ${url} (ECONNREFUSED): ${byHand()}`),
  )
})

test('another file of that name is left alone', async () => {
  writeFileSync(join(folder, 'rolls.json'), 'my own')
  const path = join(folder, 'rolls.json')
  await expect(fetchSource(source, folder)).rejects.toThrow(
    new InputError(`${path} is there already and is another file; move it away to fetch the original`),
  )
  expect(readFileSync(path, 'utf8')).toBe('my own')
})

test('a place that cannot be written is named', async () => {
  const url = await serving((_, response) => response.end(content))
  writeFileSync(join(folder, 'file'), '')
  const into = join(folder, 'file', 'data')
  await expect(fetchSource(source, into, { url })).rejects.toThrow(
    /^cannot (read|write) .*file\/data\/rolls\.json \(a part of its path is not a folder\)$/,
  )
  mkdirSync(join(folder, 'rolls.json'))
  await expect(fetchSource(source, folder, { url })).rejects.toThrow(
    new InputError(`cannot read ${join(folder, 'rolls.json')} (it is a folder)`),
  )
})

test('the chorales are known by name; any other name is answered with those there are', async () => {
  expect(sources.jsb.file).toBe('jsb-chorales-quarter.json')
  const url = await serving((_, response) => response.end('no chorales'))
  await expect(fetchData('jsb', folder, { url })).rejects.toThrow(sources.jsb.sha256)
  await expect(fetchData('jbs', folder)).rejects.toThrow(new InputError('no data named jbs; there are jsb, spelling'))
})
