import type { DashboardData, Frame, WidgetData } from '@relayscope/contract'
import { describe, expect, it } from 'vitest'
import { newestParts, withNewest } from './live-dashboard.ts'

const RANGE = { from: 'now-1m', to: 'now' }
const frame = (times: number[], values: number[]): Frame => ({
  from: new Date(times[0] ?? 0).toISOString(),
  to: new Date(times.at(-1) ?? 0).toISOString(),
  stepMs: 1000,
  times,
  unit: '',
  aggregation: 'sum',
  series: [{ labels: {}, values }],
  groups: 1,
  resolution: 'points',
  warnings: [],
})
const widget = (id: string, data: unknown, more: Partial<WidgetData> = {}): WidgetData => ({
  id,
  endpoint: '/api/v1/metrics/query',
  parameters: { metric: 'a', ...RANGE },
  outcome: 'answered',
  data,
  ...more,
})
const board = (...widgets: WidgetData[]): DashboardData => ({ dashboardId: 'd', version: 3, ...RANGE, widgets })
const known = board(
  widget('chart', frame([1000, 2000, 3000], [1, 2, 3])),
  widget('also', frame([1000, 2000, 3000], [4, 5, 6])),
  widget('list', { items: [] }, { endpoint: '/api/v1/traces' }),
  widget('own range', frame([1000, 2000], [1, 2]), { parameters: { metric: 'a', from: 'now-7d', to: 'now' } }),
  widget('filled', frame([1000, 2000], [1, 2]), { parameters: { metric: 'a', ...RANGE, fill: 'previous' } }),
  widget('cut', { ...frame([1000, 2000], [1, 2]), groups: 40 }),
  widget('text', undefined, { outcome: 'nothing_asked' }),
)

describe('a live dashboard', () => {
  it('asks for the newest windows of its charts, and for all of the rest', () => {
    expect(newestParts(known, RANGE)).toEqual([
      { from: '1970-01-01T00:00:02.000Z', to: 'now', step: '1s', widget: ['chart', 'also'] },
      { from: 'now-1m', to: 'now', widget: ['list', 'own range', 'filled', 'cut'] },
    ])
    expect(newestParts(known, { from: '2026-01-01', to: 'now' })).toBeUndefined()
    expect(newestParts(known, { from: 'now-2d', to: 'now-1d' })).toBeUndefined()
  })

  it('shows both together', () => {
    const from = '1970-01-01T00:00:02.000Z'
    const tail = (id: string, values: number[]) =>
      widget(id, frame([2000, 3000, 4000], values), { parameters: { metric: 'a', from, to: 'now' } })
    const list = widget('list', { items: [1] }, { endpoint: '/api/v1/traces' })
    const grown = withNewest(known, [board(tail('chart', [2, 30, 40]), tail('also', [5, 6, 7])), board(list)], RANGE)
    const of = (id: string) => grown?.widgets.find((each) => each.id === id)
    expect(of('chart')?.data).toMatchObject({ times: [1000, 2000, 3000, 4000], series: [{ values: [1, 2, 30, 40] }] })
    expect(of('chart')?.parameters).toEqual({ metric: 'a', ...RANGE })
    expect([of('list'), of('text')]).toEqual([list, known.widgets.at(-1)])
  })

  it('is asked for anew where that does not fit', () => {
    const far = widget('chart', frame([9000], [1]), { parameters: { metric: 'a', from: '1970-01-01T00:00:09.000Z', to: 'now' } })
    expect(withNewest(known, [board(far)], RANGE)).toBeUndefined()
    expect(withNewest(known, [board({ ...far, outcome: 'failed' })], RANGE)).toBeUndefined()
    expect(withNewest(known, [{ ...board(), version: 4 }], RANGE)).toBeUndefined()
  })
})
