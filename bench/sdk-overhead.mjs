/**
 * `npm run bench:sdk`: CPU that the SDK takes of a request beside the bare OpenTelemetry SDK making the same spans: a server span,
 * three steps and one model call with its content. The same for a gateway that records its decisions with `relaycore()`: six
 * stages, and beside the spans one decision trace. One JSON line per figure; the difference is what counts, because all take
 * turns in one process. Spans are encoded in all, and sent nowhere.
 */
import { parseArgs } from 'node:util'
import { requireNode } from '../scripts/lib/node-version.mjs'

requireNode()
const { prepare } = await import('../scripts/lib/prepare.mjs')
const { endBadly } = await import('../scripts/lib/run.mjs')
const { quantile } = await import('./quantile.mjs')

const { values: options } = parseArgs({
  options: { requests: { type: 'string', default: '20000' }, rounds: { type: 'string', default: '7' } },
})
const requests = Number(options.requests)

const PROMPT = 'How many routes lead to this model? '.repeat(28)
const ANSWER = 'As many as the policy allows. '.repeat(68)
const INPUT = JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: PROMPT }] }])
const OUTPUT = JSON.stringify([{ role: 'assistant', parts: [{ type: 'text', content: ANSWER }] }])

/** Names of steps with the attributes their spans carry. */
const STEPS = Object.fromEntries(['authenticate', 'route', 'cache'].map((name) => [name, { 'relaycore.component': name }]))
const VERSION = 'c0ffee'.repeat(10)
const STAGES = {
  'route request': { 'relaycore.component': 'router', 'relaycore.route': 'chat' },
  'evaluate rules': {
    'relaycore.component': 'steering',
    'relaycore.rules.matched': ['rest'],
    'relaycore.policy.id': 'main',
    'relaycore.policy.version': VERSION,
  },
  'cache lookup': { 'relaycore.component': 'cache', 'cache.hit': false, 'cache.similarity': 0.4, 'cache.threshold': 0.9 },
  'budget check': { 'relaycore.component': 'budget', 'budget.allowed': true, 'budget.limit_usd': 10, 'budget.spent_usd': 2.5 },
  'select model': { 'relaycore.component': 'selection', 'relaycore.selected.provider': 'openai', 'relaycore.selected.model': 'gpt-4o' },
  'call provider': {
    'relaycore.component': 'provider',
    'relaycore.attempt': 1,
    'relaycore.selected.provider': 'openai',
    'relaycore.selected.model': 'gpt-4o',
  },
}

/** The same spans with nothing but OpenTelemetry's own packages. */
async function bare(steps = STEPS) {
  const { context, SpanKind, trace } = await import('@opentelemetry/api')
  const { TracerProvider } = await import('@opentelemetry/sdk-trace')
  const { ProtobufTraceSerializer } = await import('@opentelemetry/otlp-transformer')
  const { AsyncLocalStorageContextManager } = await import('@opentelemetry/context-async-hooks')
  const contexts = new AsyncLocalStorageContextManager().enable()
  context.setGlobalContextManager(contexts)
  let waiting = []
  const processor = {
    onStart() {},
    onEnd(span) {
      if (waiting.push(span) < 512) return
      ProtobufTraceSerializer.serializeRequest(waiting)
      waiting = []
    },
    forceFlush: async () => {},
    shutdown: async () => {},
  }
  const tracer = new TracerProvider({ spanProcessors: [processor] }).getTracer('bench')
  const step = (name, parent, attributes) => {
    const span = tracer.startSpan(name, { attributes }, parent)
    return context.with(trace.setSpan(parent, span), () => span.end())
  }
  return {
    request() {
      const server = tracer.startSpan('POST /v1/chat/completions', {
        kind: SpanKind.SERVER,
        attributes: {
          'http.request.method': 'POST',
          'url.path': '/v1/chat/completions',
          'url.scheme': 'http',
          'user.id': 'u',
          'organization.id': 'o',
        },
      })
      const within = trace.setSpan(context.active(), server)
      context.with(within, () => {
        for (const [name, attributes] of Object.entries(steps))
          step(name, within, { 'user.id': 'u', 'organization.id': 'o', ...attributes })
        const call = tracer.startSpan(
          'chat gpt-4o',
          {
            kind: SpanKind.CLIENT,
            attributes: {
              'user.id': 'u',
              'organization.id': 'o',
              'gen_ai.operation.name': 'chat',
              'gen_ai.provider.name': 'openai',
              'gen_ai.request.model': 'gpt-4o',
              'gen_ai.input.messages': INPUT,
            },
          },
          within,
        )
        call.setAttributes({
          'gen_ai.response.model': 'gpt-4o-2024-08-06',
          'gen_ai.usage.input_tokens': 250,
          'gen_ai.usage.output_tokens': 480,
          'gen_ai.output.messages': OUTPUT,
        })
        call.end()
      })
      server.setAttribute('http.response.status_code', 200)
      server.end()
    },
    async end() {
      context.disable()
      trace.disable()
    },
  }
}

async function start() {
  const { init } = await import('../packages/sdk/dist/index.js')
  return init({
    serviceName: 'bench',
    endpoint: 'http://127.0.0.1:9',
    buffer: { maxSpans: 1e7, maxBytes: 1e9 },
    export: { delayMs: 1e6, maxAttempts: 1 },
    onWarning() {},
  })
}

