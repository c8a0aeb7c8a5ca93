/** Recorded telemetry of real libraries to interactions: every field, in any order of arrival, also read back from storage. */
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type OtlpJson, recordsOf } from '../../../../test/otlp-json-records.ts'
import { Attributes, attributeText } from '../../../flows/ingest/attributes.ts'
import type { InteractionRecord } from '../../../flows/ingest/interaction-record.ts'
import { type LogRecord, type SpanRecord, STATUS } from '../../../flows/ingest/records.ts'
import { assembleTrace, type CallPart, duplicateKeys, mergeDuplicates, readLogPart, readSpanPart, spanFacts, twinsOf } from './index.ts'

interface Fixture {
  truth?: { score: Record<string, unknown>; prompt?: { user_text?: string }; response_text?: unknown }[]
  requests: { data: OtlpJson }[]
  expected: Record<string, unknown>[]
}

const FOLDER = new URL('../../../../test/fixtures/ai/', import.meta.url)
const NAMES = readdirSync(FOLDER).filter((name) => name.endsWith('.json'))
const fixture = (name: string): Fixture => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as Fixture

function partsOf(spans: SpanRecord[], logs: LogRecord[]): CallPart[] {
  return [...logs.map(readLogPart), ...spans.map(readSpanPart)].filter((part) => part !== undefined)
}

function readAll({ requests }: Fixture): { spans: SpanRecord[]; logs: LogRecord[]; parts: CallPart[] } {
  const records = requests.map(({ data }) => recordsOf(data))
  const spans = records.flatMap((one) => one.spans)
  const logs = records.flatMap((one) => one.logs)
  return { spans, logs, parts: partsOf(spans, logs) }
}

/** What the assemble stage makes of all traces: each assembled, twins in other traces joined. */
function interactionsOf(parts: readonly CallPart[]): InteractionRecord[] {
  const traces = [...new Set(parts.map((part) => part.traceId))].map((traceId) => parts.filter((part) => part.traceId === traceId))
  const records = traces.flatMap(assembleTrace)
  const merged = new Map<string, InteractionRecord>()
  for (const record of records) {
    const keys = duplicateKeys(record)
    const candidates = records.filter((other) => duplicateKeys(other).some((key) => keys.includes(key)))
    const canonical = twinsOf(record, candidates).reduce((a, b) => mergeDuplicates(a, b))
    merged.set(canonical.id, canonical)
  }
  return [...merged.values()].sort((a, b) => (a.startNs < b.startNs ? -1 : a.startNs > b.startNs ? 1 : a.id < b.id ? -1 : 1))
}

const STATUS_WORDS = { [STATUS.unset]: 'success', [STATUS.ok]: 'success', [STATUS.error]: 'error', [STATUS.timeout]: 'timeout' }

/** Times and what follows from them vary with the machine that recorded; messages are in the texts. */
const LEFT_OUT = new Set([
  'startNs',
  'endNs',
  'inputMessages',
  'outputMessages',
  'timeToFirstTokenMs',
  'tokensPerSecond',
  'currency',
  'priceVersion',
])

function comparable(record: InteractionRecord): Record<string, unknown> {
  const kept = Object.entries(record).filter(([key]) => !LEFT_OUT.has(key))
  return { ...Object.fromEntries(kept), status: STATUS_WORDS[record.status] }
}

const byId = (a: Record<string, unknown>, b: Record<string, unknown>) => (String(a.id) < String(b.id) ? -1 : 1)

describe.each(NAMES)('%s', (name) => {
  const read = readAll(fixture(name))

  it('gives exactly the calls that were made, with all that the telemetry tells', () => {
    expect(interactionsOf(read.parts).map(comparable).sort(byId)).toEqual([...fixture(name).expected].sort(byId))
  })

  it('does not depend on the order of arrival, nor on a part that comes twice', () => {
    const want = interactionsOf(read.parts)
    fc.assert(
      fc.property(fc.shuffledSubarray(read.parts, { minLength: read.parts.length }), fc.shuffledSubarray(read.parts), (all, again) => {
        expect(interactionsOf([...all, ...again])).toEqual(want)
      }),
      { numRuns: 15 },
    )
  })

  it('never fails on a part of the trace, and never makes more of it than there are records', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(read.parts), (some) => {
        const records = interactionsOf(some)
        expect(new Set(records.map((record) => record.id)).size).toBe(records.length)
        expect(records.length).toBeLessThanOrEqual(some.length)
      }),
      { numRuns: 15 },
    )
  })

  it('reads the same from storage, where numbers and lists are text', () => {
    const want = interactionsOf(read.parts).map(comparable)
    const stored = partsOf(read.spans.map(asStored), read.logs.map(logAsStored))
    expect(interactionsOf(stored).map(comparable)).toEqual(want)
  })

  it('names a component and an operation for every span', () => {
    for (const span of read.spans) {
      spanFacts(span)
      expect(span.facts.component).not.toBe('')
      expect(span.facts.operation).not.toBe('')
    }
  })
})

describe('what the provider really answered', () => {
  it.each(NAMES.filter((name) => fixture(name).truth))('%s', (name) => {
    const { truth = [] } = fixture(name)
    const records = interactionsOf(readAll(fixture(name)).parts)
    expect(records).toHaveLength(truth.length)
    for (const [at, { score, response_text }] of truth.entries()) {
      const record = records[at]
      const told = {
        provider: record.provider,
        model_requested: record.requestedModel,
        model_served: record.servedModel,
        status: record.status >= STATUS.error ? 'error' : 'ok',
        streaming: record.streaming,
        finish_reason: record.finishReason,
        input_tokens: record.promptTokens,
        output_tokens: record.responseTokens,
        cached_input_tokens: record.cachedTokens,
        cache_creation_tokens: record.cacheWriteTokens,
        reasoning_tokens: record.reasoningTokens,
      }
      for (const [field, value] of Object.entries(told)) {
        const want = score[field]
        if (want !== null && want !== undefined) expect(value, field).toBe(want)
        else if (field.endsWith('put_tokens') && field.length < 14 && value) expect(record.tokensEstimated, field).toBe(true)
      }
      if (score.prompt_text) expect(record.prompt).toBeTruthy()
      if (score.response_text && typeof response_text === 'string') expect(record.response).toContain(response_text)
    }
  })
})

function textOnly(attributes: Attributes): Attributes {
  return Attributes.of([...attributes.entries()].map(([key, value]) => [key, attributeText(value)] as const))
}

function asStored(span: SpanRecord): SpanRecord {
  return {
    ...span,
    attributes: textOnly(span.attributes),
    events: span.events.map((event) => ({ ...event, attributes: textOnly(event.attributes) })),
  }
}

function logAsStored(log: LogRecord): LogRecord {
  return { ...log, attributes: textOnly(log.attributes) }
}
