/** What nobody should send. The product answers in the right shape, stays alive, stays small, and stores text as text. */
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startProduct, type Product } from './product.ts'
import { encodeTraces, gateway, gatewaySpans, hex, iso, sendOtlp, submittedInteraction, submittedTrace, tracesAsJson } from './samples.ts'

const MIB = 1024 * 1024
/** Well above what serving these needs, well below what storing a bomb would take. */
const MOST_MEMORY_MB = 1_500

const fixture = <T>(name: string): T => JSON.parse(readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8')) as T
const naughtyStrings = fixture<string[]>('naughty-strings.json')
const jsonCases = fixture<{ name: string; expect: 'accept' | 'reject' | 'either'; base64: string }[]>('json-test-suite.json')

let product: Product
beforeAll(async () => void (product = await startProduct()))
afterAll(async () => {
  await product.stop()
  product.remove()
})

const submit = (body: unknown, headers?: Record<string, string>) => product.call('POST', '/api/v1/telemetry/traces', body, headers)
const submitCalls = (body: unknown, headers?: Record<string, string>) =>
  product.call('POST', '/api/v1/telemetry/ai-interactions', body, headers)
const stillServes = async () => {
  const id = hex(16)
  expect((await submit(submittedTrace(id))).json).toMatchObject({ accepted: 1 })
  expect((await product.call('GET', `/api/v1/traces/${id}`)).status).toBe(200)
}
const deep = (levels: number, open: string, close: string) => open.repeat(levels) + close.repeat(levels)

describe('broken bodies', () => {
  test('protobuf with bytes changed, cut or added: stored or refused, never an error of ours', async () => {
    const valid = encodeTraces([{ resource: gateway, spans: gatewaySpans(hex(16)) }])
    const change = fc.oneof(
      fc.tuple(fc.nat(valid.length - 1), fc.nat(255)).map(([at, byte]) => Buffer.from(valid).fill(byte, at, at + 1)),
      fc.nat(valid.length).map((length) => valid.subarray(0, length)),
      fc
        .tuple(fc.nat(valid.length), fc.uint8Array({ minLength: 1, maxLength: 20 }))
        .map(([at, bytes]) => Buffer.concat([valid.subarray(0, at), bytes, valid.subarray(at)])),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    )
    await fc.assert(
      fc.asyncProperty(change, async (body) => {
        const { status } = await sendOtlp(product.otlpHttp, body as Uint8Array<ArrayBuffer>)
        expect([200, 400]).toContain(status)
      }),
      { numRuns: 150 },
    )
    await stillServes()
  })

  test.each(jsonCases)('JSON: $name ($expect)', async ({ expect: wanted, base64 }) => {
    const { status } = await submit(Buffer.from(base64, 'base64'), { 'content-type': 'application/json' })
    expect(status).toBeLessThan(500)
    if (wanted === 'reject') expect(status).toBe(400)
    if (wanted === 'accept') expect(status).toBe(422)
  })

  test.each([
    ['arrays', deep(100_000, '[', ']')],
    ['objects', deep(100_000, '{"a":', '}').replace(':}', ':1}')],
    ['arrays that never close', '['.repeat(100_000)],
  ])('100,000 levels of %s', async (_, body) => {
    for (const path of ['/api/v1/telemetry/traces', '/api/v1/telemetry/ai-interactions']) {
      const answer = await product.call('POST', path, body, { 'content-type': 'application/json' })
      expect([400, 422]).toContain(answer.status)
      expect(answer.headers.get('content-type')).toContain('problem+json')
    }
    const otlp = await sendOtlp(product.otlpHttp, body, { 'content-type': 'application/json' })
    expect(otlp.status).toBe(400)
    await stillServes()
  })

  test('a deep value inside a good record', async () => {
    const record = JSON.stringify(submittedTrace(hex(16), { tags: 'HERE' })).replace(
      '"HERE"',
      deep(50_000, '{"a":', '}').replace(':}', ':1}'),
    )
    expect((await submit(record)).status).toBeLessThan(500)
    const otlp = JSON.stringify(tracesAsJson([{ resource: gateway, spans: gatewaySpans(hex(16)) }])).replace(
      '"attributes":[]',
      `"attributes":[{"key":"deep","value":${deep(20_000, '{"arrayValue":{"values":[', ']}}')}}]`,
    )
    expect([200, 400]).toContain((await sendOtlp(product.otlpHttp, otlp, { 'content-type': 'application/json' })).status)
    await stillServes()
  })

  test('gzip that is cut, is not gzip, or is called something else', async () => {
    const whole = gzipSync(JSON.stringify(submittedTrace(hex(16))))
    expect(
      (await submit(whole.subarray(0, whole.length - 12), { 'content-type': 'application/json', 'content-encoding': 'gzip' })).status,
    ).toBe(400)
    expect((await submit('{}', { 'content-type': 'application/json', 'content-encoding': 'gzip' })).status).toBe(400)
    expect((await submit('{}', { 'content-type': 'application/json', 'content-encoding': 'br' })).status).toBe(415)
    expect((await sendOtlp(product.otlpHttp, whole.subarray(0, 40), { 'content-encoding': 'gzip' })).status).toBe(400)
  })
})

describe('too much', () => {
  test('a gzip bomb of 1 GiB is refused as too large wherever it is sent', async () => {
    const member = gzipSync(Buffer.alloc(16 * MIB))
    const bomb = Buffer.concat(Array.from({ length: 64 }, () => member))
    expect((await submit(bomb, { 'content-type': 'application/json', 'content-encoding': 'gzip' })).status).toBe(413)
    expect((await submitCalls(bomb, { 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' })).status).toBe(413)
    for (const type of ['application/x-protobuf', 'application/json']) {
      expect((await sendOtlp(product.otlpHttp, bomb, { 'content-type': type, 'content-encoding': 'gzip' })).status).toBe(413)
    }
    await stillServes()
  })

  test('a body over the limit is refused, one just under it is dealt with', async () => {
    const over = await sendOtlp(product.otlpHttp, Buffer.alloc(64 * MIB + 1, 0x0a))
    expect(over.status).toBe(413)
    const id = hex(16)
    const filling = 'x'.repeat(60 * MIB)
    const under = await submitCalls(submittedInteraction('large', { traceId: id, prompt: filling }))
    expect([200, 413, 422]).toContain(under.status)
    await stillServes()
  })

  test('many at once are stored or told to wait, and none is lost', async () => {
    const sent = Array.from({ length: 24 }, () => ({ id: hex(16), prompt: 'y'.repeat(4 * MIB) }))
    const answers = await Promise.all(sent.map(({ id, prompt }) => submitCalls(submittedInteraction(id, { prompt }))))
    for (const [at, answer] of answers.entries()) {
      expect([200, 429, 503]).toContain(answer.status)
      if (answer.status === 200) expect((await product.call('GET', `/api/v1/ai-interactions/${sent[at]?.id}`)).status).toBe(200)
      else expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    }
  })

  test('ten thousand attributes, and one of a million characters', async () => {
    const id = hex(16)
    const attributes = Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`key.${at}`, `value ${at}`]))
    const span = {
      traceId: id,
      spanId: hex(8),
      name: 'wide',
      startMs: Date.now(),
      endMs: Date.now(),
      attributes: { ...attributes, long: 'z'.repeat(1_000_000) },
    }
    expect((await sendOtlp(product.otlpHttp, encodeTraces([{ resource: gateway, spans: [span] }]))).status).toBe(200)
    expect((await product.call('GET', `/api/v1/traces/${id}`)).status).toBe(200)
  })

  test('an address, a header and a search that are far too long', async () => {
    expect((await product.call('GET', `/api/v1/traces/${'a'.repeat(10_000)}`)).status).toBeLessThan(500)
    expect((await product.call('GET', `/api/v1/traces?q=${'a'.repeat(10_000)}`)).status).toBeLessThan(500)
    const manyTerms = encodeURIComponent(
      Array.from({ length: 1000 }, (_, at) => `a${at}`)
        .join(' ')
        .slice(0, 4000),
    )
    expect((await product.call('GET', `/api/v1/traces?q=${manyTerms}`)).status).toBeLessThan(500)
    await stillServes()
  })

  test('a sender that goes away in the middle', async () => {
    const { hostname, port } = new URL(product.base)
    for (let time = 0; time < 5; time++) {
      await new Promise<void>((resolve) => {
        const sender = request({
          hostname,
          port,
          method: 'POST',
          path: '/api/v1/telemetry/traces',
          headers: { 'content-type': 'application/json', 'content-length': 1_000_000 },
        })
        sender.on('error', () => resolve())
        sender.write('[{"traceId"')
        setTimeout(() => sender.destroy(new Error('gone')), 10)
      })
    }
    await stillServes()
  })
})

describe('text is text', () => {
  /** Lone surrogates cannot be stored as UTF-8; they become U+FFFD. */
  const asStored = (text: string) => Buffer.from(text, 'utf8').toString('utf8')

  test('naughty strings come back as they went in', async () => {
    const strings = [
      ...naughtyStrings,
      'a\u0000b',
      'lone \ud800 surrogate',
      '\ufeffmark',
      'hello\n\nDROP TABLE spans; --\n\nSELECT 1',
      "'; DROP TABLE spans; --",
      '{x:String}',
      '\\N',
      '\\',
    ]
    const batch = hex(4)
    const answer = await submitCalls(
      strings.map((text, at) =>
        submittedInteraction(`${batch}-${at}`, {
          prompt: text,
          userId: text.slice(0, 100),
          tags: { text, [text.slice(0, 50) || 'empty']: 'key' },
        }),
      ),
    )
    expect(answer.json).toMatchObject({ accepted: strings.length, rejected: 0 })
    for (const [at, text] of strings.entries()) {
      const { json } = await product.call('GET', `/api/v1/ai-interactions/${batch}-${at}`)
      expect((json as { prompt?: string }).prompt ?? '').toBe(asStored(text))
    }
  })

  // A thousand searches: minutes on a busy machine.
  test('and searching for them is a question or a mistake, never an error of ours', async () => {
    for (const [at, text] of naughtyStrings.entries()) {
      for (const q of [text, at % 2 === 0 ? `"${text}"` : `user:"${text.replaceAll('"', '')}"`]) {
        const { status } = await product.call('GET', `/api/v1/ai-interactions/search?q=${encodeURIComponent(asStored(q))}&limit=1`)
        expect([200, 422]).toContain(status)
      }
    }
  }, 240_000)

  test('a blank line and SQL behind it, in a prompt and between lines, execute nothing', async () => {
    const id = hex(16)
    await submit(submittedTrace(id))
    const evil = 'hello\n\nDROP TABLE spans; --\n\nDROP DATABASE default;\u0000\ud800 <script>alert(1)</script>'
    const lines = ['e1', 'e2', 'e3'].map((name) => JSON.stringify(submittedInteraction(name, { prompt: evil })))
    const body = `${lines[0]}\n\nDROP TABLE spans\n\n${lines[1]}\n\n; DROP TABLE traces;\n\n${lines[2]}\n`
    expect((await submitCalls(body, { 'content-type': 'application/x-ndjson' })).json).toMatchObject({ accepted: 3 })
    expect((await product.call('GET', '/api/v1/ai-interactions/e3')).json).toMatchObject({ prompt: asStored(evil) })
    expect((await product.call('GET', `/api/v1/traces/${id}`)).status).toBe(200)
    await stillServes()
  })

  test('names of the language itself are keys like any other', async () => {
    const id = hex(16)
    const record = JSON.stringify(submittedTrace(id)).replace(
      '"userId"',
      '"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"userId"',
    )
    expect((await submit(record)).status).toBe(200)
    expect((await product.call('GET', `/api/v1/traces/${id}`)).json).not.toHaveProperty('polluted')
  })
})

describe('times and numbers at the edge', () => {
  test.each(['0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '1969-12-31T23:59:59Z', iso(86_400_000 * 3650)])(
    'a record of %s is stored or refused',
    async (time) => {
      const answer = await submit(submittedTrace(hex(16), { startTime: time, endTime: time, duration: 0 }))
      expect([200, 422]).toContain(answer.status)
    },
  )

  test('spans whose times are 0, the greatest there is, or the wrong way round', async () => {
    const spans = [
      ['0', '0'],
      ['18446744073709551615', '18446744073709551615'],
      ['9223372036854775808', '1'],
      ['-5', '-1'],
    ].map(([start, end]) => ({
      traceId: hex(16),
      spanId: hex(8),
      name: 'edge',
      startTimeUnixNano: start,
      endTimeUnixNano: end,
    }))
    for (const span of spans) {
      const { status } = await sendOtlp(product.otlpHttp, JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }), {
        'content-type': 'application/json',
      })
      expect([200, 400]).toContain(status)
    }
    await stillServes()
  })

  test.each([1e308, -1, 1.5, Number.MAX_SAFE_INTEGER, '12', null])('a token count of %j is stored or refused', async (promptTokens) => {
    expect([200, 422]).toContain((await submitCalls(submittedInteraction(hex(8), { promptTokens }))).status)
  })
})

// Last on purpose: it looks back at everything above.
test('after all this it is still small, and stops in order', async () => {
  expect(product.usage().peakRssMb).toBeLessThan(MOST_MEMORY_MB)
  expect(await product.stop()).toMatchObject({ code: 0, signal: null })
})
