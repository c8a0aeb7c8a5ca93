/** Decisions as spans and span events tell of them: the vocabulary `relaycore.decision.*` of docs/reference/decision-vocabulary.md. */
import { type Decision, decision } from '@relayscope/contract'
import { attributeText, type Attributes } from '../../../flows/ingest/attributes.ts'
import type { EventRecord, SpanRecord } from '../../../flows/ingest/records.ts'
import { isoTime } from '../../../flows/query/time-range.ts'

const PREFIX = 'relaycore.decision.'
const TYPE = `${PREFIX}type`
export const DECISION_EVENT = 'relaycore.decision'

/** Values that are JSON in an attribute, because attributes have no structure. */
const DOCUMENTS = ['candidates', 'rules'] as const
const TEXTS: Readonly<Record<string, keyof Decision>> = {
  reasoning: 'reasoning',
  'rule.id': 'ruleId',
  'rule.name': 'ruleName',
  'policy.id': 'policyId',
  'policy.version': 'policyVersion',
}
const TYPES: ReadonlySet<string> = new Set(decision.shape.type.options)
const READ = new Set(['id', 'type', 'component', 'input', 'output', 'evaluation_time_ms', 'attempt', ...DOCUMENTS, ...Object.keys(TEXTS)])
const NESTED = new Set(['cache.hit', 'cache.similarity', 'cache.threshold', 'cache.saved_usd', 'budget.limit_usd', 'budget.spent_usd'])
const NS_PER_MS = 1e6

/** Every decision of a span: itself, where it stands for one, and its events. */
export function decisionsOf(span: SpanRecord): Decision[] {
  const own = span.attributes.has(TYPE) ? [ofSpan(span)] : []
  return [...own, ...span.events.filter(isDecision).map((event, at) => ofEvent(span, event, at))]
}

export function tellsOfDecision(span: SpanRecord): boolean {
  return span.attributes.has(TYPE) || span.events.some(isDecision)
}

function isDecision({ name, attributes }: EventRecord): boolean {
  return name === DECISION_EVENT || attributes.has(TYPE)
}

function ofSpan(span: SpanRecord): Decision {
  return read(span.attributes, {
    id: span.spanId,
    component: span.facts.component || span.name,
    timestamp: isoTime(span.startNs),
    evaluationTimeMs: Number(span.endNs - span.startNs) / NS_PER_MS,
  })
}

function ofEvent(span: SpanRecord, event: EventRecord, at: number): Decision {
  return read(event.attributes, {
    id: `${span.spanId}-${at + 1}`,
    component: span.facts.component || span.name,
    timestamp: isoTime(event.timeNs),
    evaluationTimeMs: 0,
  })
}

function read(attributes: Attributes, usual: Pick<Decision, 'id' | 'component' | 'timestamp' | 'evaluationTimeMs'>): Decision {
  const text = (name: string) => attributes.text(PREFIX + name)
  const type = text('type') ?? 'other'
  const made: Record<string, unknown> = {
    id: text('id') ?? usual.id,
    timestamp: usual.timestamp,
    type: TYPES.has(type) ? type : 'other',
    component: text('component') ?? usual.component,
    input: documentOf(attributes, 'input') ?? null,
    output: documentOf(attributes, 'output') ?? null,
    evaluationTimeMs: usual.evaluationTimeMs,
  }
  const tags: Record<string, string> = TYPES.has(type) ? {} : { type }
  const keep = (field: keyof Decision, value: unknown, name: string) => {
    if (value === undefined) return
    const fits = decision.shape[field].safeParse(value)
    if (fits.success) made[field] = fits.data
    else tags[name] = text(name) ?? JSON.stringify(value)
  }
  keep('evaluationTimeMs', attributes.number(`${PREFIX}evaluation_time_ms`), 'evaluation_time_ms')
  keep('attempt', attributes.number(`${PREFIX}attempt`), 'attempt')
  for (const [name, field] of Object.entries(TEXTS)) keep(field, text(name), name)
  for (const name of DOCUMENTS) keep(name, documentOf(attributes, name), name)
  keep('cache', cacheOf(attributes), 'cache')
  keep(
    'budget',
    present({ limitUsd: attributes.number(`${PREFIX}budget.limit_usd`), spentUsd: attributes.number(`${PREFIX}budget.spent_usd`) }),
    'budget',
  )
  addOthers(attributes, tags)
  return { ...made, ...(Object.keys(tags).length > 0 && { tags }) } as unknown as Decision
}

function cacheOf(attributes: Attributes): unknown {
  const hit = attributes.get(`${PREFIX}cache.hit`)
  const figures = present({
    similarity: attributes.number(`${PREFIX}cache.similarity`),
    threshold: attributes.number(`${PREFIX}cache.threshold`),
    savedUsd: attributes.number(`${PREFIX}cache.saved_usd`),
  })
  if (hit === undefined && !figures) return undefined
  return { ...figures, hit: hit === true || hit === 'true' }
}

function present(values: Record<string, number | undefined>): Record<string, number> | undefined {
  const known = Object.entries(values).filter((entry): entry is [string, number] => entry[1] !== undefined)
  return known.length === 0 ? undefined : Object.fromEntries(known)
}

/** JSON where the text is JSON, the text itself where it is not. */
function documentOf(attributes: Attributes, name: string): unknown {
  const value = attributes.get(PREFIX + name)
  if (value === undefined) return undefined
  const text = attributeText(value)
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Names of the vocabulary's space that it does not know: a newer version of it, or the sender's own. */
function addOthers(attributes: Attributes, tags: Record<string, string>): void {
  for (const [key, value] of attributes.entries()) {
    if (!key.startsWith(PREFIX)) continue
    const name = key.slice(PREFIX.length)
    if (!READ.has(name) && !NESTED.has(name)) tags[name] = attributeText(value)
  }
}