async function ours() {
  const relayscope = await start()
  const middleware = relayscope.express()
  const messages = [{ role: 'user', content: PROMPT }]
  const result = {
    model: 'gpt-4o-2024-08-06',
    usage: { inputTokens: 250, outputTokens: 480 },
    messages: [{ role: 'assistant', content: ANSWER }],
  }
  return {
    request() {
      const closing = []
      const response = {
        statusCode: 200,
        headersSent: true,
        writableFinished: true,
        once: (event, work) => event === 'close' && closing.push(work),
      }
      const request = { method: 'POST', url: '/v1/chat/completions', headers: {}, socket: {} }
      middleware(request, response, () => {
        relayscope.identify({ userId: 'u', organizationId: 'o' })
        for (const name of Object.keys(STEPS)) relayscope.step(name, { component: name }, () => undefined)
        relayscope.startCall({ provider: 'openai', model: 'gpt-4o', messages }).end(result)
      })
      for (const work of closing) work()
    },
    end: () => relayscope.shutdown(1),
  }
}

/** A gateway's six stages and the decision trace of them. */
async function gateway() {
  const relayscope = await start()
  const relaycore = relayscope.relaycore({ endpoint: 'http://127.0.0.1:9' })
  const middleware = relaycore.express()
  const call = { provider: 'openai', model: 'gpt-4o', messages: [{ role: 'user', content: PROMPT }] }
  const result = {
    model: 'gpt-4o-2024-08-06',
    usage: { inputTokens: 250, outputTokens: 480 },
    messages: [{ role: 'assistant', content: ANSWER }],
  }
  const condition = { field: 'request.model', operator: 'equals', wanted: 'auto', found: 'auto', passed: true }
  const rules = ['code', 'free', 'short', 'rest'].map((id) => ({
    ruleId: id,
    ruleName: `Rule ${id}`,
    outcome: 'not_matched',
    conditions: [condition],
  }))
  const evaluation = {
    policyId: 'main',
    policyVersion: VERSION,
    matched: ['rest'],
    rules,
    actions: [{ ruleId: 'rest', action: { type: 'route', params: { provider: 'openai', model: 'gpt-4o' } }, applied: true }],
    route: { provider: 'openai', model: 'gpt-4o', ruleId: 'rest' },
    stopped: { why: 'rule', ruleId: 'rest' },
    reasoning: 'Rule "rest" matched because request.model is "auto"',
  }
  const candidates = ['gpt-4o', 'gpt-4o-mini', 'claude', 'mistral'].map((model, at) => ({ provider: 'openai', model, score: 1 - at / 10 }))
  const travel = () => {
    relayscope.identify({ userId: 'u', organizationId: 'o' })
    relaycore.router({ path: '/v1/chat/completions' }, () => ({ route: 'chat' }))
    relaycore.rules(
      { request: { model: 'auto', prompt: PROMPT, promptLength: PROMPT.length }, context: { plan: 'free' } },
      () => evaluation,
    )
    relaycore.cache({ scope: 'o' }, () => ({ hit: false, similarity: 0.4, threshold: 0.9 }))
    relaycore.budget({ estimatedUsd: '0.01' }, () => ({ allowed: true, limitUsd: 10, spentUsd: 2.5 }))
    relaycore.select({ requestedModel: 'auto' }, () => ({ provider: 'openai', model: 'gpt-4o', candidates }))
    relaycore.attempt({ provider: 'openai', model: 'gpt-4o' }, () => relayscope.startCall(call).end(result))
  }
  return {
    request() {
      const closing = []
      const response = {
        statusCode: 200,
        headersSent: true,
        writableFinished: true,
        once: (event, work) => event === 'close' && closing.push(work),
      }
      const request = { method: 'POST', url: '/v1/chat/completions', headers: {}, socket: {} }
      middleware(request, response, travel)
      for (const work of closing) work()
    },
    end: () => relayscope.shutdown(1),
  }
}

/** Microseconds of CPU a request. */
async function measure(make) {
  const side = await make()
  for (let at = 0; at < 2000; at++) side.request()
  globalThis.gc?.()
  const before = process.cpuUsage()
  for (let at = 0; at < requests; at++) {
    side.request()
    // As in a server, the event loop turns between requests: what waits for export must be able to leave.
    if (at % 16 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  const { user, system } = process.cpuUsage(before)
  await side.end()
  return (user + system) / requests
}

const median = (values) => quantile(values, 0.5)

async function main() {
  await prepare()
  const figures = { bare: [], ours: [], bareStages: [], gateway: [] }
  for (let round = 0; round < Number(options.rounds); round++) {
    figures.bare.push(await measure(bare))
    figures.ours.push(await measure(ours))
    figures.bareStages.push(await measure(() => bare(STAGES)))
    figures.gateway.push(await measure(gateway))
  }
  const rounded = (value) => Math.round(value * 10) / 10
  const print = (name, own, bareName, beside) => {
    const [value, least] = [median(own), median(beside)]
    const against = { name: bareName, value: rounded(least) }
    console.log(JSON.stringify({ name: `${name}.request`, value: rounded(value), unit: 'us CPU', ratio: rounded(value / least), against }))
    console.log(JSON.stringify({ name: `${name}.overhead`, value: rounded(value - least), unit: 'us CPU' }))
  }
  print('sdk', figures.ours, 'opentelemetry.request', figures.bare)
  print('sdk.relaycore', figures.gateway, 'opentelemetry.gateway-request', figures.bareStages)
}

await main().catch(endBadly)
