/**
 * What an AI gateway's users do, made up: every minute of the clock has its own traffic, the same whenever it is asked for.
 * So the past can be sent as well as the present, and sending it again stores nothing twice.
 * Shape: busy by day and quiet by night, long-tailed latencies and lengths, some rate limits answered by a retry or another provider.
 */
import { requestsPerMinute } from './day-shape.mjs'
import { incidentOf } from './incidents.mjs'
import { seeded } from './random.mjs'
import { checkBudget, evaluateRules, lookUp, selectModel } from './steering.mjs'

const MINUTE_MS = 60_000

const MODELS = [
  [
    34,
    { provider: 'openai', asked: 'gpt-4o', served: 'gpt-4o-2024-08-06', host: 'api.openai.com', firstTokenMs: 420, tokensPerSecond: 75 },
  ],
  [
    26,
    {
      provider: 'openai',
      asked: 'gpt-4o-mini',
      served: 'gpt-4o-mini-2024-07-18',
      host: 'api.openai.com',
      firstTokenMs: 300,
      tokensPerSecond: 110,
    },
  ],
  [
    22,
    {
      provider: 'anthropic',
      asked: 'claude-sonnet-5',
      served: 'claude-sonnet-5',
      host: 'api.anthropic.com',
      firstTokenMs: 650,
      tokensPerSecond: 65,
    },
  ],
  [
    10,
    {
      provider: 'gcp.gemini',
      asked: 'gemini-2.5-flash',
      served: 'gemini-2.5-flash',
      host: 'generativelanguage.googleapis.com',
      firstTokenMs: 350,
      tokensPerSecond: 150,
    },
  ],
  [
    8,
    {
      provider: 'mistral_ai',
      asked: 'mistral-large-latest',
      served: 'mistral-large-2411',
      host: 'api.mistral.ai',
      firstTokenMs: 500,
      tokensPerSecond: 55,
    },
  ],
]
const ALL_MODELS = MODELS.map(([, model]) => model)
const APPS = [
  [
    40,
    {
      name: 'support-assistant',
      organization: 'northwind',
      plan: 'business',
      budgetUsd: 25,
      inputTokens: 620,
      outputTokens: 240,
      topics: ['refund for order', 'change of address for order', 'missing parcel of order'],
    },
  ],
  [
    30,
    {
      name: 'code-review',
      organization: 'contoso',
      plan: 'enterprise',
      budgetUsd: 60,
      inputTokens: 2900,
      outputTokens: 420,
      topics: ['pull request', 'failing test in build', 'slow query in release'],
    },
  ],
  [
    20,
    {
      name: 'search-answers',
      organization: 'fabrikam',
      plan: 'free',
      budgetUsd: 0.5,
      inputTokens: 1500,
      outputTokens: 180,
      topics: ['warranty of model', 'opening hours of branch', 'price list of season'],
    },
  ],
  [
    10,
    {
      name: 'report-writer',
      organization: 'northwind',
      plan: 'business',
      budgetUsd: 25,
      inputTokens: 5200,
      outputTokens: 1300,
      topics: ['sales of quarter', 'incidents of week', 'inventory of warehouse'],
    },
  ],
]
const OPENINGS = [
  'Please help me with the',
  'Give me a short answer about the',
  'Summarise what we know about the',
  'What should I do next about the',
]
const SENTENCES = [
  'The matter was opened on Monday and is still waiting for a reply.',
  'Two of the three checks have passed, the third needs a person to look at it.',
  'I have compared it with similar cases and see no difference that matters.',
  'The usual way is to confirm the details first and then to start again.',
  'It should be settled within two working days.',
  'A colleague has left a note that explains the delay.',
]
/** Chance that an attempt fails, and as what. */
const FAILURES = [
  [0.985, undefined],
  [0.008, { status: 429, type: 'rate_limit_exceeded', message: 'Rate limit reached for requests', ms: 180 }],
  [0.004, { status: 503, type: 'overloaded_error', message: 'The model is overloaded, try again later', ms: 900 }],
  [0.003, { status: 504, type: 'timeout', message: 'The upstream did not answer in time', ms: 15_000 }],
]

