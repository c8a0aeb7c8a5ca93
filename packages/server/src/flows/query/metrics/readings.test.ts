/** Which questions are read by one statement, with an engine that only writes down what it is asked. */
import { describe, expect, it } from 'vitest'
import { EngineError } from '../../../kit/errors.ts'
import type { ReadRow } from './aggregate.ts'
import { findKnown } from './catalogue.ts'
import { Readings, type Wanted } from './readings.ts'
import { type Selects, shareSelects } from './shared-select.ts'

const none: Selects = { select: async () => [] }
const wanted = async (
  metric: string,
  aggregation: Wanted['aggregation'],
  groupBy: string[],
  more: Partial<Wanted> = {},
): Promise<Wanted> => ({
  project: 'shop',
  metric: (await findKnown(none, 'shop', metric))!,
  aggregation,
  groupBy,
  filters: {},
  exclude: {},
  span: { fromNs: 0n, toNs: 120_000_000_000n, stepMs: 60_000, resolution: 0, rolledUntilNs: 0n, late: [] },
  ...more,
})

function engine(answer: (statement: string) => ReadRow[] = () => []) {
  const asked: string[] = []
  const readings = new Readings({
    select: async <Row>(statement: { text: string }) => {
      asked.push(statement.text)
      return answer(statement.text) as Row[]
    },
  })
  return { asked, readings }
}
const row = (name: string, given: number[], labels: string[], total: number): ReadRow => ({
  name,
  given,
  labels,
  slot: '1',
  n: 2,
  total,
  least: 1,
  most: 9,
  quantiles: [1, 2, 3, 4],
})

describe('questions of one moment', () => {
  it('of the same rows are one statement, and each gets its own figures by its own tags', async () => {
    const { asked, readings } = engine(() => [
      row('ai.requests', [0, 0], ['', ''], 7),
      row('ai.requests', [1, 1], ['o3', 'openai'], 4),
      row('ai.cost', [0, 1], ['', 'openai'], 12),
    ])
    const answers = await Promise.all(
      [
        await wanted('ai.requests', 'sum', []),
        await wanted('ai.requests', 'rate', ['model', 'provider']),
        await wanted('ai.cost', 'sum', ['provider']),
        await wanted('ai.cost', 'avg', ['provider']),
      ].map((each) => readings.values(each)),
    )
    expect(asked).toHaveLength(1)
    expect(answers).toEqual([
      [{ labels: [], slot: 1, value: 7 }],
      [{ labels: ['o3', 'openai'], slot: 1, value: 4 / 60 }],
      [{ labels: ['openai'], slot: 1, value: 12 }],
      [{ labels: ['openai'], slot: 1, value: 6 }],
    ])
  })

  it('are apart where the rows are others, or percentiles are wanted, and have few tags together', async () => {
    const { asked, readings } = engine()
    const plain = await wanted('ai.requests', 'sum', [])
    await Promise.all(
      [
        plain,
        { ...plain, project: 'another' },
        { ...plain, filters: { provider: 'openai' } },
        { ...plain, span: { ...plain.span, stepMs: 1000 } },
        { ...plain, except: { tags: ['model'], labels: [['o3']] } },
        await wanted('api.requests', 'sum', []),
        await wanted('ai.latency', 'p95', []),
        await wanted('ai.latency', 'p50', ['model']),
        await wanted('ai.requests', 'sum', ['provider', 'model', 'operation', 'service']),
        await wanted('ai.requests', 'sum', ['status']),
      ].map((each) => readings.values(each)),
    )
    expect(asked).toHaveLength(8)
  })

  it('that have too many rows together are read each for itself, and only who has too many is refused', async () => {
    const { asked, readings } = engine((statement) => {
      if (statement.includes("'ai.requests'")) throw new EngineError('too many', { engineCode: 396 })
      return [row('ai.cost', [], [], 5)]
    })
    const outcomes = await Promise.allSettled([
      readings.values(await wanted('ai.requests', 'sum', [])),
      readings.values(await wanted('ai.cost', 'sum', [])),
    ])
    expect(outcomes).toMatchObject([
      { status: 'rejected', reason: { code: 'too_many_rows' } },
      { status: 'fulfilled', value: [{ value: 5 }] },
    ])
    expect(asked).toHaveLength(3)
  })
})

it('an equal statement on its way is not sent again; one that is over is', async () => {
  let sent = 0
  const shared = shareSelects({ select: async () => [++sent] as never })
  const statement = { text: 'SELECT 1' } as never
  expect(await Promise.all([shared.select(statement), shared.select(statement), shared.select(statement, { maxRows: 1 })])).toEqual([[1], [1], [2]]) // prettier-ignore
  expect(await shared.select(statement)).toEqual([3])
})
