import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Candidate, countUpTo, newest, type NewestSource, type Place } from './newest.ts'

interface Row extends Candidate {
  matches: boolean
  /** Seems to match, but does not. */
  false: boolean
}

/** Rows in memory, with the promises of a store. */
function source(rows: readonly Row[]): NewestSource<object> & { looked: number } {
  const sorted = rows.toSorted((a, b) => (a.startNs === b.startNs ? (a.id < b.id ? 1 : -1) : Number(b.startNs - a.startNs)))
  return {
    looked: 0,
    async boundary({ fromNs, toNs }, count) {
      return sorted.filter((row) => row.startNs >= fromNs && row.startNs < toNs)[count]?.startNs
    },
    async candidates(window, after, limit) {
      const inside = sorted.filter((row) => row.startNs >= window.fromNs && row.startNs < window.toNs)
      this.looked += inside.length
      return inside
        .filter((row) => row.matches && (!after || row.startNs < after.startNs || (row.startNs === after.startNs && row.id < after.id)))
        .slice(0, limit)
    },
    async confirm(candidates) {
      return rows.filter((row) => !row.false && candidates.some(({ id }) => id === row.id))
    },
  }
}

function rowsOf(count: number, make: (at: number) => Partial<Row> = () => ({})): Row[] {
  return Array.from({ length: count }, (_, at) => ({ id: `r${at}`, startNs: BigInt(at), matches: true, false: false, ...make(at) }))
}

async function everything(rows: readonly Row[], limit: number): Promise<string[]> {
  const ids: string[] = []
  let after: Place | undefined
  for (let page = 0; page < 10_000; page++) {
    const { items, next } = await newest(source(rows), { fromNs: 0n, toNs: 10_000_000n }, { limit, after })
    ids.push(...items.map(({ id }) => id))
    if (!next) return ids
    after = next
  }
  throw new Error('the pages do not end')
}

describe('newest', () => {
  test('looks at few rows when many match', async () => {
    const rows = source(rowsOf(50_000))
    const { items, next } = await newest(rows, { fromNs: 0n, toNs: 50_000n }, { limit: 50 })
    expect(items.map(({ id }) => id)).toEqual(Array.from({ length: 50 }, (_, at) => `r${49_999 - at}`))
    expect(next).toEqual({ startNs: 49_950n, id: 'r49950' })
    expect(rows.looked).toBeLessThanOrEqual(4096)
  })

  test('finds the one that matches wherever it is', async () => {
    const rows = rowsOf(50_000, (at) => ({ matches: at === 3 }))
    expect(await everything(rows, 50)).toEqual(['r3'])
  })

  test('pages hold everything once, whatever is dropped and however many rows are of one instant', async () => {
    const row = fc.record({ startNs: fc.bigInt(0n, 12n), matches: fc.boolean(), false: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 60 }), fc.integer({ min: 1, max: 7 }), async (parts, limit) => {
        const rows = rowsOf(parts.length, (at) => parts[at] ?? {})
        const ids = await everything(rows, limit)
        expect(ids.toSorted()).toEqual(
          rows
            .filter((one) => one.matches && !one.false)
            .map(({ id }) => id)
            .toSorted(),
        )
      }),
      { numRuns: 200 },
    )
  })

  test('goes through windows without losing what stands at their edges', async () => {
    const rows = rowsOf(40_000, (at) => ({ startNs: BigInt(Math.floor(at / 3)), matches: at % 997 === 0 }))
    expect(await everything(rows, 5)).toHaveLength(41)
  })

  test('more rows of one instant than a window holds do not stop it', async () => {
    const rows = rowsOf(9000, (at) => ({ startNs: at < 10 ? 1n : 2n, matches: at < 10 || at === 5000 }))
    expect(await everything(rows, 3)).toHaveLength(11)
  })

  test('says that there is no more when the last page is exactly full', async () => {
    const { items, next } = await newest(source(rowsOf(50)), { fromNs: 0n, toNs: 100n }, { limit: 50 })
    expect(items).toHaveLength(50)
    expect(next).toBeUndefined()
  })

  test('counting stops at the cap', async () => {
    const rows = source(rowsOf(60_000))
    const countIn = async (window: Parameters<typeof rows.candidates>[0], limit: number) =>
      (await rows.candidates(window, undefined, limit)).length
    const count = (cap: number) => countUpTo((range, size) => rows.boundary(range, size), countIn, { fromNs: 0n, toNs: 60_000n }, cap)
    expect([await count(100), await count(50_000), await count(100_000)]).toEqual([100, 50_000, 60_000])
  })
})
