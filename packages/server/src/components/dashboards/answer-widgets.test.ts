import { dashboardWidget, type DashboardWidget, queryMetrics } from '@relayscope/contract'
import { describe, expect, it } from 'vitest'
import { HttpError } from '../../kit/errors.ts'
import { createWidgetAnswers, inTurns } from './answer-widgets.ts'
import { checkWidgets, createQuestionReader } from './questions.ts'
import { createSourceFinder, type WidgetSource } from './sources.ts'

const widget = (id: string, parameters: Record<string, unknown>, endpoint = '/api/v1/metrics/query'): DashboardWidget =>
  dashboardWidget.parse({
    id,
    type: 'line',
    title: id,
    dataSource: { system: 'relaycore', endpoint, parameters },
    visualization: { type: 'line' },
    position: { x: 0, y: 0, width: 1, height: 1 },
  })

const asked: unknown[] = []
const source: WidgetSource = {
  path: queryMetrics.path,
  takes: queryMetrics.body!,
  params: undefined,
  async answer(project, { parameters }) {
    asked.push(parameters)
    const { metric } = parameters as { metric?: string }
    if (metric === 'breaks') throw new HttpError(422, 'too_many_rows', 'too many rows')
    if (metric === 'surprises') throw new Error('a secret of the engine')
    return { project, metric }
  },
  forGuests: () => 'for guests',
}
const read = createQuestionReader(createSourceFinder([source]))
const errors: unknown[] = []
const NOW_NS = 1_767_225_600_000_000_000n
let nowNs = NOW_NS
const clock = { nowMs: () => Number(nowNs / 1_000_000n), nowNs: () => nowNs++ }
const answers = createWidgetAnswers({ read, clock, onError: (error) => errors.push(error) })
const chosen = { from: 'now-1h', to: 'now', values: { provider: ['openai'] } }

describe('what widgets show', () => {
  it('is answered in their order, each for itself, and what several ask is asked once', async () => {
    asked.length = 0
    const widgets = [
      widget('one', { metric: 'a', filters: { provider: '$provider' } }),
      widget('breaks', { metric: 'breaks' }),
      widget('same', { metric: 'a', filters: { provider: '$provider' } }),
      widget('surprises', { metric: 'surprises' }),
      widget('text', {}, ''),
      widget('wrong', { metric: 'a', groupBy: 7 }),
      widget('own range', { metric: 'b', from: 'now-7d' }),
    ]
    const answered = await answers.answer('shop', widgets, chosen, false)
    expect(answered.map(({ id, outcome, error }) => [id, outcome, error?.code])).toEqual([
      ['one', 'answered', undefined],
      ['breaks', 'failed', 'too_many_rows'],
      ['same', 'answered', undefined],
      ['surprises', 'failed', 'internal_error'],
      ['text', 'nothing_asked', undefined],
      ['wrong', 'failed', 'invalid_request'],
      ['own range', 'answered', undefined],
    ])
    expect(answered[0]).toMatchObject({
      data: { project: 'shop', metric: 'a' },
      parameters: { filters: { provider: 'openai' }, from: 'now-1h' },
    })
    expect(answered[5]?.error?.errors?.[0]?.path).toBe('dataSource.parameters.groupBy')
    expect(answered[6]?.parameters).toMatchObject({ from: 'now-7d', to: 'now' })
    expect(JSON.stringify(answered)).not.toContain('secret')
    expect(errors).toHaveLength(1)
    expect(asked).toHaveLength(4)
    // What is shown stays relative; what is asked is of one moment.
    expect(asked.map((each) => (each as { to: string }).to)).toEqual(asked.map(() => '2026-01-01T00:00:00.000Z'))
    expect(asked.at(-1)).toMatchObject({ from: '2025-12-25T00:00:00.000Z' })
  })

  it('is less for those who only have a link', async () => {
    const [answered] = await answers.answer('shop', [widget('one', { metric: 'a' })], chosen, true)
    expect(answered?.data).toBe('for guests')
  })

  it('is not asked of another system', async () => {
    const foreign = widget('one', {})
    const [answered] = await answers.answer(
      'shop',
      [{ ...foreign, dataSource: { ...foreign.dataSource, system: 'auterity' } }],
      chosen,
      false,
    )
    expect(answered).toMatchObject({ outcome: 'unconnected' })
  })
})

describe('a widget that is saved', () => {
  const refusal = (...widgets: DashboardWidget[]) => {
    try {
      checkWidgets(read, widgets, {})
      return undefined
    } catch (error) {
      return (error as HttpError).errors.map(({ path }) => path)
    }
  }

  it('is refused with its place, all at once', () => {
    expect(refusal(widget('good', { metric: 'a' }), widget('bad', { metric: 'a', top: 0 }), widget('nowhere', {}, '/api/v1/keys'))).toEqual(
      ['widgets[1].dataSource.parameters.top', 'widgets[2].dataSource.endpoint'],
    )
    expect(refusal(widget('neither', {}))).toEqual(['widgets[0].dataSource.parameters.metric'])
  })

  it('may name its endpoint without the head that all have', () => {
    expect(refusal(widget('a', { metric: 'a' }, 'metrics/query'), widget('b', { metric: 'a' }, '/metrics/query/'))).toBeUndefined()
  })
})

it('finds the exact path before the one with a parameter, and decodes', () => {
  const find = createSourceFinder([
    { ...source, path: '/api/v1/metrics/:name' },
    { ...source, path: '/api/v1/metrics/tags' },
  ])
  expect(find('/api/v1/metrics/tags')?.source.path).toBe('/api/v1/metrics/tags')
  expect(find('/api/v1/metrics/a%2Fb')?.params).toEqual({ name: 'a/b' })
  expect(find('/api/v1/metrics/%ff')).toBeUndefined()
  expect(find('/api/v1/metrics/a/b')).toBeUndefined()
})

it('works on some at a time and keeps the order', async () => {
  let running = 0
  let most = 0
  const results = await inTurns(
    Array.from({ length: 20 }, (_, at) => at),
    3,
    async (item) => {
      most = Math.max(most, ++running)
      await Promise.resolve()
      running--
      return item * 2
    },
  )
  expect(results).toEqual(Array.from({ length: 20 }, (_, at) => at * 2))
  expect(most).toBe(3)
})
