import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assess } from './assess.ts'
import { pricesOf } from './prices.ts'
import { BY, markPriceChanges, type RequestRow, RequestsTable, UNKNOWN } from './requests-table.ts'

/** 10 and 20 USD for a million tokens. */
const RATES = new Map([
  ['a/dear', { input: 10n * 10n ** 12n, output: 20n * 10n ** 12n }],
  ['b/cheap', { input: 10n ** 12n, output: 2n * 10n ** 12n }],
])
const ROADS = [
  { provider: 'a', model: 'dear' },
  { provider: 'b', model: 'cheap' },
]
type Given = Partial<Omit<RequestRow, 'before' | 'after' | 'organization'>> & { before?: string; after?: string; organization?: string }

function tableOf(rows: readonly Given[]): RequestsTable {
  const table = new RequestsTable()
  for (const [at, { before = 'a/dear', after = before, organization = 'o', ...row }] of rows.entries())
    table.add({
      timeMs: at * 1000,
      traceId: at.toString(16).padStart(32, '0'),
      organization: table.organizations.place(organization),
      before: table.endings.place(before),
      after: table.endings.place(after),
      by: before === after ? BY.none : BY.rules,
      certain: before === after,
      overBudget: false,
      cacheHit: false,
      promptTokens: 100,
      promptCharacters: 400,
      responseTokens: 100,
      costPico: UNKNOWN,
      latencyMs: 500,
      limitUsd: UNKNOWN,
      spentUsd: UNKNOWN,
      ...row,
    })
  return table
}
const assessed = (rows: readonly Given[], changes: Parameters<typeof pricesOf>[1] = []) => {
  const table = tableOf(rows)
  const prices = pricesOf(RATES, changes, ROADS)
  markPriceChanges(table, prices.changed)
  return assess({ table, prices, attempts: new Map() })
}

describe('what became of a range', () => {
  it('is nothing where nothing is changed, whatever the requests were', () => {
    const row = fc.record({
      before: fc.constantFrom('a/dear', 'b/cheap', 'error', 'rejected', 'x/unpriced'),
      promptTokens: fc.constantFrom(UNKNOWN, 0, 50, 5000),
      responseTokens: fc.constantFrom(UNKNOWN, 0, 70),
      costPico: fc.constantFrom(UNKNOWN, 0, 123_456),
      cacheHit: fc.boolean(),
      latencyMs: fc.constantFrom(UNKNOWN, 5, 900),
      limitUsd: fc.constantFrom(UNKNOWN, 1),
      spentUsd: fc.constantFrom(UNKNOWN, 0.5, 2),
    })
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), (rows) => {
        const { changed, cost, latency, worst, targets, budgets, outcome } = assessed(rows)
        expect({ changed, worst, targets }).toEqual({ changed: 0, worst: [], targets: [] })
        expect(cost.deltaUsd).toEqual({ low: '0', mid: '0', high: '0' })
        expect(outcome.after).toEqual(outcome.before)
        expect(latency.after.p95?.mid ?? null).toBe(latency.before.p95)
        for (const { rejectedBefore, rejectedAfter } of budgets) expect(rejectedAfter.mid).toBe(rejectedBefore)
      }),
    )
  })

  it('costs a given price exactly, and a new road with an interval around the truth', () => {
    const priced = assessed([{ costPico: 3_000_000_000 }], [{ model: 'dear', inputUsdPerMillion: '5', outputUsdPerMillion: '7.5' }])
    expect(priced.cost).toMatchObject({
      beforeUsd: '0.003',
      afterUsd: { low: '0.00125', mid: '0.00125', high: '0.00125' },
      deltaUsd: { mid: '-0.00175' },
    })
    const stay = Array.from({ length: 60 }, (_, at) => ({ before: 'b/cheap', responseTokens: 50 + at }))
    const { cost, targets, worst } = assessed([...stay, { before: 'a/dear', after: 'b/cheap' }])
    expect(targets).toMatchObject([{ provider: 'b', model: 'cheap', requests: 1, observed: 60, lengthBasis: 'own' }])
    expect(worst).toMatchObject([{ before: 'a/dear', after: 'b/cheap', by: 'rules', certain: false }])
    const [low, high] = [Number(cost.deltaUsd.low), Number(cost.deltaUsd.high)]
    expect(low).toBeLessThan(high)
    expect(-0.003 + 0.0003).toBeGreaterThanOrEqual(low)
    expect(-0.003 + 0.0003).toBeLessThanOrEqual(high)
  })

  it('leaves out of the sums what has no price, and says how many', () => {
    const { cost, targets } = assessed([{ before: 'a/dear', after: 'x/unpriced' }, {}])
    expect(cost).toMatchObject({ priced: 1, unpriced: 1 })
    expect(targets[0]).toMatchObject({ priced: false })
  })

  it('uses up a budget earlier when requests become dearer, and later when they become cheaper', () => {
    const dearer = Array.from({ length: 40 }, (_, at) => ({ before: 'b/cheap', after: 'a/dear', limitUsd: 0.05, spentUsd: at * 0.0003 }))
    const seen = Array.from({ length: 30 }, () => ({ before: 'a/dear' }))
    const more = assessed([...seen, ...dearer]).budgets[0]!
    expect(more).toMatchObject({ organizationId: 'o', rejectedBefore: 0 })
    expect(more.rejectedAfter.mid).toBeGreaterThan(0)
    expect(more.rejectedAfter.low).toBeLessThanOrEqual(more.rejectedAfter.mid)
    expect(more.rejectedAfter.high).toBeGreaterThanOrEqual(more.rejectedAfter.mid)
    expect(more.firstNewRejection).not.toBeNull()
    const cheaper = Array.from({ length: 20 }, (_, at) => ({ before: 'a/dear', after: 'b/cheap', limitUsd: 0.06, spentUsd: at * 0.003 }))
    const refused = Array.from({ length: 10 }, () => ({
      before: 'rejected',
      overBudget: true,
      limitUsd: 0.06,
      spentUsd: 0.06,
      responseTokens: UNKNOWN,
    }))
    const fewer = assessed([...cheaper, ...refused]).budgets[0]!
    expect(fewer).toMatchObject({ rejectedBefore: 10, rejectedAfter: { mid: 0 } })
    expect(fewer.firstFreed).not.toBeNull()
  })
})
