import { gzipSync, gunzipSync } from 'node:zlib'
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ClickHousePeer, startClickHousePeer } from './start.ts'

let peer: ClickHousePeer
let base: URL
let authorization: string

beforeAll(async () => {
  peer = await startClickHousePeer()
  base = new URL(peer.url)
  authorization = `Basic ${Buffer.from(`${base.username}:${decodeURIComponent(base.password)}`).toString('base64')}`
})
afterAll(() => peer.stop())

interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: Buffer
}

function ask(
  parameters: Record<string, string>,
  body: string | Buffer = '',
  headers: Record<string, string> = {},
  path = '/',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: base.hostname,
        port: base.port,
        method: 'POST',
        path: `${path}?${new URLSearchParams(parameters)}`,
        headers: { authorization, ...headers },
      },
      async (response) => {
        const chunks: Buffer[] = []
        for await (const chunk of response) chunks.push(chunk as Buffer)
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) })
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
}

const text = async (...asked: Parameters<typeof ask>): Promise<string> => (await ask(...asked)).body.toString()

describe('the stand-in for a ClickHouse server', () => {
  it('answers queries from the URL and the body, with parameters', async () => {
    expect(await text({}, '', {}, '/ping')).toBe('Ok.\n')
    expect(await text({ query: 'SELECT 1' })).toBe('1\n')
    expect(await text({}, 'SELECT 2')).toBe('2\n')
    expect(await text({ param_x: 'a\tb', default_format: 'JSONEachRow' }, 'SELECT {x:String} AS x')).toBe('{"x":"a\\tb"}\n')
  })

  it('applies settings to one query only', async () => {
    const query = "SELECT getSetting('max_result_rows')"
    expect(await text({ query, max_result_rows: '7' })).toBe('7\n')
    expect(await text({ query })).toBe('0\n')
  })

  it('stores what a body holds, whatever it looks like', async () => {
    await ask({}, 'CREATE TABLE lines (line String) ENGINE = MergeTree ORDER BY line')
    const line = 'a\n\nDROP TABLE lines'
    const answer = await ask(
      { query: 'INSERT INTO lines FORMAT JSONEachRow' },
      `${JSON.stringify({ line })}\n\n${JSON.stringify({ line: 'b' })}\n`,
    )
    expect(JSON.parse(String(answer.headers['x-clickhouse-summary']))).toMatchObject({ written_rows: '2' })
    await ask({}, `INSERT INTO lines (line) FORMAT JSONEachRow\n${JSON.stringify({ line: 'c' })}`)
    await ask({ query: 'INSERT INTO lines (line) FORMAT JSONEachRow' }, gzipSync(JSON.stringify({ line: 'd' })), {
      'content-encoding': 'gzip',
    })
    expect(await text({}, 'SELECT line FROM lines ORDER BY line FORMAT JSONCompactEachRow')).toBe(
      `${JSON.stringify([line])}\n["b"]\n["c"]\n["d"]\n`,
    )
  })

  it('compresses only what asks for it', async () => {
    const plain = await ask({ query: 'SELECT 1' }, '', { 'accept-encoding': 'gzip' })
    expect(plain.headers['content-encoding']).toBeUndefined()
    const packed = await ask({ query: 'SELECT 1', enable_http_compression: '1' }, '', { 'accept-encoding': 'gzip' })
    expect(gunzipSync(packed.body).toString()).toBe('1\n')
  })

  it('refuses with codes', async () => {
    const missing = await ask({ query: 'SELECT * FROM nowhere' })
    expect(missing).toMatchObject({ status: 404, headers: { 'x-clickhouse-exception-code': '60' } })
    expect(missing.body.toString()).toMatch(/^Code: 60\. DB::Exception: .*\(UNKNOWN_TABLE\)/)
    expect(await ask({ query: 'SELECT 1; SELECT 2' })).toMatchObject({ status: 400, headers: { 'x-clickhouse-exception-code': '62' } })
    expect(await ask({ query: 'SELECT 1' }, '', { authorization: 'Basic eDp5' })).toMatchObject({
      status: 403,
      headers: { 'x-clickhouse-exception-code': '516' },
    })
    expect(await ask({ query: 'SELECT 1' }, 'not gzip', { 'content-encoding': 'gzip' })).toMatchObject({ status: 500 })
  })

  it('answers several queries at a time', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, (_, index) => text({ query: `SELECT ${index} WHERE NOT sleep(0.2)` })))
    expect(answers).toEqual(['0\n', '1\n', '2\n', '3\n', '4\n', '5\n'])
  })
})
