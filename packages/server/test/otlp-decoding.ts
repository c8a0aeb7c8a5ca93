/** Decodes OTLP requests written as OTLP/JSON objects, for tests. */
import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { decodeOtlpLogs } from '../src/components/collector/otlp-logs.ts'
import { decodeOtlpTraces } from '../src/components/collector/otlp-traces.ts'
import { type Batch, emptyBatch } from '../src/flows/ingest/batch.ts'
import type { Decoder, WireFormat } from '../src/flows/ingest/intake.ts'
import { encodeLogs, encodeTraces } from './otlp-encoder.ts'

export const RECEIVED_MS = 1_750_000_000_000
export const TRACE_ID = '5b8efff798038103d269b633813fc60c'
export const SPAN_ID = 'eee19b7ec3c1b174'
export const START = '1544712660000000000'
export const END = '1544712661000000000'
export const GOOD = { traceId: TRACE_ID, spanId: SPAN_ID, name: 'good', startTimeUnixNano: START, endTimeUnixNano: END }

export function decode(decoder: Decoder, body: Uint8Array, format: WireFormat): Batch {
  const batch = emptyBatch('p', RECEIVED_MS)
  decoder(batch, body, format)
  return batch
}

export const json = (value: unknown): Buffer => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))
export const traces = (...spans: object[]): object => ({ resourceSpans: [{ scopeSpans: [{ spans }] }] })
export const logs = (...logRecords: object[]): object => ({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] })
export const fixture = (name: string): object => JSON.parse(readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8')) as object

/** In both encodings, which have to agree. */
export function both(request: object, kind: 'traces' | 'logs' = 'traces'): Batch {
  const decoder = kind === 'traces' ? decodeOtlpTraces : decodeOtlpLogs
  const batch = decode(decoder, (kind === 'traces' ? encodeTraces : encodeLogs)(request as Record<string, unknown>), 'protobuf')
  expect(decode(decoder, json(request), 'json')).toEqual(batch)
  return batch
}