const prose = (random, characters) => {
  let text = ''
  while (text.length < characters) text += `${random.pick(SENTENCES)} `
  return text.slice(0, characters).trimEnd()
}

function makeCall(random) {
  const app = random.weighted(APPS)
  const user = random.below(40)
  const inputTokens = Math.round(random.longTailed(app.inputTokens, 0.6))
  const outputTokens = Math.round(random.longTailed(app.outputTokens, 0.7))
  const topic = `${random.pick(app.topics)} ${1000 + random.below(9000)}`
  return {
    app,
    inputTokens,
    outputTokens,
    cachedTokens: random.chance(0.3) ? Math.floor(inputTokens * 0.6) : 0,
    streaming: random.chance(0.6),
    userId: `user-${String(user).padStart(3, '0')}`,
    sessionId: `session-${user}-${random.below(3)}`,
    requestId: `req-${random.hex(8)}`,
    prompt: `${random.pick(OPENINGS)} ${topic}. ${prose(random, Math.min(1500, inputTokens))}`,
    answer: `About the ${topic}: ${prose(random, Math.min(2000, outputTokens * 4))}`,
  }
}

const messages = (role, text, extra = {}) => JSON.stringify([{ role, parts: [{ type: 'text', content: text }], ...extra }])

function attemptAttributes(call, model, failure, firstTokenMs) {
  const asked = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': model.provider,
    'gen_ai.request.model': model.asked,
    'gen_ai.request.stream': call.streaming,
    'gen_ai.conversation.id': call.sessionId,
    'server.address': model.host,
    'gen_ai.input.messages': messages('user', call.prompt),
  }
  if (failure) return { ...asked, 'error.type': failure.type, 'http.response.status_code': failure.status }
  return {
    ...asked,
    'gen_ai.response.model': model.served,
    'gen_ai.response.id': `resp-${call.requestId}`,
    'gen_ai.response.finish_reasons': ['stop'],
    'gen_ai.usage.input_tokens': call.inputTokens,
    'gen_ai.usage.output_tokens': call.outputTokens,
    'http.response.status_code': 200,
    ...(call.cachedTokens > 0 ? { 'gen_ai.usage.cache_read.input_tokens': call.cachedTokens } : {}),
    ...(call.streaming ? { 'gen_ai.response.time_to_first_chunk': firstTokenMs / 1000 } : {}),
    'gen_ai.output.messages': messages('assistant', call.answer, { finish_reason: 'stop' }),
  }
}

/** One try at one provider, from `startMs`. */
function attempt(random, call, model, startMs) {
  const incident = incidentOf(Math.floor(startMs / MINUTE_MS))
  const wrong = incident?.provider === model.provider ? incident.kind : undefined
  const failure = wrong === 'outage' ? FAILURES[2][1] : wrong === 'busy' && random.chance(0.7) ? FAILURES[1][1] : random.weighted(FAILURES)
  const firstTokenMs = random.longTailed(model.firstTokenMs, 0.4) * (wrong === 'slow' ? 6 : 1)
  const ms = failure
    ? random.longTailed(failure.ms, 0.2)
    : firstTokenMs + (call.outputTokens / random.longTailed(model.tokensPerSecond, 0.25)) * 1000
  return {
    failure,
    span: {
      name: `chat ${model.asked}`,
      kind: 3,
      startMs,
      endMs: startMs + ms,
      attributes: attemptAttributes(call, model, failure, firstTokenMs),
      error: failure?.message,
    },
  }
}

