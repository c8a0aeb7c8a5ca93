/** What widgets may ask: endpoints of this API, each with what it takes and who answers it. Handed in by the composition root. */
import type { Route } from '@relayscope/contract'
import type { z } from 'zod'

/** One endpoint, found for a widget. */
export interface WidgetSource {
  /** With `:name` for parameters. */
  readonly path: string
  /** The query, or the body, of the endpoint. */
  readonly takes: z.ZodType
  readonly params: z.ZodType | undefined
  readonly answer: (project: string, asked: { params: unknown; parameters: unknown }) => Promise<unknown>
  /** The answer as those may see it who only have a link. */
  readonly forGuests: (answer: unknown) => unknown
}

/** The route's body where it has one, else its query. */
type Parameters<Q extends z.ZodType, B extends z.ZodType> = unknown extends z.output<B> ? z.output<Q> : z.output<B>

export function sourceOf<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
  route: Route<P, Q, B, A>,
  answer: (project: string, asked: { params: z.output<P>; parameters: Parameters<Q, B> }) => Promise<z.output<A>>,
  { forGuests = (whole: z.output<A>): unknown => whole } = {},
): WidgetSource {
  const takes = route.body ?? route.query
  if (takes === undefined) throw new Error(`bug: ${route.id} can be asked nothing`)
  return {
    path: route.path,
    takes,
    params: route.params,
    // The schemas that these types come from have read what is handed over.
    answer: answer as WidgetSource['answer'],
    forGuests: forGuests as WidgetSource['forGuests'],
  }
}

export interface FoundSource {
  source: WidgetSource
  params: Record<string, string>
}

/** Which of the sources an endpoint names. Exact paths come before those with parameters. */
export function createSourceFinder(sources: readonly WidgetSource[]): (endpoint: string) => FoundSource | undefined {
  const patterns = sources
    .map((source) => ({
      source,
      names: [...source.path.matchAll(/:(\w+)/g)].map(([, name = '']) => name),
      pattern: patternOf(source.path),
    }))
    .sort((left, right) => left.names.length - right.names.length)
  return (endpoint) => {
    const path = wholePath(endpoint)
    for (const { source, names, pattern } of patterns) {
      const match = pattern.exec(path)
      const values = match?.slice(1).map(decoded)
      if (values && !values.includes(undefined))
        return { source, params: Object.fromEntries(names.map((name, at) => [name, values[at] ?? ''])) }
    }
    return undefined
  }
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/:\w+/g, '([^/]+)')}$`)
}

/** `/metrics/query` means `/api/v1/metrics/query`. */
function wholePath(endpoint: string): string {
  const path = `/${endpoint.trim().replace(/^\/+|\/+$/g, '')}`
  return path.startsWith('/api/') ? path : `/api/v1${path}`
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
