/** A step of the host as a span around its work. */
import { context, INVALID_SPAN_CONTEXT, SpanKind, SpanStatusCode, trace, type Attributes, type Span } from '@opentelemetry/api'
import { kindOf } from './guard.ts'
import { requestStateOf } from './request-state.ts'
import type { Runtime } from './runtime.ts'
import type { StepOptions } from './types.ts'

export function runStep<T>(runtime: Runtime, name: string, options: StepOptions, work: (span: Span) => T): T {
  const parent = context.active()
  const span = runtime.guard.run('step', () =>
    runtime.tracer.startSpan(name, { kind: options.kind ?? SpanKind.INTERNAL, attributes: attributesOf(options) }, parent),
  )
  if (span === undefined) return work(trace.wrapSpanContext(INVALID_SPAN_CONTEXT))
  let result: T
  try {
    result = context.with(trace.setSpan(parent, span), () => work(span))
  } catch (error) {
    fail(span, error)
    throw error
  }
  if (!isPromise(result)) {
    span.end()
    return result
  }
  return result.then(
    (value: unknown) => {
      span.end()
      return value
    },
    (error: unknown) => {
      fail(span, error)
      throw error
    },
  ) as T
}

function attributesOf({ component, operation, attributes }: StepOptions): Attributes {
  const made: Attributes = Object.assign({}, requestStateOf()?.attributes, attributes)
  if (component !== undefined) made['relaycore.component'] = component
  if (operation !== undefined) made['relaycore.operation'] = operation
  return made
}

/** Without the message: a host's errors may quote what a client sent. */
function fail(span: Span, error: unknown): void {
  span.setAttribute('error.type', kindOf(error)).setStatus({ code: SpanStatusCode.ERROR })
  span.end()
}

const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
