/**
 * The stage that takes out of a batch what may not be kept, before anything is remembered, stored, published or told. It
 * looks at every text a sender can fill, not at known names: SDKs put prompts where nobody expects them.
 */
import { LONGEST_METADATA } from '@relayscope/contract'
import type { Counts } from '@relayscope/privacy'
import type { Batch, Stage } from '../../flows/ingest/batch.ts'
import type { LogRecord, Origin, SpanRecord, TraceRecord } from '../../flows/ingest/records.ts'
import type { Context, Policy } from './policy.ts'
import type { PolicyBook } from './policy-book.ts'
import { redactDecisionTrace } from './redact-decisions.ts'
import { redactInteraction } from './redact-interaction.ts'
import { redactPoints } from './redact-points.ts'
import { redactionsText } from './redactions.ts'
import { add, addAll, ValueRedactor } from './redact-values.ts'

export interface RedactOptions {
  book: PolicyBook
  isContentKey: (key: string) => boolean
}

export class RedactStage implements Stage {
  readonly name = 'redact'
  private readonly options: RedactOptions
  /** One per policy object: settings that change make new ones. */
  private redactors = new WeakMap<Policy, ValueRedactor>()
  /** What was taken out of each sender's own words, which stand in every record of it. */
  private origins = new WeakMap<Origin, Counts>()
  /** Most spans of a batch have the policy and the sender of the one before. */
  private last: { policy: Policy; redactor: ValueRedactor } | undefined
  private lastOrigin: { origin: Origin; counts: Counts } | undefined
  /** Of one span; used again, because nearly every span leaves them empty. */
  private readonly counts: Counts = new Map()
  private readonly factCounts: Counts = new Map()

  constructor(options: RedactOptions) {
    this.options = options
  }

  run(batch: Batch): void {
    const { project } = batch
    const base = this.redactor(project, NOBODY)
    for (const span of batch.spans) this.span(project, span)
    for (const log of batch.logs) this.log(project, log)
    for (const trace of batch.traces) redactTrace(this.redactor(project, { ...NOBODY, organization: trace.organizationId }), trace)
    for (const record of batch.interactions) {
      const context = { organization: record.organizationId, provider: record.provider, model: record.servedModel || record.requestedModel }
      redactInteraction(this.redactor(project, context), record)
    }
    for (const record of batch.decisionTraces)
      redactDecisionTrace(this.redactor(project, { ...NOBODY, organization: record.organizationId }), record)
    if (batch.points.length > 0) redactPoints(base, batch.points)
    const counts: Counts = new Map()
    for (const rejection of batch.rejections) {
      if (rejection.message !== '') rejection.message = base.text(rejection.message, counts)
      if (rejection.path !== '') rejection.path = base.text(rejection.path, counts)
    }
  }

  private redactor(project: string, context: Context): ValueRedactor {
    const policy = this.options.book.of(project).of(context)
    if (this.last?.policy === policy) return this.last.redactor
    let redactor = this.redactors.get(policy)
    if (!redactor) {
      const { isContentKey, book } = this.options
      this.redactors.set(policy, (redactor = new ValueRedactor(policy, { isContentKey, hash: book.seals(project).hash })))
    }
    this.last = { policy, redactor }
    return redactor
  }

  private span(project: string, span: SpanRecord): void {
    const { facts } = span
    const redactor = this.redactor(project, { organization: facts.organizationId, provider: facts.provider, model: facts.model })
    const { counts } = this
    const ofOrigin = this.origin(project, span.origin)
    if (ofOrigin.size > 0) addAll(counts, ofOrigin)
    span.name = redactor.text(span.name, counts, 'name')
    if (span.statusMessage !== '') span.statusMessage = shortened(redactor, redactor.named(span.statusMessage, '', counts, 'error'), counts)
    redactor.attributes(span.attributes, 'attributes', counts, identities(facts))
    for (const event of span.events) {
      event.name = redactor.text(event.name, counts)
      redactor.attributes(event.attributes, 'events', counts)
    }
    for (const link of span.links) redactor.attributes(link.attributes, 'links', counts)
    redactFacts(redactor, span, this.factCounts)
    if (span.traceId.length > 32 || span.spanId.length > 16) redactIds(redactor, span, counts)
    if (counts.size === 0) return
    span.redactions = redactionsText(counts, redactor.policy.rule)
    counts.clear()
  }

