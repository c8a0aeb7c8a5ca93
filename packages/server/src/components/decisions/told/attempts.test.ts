import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { InteractionRecord } from '../../../flows/ingest/interaction-record.ts'
import { attemptsOf, derivedDecisions, isNotable, isSameModel, operationsOf } from './attempts.ts'

function callOf(over: Partial<InteractionRecord>): InteractionRecord {
  return {
    id: 'c', traceId: 't', spanId: 's', parentSpanId: 'root', requestId: '', startNs: 0n, endNs: 5_000_000n, userId: '', organizationId: '',
    sessionId: '', service: '', source: 'otel', operation: 'chat', provider: 'openai', requestedModel: 'gpt-4o', servedModel: 'gpt-4o', status: 1,
    errorType: '', errorCode: '', errorMessage: '', tokensEstimated: false, finishReason: '', toolCalls: [], responseId: '', serviceTier: '',
    region: '', attempt: 1, httpAttempts: 0, currency: '', priceVersion: '', tags: {},
    ...over,
  } // prettier-ignore
}

describe('the same model', () => {
  it.each([
    ['gpt-4o', 'gpt-4o-2024-08-06', true],
    ['openai/gpt-4o', 'gpt-4o', true],
    ['claude-3-5-sonnet-latest', 'claude-3-5-sonnet', true],
    ['mistral-large-latest', 'mistral-large-2411', true],
    ['mistral-large-latest', 'mistral-small-2409', false],
    ['gpt-4', 'gpt-4o', false],
    ['gpt-4o', 'gpt-4o-mini', false],
    ['gpt-4', 'gpt-4.1', false],
    ['auto', 'gpt-4o', false],
  ])('%s and %s: %s', (requested, served, same) => {
    expect(isSameModel(requested, served)).toBe(same)
    expect(isSameModel(served, requested)).toBe(same)
  })
})

describe('operations', () => {
  const failed = callOf({ id: 'a', status: 2, errorType: 'rate_limit', attempt: 1 })
  const second = callOf({ id: 'b', startNs: 10n, attempt: 2, provider: 'anthropic', requestedModel: 'claude', servedModel: 'claude' })

  it('tell a fallback from a retry, with the reason', () => {
    const [fallback] = derivedDecisions(operationsOf([second, failed]))
    expect(fallback).toMatchObject({ component: 'fallback', attempt: 2, output: { provider: 'anthropic', model: 'claude' } })
    expect(fallback?.reasoning).toBe('openai/gpt-4o failed with rate_limit, so anthropic/claude was tried')
    const [retry] = derivedDecisions(operationsOf([failed, callOf({ id: 'r', startNs: 9n, attempt: 2 })]))
    expect(retry).toMatchObject({ component: 'retry', reasoning: 'openai/gpt-4o failed with rate_limit, so it was tried again' })
  })

  it('are not notable where the model that was asked for answered at once', () => {
    expect(operationsOf([callOf({})]).some(isNotable)).toBe(false)
    expect(operationsOf([callOf({ requestedModel: 'auto' })]).some(isNotable)).toBe(true)
  })

  it('keep every call once, in whatever order they come', () => {
    const calls = fc.array(
      fc.record({
        attempt: fc.integer({ min: 0, max: 4 }),
        startNs: fc.bigInt({ min: 0n, max: 20n }),
        parentSpanId: fc.constantFrom('x', 'y'),
      }),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(calls, fc.infiniteStream(fc.nat()), (parts, order) => {
        const records = parts.map((part, at) => callOf({ ...part, id: `call-${at}` }))
        const keys = new Map(records.map((record) => [record.id, order.next().value]))
        const shuffled = records.toSorted((a, b) => (keys.get(a.id) ?? 0) - (keys.get(b.id) ?? 0))
        expect(operationsOf(shuffled)).toEqual(operationsOf(records))
        expect(attemptsOf(operationsOf(records)).map(({ index }) => index)).toEqual(records.map((_, at) => at + 1))
      }),
    )
  })
})
