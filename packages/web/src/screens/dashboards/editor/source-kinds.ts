/** The sources the editor has a form for, and how a form writes what a widget asks. */
import type { DashboardWidget } from '@relayscope/contract'

export type DataSource = DashboardWidget['dataSource']
export type SourceKind = 'metric' | 'traces' | 'interactions' | 'durations' | 'models' | 'none' | 'other'

interface KindInfo {
  readonly kind: SourceKind
  readonly label: string
  readonly endpoint: string
  readonly parameters: Record<string, unknown>
}

export const SOURCE_KINDS: readonly KindInfo[] = [
  { kind: 'metric', label: 'A metric', endpoint: '/api/v1/metrics/query', parameters: { metric: 'api.requests.rate' } },
  { kind: 'traces', label: 'Traces', endpoint: '/api/v1/traces', parameters: { limit: 20 } },
  { kind: 'interactions', label: 'AI interactions', endpoint: '/api/v1/ai-interactions', parameters: { limit: 20 } },
  { kind: 'durations', label: 'Durations of traces', endpoint: '/api/v1/traces/histogram', parameters: {} },
  { kind: 'models', label: 'Models', endpoint: '/api/v1/ai-interactions/models', parameters: {} },
  { kind: 'none', label: 'Nothing', endpoint: '', parameters: {} },
]

export function kindOf({ endpoint, system }: DataSource): SourceKind {
  if (system === 'auterity') return 'other'
  return SOURCE_KINDS.find((info) => info.endpoint === endpoint)?.kind ?? 'other'
}

export function sourceOfKind(kind: SourceKind, before: DataSource): DataSource {
  const info = SOURCE_KINDS.find((each) => each.kind === kind)
  if (!info || kindOf(before) === kind) return before
  const { q } = before.parameters
  // A search means the same to every list.
  const kept = typeof q === 'string' && ['traces', 'interactions', 'durations', 'models'].includes(kind) ? { q } : {}
  return { system: 'relaycore', endpoint: info.endpoint, parameters: { ...info.parameters, ...kept } }
}

/** `provider=openai, region=$region` as filters; a tag that stands twice has a list. */
export function readFilters(text: string): Record<string, string | string[]> {
  const filters: Record<string, string | string[]> = {}
  for (const part of text.split(',')) {
    const at = part.indexOf('=')
    const tag = part.slice(0, at).trim()
    const value = part.slice(at + 1).trim()
    if (at <= 0 || tag === '' || value === '' || tag === '__proto__') continue
    const known = filters[tag]
    filters[tag] = known === undefined ? value : [...[known].flat(), value]
  }
  return filters
}

export function printFilters(filters: unknown): string {
  if (typeof filters !== 'object' || filters === null) return ''
  return Object.entries(filters)
    .flatMap(([tag, values]) => [values].flat().map((value) => `${tag}=${String(value)}`))
    .join(', ')
}

/** Without what is empty: a parameter that says nothing is no parameter. */
export function withParameter(source: DataSource, name: string, value: unknown): DataSource {
  const { [name]: _before, ...rest } = source.parameters
  const empty = value === undefined || value === '' || (Array.isArray(value) && value.length === 0) || isEmptyRecord(value)
  return { ...source, parameters: empty ? rest : { ...rest, [name]: value } }
}

function isEmptyRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0
}
