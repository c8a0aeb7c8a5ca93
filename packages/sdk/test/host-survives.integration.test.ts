/** A host keeps working whatever becomes of the server its spans go to. */
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createTcp, type Server } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { init, type InitOptions } from '../src/index.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function port(server: Server): Promise<number> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  closers.push(() => server.close())
  return (server.address() as AddressInfo).port
}

const QUICK: InitOptions['export'] = { delayMs: 1, timeoutMs: 50, maxAttempts: 2, backoffMs: 1, maxBackoffMs: 2 }

async function work(endpoint: string, more: InitOptions = {}) {
  const warnings: string[] = []
  const relayscope = init({ serviceName: 'host', endpoint, export: QUICK, onWarning: (message) => warnings.push(message), ...more })
  closers.push(() => relayscope.shutdown(100))
  const circular: Record<string, unknown> = { big: 1n }
  circular.self = circular
  for (let at = 0; at < 50; at++) {
    expect(relayscope.step('step', { attributes: { at } }, () => at)).toBe(at)
    const call = relayscope.startCall({ provider: 'openai', model: 'm', messages: [{ role: 'user', content: [circular] }] })
    call.end({ messages: [{ role: 'assistant', content: 'x' }] })
    call.end()
  }
  await relayscope.flush(2_000)
  return { relayscope, warnings }
}

it('whose server is down', async () => {
  const closed = createTcp()
  const free = await port(closed)
  await new Promise((resolve) => closed.close(resolve))
  const { relayscope, warnings } = await work(`http://127.0.0.1:${free}`)
  expect(relayscope.stats()).toMatchObject({ exported: 0, dropped: { retriesExhausted: 100 }, internalErrors: 0 })
  expect(warnings).toHaveLength(1)
})

it('whose server never answers', async () => {
  const free = await port(createTcp(() => {}))
  const { relayscope } = await work(`http://127.0.0.1:${free}`)
  expect(relayscope.stats()).toMatchObject({ exported: 0, dropped: { retriesExhausted: 100 }, internalErrors: 0 })
})

it('whose server answers garbage', async () => {
  const free = await port(createTcp((socket) => void socket.on('error', () => {}).end('\0\xff not http\r\n\r\n')))
  const { relayscope } = await work(`http://127.0.0.1:${free}`)
  expect(relayscope.stats()).toMatchObject({ exported: 0, internalErrors: 0 })
})

it('whose server is overloaded for a while', async () => {
  let refusals = 1
  const free = await port(
    createServer((request, response) => {
      request.resume().on('end', () => {
        response.writeHead(refusals-- > 0 ? 503 : 200, { 'retry-after': '0' }).end()
      })
    }),
  )
  const { relayscope } = await work(`http://127.0.0.1:${free}`)
  expect(relayscope.stats()).toMatchObject({ exported: 100, retries: 1, waitingSpans: 0 })
})

it('that makes more spans than may wait', async () => {
  const free = await port(createTcp(() => {}))
  const { relayscope } = await work(`http://127.0.0.1:${free}`, { buffer: { maxSpans: 10 } })
  const { ended, dropped } = relayscope.stats()
  expect(ended).toBe(100)
  expect(dropped.bufferFull).toBeGreaterThanOrEqual(90)
})

it('whose settings make no sense', async () => {
  const { relayscope, warnings } = await work('not an address', { export: { ...QUICK, maxAttempts: -1 }, headers: { 'bad name': 'x' } })
  expect(relayscope.stats().internalErrors).toBe(0)
  expect(warnings.length).toBeGreaterThanOrEqual(3)
})

it('throws what the host throws, and nothing else', async () => {
  const { relayscope } = await work('http://127.0.0.1:9')
  const own = new Error('mine')
  expect(() =>
    relayscope.step('bad', {}, () => {
      throw own
    }),
  ).toThrow(own)
  await expect(relayscope.step('late', {}, () => Promise.reject(own))).rejects.toBe(own)
  await expect(relayscope.fetch('nonsense://')).rejects.toThrow(TypeError)
  expect(relayscope.openai({ no: 'client' })).toEqual({ no: 'client' })
})
