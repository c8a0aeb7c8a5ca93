/**
 * Behind the reading of interactions: holds each to the policy of its own organization, provider and model, which are
 * known for sure only now, and writes down what is missing from it.
 */
import type { Batch, Stage } from '../../flows/ingest/batch.ts'
import type { InteractionRecord } from '../../flows/ingest/interaction-record.ts'
import type { Policy } from './policy.ts'
import type { PolicyBook } from './policy-book.ts'
import { countRemoved, countRemovedFrom, redactionsOf, redactionsText } from './redactions.ts'

export class AccountStage implements Stage {
  readonly name = 'account'
  private readonly book: PolicyBook

  constructor(book: PolicyBook) {
    this.book = book
  }

  run(batch: Batch): void {
    if (batch.interactions.length === 0) return
    const policies = this.book.of(batch.project)
    for (const record of batch.interactions) {
      // Submitted ones were held to it as they came.
      if (record.source === 'submitted') continue
      const model = record.servedModel || record.requestedModel
      hold(record, policies.of({ organization: record.organizationId, provider: record.provider, model }), policies.words)
    }
  }
}

/** Behind the reading of decisions: what spans told of them was redacted as it came, and is counted in what they say. */
export class AccountDecisionsStage implements Stage {
  readonly name = 'account-decisions'
  private readonly book: PolicyBook

  constructor(book: PolicyBook) {
    this.book = book
  }

  run(batch: Batch): void {
    for (const record of batch.decisionTraces) {
      if (record.source === 'submitted') continue
      const { userId, organizationId, requestId, requestPath, decisions, tags } = record
      const said = { userId, organizationId, requestId, requestPath, decisions, tags }
      const counts = countRemovedFrom(said, this.book.of(batch.project).words)
      if (counts.size > 0) record.redactions = redactionsOf(counts)
    }
  }
}

function hold(record: InteractionRecord, { content, rule }: Policy, words: ReadonlySet<string>): void {
  const counts = countRemoved(record, words)
  if (content !== 'store') {
    counts.set('CONTENT', Math.max(1, counts.get('CONTENT') ?? 0))
    const keep = (text: string | undefined) => (content === 'fingerprint' && text?.startsWith('[CONTENT:') ? text : undefined)
    record.prompt = keep(record.prompt)
    record.response = keep(record.response)
    record.inputMessages = undefined
    record.outputMessages = undefined
    record.toolCalls = record.toolCalls.map((call) => ({ ...call, arguments: '' }))
    if (content === 'metadata') record.errorMessage = ''
  }
  if (counts.size > 0) record.redactions = redactionsText(counts, rule)
}
