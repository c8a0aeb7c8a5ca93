import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { run } from './run.ts'

let server: Server | undefined
afterEach(() => server?.close())

/** A server that answers every request with the same, and remembers what it was asked. */
async function serving(status: number, body: unknown): Promise<{ url: string; asked: { path: string; key: string | undefined }[] }> {
  const asked: { path: string; key: string | undefined }[] = []
  server = createServer((request, response) => {
    asked.push({ path: request.url ?? '', key: request.headers.authorization })
    response.writeHead(status, { 'content-type': status < 300 ? 'application/json' : 'application/problem+json' }).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

async function call(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = ''
  let err = ''
  const code = await run(
    argv,
    {},
    (text) => void (out += text),
    (text) => void (err += text),
  )
  return { code, out, err }
}

const trace = {
  traceId: 'a'.repeat(32),
  name: 'POST /chat\u001b[31m',
  startTime: '2026-11-24T00:00:00Z',
  endTime: '2026-11-24T00:00:01Z',
  duration: 1000.4,
  status: 'error',
  models: ['gpt-4o'],
}

describe('the command line', () => {
  it('sends the words as a search, with range, limit and key, and prints a table that cannot steer the terminal', async () => {
    const { url, asked } = await serving(200, { items: [trace], nextCursor: null })
    const { code, out } = await call(
      'traces',
      'status:error',
      'duration:>2s',
      '--from',
      'now-1h',
      '--limit',
      '5',
      '--url',
      url,
      '--key',
      'rsk_x',
    )
    expect(code).toBe(0)
    expect(asked).toEqual([{ path: expect.stringMatching(/^\/api\/v1\/traces\?/), key: 'Bearer rsk_x' }])
    expect(Object.fromEntries(new URL(asked[0].path, url).searchParams)).toEqual({
      q: 'status:error duration:>2s',
      from: 'now-1h',
      limit: '5',
    })
    expect(out).toContain('POST /chat\\u001b[31m')
    expect(out).not.toContain('\u001b')
  })

  it('gives the answer as it is with --json', async () => {
    const answer = { items: [trace], nextCursor: null }
    const { url } = await serving(200, answer)
    expect(JSON.parse((await call('traces', '--json', '--url', url)).out)).toEqual(answer)
  })

  it('uploads a price table as what its file is', async () => {
    const { url, asked } = await serving(200, { version: 'v1', rows: 1, validFrom: '2026-03-01', validTo: null })
    const folder = mkdtempSync(join(tmpdir(), 'relayscope-cli-'))
    const file = join(folder, 'prices.csv')
    writeFileSync(file, 'provider,model,input\nopenai,gpt-4o,0.000001\n')
    const upload = ['prices', 'upload', file, '--version', 'v1', '--from', '2026-03-01', '--url', url]
    expect(await call(...upload)).toMatchObject({ code: 0, out: expect.stringContaining('v1') })
    expect(asked[0]).toMatchObject({ path: '/api/v1/prices/versions' })
    expect(await call('prices', 'upload', file, '--url', url)).toMatchObject({ code: 1, err: expect.stringContaining('--version') })
    rmSync(folder, { recursive: true })
  })

  it('says what the server says when it refuses', async () => {
    const problem = {
      type: '/docs/errors#invalid_search',
      title: 'The search is not valid',
      status: 422,
      code: 'invalid_search',
      detail: 'at 10: expected a duration',
      errors: [{ path: 'q', message: 'position 10' }],
    }
    const { url } = await serving(422, problem)
    expect(await call('traces', 'duration:>(', '--url', url)).toMatchObject({
      code: 1,
      err: 'The search is not valid: at 10: expected a duration\n  q: position 10\n',
    })
  })

  it('says so when nobody answers', async () => {
    const { url } = await serving(200, {})
    await new Promise((resolve) => server?.close(resolve))
    expect(await call('health', '--url', url)).toMatchObject({ code: 1, err: expect.stringContaining('no server answers') })
  })

  it('explains itself, and what it does not understand', async () => {
    expect(await call('--help')).toMatchObject({ code: 0, out: expect.stringContaining('interactions [search]') })
    expect(await call('fly')).toMatchObject({ code: 2, err: expect.stringContaining('unknown command "fly"') })
    expect(await call('--fly')).toMatchObject({ code: 2 })
    expect(await call('trace')).toMatchObject({ code: 1, err: 'which trace? Give its id\n' })
  })
})
