import { describe, expect, it } from 'vitest'
import { type Batch, emptyBatch } from '../../../flows/ingest/batch.ts'
import { POINT_KIND } from '../../../flows/ingest/point-record.ts'
import { HistogramJoiner } from './classic-histograms.ts'
import { addSeries, emptySeries, type WrittenSeries } from './written.ts'

const AT = 1_700_000_000_000
const series = (name: string, labels: string[], values: number[], fromMs = AT): WrittenSeries => ({
  ...emptySeries(),
  labels: ['__name__', name, 'job', 'gateway', ...labels],
  samples: values.map((value, at) => ({ value, timestampMs: fromMs + at * 15_000, startMs: 0 })),
})
const histogram = (fromMs = AT): WrittenSeries[] => [
  series('wait_seconds_bucket', ['le', '0.1'], [2, 3], fromMs),
  series('wait_seconds_bucket', ['le', '1'], [5, 9], fromMs),
  series('wait_seconds_bucket', ['le', '+Inf'], [6, 10], fromMs),
  series('wait_seconds_sum', [], [4.5, 8], fromMs),
  series('wait_seconds_count', [], [6, 10], fromMs),
]

function write(joiner: HistogramJoiner, list: WrittenSeries[], project = 'shop'): Batch {
  const batch = emptyBatch(project, AT)
  joiner.join(batch, list)
  for (const [index, each] of list.entries()) addSeries(batch, index, each)
  return batch
}
const shown = ({ points }: Batch) => points.map(({ parts, count, counts, value }) => [parts.name, parts.kind, count, counts, value])

describe('a classic histogram, sent in parts', () => {
  it('is one point for each time, and each of its samples counts as taken', () => {
    const batch = write(new HistogramJoiner(), histogram())
    expect(shown(batch)).toEqual([
      ['wait_seconds', POINT_KIND.histogram, 6, [2, 3, 1], 4.5],
      ['wait_seconds', POINT_KIND.histogram, 10, [3, 6, 1], 8],
    ])
    expect(batch.points.map(({ parts, timeNs }) => [parts.tags, timeNs])).toEqual([
      [['job', 'gateway'], BigInt(AT) * 1_000_000n],
      [['job', 'gateway'], BigInt(AT + 15_000) * 1_000_000n],
    ])
    expect([batch.accepted, batch.counts.samples]).toEqual([10, 10])
  })

  it('takes the order they come in as it is, and keeps apart what has other labels', () => {
    const other = histogram().map((each) => ({ ...each, labels: each.labels.map((label) => (label === 'gateway' ? 'worker' : label)) }))
    const batch = write(new HistogramJoiner(), [...other, ...histogram()].reverse())
    expect(batch.points).toHaveLength(4)
    expect(batch.points.every(({ counts }) => counts.length === 3)).toBe(true)
  })

  it('stays the counters it came as where parts are missing or contradict each other', () => {
    const cases: [string, WrittenSeries[]][] = [
      ['no sum', histogram().filter(({ labels }) => labels[1] !== 'wait_seconds_sum')],
      ['no count', histogram().filter(({ labels }) => labels[1] !== 'wait_seconds_count')],
      ['no last bucket', histogram().filter(({ labels }) => labels.at(-1) !== '+Inf')],
      ['buckets that fall', [...histogram(), series('wait_seconds_bucket', ['le', '0.5'], [1, 1])]],
      ['the same bucket twice', [...histogram(), series('wait_seconds_bucket', ['le', '1.0'], [5, 9])]],
    ]
    for (const [what, list] of cases) {
      const sent = list.reduce((sum, { samples }) => sum + samples.length, 0)
      const batch = write(new HistogramJoiner(), list)
      expect(
        batch.points.map(({ parts }) => parts.kind),
        what,
      ).toEqual(Array.from({ length: sent }, () => POINT_KIND.counter))
      expect(batch.accepted, what).toBe(sent)
    }
  })

  it('that was cut off its lowest buckets is none; the next whole one is, and so is one that has fewer for good', () => {
    const joiner = new HistogramJoiner()
    const kinds = (list: WrittenSeries[], project?: string) => [
      ...new Set(write(joiner, list, project).points.map(({ parts }) => parts.kind)),
    ]
    const without = (fromMs: number): WrittenSeries[] => histogram(fromMs).slice(1)
    const once = (list: WrittenSeries[]): WrittenSeries[] => list.map((each) => ({ ...each, samples: each.samples.slice(0, 1) }))
    expect(kinds(histogram())).toEqual([POINT_KIND.histogram])
    expect(kinds(once(without(AT + 30_000)))).toEqual([POINT_KIND.counter])
    expect(kinds(without(AT + 30_000), 'another project')).toEqual([POINT_KIND.histogram])
    expect(kinds(histogram(AT + 60_000))).toEqual([POINT_KIND.histogram])
    expect(kinds(once(without(AT + 90_000)))).toEqual([POINT_KIND.counter])
    expect(kinds(once(without(AT + 105_000)))).toEqual([POINT_KIND.histogram])
  })

  it('leaves alone what only looks like one', () => {
    const batch = write(new HistogramJoiner(), [
      series('leaky_bucket', [], [1]),
      series('paint_bucket', ['le', 'red'], [1]),
      series('jobs_count', [], [1]),
      series('jobs_sum', ['le', '1'], [1]),
    ])
    expect(batch.points.map(({ parts }) => parts.name)).toEqual(['leaky_bucket', 'paint_bucket', 'jobs_count', 'jobs_sum'])
  })

  it('ends where its sender says that it does, and keeps its exemplars', () => {
    const list = histogram()
    for (const { samples } of list) samples[1] = { ...samples[1]!, value: Number.NaN }
    list[1]!.exemplars = [{ labels: ['trace_id', 'ab'.repeat(16)], value: 0.7, timestampMs: AT }]
    list[1]!.samples.length = 1
    const batch = write(new HistogramJoiner(), list)
    expect(shown(batch)).toEqual([['wait_seconds', POINT_KIND.histogram, 6, [2, 3, 1], 4.5]])
    expect(batch.points[0]?.exemplars).toMatchObject([{ traceId: 'ab'.repeat(16), value: 0.7 }])
    expect([batch.accepted, batch.rejections, batch.counts]).toEqual([9, [], { samples: 9, exemplars: 1 }])
  })
})
