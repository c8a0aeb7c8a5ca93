/** The stages of a gateway: each a span around its work and a decision in the record of the request. */
import type { Attributes, Span } from '@opentelemetry/api'
import type { Decision } from '@relayscope/contract'
import { kindOf } from '../guard.ts'
import { requestStateOf } from '../request-state.ts'
import type { Runtime } from '../runtime.ts'
import { runStep } from '../step.ts'
import type { DecisionRecord } from './decision-record.ts'
import { isoTime } from './iso-time.ts'
import { ATTRIBUTES, CONSEQUENCES, type Read, readBudget, readCache, readRouter, readRules, readSelection } from './read-result.ts'
import type { RelayCore, RelayCoreOptions, Stage } from './types.ts'
import { inputText } from './write-decision.ts'

interface StageShape<Result> {
  stage: Stage
  type: Decision['type']
  component: string
  /** Name and component of its span. */
  step: [name: string, component: string]
  read(result: Result, options: RelayCoreOptions): Read
  attributes(result: Result): Attributes
  consequence?(record: DecisionRecord, result: Result): void
}

const shape = <Result>(made: StageShape<Result>): StageShape<Result> => made

const STAGES = {
  router: shape({
    stage: 'router',
    type: 'other',
    component: 'Request Router',
    step: ['route request', 'router'],
    read: readRouter,
    attributes: ATTRIBUTES.router,
  }),
  rules: shape({
    stage: 'rules',
    type: 'rule_evaluation',
    component: 'Steering Rule Engine',
    step: ['evaluate rules', 'steering'],
    read: readRules,
    attributes: ATTRIBUTES.rules,
    consequence: CONSEQUENCES.rules,
  }),
  cache: shape({
    stage: 'cache',
    type: 'cache_decision',
    component: 'Semantic Cache',
    step: ['cache lookup', 'cache'],
    read: readCache,
    attributes: ATTRIBUTES.cache,
  }),
  budget: shape({
    stage: 'budget',
    type: 'budget_check',
    component: 'Budget Manager',
    step: ['budget check', 'budget'],
    read: readBudget,
    attributes: ATTRIBUTES.budget,
    consequence: CONSEQUENCES.budget,
  }),
  select: shape({
    stage: 'selection',
    type: 'model_selection',
    component: 'Model Selector',
    step: ['select model', 'selection'],
    read: readSelection,
    attributes: ATTRIBUTES.selection,
    consequence: CONSEQUENCES.selection,
  }),
}

type StageMethods = Pick<RelayCore, keyof typeof STAGES | 'attempt'>

export function createStages(runtime: Runtime, options: RelayCoreOptions): StageMethods {
  const run = new StageRunner(runtime, options)
  const method = <Result>(made: StageShape<Result>) =>
    ((input: unknown, work: (span: Span) => unknown, read?: (answer: unknown) => Result) =>
      run.stage(made, input, work, read ?? ((answer) => answer as Result))) as never
  return {
    router: method(STAGES.router),
    rules: method(STAGES.rules),
    cache: method(STAGES.cache),
    budget: method(STAGES.budget),
    select: method(STAGES.select),
    attempt: (target, work, read) => run.attempt(target, work, read as ((answer: unknown) => { costUsd?: number }) | undefined),
  }
}

class StageRunner {
  private readonly runtime: Runtime
  private readonly options: RelayCoreOptions

  constructor(runtime: Runtime, options: RelayCoreOptions) {
    this.runtime = runtime
    this.options = options
  }

  stage<T, Result>(made: StageShape<Result>, input: unknown, work: (span: Span) => T, read: (answer: unknown) => Result): T {
    const record = requestStateOf()?.decisions
    const started = performance.now()
    return this.settled(made.step, work, (span, answer, error) => {
      const evaluationTimeMs = elapsed(started)
      if (error !== undefined) {
        this.add(record, span, made, input, evaluationTimeMs, { output: { error: kindOf(error.thrown) } })
        return
      }
      const result = read(answer)
      span.setAttributes(made.attributes(result))
      this.add(record, span, made, input, evaluationTimeMs, made.read(result, this.options))
      if (record) made.consequence?.(record, result)
    })
  }

