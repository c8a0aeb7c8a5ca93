/** What a gateway reports of its decisions: the public surface of `relaycore()`, as types. */
import type { Decision, DecisionAttempt, DecisionCandidate, DecisionTrace } from '@relayscope/contract'
import type { Span } from '@opentelemetry/api'
import type { ExpressMiddleware, FastifyPlugin, RequestListener, Stats } from '../host-types.ts'

export interface RelayCoreOptions {
  /** Base address of Relayscope's API. Default: where the spans go. */
  endpoint?: string
  /** Which policy decides, where the result of the rules does not say it. */
  policyId?: string
  policyVersion?: string
  /**
   * What of an input is recorded; replay can only decide again from what is there. Default: all of it, texts cut at
   * `maxContentLength`; with `captureContent: false`, texts over 256 characters are left out and marked.
   */
  recordInput?: (input: unknown, stage: Stage) => unknown
}

export type Stage = 'router' | 'rules' | 'cache' | 'budget' | 'selection' | 'provider'

/** What a rule engine decided. An `Evaluation` of `@relayscope/steering` is one. */
export interface RulesResult {
  policyId?: string
  policyVersion?: string
  /** Ids of the rules that matched, in order. */
  matched: readonly string[]
  rules?: readonly {
    ruleId: string
    ruleName?: string
    outcome: string
    conditions?: readonly object[]
  }[]
  actions?: readonly { ruleId?: string; action: object; applied?: boolean }[]
  route?: { provider?: string; model?: string; ruleId?: string }
  rejection?: { status?: number; message?: string; ruleId?: string }
  stopped?: { why: string; ruleId?: string }
  reasoning?: string
}

export interface CacheResult {
  hit: boolean
  /** Of the nearest entry, 0 to 1. */
  similarity?: number
  /** From which an entry counts as a hit. */
  threshold?: number
  savedUsd?: number
  reasoning?: string
}

export interface BudgetResult {
  allowed: boolean
  limitUsd?: number
  spentUsd?: number
  reasoning?: string
}

export interface SelectionResult {
  provider: string
  model: string
  /** All that could have been taken, with scores, and why each other one was not. */
  candidates?: readonly DecisionCandidate[]
  reasoning?: string
}

export interface RouterResult {
  /** Which of the gateway's own roads the request takes. */
  route: string
  reasoning?: string
}

/** The work of a stage, its span as the argument; what it answers is handed on as it is. */
export type StageWork<T> = (span: Span) => T
/** Reads what is to be recorded out of what the work answered; not needed where it answers that itself. */
export type ReadResult<T, Result> = (answer: Awaited<T>) => Result

/**
 * A gateway's decisions. Each stage runs its work in a span of its own and adds to the one decision trace of the request,
 * which is sent when the request ends. What the work throws is recorded and thrown on. Outside of a request the work runs
 * all the same and only the span is made. No method ever throws an error of its own.
 */
export interface RelayCore {
  /** `app.use(relaycore.express())`: makes the server span too, where nothing has. */
  express(): ExpressMiddleware
  /** `app.register(relaycore.fastify())`: makes the server span too, where nothing has. */
  fastify(): FastifyPlugin
  /** The same for node:http. */
  listener(requestListener: RequestListener): RequestListener
  /** The same around any work: what its stages decide is one trace, sent when it ends. */
  record<T>(request: RequestFacts, work: () => T): T

  router<T extends RouterResult | Promise<RouterResult>>(input: unknown, work: StageWork<T>): T
  router<T>(input: unknown, work: StageWork<T>, read: ReadResult<T, RouterResult>): T
  rules<T extends RulesResult | Promise<RulesResult>>(input: unknown, work: StageWork<T>): T
  rules<T>(input: unknown, work: StageWork<T>, read: ReadResult<T, RulesResult>): T
  cache<T extends CacheResult | Promise<CacheResult>>(input: unknown, work: StageWork<T>): T
  cache<T>(input: unknown, work: StageWork<T>, read: ReadResult<T, CacheResult>): T
  budget<T extends BudgetResult | Promise<BudgetResult>>(input: unknown, work: StageWork<T>): T
  budget<T>(input: unknown, work: StageWork<T>, read: ReadResult<T, BudgetResult>): T
  select<T extends SelectionResult | Promise<SelectionResult>>(input: unknown, work: StageWork<T>): T
  select<T>(input: unknown, work: StageWork<T>, read: ReadResult<T, SelectionResult>): T
  /** One try at a provider. Another provider or model than the try before is recorded as a fallback, with why. */
  attempt<T>(target: { provider: string; model: string }, work: StageWork<T>, read?: ReadResult<T, { costUsd?: number }>): T
  /** A decision of another kind. */
  decide(decision: Partial<Decision> & Pick<Decision, 'component'>): void
  /** How the request ended, where that does not follow from its attempts. */
  outcome(outcome: Partial<DecisionTrace['finalOutcome']>): void

  /** Counts of decision traces since the start, as `Relayscope.stats` counts spans. */
  stats(): Stats
}

/** JSON of an input, made when it was decided: the host may change it afterwards. */
export interface InputText {
  json: string
}

/** As it is sent: the explanations of rules are those of whoever evaluated them. */
export type RecordedDecision = Omit<Decision, 'rules' | 'input'> & { rules?: RulesResult['rules']; input: InputText }
export type RecordedTrace = Omit<DecisionTrace, 'decisions'> & { decisions: RecordedDecision[] }

export interface RequestFacts {
  requestId?: string
  path?: string
}

export type { Decision, DecisionAttempt, DecisionCandidate, DecisionTrace }
