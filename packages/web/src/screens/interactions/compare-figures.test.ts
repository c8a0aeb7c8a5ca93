import type { AIInteraction } from '@relayscope/contract'
import { expect, it } from 'vitest'
import { compareFigures, startDifference } from './compare-figures.ts'

const call = (over: Partial<AIInteraction>): AIInteraction => ({
  id: 'one',
  requestId: '',
  traceId: '',
  timestamp: '2026-03-01T12:00:00.000Z',
  startTime: '2026-03-01T12:00:00.000Z',
  endTime: '2026-03-01T12:00:02.500Z',
  latencyMs: 2500,
  provider: 'openai',
  model: 'gpt-4o',
  status: 'success',
  ...over,
})

const figure = (label: string, left: Partial<AIInteraction>, right: Partial<AIInteraction>) =>
  compareFigures(call(left), call(right)).find((one) => one.label === label)

it('says how the second differs from the first', () => {
  expect(figure('Latency', {}, { latencyMs: 1250 })).toMatchObject({
    left: '2.5 s',
    right: '1.25 s',
    difference: '−1.25 s, −50%',
    differs: true,
  })
  expect(figure('Input', { promptTokens: 0 }, { promptTokens: 12 })).toMatchObject({ difference: '+12' })
  expect(figure('Latency', {}, {})).toEqual({ label: 'Latency', left: '2.5 s', right: '2.5 s', differs: false })
})

it('leaves out what neither has, and keeps what one has', () => {
  expect(figure('Region', {}, {})).toBeUndefined()
  expect(figure('Region', {}, { region: 'eu' })).toEqual({ label: 'Region', left: undefined, right: 'eu', differs: true })
  expect(figure('First token', { timeToFirstToken: 5 }, {})).toEqual({
    label: 'First token',
    left: '5 ms',
    right: undefined,
    differs: true,
  })
})

it('never subtracts one currency from another', () => {
  const usd = { cost: 1, costDecimal: '1', currency: 'USD' }
  expect(figure('Cost', usd, { ...usd, currency: 'EUR' })).toEqual({ label: 'Cost', left: '$1', right: '€1', differs: true })
  expect(figure('Cost', usd, { cost: 1.5, costDecimal: '1.5', currency: 'USD' })).toMatchObject({ difference: '+$0.5000, +50%' })
})

it('says when the second began', () => {
  expect(startDifference(call({}), call({ startTime: '2026-03-01T12:12:00.000Z' }))).toBe('12 min later')
  expect(startDifference(call({}), call({ startTime: '2026-03-01T11:59:00.000Z' }))).toBe('1 min earlier')
  expect(startDifference(call({}), call({}))).toBe('at the same time')
})
