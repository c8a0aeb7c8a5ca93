/**
 * The load of the bench: OTLP protobuf, 64 traces of 8 spans a request, one AI call a trace with 1 KB of prompt and 2 KB of answer.
 * Requests are encoded beforehand and only their ids and times are fresh, so that making load costs next to nothing beside taking it.
 */
import { randomFillSync } from 'node:crypto'
import { Agent, request } from 'node:http'
import { encodeTraces, nanos } from '../scripts/traffic/otlp-wire.mjs'
import { seeded } from '../scripts/traffic/random.mjs'

export const SPANS_A_TRACE = 8
export const TRACES_A_REQUEST = 64
const TEMPLATES = 32
const PROMPT_CHARACTERS = 1024
const ANSWER_CHARACTERS = 2048
const STEPS = ['POST /v1/chat/completions', 'authenticate', 'route', 'evaluate rules', 'cache lookup', 'budget check', 'chat', 'respond']
const WORDS =
  'route budget cache model answer latency gateway token prompt vector policy select retry stream chunk error limit quota tenant customer order invoice delivery refund'.split(
    ' ',
  )
const MODELS = [
  ['openai', 'gpt-4o'],
  ['openai', 'gpt-4o-mini'],
  ['anthropic', 'claude-sonnet-4-5'],
  ['mistral_ai', 'mistral-large-latest'],
]

function prose(random, characters) {
  let text = ''
  while (text.length < characters) text += `${random.pick(WORDS)} `
  return text.slice(0, characters)
}

/** A word that stands in few of the texts, for the search. */
export const rareWord = (template, trace) => `case${template}x${trace}`

function callAttributes(random, template, trace) {
  const [provider, model] = random.pick(MODELS)
  const message = (role, text) => JSON.stringify([{ role, parts: [{ type: 'text', content: text }] }])
  return {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': provider,
    'gen_ai.request.model': model,
    'gen_ai.response.model': model,
    'gen_ai.usage.input_tokens': 200 + random.below(400),
    'gen_ai.usage.output_tokens': 300 + random.below(400),
    'gen_ai.response.finish_reasons': ['stop'],
    'server.address': 'api.example.com',
    'gen_ai.input.messages': message('user', `${rareWord(template, trace)} ${prose(random, PROMPT_CHARACTERS)}`),
    'gen_ai.output.messages': message('assistant', prose(random, ANSWER_CHARACTERS)),
  }
}

function stepAttributes(random, name, step, trace) {
  return {
    'http.request.method': 'POST',
    'http.route': '/v1/chat/completions',
    'http.response.status_code': 200,
    'user.id': `user-${random.below(997)}`,
    'organization.id': `org-${trace % 23}`,
    'relaycore.component': name,
    'network.protocol.version': '1.1',
    'server.port': 8080,
    'thread.id': step,
    'cache.hit': false,
  }
}

function makeTrace(random, template, trace, nowMs) {
  const traceId = random.hex(16)
  const rootId = random.hex(8)
  const startMs = nowMs - random.next() * 5_000
  return STEPS.map((name, step) => ({
    traceId,
    spanId: step === 0 ? rootId : random.hex(8),
    parentSpanId: step === 0 ? undefined : rootId,
    name,
    kind: step === 0 ? 2 : step === 6 ? 3 : 1,
    startMs: startMs + step * 3 + random.next(),
    endMs: startMs + (step + 1) * 40 + random.next() * 10,
    attributes: step === 6 ? callAttributes(random, template, trace) : stepAttributes(random, name, step, trace),
    error: step === 6 && trace % 50 === 0 ? 'rate limited' : undefined,
  }))
}

/** Every place where some bytes stand in the body, so that they can be replaced in all of them alike. */
function placesOf(body, bytes) {
  const places = []
  for (let at = body.indexOf(bytes); at >= 0; at = body.indexOf(bytes, at + 1)) places.push(at)
  return places
}

export function makeTemplates(nowMs = Date.now()) {
  return Array.from({ length: TEMPLATES }, (_, template) => {
    const random = seeded(template + 1)
    const spans = Array.from({ length: TRACES_A_REQUEST }, (_unused, trace) => makeTrace(random, template, trace, nowMs)).flat()
    const body = encodeTraces([
      { resource: { 'service.name': 'gateway', 'service.version': '1.2.0', 'deployment.environment.name': 'bench' }, spans },
    ])
    const ids = [...new Set(spans.flatMap(({ traceId, spanId }) => [traceId, spanId]))].map((id) => ({
      length: id.length / 2,
      places: placesOf(body, Buffer.from(id, 'hex')),
    }))
    const times = new Set(spans.flatMap(({ startMs, endMs }) => [nanos(startMs), nanos(endMs)]))
    return { body, ids, times: [...times].flatMap((time) => placesOf(body, littleEndian(time))), madeMs: nowMs, spans: spans.length }
  })
}

function littleEndian(number) {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(number)
  return bytes
}

/** A request nobody has sent before, of now. */
export function freshBody({ body, ids, times, madeMs }) {
  const fresh = Buffer.from(body)
  const later = BigInt(Date.now() - madeMs) * 1_000_000n
  for (const place of times) fresh.writeBigUInt64LE(fresh.readBigUInt64LE(place) + later, place)
  const chance = randomFillSync(Buffer.alloc(ids.reduce((sum, { length }) => sum + length, 0)))
  let taken = 0
  for (const { length, places } of ids) {
    for (const place of places) chance.copy(fresh, place, taken, taken + length)
    taken += length
  }
  return fresh
}

/** Sends a protobuf body; answers the status. */
export function post(agent, url, body, type = 'application/x-protobuf') {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers: { 'content-type': type, 'content-length': body.length } }, (answer) => {
      answer.resume()
      answer.on('end', () => resolve(answer.statusCode))
      answer.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** Closed loop: each connection sends its next request when the last was answered. Ends by itself after `seconds`. */
export async function load(otlpHttp, { seconds, connections = 16, templates }) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const result = { spans: 0, requests: 0, refused: 0, acknowledgedMs: [] }
  const untilMs = Date.now() + seconds * 1000
  const one = async (first) => {
    for (let turn = first; Date.now() < untilMs; turn += connections) {
      const template = templates[turn % templates.length]
      const body = freshBody(template)
      const sinceMs = performance.now()
      const status = await post(agent, `${otlpHttp}/v1/traces`, body)
      result.acknowledgedMs.push(performance.now() - sinceMs)
      result.requests++
      if (status === 200) result.spans += template.spans
      else result.refused++
    }
  }
  await Promise.all(Array.from({ length: connections }, (_, at) => one(at)))
  agent.destroy()
  return result
}
