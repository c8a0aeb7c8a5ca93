/** The stream over real connections, with an intake that answers when a test wants. */
import { type ClientRequest, type IncomingMessage, request as open } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import type { StreamAnswer, StreamEnd } from '@relayscope/contract'
import fastify, { type FastifyInstance } from 'fastify'
import { afterEach, describe, expect, it } from 'vitest'
import type { Receipt, Submission } from '../../flows/ingest/intake.ts'
import { registerProblemHandlers } from '../../kit/http.ts'
import { type LineStreams, startLineStreams } from './line-stream.ts'

const PATH = '/api/v1/telemetry/stream'
const servers: FastifyInstance[] = []
const requests: ClientRequest[] = []
afterEach(async () => {
  for (const request of requests.splice(0)) request.destroy()
  for (const server of servers.splice(0)) await server.close()
})

const stored = (accepted: number): Receipt => ({ outcome: 'stored', accepted, rejected: 0, errors: [] })
const linesOf = ({ body }: Submission): string[] => Buffer.from(body).toString().trim().split('\n')

async function start(answer: (submission: Submission) => Promise<Receipt> = async (sent) => stored(linesOf(sent).length), idleMs?: number) {
  const taken: Submission[] = []
  const app = fastify({ forceCloseConnections: true })
  servers.push(app)
  registerProblemHandlers(app)
  app.addHook('onRequest', async (request) => {
    const scopes = new Set(request.headers.authorization === 'Bearer reader' ? (['read'] as const) : (['ingest'] as const))
    if (request.headers.authorization !== 'Bearer none') request.principal = { project: 'shop', name: 'key', scopes }
  })
  const streams: LineStreams = startLineStreams(app, {
    intake: {
      submit: (submission) => {
        taken.push(submission)
        return answer(submission)
      },
    },
    ...(idleMs !== undefined && { idleMs }),
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const send = (path = PATH, headers: Record<string, string> = {}) => {
    const sender = open({ port, path, method: 'POST', headers: { 'content-type': 'application/x-ndjson', ...headers } })
    requests.push(sender)
    sender.on('error', () => {})
    sender.flushHeaders()
    const response = new Promise<IncomingMessage>((resolve) => sender.on('response', resolve))
    return { sender, response }
  }
  return { send, taken, streams }
}

/** What came so far, and whether it has ended. */
function read(response: IncomingMessage) {
  const lines: (StreamAnswer & Partial<StreamEnd>)[] = []
  const ended = new Promise<void>((resolve) => response.on('close', resolve))
  response.on('error', () => {})
  createInterface({ input: response })
    .on('line', (line) => lines.push(JSON.parse(line) as StreamAnswer))
    .on('error', () => {})
  return { lines, ended }
}

describe('a stream of lines', () => {
  it('acknowledges what was stored while it goes on, in the order it came', async () => {
    const release: (() => void)[] = []
    const { send, taken, streams } = await start(
      (sent) => new Promise((resolve) => release.push(() => resolve(stored(linesOf(sent).length)))),
    )
    const { sender, response } = send(`${PATH}?kind=traces`)
    const { lines, ended } = read(await response)
    sender.write('{"name":"a"}\n{"name":"b"}\n{"na')
    await expect.poll(() => taken.length).toBe(1)
    sender.write('me":"c"}\n\n')
    await expect.poll(() => taken.length).toBe(2)
    release[1]?.()
    release[0]?.()
    await expect.poll(() => lines.length).toBe(2)
    expect(lines).toEqual([
      { seq: 1, outcome: 'stored', accepted: 2, rejected: 0, errors: [], records: 2 },
      { seq: 2, outcome: 'stored', accepted: 1, rejected: 0, errors: [], records: 3 },
    ])
    expect(streams.open).toBe(1)
    sender.end('{"name":"without a line feed"}')
    await expect.poll(() => taken.length).toBe(3)
    release[2]?.()
    await ended
    expect(lines.map(({ seq, records }) => [seq, records]).at(-1)).toEqual([3, 4])
    expect(taken.map((sent) => [sent.project, sent.kind, sent.format, linesOf(sent)])).toEqual([
      ['shop', 'traces', 'ndjson', ['{"name":"a"}', '{"name":"b"}']],
      ['shop', 'traces', 'ndjson', ['{"name":"c"}']],
      ['shop', 'traces', 'ndjson', ['{"name":"without a line feed"}']],
    ])
    for (const { body } of taken) expect(body.byteLength).toBe(body.buffer.byteLength)
    await expect.poll(() => streams.open).toBe(0)
  })

  it('says which of its records were refused, and goes on', async () => {
    const { send } = await start(async (sent) => ({
      ...stored(linesOf(sent).length - 1),
      rejected: 1,
      errors: [{ index: 0, path: 'name', message: 'is missing' }],
    }))
    const { sender, response } = send()
    const { lines } = read(await response)
    sender.write('{}\n\n  \n{}\n')
    await expect.poll(() => lines.length).toBe(1)
    sender.write('{}\n')
    await expect.poll(() => lines.length).toBe(2)
    expect(lines.map(({ errors }) => errors[0]?.index)).toEqual([0, 2])
  })

  it('is not read from while too much waits, and loses nothing by it', async () => {
    const release: (() => void)[] = []
    let count = 0
    const { send, taken } = await start(async (sent) => {
      await new Promise<void>((resolve) => release.push(resolve))
      count += linesOf(sent).length
      return stored(linesOf(sent).length)
    })
    const { sender, response } = send()
    const { lines, ended } = read(await response)
    const line = `${JSON.stringify({ text: 'x'.repeat(10_000) })}\n`
    for (let sent = 0; sent < 1000; sent++) sender.write(line)
    sender.end()
    await expect.poll(() => taken.length).toBe(16)
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
    expect(taken).toHaveLength(16)
    const pump = setInterval(() => release.splice(0).forEach((each) => each()), 1)
    await ended
    clearInterval(pump)
    expect(count).toBe(1000)
    expect(lines.at(-1)?.records).toBe(1000)
  })

  it('that is ended answers what it took, says why, and takes nothing more', async () => {
    let release = (): void => {}
    const { send, streams, taken } = await start(() => new Promise((resolve) => (release = () => resolve(stored(1)))))
    const { sender, response } = send()
    const { lines, ended } = read(await response)
    sender.write('{}\n{"begun":')
    await expect.poll(() => taken.length).toBe(1)
    const closed = streams.close()
    sender.write('true}\n')
    release()
    await closed
    await ended
    expect(lines).toEqual([
      { seq: 1, outcome: 'stored', accepted: 1, rejected: 0, errors: [], records: 1 },
      { ended: 'the server is stopping' },
    ])
    expect(taken).toHaveLength(1)
  })

  it('whose sender breaks off has no half of a line stored', async () => {
    const { send, streams, taken } = await start()
    const { sender, response } = send()
    const { lines } = read(await response)
    sender.write('{"name":"whole"}\n{"name":"ha')
    await expect.poll(() => lines.length).toBe(1)
    sender.destroy()
    await expect.poll(() => streams.open).toBe(0)
    expect(taken.map(linesOf)).toEqual([['{"name":"whole"}']])
  })

  it('ends when a line is too long, or nothing comes for too long', async () => {
    const { send, taken } = await start()
    const long = send()
    const told = read(await long.response)
    long.sender.write(`{}\n${'x'.repeat(1_200_000)}`)
    await told.ended
    expect(told.lines.at(-1)).toEqual({ ended: 'a line may have 1048576 bytes' })
    expect(taken.map(linesOf)).toEqual([['{}']])

    const idle = read(await (await start(undefined, 5)).send().response)
    await idle.ended
    expect(idle.lines).toEqual([{ ended: 'nothing came for too long' }])
  })
})

it.each([
  ['without a key', PATH, { authorization: 'Bearer none' }, 401],
  ['with a key that may only read', PATH, { authorization: 'Bearer reader' }, 403],
  ['another type', PATH, { 'content-type': 'application/json' }, 415],
  ['compressed', PATH, { 'content-encoding': 'gzip' }, 415],
  ['of another kind', `${PATH}?kind=gossip`, {}, 422],
])('%s there is no stream', async (_what, path, headers, status) => {
  const { send, streams } = await start()
  const { sender, response } = send(path, headers as Record<string, string>)
  sender.write('{}\n')
  expect((await response).statusCode).toBe(status)
  expect(streams.open).toBe(0)
})
