/**
 * `npm run bench:sdk`: CPU that the SDK takes of a request beside the bare OpenTelemetry SDK making the same spans: a server span,
 * three steps and one model call with its content. One JSON line per figure; the difference is what counts, because both take
 * turns in one process. Spans are encoded in both, and sent nowhere.
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

/** The same spans with nothing but OpenTelemetry's own packages. */
async function bare() {
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
        for (const name of ['authenticate', 'route', 'cache']) step(name, within, { 'relaycore.component': name })
        const call = tracer.startSpan(
          'chat gpt-4o',
          {
            kind: SpanKind.CLIENT,
            attributes: {
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

async function ours() {
  const { init } = await import('../packages/sdk/dist/index.js')
  const relayscope = init({
    serviceName: 'bench',
    endpoint: 'http://127.0.0.1:9',
    buffer: { maxSpans: 1e7, maxBytes: 1e9 },
    export: { delayMs: 1e6, maxAttempts: 1 },
    onWarning() {},
  })
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
        for (const name of ['authenticate', 'route', 'cache']) relayscope.step(name, { component: name }, () => undefined)
        relayscope.startCall({ provider: 'openai', model: 'gpt-4o', messages }).end(result)
      })
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
    if (at % 512 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  const { user, system } = process.cpuUsage(before)
  await side.end()
  return (user + system) / requests
}

const median = (values) => quantile(values, 0.5)

async function main() {
  await prepare()
  const figures = { bare: [], ours: [] }
  for (let round = 0; round < Number(options.rounds); round++) {
    figures.bare.push(await measure(bare))
    figures.ours.push(await measure(ours))
  }
  const rounded = (value) => Math.round(value * 10) / 10
  const against = { name: 'opentelemetry.request', value: rounded(median(figures.bare)) }
  console.log(
    JSON.stringify({
      name: 'sdk.request',
      value: rounded(median(figures.ours)),
      unit: 'us CPU',
      ratio: rounded(median(figures.ours) / median(figures.bare)),
      against,
    }),
  )
  console.log(JSON.stringify({ name: 'sdk.overhead', value: rounded(median(figures.ours) - median(figures.bare)), unit: 'us CPU' }))
}

await main().catch(endBadly)
