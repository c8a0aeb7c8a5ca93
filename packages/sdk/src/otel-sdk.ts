/** Registers an OpenTelemetry SDK where the host has none. */
import { context, propagation, ProxyTracerProvider, trace, type TextMapPropagator, type Tracer } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core'
import { defaultResource, detectResources, envDetector, resourceFromAttributes, type Resource } from '@opentelemetry/resources'
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
  type Sampler,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace'
import type { Environment } from './environment.ts'
import type { Guard } from './guard.ts'
import type { InitOptions } from './types.ts'
import { SCOPE, VERSION } from './version.ts'

/** Whether somebody has registered a tracer provider in this process. */
export function hostHasSdk(): boolean {
  const provider = trace.getTracerProvider()
  if (!(provider instanceof ProxyTracerProvider)) return true
  // A proxy that stands for nothing yet answers with the API's one no-op provider.
  return provider.getDelegate() !== new ProxyTracerProvider().getDelegate()
}

export interface OwnSdk {
  tracer: Tracer
  /** Takes the registration back, so that another can follow. */
  unregister: () => void
}

export function registerSdk(processors: SpanProcessor[], options: InitOptions, environment: Environment, guard: Guard): OwnSdk {
  const provider = new TracerProvider({
    resource: resourceOf(options),
    sampler: samplerOf(environment, guard),
    spanProcessors: processors,
    spanLimits: { attributeValueLengthLimit: Number(environment.attributeLengthLimit) || Infinity },
  })
  const contexts = new AsyncLocalStorageContextManager().enable()
  const isFirst = { provider: trace.setGlobalTracerProvider(provider), context: context.setGlobalContextManager(contexts) }
  const propagator = propagatorOf(environment, guard)
  const propagates = propagator !== undefined && propagation.setGlobalPropagator(propagator)
  return {
    tracer: provider.getTracer(SCOPE, VERSION),
    unregister: () => {
      if (isFirst.provider) trace.disable()
      if (isFirst.context) context.disable()
      if (propagates) propagation.disable()
    },
  }
}

function resourceOf(options: InitOptions): Resource {
  const own: Record<string, string> = {}
  if (options.serviceVersion !== undefined) own['service.version'] = String(options.serviceVersion)
  if (typeof options.serviceName === 'string' && options.serviceName.trim() !== '') own['service.name'] = options.serviceName.trim()
  return defaultResource()
    .merge(detectResources({ detectors: [envDetector] }))
    .merge(resourceFromAttributes({ 'telemetry.distro.name': SCOPE, 'telemetry.distro.version': VERSION }))
    .merge(resourceFromAttributes({ ...options.resourceAttributes, ...own }))
}

export function samplerOf({ sampler = 'parentbased_always_on', samplerArgument }: Environment, guard: Guard): Sampler {
  const ratio = () => {
    const value = samplerArgument === undefined ? 1 : Number(samplerArgument)
    if (value >= 0 && value <= 1) return value
    guard.warn('option/sampler', 'OTEL_TRACES_SAMPLER_ARG must be between 0 and 1; 1 is used')
    return 1
  }
  const roots: Record<string, () => Sampler> = {
    always_on: () => new AlwaysOnSampler(),
    always_off: () => new AlwaysOffSampler(),
    traceidratio: () => new TraceIdRatioBasedSampler(ratio()),
  }
  const [, parentBased, name] = /^(parentbased_)?(.*)$/.exec(sampler) ?? []
  const make = Object.hasOwn(roots, name) ? roots[name] : undefined
  if (make === undefined) {
    guard.warn('option/sampler', 'OTEL_TRACES_SAMPLER names a sampler that is not known; parentbased_always_on is used')
    return new ParentBasedSampler({ root: new AlwaysOnSampler() })
  }
  return parentBased === undefined ? make() : new ParentBasedSampler({ root: make() })
}

function propagatorOf({ propagators = 'tracecontext,baggage' }: Environment, guard: Guard): TextMapPropagator | undefined {
  const known: Record<string, () => TextMapPropagator> = {
    tracecontext: () => new W3CTraceContextPropagator(),
    baggage: () => new W3CBaggagePropagator(),
  }
  const names = propagators.split(',').map((name) => name.trim())
  if (names.includes('none')) return undefined
  const unknown = names.some((name) => !Object.hasOwn(known, name))
  if (unknown) guard.warn('option/propagators', 'OTEL_PROPAGATORS: only tracecontext and baggage are known; others are left aside')
  return new CompositePropagator({ propagators: names.flatMap((name) => (Object.hasOwn(known, name) ? [known[name]()] : [])) })
}
