/** What a request says of its body. */
export type OtlpSignal = 'traces' | 'logs' | 'metrics'
/** What the intake calls them. */
export const KIND_OF = { traces: 'otlp-traces', logs: 'otlp-logs', metrics: 'otlp-metrics' } as const

export type OtlpEncoding = 'protobuf' | 'json'

export interface BodyKind {
  encoding: OtlpEncoding
  /** The answer has the request's type. */
  contentType: string
}

const JSON_KIND: BodyKind = { encoding: 'json', contentType: 'application/json' }
const KINDS = new Map<string, BodyKind>([
  ['application/json', JSON_KIND],
  ['application/x-protobuf', { encoding: 'protobuf', contentType: 'application/x-protobuf' }],
  ['application/protobuf', { encoding: 'protobuf', contentType: 'application/protobuf' }],
])

export const SUPPORTED_TYPES = [...KINDS.keys()].join(', ')

/** Errors are told in JSON to who asks in a language we do not know. */
export const FALLBACK_KIND = JSON_KIND

export function bodyKindOf(contentType: string | undefined): BodyKind | undefined {
  return KINDS.get((contentType ?? '').split(';', 1)[0].trim().toLowerCase())
}

export function compressionOf(contentEncoding: string | undefined): 'none' | 'gzip' | undefined {
  const name = (contentEncoding ?? '').trim().toLowerCase()
  if (name === '' || name === 'identity') return 'none'
  return name === 'gzip' || name === 'x-gzip' ? 'gzip' : undefined
}
