import { INTERACTION_FIELDS, parseSearch, TRACE_FIELDS } from '@relayscope/contract/search'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { testClock } from '../../kit/clock.ts'
import { compileTerms } from './compile-search.ts'
import { interactionDataset, wordCountStatement } from './interaction-dataset.ts'
import { readSearch } from './search.ts'
import { isOnSummary, narrowing, traceDataset } from './trace-dataset.ts'

const clock = testClock()
const scope = { project: 'p', fromNs: 0n, toNs: 60_000_000_000n }
const interactions = (q: string) => compileTerms(readSearch(q, {}, INTERACTION_FIELDS), interactionDataset(scope, clock)).text
const traces = (q: string) => compileTerms(readSearch(q, {}, TRACE_FIELDS), traceDataset(scope, clock)).text

describe('interactions', () => {
  test.each<[string, string]>([
    ['', '1'],
    ['status:error', "(status IN CAST([2], 'Array(UInt64)'))"],
    ['provider:OpenAI', "(lowerUTF8(provider) = lowerUTF8('OpenAI'))"],
    ['model:gpt_4*', "(model ILIKE 'gpt\\\\_4%')"],
    ['user:Anna', "(user_id = 'Anna')"],
    ['latency:>2s', '(ifNull(duration_ns > 2000000000, 0))'],
    ['ttft:<=1.5s', "(ifNull(ttft_ms <= toFloat64('1500'), 0))"],
    ['cost:0.05..1', "((ifNull(cost >= toDecimal128('0.05', 18), 0) AND ifNull(cost <= toDecimal128('1', 18), 0)))"],
    ['streaming:false', '(ifNull(streaming = 0, 0))'],
    ['-(model:a OR model:b)', "(NOT ((lowerUTF8(model) = lowerUTF8('a') OR lowerUTF8(model) = lowerUTF8('b'))))"],
    ['team:red', "(tags['team'] = 'red')"],
    ['score:>5', "(ifNull(toFloat64OrNull(tags['score']) > toFloat64('5'), 0))"],
    ['error:"50%"', "(positionCaseInsensitiveUTF8(error_message, '50%') > 0)"],
    ['model:"\' OR 1=1 --"', "(lowerUTF8(model) = lowerUTF8('\\' OR 1=1 --'))"],
    ['model:""', "(model = '')"],
    ['model:*', "(model != '')"],
    ['*', '(1)'],
  ])('%s', (q, expected) => {
    expect(interactions(q)).toBe(expected)
  })

  test('words go through the text index, in lower case, and phrases are looked at again', () => {
    const found = interactions('prompt:"Rate Limit"')
    expect(found).toContain("hasAllTokens(prompt, CAST(['rate', 'limit'], 'Array(String)'))")
    expect(found).toContain("positionCaseInsensitiveUTF8(prompt, 'Rate Limit') > 0")
    expect(interactions('prompt:Zebra')).not.toContain('position')
    expect(interactions('prompt:zeb*')).not.toContain('hasAllTokens')
    expect(interactions('prompt:"big zebra"*')).toContain('hasAllTokens')
    expect(interactions('prompt:日本')).not.toContain('hasAllTokens')
  })

  test('only words are counted beforehand', () => {
    expect(wordCountStatement(readSearch('status:error', {}, INTERACTION_FIELDS), scope, 10)).toBeUndefined()
    expect(wordCountStatement(readSearch('zebra', {}, INTERACTION_FIELDS), scope, 10)?.text).toContain(
      "hasAllTokens(response, CAST(['zebra'], 'Array(String)'))",
    )
  })
})

describe('traces', () => {
  test.each<[string, string]>([
    ['status:timeout', "(state IN CAST([3], 'Array(UInt64)'))"],
    ['provider:openai', "(arrayExists(one -> lowerUTF8(one) = lowerUTF8('openai'), provider_names))"],
    ['-provider:*', '(NOT (notEmpty(provider_names)))'],
    ['complete:true', '(ifNull(whole = 1, 0))'],
  ])('%s', (q, expected) => {
    expect(traces(q)).toBe(expected)
  })

  test('a trace id may be written as a UUID', () => {
    expect(traces('trace:4BF92F35-77B3-4DA6-A3CE-929D0E0E4736')).toBe("(trace_id = '4bf92f3577b34da6a3ce929d0e0e4736')")
  })

  test('the parts are looked for within project and time', () => {
    for (const q of ['spanId:x', 'http.route:/v1', 'spans:>3', 'tokens:>3', 'zebra']) {
      const text = traces(q)
      expect(text.match(/FROM (spans|traces|interactions|content)/g)?.length, q).toBe(text.match(/project = 'p'/g)?.length)
    }
  })

  test('terms that must hold narrow the rows; others say nothing beforehand', () => {
    const narrowed = (q: string) => {
      const { byTrace, byRow } = narrowing(readSearch(q, {}, TRACE_FIELDS), scope, clock)
      return [byTrace.length, byRow.length]
    }
    expect(narrowed('status:error provider:openai')).toEqual([0, 2])
    expect(narrowed('http.route:/v1 zebra spanId:x')).toEqual([3, 0])
    expect(narrowed('-provider:openai status:success duration:>1s tokens:>5 model:"" tags.x:""')).toEqual([0, 0])
    expect(narrowed('provider:a OR model:b')).toEqual([0, 1])
    expect(narrowed('provider:a OR duration:>1s')).toEqual([0, 0])
  })

  test('which terms the summary alone answers', () => {
    const onSummary = (q: string) => readSearch(q, {}, TRACE_FIELDS).map(isOnSummary)
    expect(onSummary('status:error -(name:a OR model:b) span:x zebra tokens:>5')).toEqual([true, true, false, false, false])
  })
})

describe('hostile searches', () => {
  test('never become SQL: every statement has the same shape whatever the value', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (value) => {
        const quoted = `"${value.replace(/["\\]/g, '\\$&')}"`
        for (const q of [`model:${quoted}`, `tags.k:${quoted}`, `prompt:${quoted}`, `user:${quoted}`]) {
          if (!parseSearch(q, INTERACTION_FIELDS).ok) continue
          const rest = interactions(q).replace(/'(?:\\.|[^'\\])*'/gs, '')
          expect(rest).not.toMatch(/'|--|;/)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('a mistake is 422 with its place', () => {
    expect(() => readSearch('duration:>(', {}, TRACE_FIELDS)).toThrow(
      expect.objectContaining({
        status: 422,
        code: 'invalid_search',
        errors: [{ path: 'q', message: expect.stringContaining('at character 11') }],
      }),
    )
  })

  test('filters are taken as they are', () => {
    expect(
      compileTerms(readSearch('', { model: 'gpt-4*', user: undefined }, INTERACTION_FIELDS), interactionDataset(scope, clock)).text,
    ).toBe("(lowerUTF8(model) = lowerUTF8('gpt-4*'))")
  })
})
