import type { Span } from '@relayscope/contract'
import { expect, test } from 'vitest'
import { whyNotSaved } from './rescue.ts'
import { buildSpanTree } from './span-tree.ts'

const start = Date.parse('2026-03-12T12:05:31.700Z')

function call(at: number, provider: string, failed: boolean, parentSpanId = 'root'): Span {
  return {
    spanId: `call ${at}`,
    parentSpanId,
    name: 'chat',
    startTime: new Date(start + at * 10).toISOString(),
    endTime: new Date(start + at * 10 + 5).toISOString(),
    duration: 5,
    component: '',
    operation: 'chat',
    tags: {},
    events: [],
    status: failed ? 'error' : 'success',
    provider,
    model: 'm',
  }
}

const said = (...spans: Span[]) => whyNotSaved(buildSpanTree(spans).nodes)

test('one provider, several, or one that answered', () => {
  expect(said(call(0, 'openai', true), call(1, 'openai', true))).toBe('No other provider was tried.')
  expect(said(call(0, 'openai', true), call(1, 'anthropic', true))).toBe('openai and anthropic both failed; no other was tried.')
  expect(said(call(0, 'a', true), call(1, 'b', true), call(2, 'c', true))).toBe('a, b and c failed; no other was tried.')
  expect(said(call(0, 'openai', true), call(1, 'anthropic', false))).toBeUndefined()
  expect(said(call(0, 'openai', false))).toBeUndefined()
})
