import type {
  AIInteraction,
  CountAnswer,
  DurationHistogram,
  FacetsAnswer,
  InteractionListAnswer,
  TelemetryHealth,
  TraceDetail,
  TraceListAnswer,
} from '@relayscope/contract'
import { ProblemError } from './problem.ts'

type Query = Readonly<Record<string, string | number | undefined>>

interface Asked {
  params?: Readonly<Record<string, string>>
  query?: Query
  signal?: AbortSignal
}

function get<Answer>(path: string): (asked: Asked) => Promise<Answer> {
  return async ({ params = {}, query = {}, signal }) => {
    const search = new URLSearchParams(
      Object.entries(query).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, String(value)]])),
    )
    const address = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
    const response = await fetch(`${address}?${search}`, { signal, headers: { accept: 'application/json' } })
    const body = (await response.json().catch(() => ({}))) as Answer
    if (!response.ok) throw new ProblemError(response.status, body as object)
    return body
  }
}

export const client = {
  listTraces: get<TraceListAnswer>('/api/v1/traces'),
  countTraces: get<CountAnswer>('/api/v1/traces/count'),
  traceFacets: get<FacetsAnswer>('/api/v1/traces/facets'),
  traceHistogram: get<DurationHistogram>('/api/v1/traces/histogram'),
  getTrace: get<TraceDetail>('/api/v1/traces/:traceId'),
  getSpanStats: get<{ count: number; errors: number; p50Ms: number; p95Ms: number; sameErrorTraces: number }>(
    '/api/v1/traces/:traceId/spans/:spanId/stats',
  ),
  listInteractions: get<InteractionListAnswer>('/api/v1/ai-interactions'),
  countInteractions: get<CountAnswer>('/api/v1/ai-interactions/count'),
  interactionFacets: get<FacetsAnswer>('/api/v1/ai-interactions/facets'),
  getInteraction: get<AIInteraction>('/api/v1/ai-interactions/:id'),
  getTelemetryHealth: get<TelemetryHealth>('/api/v1/telemetry/health'),
}
