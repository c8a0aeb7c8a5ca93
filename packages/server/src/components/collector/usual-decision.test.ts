import { submittedDecisionTrace } from '@relayscope/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isUsualDecision } from './usual-decision.ts'

type Document = Record<string, unknown>

const timestamp = '2026-03-11T12:05:32.052Z'
const full = {
  traceId: 'a'.repeat(32),
  requestId: 'req-1',
  timestamp,
  userId: 'u',
  organizationId: 'o',
  requestPath: '/v1/chat',
  tags: { team: 'a' },
  decisions: [
    {
      id: 'd1',
      timestamp,
      type: 'rule_evaluation',
      component: 'steering',
      input: { request: { model: 'auto' } },
      output: [],
      reasoning: 'because',
      ruleId: 'r',
      ruleName: 'R',
      policyId: 'p',
      policyVersion: '1',
      evaluationTimeMs: 0.4,
      attempt: 1,
      tags: { a: 1 },
      rules: [
        {
          ruleId: 'r',
          ruleName: 'R',
          priority: 1,
          outcome: 'matched',
          operator: 'and',
          continue: false,
          conditions: [{ field: 'a.b', operator: 'contains', wanted: 'x', found: ['x', 1, null], passed: true, note: 'n' }],
        },
      ],
      candidates: [{ provider: 'anthropic', model: 'claude', score: 0.4, rejectedBecause: 'over budget' }],
      cache: { similarity: 0.5, threshold: 0.9, hit: false, savedUsd: 0.1 },
      budget: { limitUsd: 5, spentUsd: 1 },
    },
  ],
  attempts: [{ index: 1, provider: 'openai', model: 'm', status: 'error', errorClass: 'rate_limit', latencyMs: 2, costUsd: 0.1 }],
  finalOutcome: { provider: 'openai', model: 'gpt-4o', status: 'success' },
}

/** Every place in a document, as the names that lead there. */
function placesIn(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...path, key]))]
}

function changed(document: unknown, [key, ...rest]: string[], value: unknown): unknown {
  if (key === undefined) return value
  const copy = (Array.isArray(document) ? [...document] : { ...(document as Document) }) as Document
  copy[key] = changed(copy[key], rest, value)
  return copy
}

const strange = fc.oneof(
  fc.jsonValue({ maxDepth: 1 }),
  fc.constantFrom<unknown>(undefined, -1, 0, 1.5, Infinity, '', 'x'.repeat(300), 'x'.repeat(5000), 'success', 'matched', '2026-13-45T99:99:99.999Z', [], {}, [null], [[1]], true),
) // prettier-ignore

describe('a usual decision trace', () => {
  it('is one with all that the contract has', () => {
    expect(isUsualDecision(full)).toBe(true)
    expect(isUsualDecision({ ...full, extra: { deep: [1] } })).toBe(true)
  })

  it('is never one that the schema refuses, or reads otherwise', () => {
    const places = placesIn(full)
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...places), strange), { minLength: 1, maxLength: 2 }), (changes) => {
        let document: unknown = full
        for (const [path, value] of changes) {
          if (placesIn(document).some((place) => place.join() === path.join())) document = changed(document, path, value)
        }
        if (!isUsualDecision(document)) return
        const read = submittedDecisionTrace.safeParse(document)
        expect(read.success, JSON.stringify(read.error?.issues)).toBe(true)
        expect(read.data?.traceId).toBe(document.traceId)
      }),
      { numRuns: 3000 },
    )
  })
})
