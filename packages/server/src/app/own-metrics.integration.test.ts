/** Our own /metrics in the eyes of Prometheus, and as metrics of our own. */
import { spawnSync } from 'node:child_process'
import fastify from 'fastify'
import { expect, it } from 'vitest'
import { program } from '../../test/prometheus.ts'
import type { Submission } from '../flows/ingest/intake.ts'
import { ThreadIntake } from '../flows/ingest/thread-intake.ts'
import { testClock } from '../kit/clock.ts'
import { createOwnMetrics, ownMetricsRoutes } from './own-metrics.ts'

function own() {
  const sent: Submission[] = []
  const intake = new ThreadIntake({
    queueBytes: 1000,
    nowMs: Date.now,
    insert: async () => {},
    reload: async () => ({ spans: [], logs: [], content: [], interactions: [] }),
  })
  intake.submit = async (submission) => {
    sent.push(submission)
    return { outcome: 'stored', accepted: 1, rejected: 0, errors: [] }
  }
  const made = createOwnMetrics({
    intake,
    loop: { delayMs: () => ({ p50: 1, p99: 2, max: 3 }) },
    clock: testClock(),
    rolledUntilNs: async () => 0n,
  })
  return { made, sent }
}

it('passes promtool check metrics', async () => {
  const { made } = own()
  const exposition = await made.registry.metrics()
  expect(exposition).toContain('relayscope_spans_stored_total 0')
  const { status, stdout, stderr } = spawnSync(program('promtool'), ['check', 'metrics'], { input: exposition, encoding: 'utf8' })
  expect(`${stdout}${stderr}`).toBe('')
  expect(status).toBe(0)
})

it('is for who may read', async () => {
  const { made } = own()
  const app = fastify()
  app.decorateRequest('principal', undefined)
  ownMetricsRoutes(app, made)
  const answer = await app.inject({ url: '/metrics' })
  expect(answer.statusCode).toBe(401)
  await app.close()
})

it('sends the same as points of relayscope.*, counts as what they grew by', async () => {
  const { made, sent } = own()
  await made.measure()
  const points = JSON.parse(Buffer.from(sent[0]?.body ?? []).toString()) as { name: string; value: number; unit: string }[]
  expect(points.map(({ name }) => name)).toContain('relayscope.ingest.queue')
  expect(points.find(({ name }) => name === 'relayscope.event_loop.delay')).toMatchObject({ value: 2, unit: 'ms' })
  expect(points.find(({ name }) => name === 'relayscope.spans')).toMatchObject({ value: 0 })
})
