/** One entry per command: what it is called, what it asks the server, and how the answer reads as rows. */
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { AIInteraction, DecisionListItem, NewPriceRow, PriceRow, TraceListItem } from '@relayscope/contract'
import type { Client } from '@relayscope/contract/client'

export interface Asked {
  /** What stands behind the command: a search, or an id. */
  words: string[]
  from: string | undefined
  to: string | undefined
  limit: string | undefined
  /** Of a policy that is stored. */
  id?: string | undefined
  comment?: string | undefined
  /** The header for another server, used once. */
  authorization?: string | undefined
  activate?: boolean
  /** Of an upload. */
  version?: string | undefined
}

export interface Answer {
  /** The server's answer as it is. */
  data: unknown
  rows: Record<string, string>[]
  note?: string
  /** What was asked for does not hold: the exit code says so. */
  failed?: boolean
}

export interface Command {
  name: string
  usage: string
  summary: string
  run(client: Client, asked: Asked): Promise<Answer>
}

export const COMMANDS: readonly Command[] = [
  { name: 'health', usage: 'health', summary: 'How well telemetry is taken in and stored', run: health },
  { name: 'traces', usage: 'traces [search]', summary: 'Traces, newest first: traces status:error duration:>2s', run: traces },
  { name: 'trace', usage: 'trace <id>', summary: 'One trace with its spans', run: trace },
  { name: 'interactions', usage: 'interactions [search]', summary: 'AI interactions, newest first', run: interactions },
  { name: 'interaction', usage: 'interaction <id>', summary: 'One AI interaction with prompt and answer', run: interaction },
  { name: 'decisions', usage: 'decisions [search]', summary: 'What was decided, newest first: decisions rule:rule-123', run: decisions },
  { name: 'decision', usage: 'decision <id>', summary: 'Decisions by the id of a request, a trace or an interaction', run: decision },
  {
    name: 'verify-decisions',
    usage: 'verify-decisions [--from --to]',
    summary: 'Prove that no stored decision was changed; 1 when one was',
    run: verifyDecisions,
  },
  {
    name: 'prices',
    usage: 'prices [model]',
    summary: 'The price list; `prices upload <file> --version V --from DAY` adds a table',
    run: prices,
  },
  { name: 'rejections', usage: 'rejections', summary: 'The newest records that could not be taken, and why', run: rejections },
]

async function health(client: Client): Promise<Answer> {
  const data = await client.getTelemetryHealth()
  const facts = {
    status: data.status,
    version: data.version,
    lag: `${data.ingestLagMs} ms`,
    'spans per second': String(data.spansPerSecond),
    'records rejected': String(data.rejectedCount),
    ...Object.fromEntries(data.engines.map((engine) => [`${engine.name} engine`, `${engine.kind}, ${engine.status}`])),
  }
  return { data, rows: pairs(facts) }
}

async function traces(client: Client, asked: Asked): Promise<Answer> {
  const data = await client.listTraces({ query: listQuery(asked) })
  return { data, rows: data.items.map(traceRow), ...more(data.items.length, data.nextCursor) }
}

async function trace(client: Client, { words }: Asked): Promise<Answer> {
  const data = await client.getTrace({ params: { traceId: idOf(words, 'trace') } })
  const rows = data.spans.map((span) => ({
    span: span.spanId,
    parent: span.parentSpanId ?? '',
    name: span.name,
    ms: milliseconds(span.duration),
    status: span.status,
  }))
  return { data, rows, note: `${data.name}, ${milliseconds(data.duration)} ms, ${data.status}` }
}

async function interactions(client: Client, asked: Asked): Promise<Answer> {
  const data = await client.listInteractions({ query: listQuery(asked) })
  return { data, rows: data.items.map(interactionRow), ...more(data.items.length, data.nextCursor) }
}

async function interaction(client: Client, { words }: Asked): Promise<Answer> {
  const data = await client.getInteraction({ params: { id: idOf(words, 'interaction') } })
  const text = [
    data.prompt === undefined ? '' : `\nprompt\n${printable(data.prompt)}\n`,
    data.response === undefined ? '' : `\nanswer\n${printable(data.response)}\n`,
  ].join('')
  return { data, rows: pairs(interactionRow(data)), note: text }
}

async function decisions(client: Client, asked: Asked): Promise<Answer> {
  const data = await client.listDecisions({ query: listQuery(asked) })
  return { data, rows: data.items.map(decisionRow), ...more(data.items.length, data.nextCursor) }
}

async function decision(client: Client, { words }: Asked): Promise<Answer> {
  const { items } = await client.lookUpDecisions({ query: { id: idOf(words, 'decision') } })
  const data = await Promise.all(
    items.map(({ traceId, requestId }) => client.getDecision({ params: { traceId }, query: requestId === '' ? {} : { requestId } })),
  )
  const rows = data.flatMap((trace) =>
    trace.decisions.map((one, at) => ({
      request: trace.requestId,
      decision: String(at + 1),
      type: one.type,
      component: one.component,
      rule: one.ruleName ?? one.ruleId ?? '',
      why: one.reasoning ?? '',
    })),
  )
  return { data, rows, ...(rows.length === 0 ? { note: 'no decisions are known by this id' } : {}) }
}

