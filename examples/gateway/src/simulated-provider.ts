/**
 * Providers that cost nothing: OpenAI's and Anthropic's wire formats, streamed, with token counts, questions, answers and a pace drawn
 * from recorded traffic (data/README.md). `POST /incident {provider, kind, seconds}` makes one slow, busy or absent for a while.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { readJson } from './config.ts'

export type IncidentKind = 'slow' | 'busy' | 'outage'

interface Incident {
  kind: IncidentKind
  untilMs: number
}

interface Pace {
  firstTokenMs: number
  tokensPerSecond: number
}

const PACE: Readonly<Record<string, Pace>> = {
  'gpt-4o': { firstTokenMs: 420, tokensPerSecond: 75 },
  'gpt-4o-mini': { firstTokenMs: 300, tokensPerSecond: 110 },
  'claude-sonnet-5': { firstTokenMs: 650, tokensPerSecond: 65 },
  'mistral-large-latest': { firstTokenMs: 500, tokensPerSecond: 55 },
}
const USUAL_PACE: Pace = { firstTokenMs: 400, tokensPerSecond: 70 }
const SERVED: Readonly<Record<string, string>> = {
  'gpt-4o': 'gpt-4o-2024-08-06',
  'gpt-4o-mini': 'gpt-4o-mini-2024-07-18',
  'claude-sonnet-5': 'claude-sonnet-5',
  'mistral-large-latest': 'mistral-large-2411',
}
const MAX_BODY_BYTES = 4 * 1024 * 1024
const PIECES = 24
const ORDINARY_FAILURES = 0.02

const tokenCounts = readJson(new URL('../data/token-counts.json', import.meta.url)) as Record<'chat' | 'code', [number, number][]>
const exchanges = readJson(new URL('../data/exchanges.json', import.meta.url)) as { prompt: string; answer: string }[]

interface Answer {
  model: string
  text: string
  inputTokens: number
  outputTokens: number
  pace: Pace
}

export class SimulatedProvider {
  readonly server: Server
  private readonly incidents = new Map<string, Incident>()
  private readonly random: () => number
  /** 1 is real time; tests hurry. */
  private readonly slowness: number

  constructor({ random = Math.random, slowness = 1 }: { random?: () => number; slowness?: number } = {}) {
    this.random = random
    this.slowness = slowness
    this.server = createServer((request, response) => void this.answer(request, response).catch(() => response.destroy()))
  }

  setIncident(provider: string, kind: IncidentKind, seconds: number): void {
    this.incidents.set(provider, { kind, untilMs: Date.now() + seconds * 1000 })
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await readBody(request)) as Record<string, unknown>
    const [, provider = '', ...path] = (request.url ?? '').split('/')
    if (provider === 'incident') {
      this.setIncident(String(body.provider), body.kind as IncidentKind, Number(body.seconds))
      response.end('{}')
      return
    }
    const incident = this.incidentOf(provider)
    const failure = this.failure(incident)
    if (failure) return refuse(response, ...failure)
    const answer = this.compose(body, incident === 'slow' ? 6 : 1)
    if (path.at(-1) === 'messages') await this.stream(response, anthropicEvents(answer), answer)
    else await this.stream(response, openaiEvents(answer), answer)
  }

  private incidentOf(provider: string): IncidentKind | undefined {
    const incident = this.incidents.get(provider)
    return incident && incident.untilMs > Date.now() ? incident.kind : undefined
  }

  private failure(incident: IncidentKind | undefined): [status: number, type: string, message: string] | undefined {
    if (incident === 'outage') return [503, 'overloaded_error', 'The service is unavailable']
    if (incident === 'busy' && this.random() < 0.7) return [429, 'rate_limit_exceeded', 'Rate limit reached for requests']
    if (this.random() < ORDINARY_FAILURES)
      return this.random() < 0.7
        ? [429, 'rate_limit_exceeded', 'Rate limit reached for requests']
        : [500, 'server_error', 'The server had an error']
    return undefined
  }

  private compose(body: Record<string, unknown>, slower: number): Answer {
    const asked = String(body.model)
    const question = JSON.stringify(body.messages ?? '')
    const counts = tokenCounts[/code|typescript|test/i.test(question) ? 'code' : 'chat']
    const [inputTokens, outputTokens] = counts[Math.floor(this.random() * counts.length)]
    const known = exchanges.find(({ prompt }) => question.includes(JSON.stringify(prompt).slice(1, -1)))
    const text = known?.answer ?? filler(outputTokens, this.random)
    const { firstTokenMs, tokensPerSecond } = PACE[asked] ?? USUAL_PACE
    const spread = Math.exp((this.random() + this.random() - 1) * 0.9) * slower * this.slowness
    const pace = { firstTokenMs: firstTokenMs * spread, tokensPerSecond: tokensPerSecond / spread }
    return { model: SERVED[asked] ?? asked, text, inputTokens, outputTokens: Math.max(1, outputTokens), pace }
  }

  private async stream(response: ServerResponse, events: string[], { outputTokens, pace }: Answer): Promise<void> {
    const gap = ((outputTokens / pace.tokensPerSecond) * 1000) / events.length
    await wait(pace.firstTokenMs)
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const event of events) {
      if (response.destroyed) return
      response.write(event)
      await wait(gap)
    }
    response.end()
  }
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length
    if (size > MAX_BODY_BYTES) throw new Error('too large')
    parts.push(part)
  }
  return JSON.parse(Buffer.concat(parts).toString() || '{}')
}

function refuse(response: ServerResponse, status: number, type: string, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ type: 'error', error: { type, message } }))
}

const SENTENCES = [
  'Two of the three checks have passed; the third needs a person to look at it.',
  'The usual way is to confirm the details first and then to start again.',
  'I have compared it with similar cases and see no difference that matters.',
  'It should be settled within two working days.',
]

function filler(tokens: number, random: () => number): string {
  let text = ''
  while (text.length < Math.min(tokens * 4, 2000)) text += `${SENTENCES[Math.floor(random() * SENTENCES.length)]} `
  return text.trimEnd() || 'Yes.'
}

function pieces(text: string): string[] {
  const size = Math.max(1, Math.ceil(text.length / PIECES))
  return Array.from({ length: Math.ceil(text.length / size) }, (_, at) => text.slice(at * size, (at + 1) * size))
}

function openaiEvents({ model, text, inputTokens, outputTokens }: Answer): string[] {
  const base = { id: `chatcmpl-${Date.now()}`, object: 'chat.completion.chunk', model }
  const chunk = (delta: object, reason: string | null = null) => ({ ...base, choices: [{ index: 0, delta, finish_reason: reason }] })
  const usage = { prompt_tokens: inputTokens, completion_tokens: outputTokens, total_tokens: inputTokens + outputTokens }
  const chunks = [...pieces(text).map((content) => chunk({ content })), chunk({}, 'stop'), { ...base, choices: [], usage }]
  return [...chunks.map((each) => `data: ${JSON.stringify(each)}\n\n`), 'data: [DONE]\n\n']
}

function anthropicEvents({ model, text, inputTokens, outputTokens }: Answer): string[] {
  const usage = { input_tokens: inputTokens, output_tokens: 1 }
  const message = { id: `msg-${Date.now()}`, type: 'message', role: 'assistant', model, content: [], stop_reason: null, usage }
  const events = [
    { type: 'message_start', message },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    ...pieces(text).map((piece) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: piece } })),
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: outputTokens } },
    { type: 'message_stop' },
  ]
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
}
