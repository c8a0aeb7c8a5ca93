import type { Frame } from '@relayscope/contract'
import { describe, expect, it } from 'vitest'
import { appendFrame } from './append-frame.ts'

const frame = (times: number[], series: Record<string, (number | null)[]>, more: Partial<Frame> = {}): Frame => ({
  from: new Date(times[0] ?? 0).toISOString(),
  to: new Date((times.at(-1) ?? 0) + 500).toISOString(),
  stepMs: 1000,
  times,
  unit: 'ms',
  aggregation: 'avg',
  series: Object.entries(series).map(([provider, values]) => ({ labels: { provider }, values })),
  groups: Object.keys(series).length,
  resolution: 'points',
  warnings: [],
  ...more,
})
const known = frame([1000, 2000, 3000], { a: [1, 2, 3], b: [4, 5, null] })

describe('newest windows', () => {
  it('stand behind those that are known, replace the last, and push the oldest out', () => {
    const appended = appendFrame(known, frame([3000, 4000], { a: [30, 40], c: [null, 7] }), 2100)
    expect(appended?.times).toEqual([2000, 3000, 4000])
    expect(appended?.series.map(({ labels, values }) => [labels.provider, values])).toEqual([
      ['a', [2, 30, 40]],
      ['b', [5, null, null]],
      ['c', [null, null, 7]],
    ])
    expect([appended?.groups, appended?.from, appended?.to]).toEqual([3, '1970-01-01T00:00:02.000Z', '1970-01-01T00:00:04.500Z'])
  })

  it('are the earlier period too', () => {
    const compared = (times: number[], values: number[]) =>
      frame(
        times,
        { a: values },
        { compare: { shiftMs: 9000, series: [{ labels: { provider: 'a' }, values: values.map((value) => -value) }] } },
      )
    const appended = appendFrame(compared([1000, 2000], [1, 2]), compared([2000, 3000], [20, 30]), 1000)
    expect(appended?.compare?.series[0]?.values).toEqual([-1, -20, -30])
    expect(appendFrame(compared([1000, 2000], [1, 2]), frame([2000, 3000], { a: [20, 30] }), 1000)).toBeUndefined()
  })

  it('are all there is where everything known is too old', () => {
    expect(appendFrame(known, frame([4000, 5000], { a: [1, 2] }), 4000)?.times).toEqual([4000, 5000])
  })

  it.each([
    ['that do not meet what is known', known, frame([9000], { a: [1] })],
    ['of another length', known, { ...frame([3000, 4000], { a: [1, 2] }), stepMs: 500 }],
    ['behind groups that were left out', { ...known, groups: 9 }, frame([3000], { a: [1] })],
    ['with groups left out', known, { ...frame([3000], { a: [1] }), groups: 9 }],
    ['of nothing', known, frame([], {})],
  ])('%s are not put together', (_what, before, newest) => expect(appendFrame(before, newest, 0)).toBeUndefined())
})