  attempt<T>(
    { provider, model }: { provider: string; model: string },
    work: (span: Span) => T,
    read?: (answer: unknown) => { costUsd?: number },
  ): T {
    const record = requestStateOf()?.decisions
    const index = (record?.attempts.length ?? 0) + 1
    if (record) this.runtime.guard.run('relaycore', () => noteFallback(record, provider, model))
    const started = performance.now()
    const attributes = { 'relaycore.attempt': index, 'relaycore.selected.provider': provider, 'relaycore.selected.model': model }
    return this.settled(
      ['call provider', 'provider'],
      work,
      (span, answer, error) => {
        const latencyMs = elapsed(started)
        const { costUsd } = (error === undefined && read?.(answer)) || {}
        const errorClass = error === undefined ? undefined : errorClassOf(error.thrown)
        const status = errorClass === undefined ? 'success' : errorClass === 'timeout' ? 'timeout' : 'error'
        const failure = errorClass === undefined ? {} : { errorClass }
        record?.tried({ index, provider, model, status, latencyMs, ...failure, ...(costUsd === undefined ? {} : { costUsd }) })
        this.add(record, span, { stage: 'provider', type: 'other', component: 'Provider Client' }, { provider, model }, latencyMs, {
          output: { status, ...failure },
          attempt: index,
        })
      },
      attributes,
    )
  }

  /** Runs the work in its span and then `done`, before the span ends; whatever goes wrong in `done` stays here. */
  private settled<T>(
    [name, component]: [string, string],
    work: (span: Span) => T,
    done: (span: Span, answer: unknown, error: { thrown: unknown } | undefined) => void,
    attributes?: Attributes,
  ): T {
    const finish = (span: Span, answer: unknown, error?: { thrown: unknown }) =>
      void this.runtime.guard.run('relaycore', () => done(span, answer, error))
    return runStep(this.runtime, name, { component, ...(attributes ? { attributes } : {}) }, (span) => {
      let answer: T
      try {
        answer = work(span)
      } catch (thrown) {
        finish(span, undefined, { thrown })
        throw thrown
      }
      if (!isPromise(answer)) {
        finish(span, answer)
        return answer
      }
      return answer.then(
        (value: unknown) => {
          finish(span, value)
          return value
        },
        (thrown: unknown) => {
          finish(span, undefined, { thrown })
          throw thrown
        },
      ) as T
    })
  }

  private add(
    record: DecisionRecord | undefined,
    span: Span,
    { stage, type, component }: Pick<StageShape<never>, 'stage' | 'type' | 'component'>,
    input: unknown,
    evaluationTimeMs: number,
    read: Read,
  ): void {
    if (record === undefined) return
    const { captureContent, maxContentLength } = this.runtime
    const { recordInput } = this.options
    const recorded = recordInput ? inputText(recordInput(input, stage), true, Infinity) : inputText(input, captureContent, maxContentLength)
    const timestamp = isoTime(Date.now() - evaluationTimeMs)
    record.add({ id: span.spanContext().spanId, timestamp, type, component, evaluationTimeMs, ...read, input: recorded })
  }
}

/** Microseconds are enough and half the text. */
const elapsed = (started: number): number => Math.max(0, Math.round((performance.now() - started) * 1000) / 1000)

const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'

/** Another provider or model than the try before: the gateway gave that one up. */
function noteFallback(record: DecisionRecord, provider: string, model: string): void {
  const before = record.attempts.at(-1)
  if (before === undefined || (before.provider === provider && before.model === model)) return
  const { errorClass = before.status } = before
  record.add({
    id: record.nextId(),
    timestamp: isoTime(Date.now()),
    type: 'other',
    component: 'Fallback',
    input: { json: JSON.stringify({ failed: { provider: before.provider, model: before.model, errorClass } }) },
    output: { provider, model },
    reasoning: `${before.provider} ${before.model} failed (${errorClass}); ${provider} ${model} is tried`,
    evaluationTimeMs: 0,
    attempt: record.attempts.length + 1,
  })
}

const BY_STATUS: Readonly<Record<number, string>> = {
  408: 'timeout',
  401: 'authentication',
  403: 'permission',
  404: 'not_found',
  429: 'rate_limit',
  504: 'timeout',
  529: 'overloaded',
}

/** In the words of the record: what a caller could branch on, never a message. */
function errorClassOf(error: unknown): string {
  const { status, name } = (typeof error === 'object' && error !== null ? error : {}) as { status?: unknown; name?: unknown }
  if (typeof status === 'number') return BY_STATUS[status] ?? (status >= 500 ? 'server_error' : `status_${status}`)
  if (typeof name === 'string' && /timeout/i.test(name)) return 'timeout'
  return kindOf(error)
}
