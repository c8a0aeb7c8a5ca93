/** The stream on a real socket, with an intake that answers when a test wants. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { StreamAnswer } from '@relayscope/contract'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { Receipt, Submission } from '../../flows/ingest/intake.ts'
import { HttpError } from '../../kit/errors.ts'
import { type Stream, startStream } from './stream.ts'

const servers: Server[] = []
const sockets: WebSocket[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate()
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve))
})

const STORED: Receipt = { outcome: 'stored', accepted: 1, rejected: 0, errors: [] }

async function start(answer: (submission: Submission) => Promise<Receipt> = async () => STORED) {
  const taken: Submission[] = []
  const server = createServer()
  servers.push(server)
  const stream: Stream = startStream(server, {
    intake: {
      submit: (submission) => {
        taken.push(submission)
        return answer(submission)
      },
    },
    authorise: async ({ headers, method }) => {
      expect(method).toBe('POST')
      if (headers.authorization === 'Bearer none') throw new HttpError(401, 'unauthenticated', 'a key is needed')
      return { project: 'shop', name: 'key', scopes: new Set(headers.authorization === 'Bearer reader' ? ['read'] : ['ingest']) }
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
  const open = (path = '/api/v1/telemetry/stream', headers: Record<string, string> = {}) => {
    const socket = new WebSocket(`${base}${path}`, { headers })
    sockets.push(socket)
    // One that was refused says so when it is ended.
    socket.on('error', () => {})
    const answers: StreamAnswer[] = []
    socket.on('message', (data) => answers.push(JSON.parse(String(data)) as StreamAnswer))
    const opened = new Promise<number>((resolve) => {
      socket.on('open', () => resolve(101))
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
    })
    const closed = new Promise<number>((resolve) => socket.on('close', resolve))
    return { socket, answers, opened, closed }
  }
  return { open, taken, stream }
}

describe('a stream', () => {
  it('acknowledges each message when it is stored, by its number', async () => {
    const { open, taken } = await start()
    const { socket, answers, opened } = open()
    await opened
    socket.send('{"name":"a"}')
    socket.send('{"name":"a"}\n{"name":"b"}')
    socket.send('[{"name":"a"}]')
    await expect.poll(() => answers.length).toBe(3)
    expect(answers.map(({ seq, outcome }) => [seq, outcome])).toEqual([[1, 'stored'], [2, 'stored'], [3, 'stored']]) // prettier-ignore
    expect(taken.map(({ project, kind, format }) => [project, kind, format])).toEqual([
      ['shop', 'metrics', 'ndjson'],
      ['shop', 'metrics', 'ndjson'],
      ['shop', 'metrics', 'json'],
    ])
    for (const { body } of taken) expect(body.byteLength).toBe(body.buffer.byteLength)
  })

  it('says what was refused, and goes on', async () => {
    const refused: Receipt = { outcome: 'refused', accepted: 0, rejected: 1, errors: [{ index: 0, path: 'name', message: 'is missing' }] }
    const { open } = await start(async ({ body }) => (body.length < 5 ? refused : STORED))
    const { socket, answers, opened } = open('/api/v1/telemetry/stream?kind=traces')
    await opened
    socket.send('{}')
    socket.send('{"name":"a"}')
    await expect.poll(() => answers.length).toBe(2)
    expect(answers[0]).toEqual({ seq: 1, ...refused })
    expect(answers[1]?.outcome).toBe('stored')
  })

  it('is not read from while too much waits', async () => {
    const release: (() => void)[] = []
    const { open, taken } = await start(() => new Promise((resolve) => release.push(() => resolve(STORED))))
    const { socket, answers, opened } = open()
    await opened
    for (let count = 0; count < 200; count++) socket.send(`{"value":${count},"text":"${'x'.repeat(10_000)}"}`)
    await expect.poll(() => taken.length).toBeGreaterThanOrEqual(16)
    await new Promise((resolve) => setImmediate(resolve))
    // What had been received already is delivered; the rest stays with the sender.
    expect(taken.length).toBeLessThan(60)
    const pump = setInterval(() => release.splice(0).forEach((each) => each()), 1)
    await expect.poll(() => answers.length, { timeout: 10_000 }).toBe(200)
    clearInterval(pump)
  })

  it('that ends answers what it took before it says goodbye', async () => {
    let release = (): void => {}
    const { open, stream, taken } = await start(() => new Promise((resolve) => (release = () => resolve(STORED))))
    const { socket, answers, opened, closed } = open()
    await opened
    socket.send('{}')
    await expect.poll(() => taken.length).toBe(1)
    const ended = stream.close()
    release()
    await ended
    expect(await closed).toBe(1001)
    expect(answers).toHaveLength(1)
  })

  it('ends when a message is too large', async () => {
    const { open } = await start()
    const { socket, opened, closed } = open()
    await opened
    socket.send('x'.repeat(5_000_000))
    expect(await closed).toBe(1009)
  })
})

describe('who may not', () => {
  it.each([
    ['without a key', '/api/v1/telemetry/stream', { authorization: 'Bearer none' }, 401],
    ['with a key that may only read', '/api/v1/telemetry/stream', { authorization: 'Bearer reader' }, 403],
    ['at another path', '/api/v1/telemetry/else', {}, 404],
    ['with another kind', '/api/v1/telemetry/stream?kind=gossip', {}, 422],
  ])('%s is told so', async (_who, path, headers, status) => {
    const { open, stream } = await start()
    expect(await open(path, headers as Record<string, string>).opened).toBe(status)
    expect(stream.connections).toBe(0)
  })
})