async function verifyDecisions(client: Client, { from, to }: Asked): Promise<Answer> {
  const data = await client.verifyDecisions({ query: { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) } })
  const rows = data.days.map(({ day, checked, erased, intact, lastHash }) => ({
    day,
    checked: String(checked),
    erased: String(erased),
    chain: intact ? 'intact' : 'broken',
    'last hash': lastHash,
  }))
  if (!data.firstBreak) return { data, rows, note: `intact: ${data.checked} decision traces` }
  const { day, sequence, requestId, traceId, reason, message } = data.firstBreak
  const whose = requestId === '' ? traceId : requestId
  return { data, rows, note: `broken on ${day} at number ${sequence}${whose && ` (${whose})`}: ${reason}, ${message}`, failed: true }
}

async function prices(client: Client, asked: Asked): Promise<Answer> {
  const [first, file] = asked.words
  if (first === 'upload') return uploadPrices(client, asked, file)
  const q = asked.words.join(' ') || undefined
  const data = await client.listPrices({ query: { ...(q && { q }), ...(asked.limit && { limit: asked.limit }) } })
  return { data, rows: data.items.map(priceRow), ...more(data.items.length, data.nextCursor) }
}

async function uploadPrices(client: Client, { version, from }: Asked, file: string | undefined): Promise<Answer> {
  if (file === undefined || version === undefined || from === undefined)
    throw new Error('prices upload <file> --version contract-7 --from 2026-03-01')
  const data = await client.uploadPrices({
    body: { version, validFrom: from, source: basename(file), ...priceTable(await readFile(file, 'utf8')) },
  })
  return { data, rows: pairs({ version: data.version, rows: String(data.rows), from: data.validFrom, to: data.validTo ?? 'open' }) }
}

/** JSON is a list of rows, an object with rows, or LiteLLM's file; anything else is CSV. */
function priceTable(text: string): { rows: NewPriceRow[] } | { litellm: Record<string, unknown> } | { csv: string } {
  if (!/^\s*[[{]/.test(text)) return { csv: text }
  const data = JSON.parse(text) as NewPriceRow[] | { rows?: NewPriceRow[] }
  if (Array.isArray(data)) return { rows: data }
  return Array.isArray(data.rows) ? { rows: data.rows } : { litellm: data as Record<string, unknown> }
}

function priceRow(row: PriceRow): Record<string, string> {
  const { input = '', output = '', cachedRead = '' } = row.prices
  return {
    provider: row.provider,
    model: row.model,
    region: row.region ?? '',
    tier: row.tier ?? '',
    input,
    output,
    'cached read': cachedRead,
    currency: row.currency,
    from: row.validFrom,
    to: row.validTo ?? '',
    version: row.version,
  }
}

async function rejections(client: Client, { limit }: Asked): Promise<Answer> {
  const data = await client.listRejections({ query: limit === undefined ? {} : { limit } })
  const rows = data.items.map(({ time, kind, index, path, message }) => ({
    time,
    kind,
    record: index < 0 ? 'all' : String(index),
    path,
    message,
  }))
  return { data, rows, ...(rows.length === 0 ? { note: 'nothing was rejected since the server started' } : {}) }
}

function listQuery({ words, from, to, limit }: Asked): Record<string, string> {
  const given = { q: words.join(' ') || undefined, from, to, limit }
  return Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined))
}

function traceRow(item: TraceListItem): Record<string, string> {
  return {
    time: item.startTime,
    trace: item.traceId,
    name: item.name,
    ms: milliseconds(item.duration),
    status: item.status,
    models: (item.models ?? []).join(', '),
    tokens: item.totalTokens === undefined ? '' : String(item.totalTokens),
    cost: item.cost === undefined ? '' : String(item.cost),
  }
}

function decisionRow(item: DecisionListItem): Record<string, string> {
  const rules = item.decisions.flatMap(({ ruleName, ruleId }) => ruleName ?? ruleId ?? [])
  return {
    time: item.timestamp,
    request: item.requestId,
    rules: [...new Set(rules)].join(', '),
    provider: item.finalOutcome.provider,
    model: item.finalOutcome.model,
    attempts: item.attempts ? String(item.attempts.length) : '',
    status: item.finalOutcome.status,
  }
}

function interactionRow(item: AIInteraction): Record<string, string> {
  return {
    time: item.startTime,
    id: item.id,
    provider: item.provider,
    model: item.model,
    'tokens in': item.promptTokens === undefined ? 'unknown' : String(item.promptTokens),
    'tokens out': item.responseTokens === undefined ? 'unknown' : String(item.responseTokens),
    ms: milliseconds(item.latencyMs),
    cost: item.costDecimal === undefined ? 'unknown' : `${item.costDecimal} ${item.currency ?? ''}`.trim(),
    status: item.status,
  }
}

function more(count: number, nextCursor: string | null): { note?: string } {
  if (count === 0) return { note: 'nothing found in this range' }
  return nextCursor === null ? {} : { note: 'there are more; ask for them with --limit, up to 1000' }
}

function idOf([id]: string[], kind: string): string {
  if (id === undefined) throw new Error(`which ${kind}? Give its id`)
  return id
}

function pairs(facts: Record<string, string>): Record<string, string>[] {
  return Object.entries(facts).map(([fact, value]) => ({ fact, value }))
}

function milliseconds(value: number): string {
  return String(Math.round(value))
}

/** What a client sent must not steer the terminal: control characters but line ends and tabs are shown as what they are. */
export function printable(text: string): string {
  return text.replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
