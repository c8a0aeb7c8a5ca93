/** HTTP requests to a model's endpoint: below a call they tell its attempts, their status and their errors. */
import type { SpanRecord } from '../../../flows/ingest/records.ts'
import { firstText } from './identity.ts'

const SERVER = 2
const CLIENT = 3
const PATH =
  /\/(chat\/completions|completions|responses|embeddings|messages|complete|converse(-stream)?|invoke(-with-response-stream)?|rerank|moderations|images\/(generations|edits)|audio\/(speech|transcriptions|translations)|api\/(chat|generate|embed|embeddings)|v[12]\/(chat|embed))\/?$|:(streamGenerateContent|generateContent|batchEmbedContents|embedContent|predict|rawPredict|streamRawPredict)$/

/** `http` for a request that is sent, `server` for one that a gateway in the trace takes in; undefined for all else. */
export function endpointRole(span: SpanRecord): 'http' | 'server' | undefined {
  if (span.kind !== CLIENT && span.kind !== SERVER) return undefined
  if (span.kind === SERVER && span.parentSpanId === '') return undefined
  const method = firstText(span.attributes, ['http.request.method', 'http.method'])
  if (method !== undefined && method.toUpperCase() !== 'POST') return undefined
  if (!PATH.test(pathOf(span))) return undefined
  return span.kind === CLIENT ? 'http' : 'server'
}

function pathOf({ attributes }: SpanRecord): string {
  const address = firstText(attributes, ['url.path', 'url.full', 'http.url', 'http.target']) ?? ''
  const path = address.slice(0, 2048)
  const query = path.indexOf('?')
  return query < 0 ? path : path.slice(0, query)
}
