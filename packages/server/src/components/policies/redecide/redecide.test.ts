import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { claimsOf } from './claims.ts'
import { choose, nothingIsOut, redecide, type RecordedRequest } from './redecide.ts'

const A = { provider: 'openai', model: 'gpt-4o' }
const B = { provider: 'anthropic', model: 'claude' }
const C = { provider: 'openai', model: 'mini' }
const recorded = (more: Partial<RecordedRequest> = {}): RecordedRequest => ({
  route: A,
  chosen: A,
  candidates: [
    { ...A, score: 0.9 },
    { ...B, score: 0.8 },
    { ...C, score: 0.3 },
  ],
  attempts: [{ ...A, ok: true }],
  outcome: { ...A, status: 'success' },
  cacheHit: false,
  rejectedByRules: false,
  ...more,
})

const road = fc.constantFrom(A, B, C)
const requests = fc.record({
  route: fc.option(road, { nil: undefined }),
  chosen: road,
  cacheHit: fc.boolean(),
  status: fc.constantFrom('success' as const, 'error' as const, 'rejected' as const),
  attempts: fc.array(fc.record({ road, ok: fc.boolean() }), { maxLength: 3 }),
})

describe('a request decided again', () => {
  it('is as it was when nothing is changed, whatever it was', () => {
    fc.assert(
      fc.property(requests, ({ route, chosen, cacheHit, status, attempts }) => {
        const request = recorded({
          ...(route ? { route } : {}),
          chosen,
          cacheHit,
          outcome: { ...chosen, status },
          attempts: attempts.map(({ road: tried, ok }) => ({ ...tried, ok })),
        })
        if (!route) delete request.route
        const same = redecide(request, { ...(route ? { route } : {}), rejected: false }, nothingIsOut)
        expect(same).toEqual({ ...chosen, status, by: 'none', certain: true })
        expect(redecide(request, undefined, nothingIsOut)).toEqual(same)
      }),
    )
  })

  it('never ends where an outage is', () => {
    fc.assert(
      fc.property(requests, fc.subarray(['openai', 'anthropic']), ({ chosen, status, attempts }, out) => {
        const request = recorded({
          chosen,
          outcome: { ...chosen, status },
          attempts: attempts.map(({ road: tried, ok }) => ({ ...tried, ok })),
        })
        const ended = redecide(request, undefined, ({ provider }) => out.includes(provider))
        if (ended.status === 'success') expect(out).not.toContain(ended.provider)
      }),
    )
  })

  it('goes where the rules say, and says that the answer is taken for granted', () => {
    expect(redecide(recorded(), { route: B, rejected: false }, nothingIsOut)).toEqual({
      ...B,
      status: 'success',
      by: 'rules',
      certain: false,
    })
    expect(redecide(recorded(), { rejected: true }, nothingIsOut)).toMatchObject({ status: 'rejected', by: 'rules' })
    const failed = recorded({
      attempts: [
        { ...A, ok: false },
        { ...B, ok: true },
      ],
      outcome: { ...B, status: 'success' },
    })
    expect(redecide(failed, { route: B, rejected: false }, nothingIsOut)).toEqual({ ...B, status: 'success', by: 'rules', certain: true })
    const freed = recorded({ rejectedByRules: true, outcome: { provider: '', model: '', status: 'rejected' }, attempts: [] })
    expect(redecide(freed, { route: B, rejected: false }, nothingIsOut)).toMatchObject({ ...B, status: 'success', by: 'rules' })
  })

  it('falls back to somebody else first, and ends in an error when nobody is left', () => {
    expect(redecide(recorded(), undefined, ({ provider, model }) => provider === 'openai' && model === 'gpt-4o')).toMatchObject({
      ...B,
      by: 'outage',
    })
    expect(redecide(recorded(), undefined, () => true)).toMatchObject({ status: 'error', by: 'outage' })
    expect(redecide(recorded({ cacheHit: true }), undefined, () => true)).toMatchObject({ status: 'success', by: 'none' })
  })

  it('completes a route that says only half, and does not guess', () => {
    expect(choose({ model: 'claude' }, recorded())).toEqual(B)
    expect(choose({ provider: 'openai' }, recorded({ requested: 'mini' }))).toEqual(C)
    expect(choose({ provider: 'mistral' }, recorded())).toBeUndefined()
    expect(choose(undefined, recorded({ requested: 'claude' }))).toEqual(B)
    expect(choose(undefined, recorded({ candidates: [] }))).toBeUndefined()
  })
})

it('reads what an output claims, in either form', () => {
  expect(claimsOf({ matched: true, actions: [{ type: 'route', params: A }], continue: true })).toMatchObject({
    matched: true,
    route: A,
    continue: true,
  })
  expect(claimsOf({ matchedRules: ['a'], route: { ...A, ruleId: 'a' } })).toMatchObject({ matched: true, matchedRules: ['a'], route: A })
  expect(claimsOf({ matched: true, rejection: { status: 400 } })).toMatchObject({ rejected: true })
  expect(claimsOf('text')).toEqual({})
  fc.assert(fc.property(fc.anything(), (value) => void claimsOf(value)))
})
