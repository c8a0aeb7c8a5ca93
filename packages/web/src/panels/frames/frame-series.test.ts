import type { Frame } from '@relayscope/contract'
import { expect, test } from 'vitest'
import { chartOfFrame, seriesOfFrame } from './frame-series.ts'

const frame = (series: Partial<Frame['series'][number]>[], groups = series.length): Frame => ({
  from: '2026-01-01T00:00:00Z',
  to: '2026-01-01T00:02:30Z',
  stepMs: 60_000,
  times: [0, 60_000, 120_000],
  unit: 'ms',
  aggregation: 'p95',
  series: series.map((one) => ({ labels: {}, values: [1, null, 3], ...one })),
  groups,
  resolution: 'points',
  warnings: [],
})

test('a group is called by its labels, the rest by how many they are, and a lone one by what was asked', () => {
  const names = (asked: Frame) => seriesOfFrame(asked, 'api.latency').map(({ label }) => label)
  expect(names(frame([{}]))).toEqual(['api.latency'])
  expect(names(frame([{ labels: { provider: 'openai', model: '' } }, { other: true }], 9))).toEqual(['openai · none', '8 others'])
})

test('an entity keeps its colour whatever else is in view', () => {
  const look = (models: string[], model: string) => {
    const series = seriesOfFrame(frame(models.map((each) => ({ labels: { model: each } }))), '')
    const found = series.find(({ label }) => label === model)
    return [found?.colour, found?.line]
  }
  expect(look(['gpt-4o', 'claude-3'], 'claude-3')).toEqual(['--c2', undefined])
  expect(look(['claude-3', 'gemini', 'gpt-4o'], 'gpt-4o')).toEqual(['--c1', undefined])
  expect(look(['gpt-4o', 'gpt-5'], 'gpt-5')).toEqual(['--c1', 'dashed'])
  expect(look(['gpt-5', 'gpt-4o'], 'gpt-5')).toEqual(['--c1', 'dashed'])
})

test('no two groups of a view look the same', () => {
  const series = seriesOfFrame(frame(Array.from({ length: 20 }, (_, at) => ({ labels: { model: `gpt-${at}` } }))), '')
  expect(new Set(series.map(({ colour, line }) => `${colour} ${line}`)).size).toBe(20)
})

test('what failed is drawn in the colour of failures', () => {
  const series = seriesOfFrame(frame([{ labels: { status: 'success' } }, { labels: { status: 'error' } }]), '')
  expect(series.map(({ colour }) => colour)).toEqual(['--g1', '--crit-s'])
})

test('the last window is as long as the others, so that it counts as still filling', () => {
  expect(chartOfFrame(frame([{}]), '', 'line').buckets).toEqual({ starts: [0, 60_000, 120_000], ends: [60_000, 120_000, 180_000] })
})

test('in a stack nothing is zero where others have something, and a gap where nobody has', () => {
  const asked = frame([
    { labels: { model: 'gpt-4o' }, values: [1, null, null] },
    { labels: { model: 'gpt-5' }, values: [null, 2, null] },
  ])
  const { series } = chartOfFrame(asked, '', 'stack')
  expect(series.map(({ values }) => values)).toEqual([
    [1, 0, null],
    [0, 2, null],
  ])
  // An area has no line that would tell two models of one provider apart.
  expect(series.map(({ line }) => line)).toEqual([undefined, undefined])
  expect(new Set(series.map(({ colour }) => colour)).size).toBe(2)
})
