/** What a span is about, as far as its names and tags say. Decides its colour and its word, nothing else. */
import type { Span } from '@relayscope/contract'

export type SpanRole = 'gateway' | 'policy' | 'router' | 'rules' | 'cache' | 'model' | 'tool' | 'database' | 'queue' | 'internal'

export const SPAN_ROLES: Readonly<Record<SpanRole, { label: string; colour: string }>> = {
  gateway: { label: 'Gateway', colour: '--c5' },
  policy: { label: 'Policy', colour: '--c7' },
  router: { label: 'Router', colour: '--c2' },
  rules: { label: 'Rules', colour: '--c6' },
  cache: { label: 'Cache', colour: '--c3' },
  model: { label: 'Model call', colour: '--c1' },
  tool: { label: 'Tool', colour: '--c4' },
  database: { label: 'Database', colour: '--c8' },
  queue: { label: 'Queue', colour: '--c8' },
  internal: { label: 'Internal', colour: '--c5' },
}

const WORDS: readonly (readonly [RegExp, SpanRole])[] = [
  [/cache/, 'cache'],
  [/\brules?\b|rule[-_ ]?engine/, 'rules'],
  [/rout(er|ing)|model[-_ ]?select/, 'router'],
  [/\bauth|polic|budget|quota|guard|rate[-_ ]?limit|permission|moderat/, 'policy'],
  [/\btools?\b|function[-_ ]?call|execute_tool|\bmcp\b/, 'tool'],
  [/\b(db|sql|postgres|mysql|redis|mongo|clickhouse|vector[-_ ]?store|retriev)/, 'database'],
  [/queue|kafka|\bsqs\b|\bjobs?\b|enqueue/, 'queue'],
  [/gateway|ingress|\bproxy\b/, 'gateway'],
]

/** Most names hold none of the words. */
const SOME_WORD = new RegExp(WORDS.map(([pattern]) => pattern.source).join('|'))

const MODEL_OPERATION = /chat|completion|embedding|generate|\bllm\b|inference|provider|text_completion/

export function spanRole(span: Span): SpanRole {
  const { tags } = span
  if (span.interactionId !== undefined) return 'model'
  if (tags['gen_ai.operation.name'] === 'execute_tool' || tags['openinference.span.kind'] === 'TOOL') return 'tool'
  if (tags['db.system'] || tags['db.system.name']) return 'database'
  if (tags['messaging.system']) return 'queue'
  const said = roleOfWords(`${span.component} ${span.operation}`) ?? roleOfWords(span.name)
  if (said) return said
  if (span.model || (span.provider && MODEL_OPERATION.test(`${span.operation} ${span.name} ${span.component}`.toLowerCase())))
    return 'model'
  return span.kind === 'server' || (span.kind === undefined && span.parentSpanId === undefined) ? 'gateway' : 'internal'
}

/** Names repeat within a trace, and from trace to trace. */
const known = new Map<string, SpanRole | undefined>()
const MOST_KNOWN = 5000

function roleOfWords(text: string): SpanRole | undefined {
  if (known.has(text)) return known.get(text)
  const lower = text.toLowerCase()
  const role = SOME_WORD.test(lower) ? WORDS.find(([pattern]) => pattern.test(lower))?.[1] : undefined
  if (known.size >= MOST_KNOWN) known.clear()
  known.set(text, role)
  return role
}

/** Whether a cache answered, when the span says so. */
export function cacheOutcome(span: Span): 'HIT' | 'MISS' | undefined {
  const { tags } = span
  const said = tags['cache.hit'] ?? tags['cache_hit'] ?? tags['cache.result'] ?? tags['cache.status'] ?? tags['cache.outcome']
  if (said === undefined) return undefined
  if (/^(true|1|yes|hit)$/i.test(said)) return 'HIT'
  return /^(false|0|no|miss)$/i.test(said) ? 'MISS' : undefined
}

/** The reason a span failed, with its HTTP status in front; undefined when it did not. */
export function spanError(span: Span): string | undefined {
  if (span.status !== 'error') return undefined
  const { tags, errorDetails } = span
  const status = tags['http.response.status_code'] ?? tags['http.status_code']
  const reason = errorDetails?.message || errorDetails?.type || tags['exception.message'] || tags['error.type'] || ''
  if (status && /^[45]\d\d$/.test(status) && !reason.startsWith(status)) return reason === '' ? `HTTP ${status}` : `${status} ${reason}`
  return reason === '' ? 'Failed without a reason' : reason
}
