/** What was decided about one request, as it is recorded. */
import type { Decision, DecisionAttempt, DecisionSource, FinalOutcome, Redaction } from '@relayscope/contract'

export interface DecisionTraceRecord {
  traceId: string
  /** Empty: unknown. */
  requestId: string
  startNs: bigint
  /** The same instant as text. */
  timestamp: string
  userId: string
  organizationId: string
  requestPath: string
  decisions: readonly Decision[]
  outcome: FinalOutcome
  attempts: readonly DecisionAttempt[]
  tags: Readonly<Record<string, string>>
  source: DecisionSource
  /** What was taken out of it. Absent: nothing. */
  redactions?: readonly Redaction[]
}

/** Codes of `outcome` in rows. */
export const OUTCOME = { success: 1, error: 2, rejected: 3 } as const

/** What is heavy is kept and read apart. */
export function withoutContent(decision: Decision): Omit<Decision, 'input' | 'output'> {
  const { input: _, output: __, ...light } = decision
  return light
}