/** Up to three tries: the first model, the same again after a short wait, another provider. */
function attempts(random, call, first, startMs) {
  const another = random.pick(ALL_MODELS.filter((model) => model.provider !== first.provider))
  const spans = []
  let atMs = startMs
  for (const model of [first, first, another]) {
    const tried = attempt(random, call, model, atMs)
    spans.push(tried.span)
    atMs = tried.span.endMs
    if (!tried.failure) return { spans, endMs: atMs, failure: undefined }
    if (spans.length === 3 || random.chance(0.15)) return { spans, endMs: atMs, failure: tried.failure }
    atMs += 250 * 2 ** spans.length
  }
  throw new Error('every path above returns')
}

function operation(random, atMs) {
  const call = makeCall(random)
  const traceId = random.hex(16)
  const rootId = random.hex(8)
  let clockMs = atMs + 0.4
  const step = (name, medianMs, attributes) => {
    const startMs = clockMs
    clockMs += random.longTailed(medianMs, 0.5)
    return { name, startMs, endMs: clockMs, attributes: { 'relaycore.component': name, ...attributes } }
  }
  const usual = random.weighted(MODELS)
  const requestedModel = random.chance(0.4) ? 'auto' : usual.asked
  const { route, attributes: evaluated } = evaluateRules({ ...call, requestedModel })
  const first = ALL_MODELS.find(({ asked }) => asked === route?.model) ?? usual
  const similarity = Math.round(random.next() * 800) / 1000
  const { budgetUsd } = call.app
  const inner = [
    step('authenticate', 1.2, {}),
    step('evaluate rules', 0.6, evaluated),
    step('select model', 0.3, selectModel({ requestedModel, route, chosen: first, models: ALL_MODELS })),
    step('cache lookup', 2.5, { 'cache.hit': false, 'cache.similarity': similarity, ...lookUp(similarity) }),
    step('budget check', 0.8, { 'budget.allowed': true, ...checkBudget(budgetUsd, Math.round(random.next() * budgetUsd * 800) / 1000) }),
    step('load spending', 1.6, { 'relaycore.component': 'database', 'db.system.name': 'postgresql', 'db.operation.name': 'SELECT' }),
  ]
  const tried = attempts(random, call, first, clockMs)
  const settled = {
    name: 'publish usage',
    kind: 4,
    startMs: tried.endMs,
    endMs: tried.endMs + random.longTailed(0.9, 0.4),
    attributes: { 'relaycore.component': 'queue', 'messaging.system': 'kafka', 'messaging.destination.name': 'usage' },
  }
  const root = {
    traceId,
    spanId: rootId,
    name: 'POST /v1/chat/completions',
    kind: 2,
    startMs: atMs,
    endMs: settled.endMs + 0.6,
    error: tried.failure?.message,
    attributes: {
      'http.request.method': 'POST',
      'http.route': '/v1/chat/completions',
      'http.response.status_code': tried.failure?.status ?? 200,
      'user.id': call.userId,
      'organization.id': call.app.organization,
      'session.id': call.sessionId,
      'request.id': call.requestId,
      'app.name': call.app.name,
    },
  }
  const children = [...inner, ...tried.spans, settled].map((span) => ({ traceId, spanId: random.hex(8), parentSpanId: rootId, ...span }))
  return {
    endMs: root.endMs,
    group: {
      resource: { 'service.name': 'gateway', 'service.version': '1.4.0', 'deployment.environment.name': 'demo' },
      scope: 'gateway',
      spans: [root, ...children],
    },
  }
}

/** @returns {{endMs: number, group: import('./otlp-wire.mjs').WireGroup}[]} the operations that began in this minute of the epoch, by end. */
export function trafficOfMinute(minute) {
  const random = seeded(minute)
  const count = Math.round(requestsPerMinute(minute * MINUTE_MS) * (0.7 + 0.6 * random.next()))
  return Array.from({ length: count }, () => operation(random, minute * MINUTE_MS + random.next() * MINUTE_MS)).sort(
    (left, right) => left.endMs - right.endMs,
  )
}