  private log(project: string, log: LogRecord): void {
    const { attributes } = log
    const context = {
      organization: attributes.text('organization.id') ?? '',
      provider: attributes.text('gen_ai.provider.name') ?? attributes.text('gen_ai.system') ?? '',
      model: attributes.text('gen_ai.request.model') ?? '',
    }
    const redactor = this.redactor(project, context)
    const counts: Counts = new Map()
    addAll(counts, this.origin(project, log.origin))
    log.eventName = redactor.text(log.eventName, counts)
    redactor.attributes(attributes, 'attributes', counts)
    redactBody(redactor, log, counts)
    if (counts.size > 0) log.redactions = redactionsText(counts, redactor.policy.rule)
  }

  /** Of one sender, in place, once: its records share the object. */
  private origin(project: string, origin: Origin): Counts {
    if (origin === this.lastOrigin?.origin) return this.lastOrigin.counts
    let counts = this.origins.get(origin)
    if (!counts) this.origins.set(origin, (counts = redactOrigin(this.redactor(project, NOBODY), origin)))
    this.lastOrigin = { origin, counts }
    return counts
  }
}

const NOBODY: Context = { organization: '', provider: '', model: '' }

function redactOrigin(redactor: ValueRedactor, origin: Origin): Counts {
  const counts: Counts = new Map()
  origin.service = redactor.text(origin.service, counts)
  origin.scope = redactor.text(origin.scope, counts)
  origin.scopeVersion = redactor.text(origin.scopeVersion, counts)
  redactor.attributes(origin.resource, 'resource', counts)
  return counts
}

function identities({ userId, sessionId, organizationId, requestId }: SpanRecord['facts']): string[] {
  return userId === '' && sessionId === '' && organizationId === '' && requestId === ''
    ? NONE
    : [userId, sessionId, organizationId, requestId]
}
const NONE: string[] = []

/** Facts were read from attributes: what was taken out there is taken out here, and counts once. */
function redactFacts(redactor: ValueRedactor, { facts }: SpanRecord, counts: Counts): void {
  facts.component = redactor.text(facts.component, counts)
  facts.operation = redactor.text(facts.operation, counts)
  facts.provider = redactor.text(facts.provider, counts)
  facts.model = redactor.text(facts.model, counts)
  facts.errorType = redactor.text(facts.errorType, counts)
  facts.requestPath = redactor.text(facts.requestPath, counts)
  facts.requestMethod = redactor.text(facts.requestMethod, counts)
  facts.userId = redactor.identity(facts.userId, counts)
  facts.organizationId = redactor.identity(facts.organizationId, counts)
  facts.requestId = redactor.identity(facts.requestId, counts)
  facts.sessionId = redactor.identity(facts.sessionId, counts)
  if (counts.size > 0) counts.clear()
}

/** Ids over REST are texts of the sender's choice. Hashed, parents and children still find each other. */
function redactIds(redactor: ValueRedactor, span: SpanRecord, counts: Counts): void {
  span.spanId = redactor.identity(span.spanId, counts)
  span.parentSpanId = redactor.identity(span.parentSpanId, counts)
}

function redactBody(redactor: ValueRedactor, log: LogRecord, counts: Counts): void {
  const { policy } = redactor
  const decision = policy.hasPlaces ? policy.at('log.body') : policy
  if (decision.content === 'store') log.body = redactor.value(log.body, '', decision, counts)
  else if (log.body !== null && log.body !== '') {
    add(counts, 'CONTENT')
    log.body = decision.content === 'fingerprint' && typeof log.body === 'string' ? redactor.fingerprint(log.body) : null
  }
}

/** Errors quote prompts: where content is not kept, no more of them than names a failure. */
function shortened(redactor: ValueRedactor, message: string, counts: Counts): string {
  const { content } = redactor.policy
  if (content === 'store' || (content !== 'metadata' && message.length <= LONGEST_METADATA)) return message
  add(counts, 'CONTENT')
  return content === 'metadata' ? '' : message.slice(0, LONGEST_METADATA)
}

function redactTrace(redactor: ValueRedactor, trace: TraceRecord): void {
  const counts: Counts = new Map()
  trace.name = redactor.text(trace.name, counts, 'name')
  trace.userId = redactor.identity(trace.userId, counts)
  trace.organizationId = redactor.identity(trace.organizationId, counts)
  trace.requestPath = redactor.text(trace.requestPath, counts)
  trace.requestMethod = redactor.text(trace.requestMethod, counts)
  if (redactor.policy.content === 'metadata') {
    if (trace.errorDetails !== '' || trace.tags !== '') add(counts, 'CONTENT')
    trace.errorDetails = ''
    trace.tags = ''
  }
  trace.errorDetails = redactor.named(trace.errorDetails, '', counts, 'error')
  trace.tags = redactor.named(trace.tags, '', counts, 'tags')
  if (counts.size > 0) trace.redactions = redactionsText(counts, redactor.policy.rule)
}
