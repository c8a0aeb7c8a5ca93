/** Fills the names that people filter spans by, whatever the library called them. What a sender has given stays. */
import type { AttributeValue } from '../../../flows/ingest/attributes.ts'
import { STATUS, type SpanFacts, type SpanRecord } from '../../../flows/ingest/records.ts'
import { conventionOf } from './conventions/index.ts'
import { ORGANIZATION_KEYS, REQUEST_KEYS, SESSION_KEYS, USER_KEYS } from './identity.ts'
import { endpointRole } from './model-endpoint.ts'
import { spanHints } from './span-hints.ts'
import { providerId } from '../../../flows/ingest/provider-id.ts'
import { providerOfModel } from './words.ts'

/** For each fact its keys, the best first. */
const KEYS: Readonly<Record<keyof SpanFacts, readonly string[]>> = {
  component: ['relaycore.component', 'component'],
  operation: ['relaycore.operation', 'gen_ai.operation.name', 'ai.operationId', 'rpc.method'],
  provider: ['gen_ai.provider.name', 'gen_ai.system', 'ai.model.provider', 'llm.provider', 'llm.system', 'relaycore.provider'],
  model: [
    'gen_ai.response.model',
    'ai.response.model',
    'llm.response.model_name',
    'gen_ai.request.model',
    'ai.model.id',
    'llm.model_name',
    'embedding.model_name',
    'langfuse.observation.model.name',
    'llm.request.model_name',
    'llm.response.model',
    'llm.request.model',
    'relaycore.model',
  ],
  userId: USER_KEYS,
  organizationId: ORGANIZATION_KEYS,
  requestId: REQUEST_KEYS,
  sessionId: SESSION_KEYS,
  requestPath: ['http.route', 'url.path', 'http.target'],
  requestMethod: ['http.request.method', 'http.method'],
  httpStatus: ['http.response.status_code', 'http.status_code'],
  errorType: ['error.type', 'exception.type'],
}
const NAMES = Object.keys(KEYS) as (keyof SpanFacts)[]

/** Key -> (which fact, how good a source). */
const SOURCES = new Map<string, { fact: number; rank: number }>(
  NAMES.flatMap((name, fact) => KEYS[name].map((key, rank) => [key, { fact, rank }] as const)),
)

const FACT_LENGTH = 512
const NONE = 255
const ranks = new Uint8Array(NAMES.length)
const found: (AttributeValue | undefined)[] = Array<AttributeValue | undefined>(NAMES.length).fill(undefined)

export function spanFacts(span: SpanRecord): void {
  const { keys, values } = span.attributes
  ranks.fill(NONE)
  for (let at = 0; at < keys.length; at++) {
    const source = SOURCES.get(keys[at])
    if (source === undefined || source.rank >= ranks[source.fact] || isEmpty(values[at])) continue
    ranks[source.fact] = source.rank
    found[source.fact] = values[at]
  }
  const { facts } = span
  for (let fact = 0; fact < NAMES.length; fact++) {
    if (ranks[fact] !== NONE) take(facts, NAMES[fact], found[fact])
  }
  complete(span)
}

function isEmpty(value: AttributeValue): boolean {
  return value === '' || value === null || (typeof value === 'object' && !(value instanceof Uint8Array))
}

function take(facts: SpanFacts, name: keyof SpanFacts, value: AttributeValue | undefined): void {
  if (name === 'httpStatus') {
    const status = Number(value)
    if (facts.httpStatus === 0 && Number.isInteger(status) && status > 0 && status < 65_536) facts.httpStatus = status
    return
  }
  if (facts[name] !== '') return
  const text = name === 'provider' ? providerId(String(value)) : String(value)
  facts[name] = text.length > FACT_LENGTH ? text.slice(0, FACT_LENGTH) : text
}

function complete(span: SpanRecord): void {
  const { facts } = span
  const hints = spanHints(span)
  if (facts.provider === '' && facts.model !== '') facts.provider = providerOfModel(facts.model)
  if (facts.requestPath.includes('?')) facts.requestPath = facts.requestPath.slice(0, facts.requestPath.indexOf('?'))
  if (facts.errorType === '' && span.status >= STATUS.error) facts.errorType = exceptionType(span)
  if (facts.operation === '') facts.operation = span.name
  if (facts.component === '') facts.component = (hints.ai ? aiComponent(span) : '') || plainComponent(span, hints.http)
}

function exceptionType(span: SpanRecord): string {
  for (const event of span.events) {
    if (event.name === 'exception') return event.attributes.text('exception.type')?.slice(0, FACT_LENGTH) ?? ''
  }
  return ''
}

const AI_COMPONENTS = { call: 'model', wrapper: 'agent', tool: 'tool', http: '', server: '' } as const

function aiComponent(span: SpanRecord): string {
  const role = conventionOf(span)?.role(span)
  return role === undefined ? '' : AI_COMPONENTS[role]
}

const KINDS: readonly (readonly [string, string])[] = [
  ['db.', 'database'],
  ['messaging.', 'messaging'],
  ['rpc.', 'rpc'],
]

function plainComponent(span: SpanRecord, http: boolean): string {
  if (http) return endpointRole(span) === undefined ? 'http' : 'model-endpoint'
  for (const key of span.attributes.keys) {
    for (const [prefix, component] of KINDS) {
      if (key.startsWith(prefix)) return component
    }
  }
  return span.origin.service || span.origin.scope || 'app'
}
