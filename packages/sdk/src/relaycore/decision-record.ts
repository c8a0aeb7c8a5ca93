/** The noun: what has been decided about one request so far. */
import type { DecisionAttempt, DecisionTrace } from '@relayscope/contract'
import type { Span } from '@opentelemetry/api'
import type { Identity } from '../types.ts'
import { isoTime } from './iso-time.ts'
import type { RecordedDecision, RecordedTrace } from './types.ts'

type Outcome = DecisionTrace['finalOutcome']

/** A loop of a gateway must not grow without end. */
const MAX_DECISIONS = 500

export class DecisionRecord {
  readonly decisions: RecordedDecision[] = []
  readonly attempts: DecisionAttempt[] = []
  private readonly span: Span
  private readonly identity: Identity
  private readonly path: string | undefined
  private readonly startMs = Date.now()
  private chosen: { provider: string; model: string } | undefined
  private said: Partial<Outcome> = {}
  private rejected = false
  private ended = false

  /** `identity` is read when the record ends: who asks may become known on the way. */
  constructor(span: Span, identity: Identity, path: string | undefined) {
    this.span = span
    this.identity = identity
    this.path = path
  }

  add(decision: RecordedDecision): void {
    if (this.decisions.length < MAX_DECISIONS) this.decisions.push(decision)
  }

  /** For a decision that has no span of its own. */
  nextId(): string {
    return `${this.span.spanContext().spanId}-${this.decisions.length + 1}`
  }

  choose(provider: string, model: string): void {
    this.chosen = { provider, model }
  }

  reject(): void {
    this.rejected = true
  }

  say(outcome: Partial<Outcome>): void {
    this.said = { ...this.said, ...outcome }
  }

  tried(attempt: DecisionAttempt): void {
    if (this.attempts.length < MAX_DECISIONS) this.attempts.push(attempt)
  }

  /** `undefined`: it ended before, or nothing was decided. */
  end(failed: boolean): RecordedTrace | undefined {
    if (this.ended) return undefined
    this.ended = true
    if (this.decisions.length === 0 && this.attempts.length === 0) return undefined
    const { traceId } = this.span.spanContext()
    const { requestId = traceId, userId, organizationId } = this.identity
    return {
      traceId,
      requestId,
      timestamp: isoTime(this.startMs),
      ...(userId === undefined ? {} : { userId }),
      ...(organizationId === undefined ? {} : { organizationId }),
      ...(this.path === undefined ? {} : { requestPath: this.path }),
      decisions: this.decisions,
      finalOutcome: { ...this.outcome(failed), ...this.said },
      ...(this.attempts.length === 0 ? {} : { attempts: this.attempts }),
    }
  }

  private outcome(failed: boolean): Outcome {
    const last = this.attempts.at(-1)
    const { provider, model } = last ?? this.chosen ?? { provider: '', model: '' }
    if (this.rejected) return { provider, model, status: 'rejected' }
    const status = last === undefined ? (failed ? 'error' : 'success') : last.status === 'success' ? 'success' : 'error'
    return { provider, model, status }
  }
}
