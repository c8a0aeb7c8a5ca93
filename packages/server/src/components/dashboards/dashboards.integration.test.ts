/** Dashboards in the database, on both engines, and over HTTP. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AIInteraction, type Frame, listInteractions, queryMetrics } from '@relayscope/contract'
import fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PostgresServer, startPostgres } from '../../../test/postgres/start-postgres.ts'
import { testClock } from '../../kit/clock.ts'
import { registerProblemHandlers } from '../../kit/http.ts'
import type { Scope } from '../../kit/principal.ts'
import { connectControl } from '../../planes/control/connect.ts'
import type { ControlPlane } from '../../planes/control/plane.ts'
import { createDashboards, dashboardsRoutes, readShipped, sourceOf } from './index.ts'

let postgres: PostgresServer | undefined
const folders: string[] = []
afterAll(async () => {
  await postgres?.stop()
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

async function openControl(engine: string): Promise<ControlPlane> {
  if (engine === 'embedded') {
    const dataDir = await mkdtemp(join(tmpdir(), 'relayscope-dashboards-'))
    folders.push(dataDir)
    return connectControl({ dataDir })
  }
  postgres ??= await startPostgres()
  return connectControl({ dataDir: '/nowhere', postgresUrl: await postgres.createDatabase() })
}

const START = '2026-01-01T00:00:00Z'
const frame: Frame = {
  from: START,
  to: '2026-01-01T01:00:00Z',
  stepMs: 1000,
  times: [],
  unit: 'ms',
  aggregation: 'p95',
  series: [],
  groups: 1,
  resolution: 'points',
  warnings: [],
}
const call: AIInteraction = {
  id: 'i',
  requestId: 'r',
  traceId: 'a'.repeat(32),
  timestamp: START,
  startTime: START,
  endTime: START,
  provider: 'openai',
  model: 'gpt-4o',
  latencyMs: 5,
  status: 'success',
  promptPreview: 'a secret',
}
const sources = [
  sourceOf(queryMetrics, async (_project, { parameters }) => ({
    ...frame,
    series: [{ labels: { provider: String(parameters.filters['provider'] ?? 'all') }, values: [] }],
  })),
  sourceOf(listInteractions, async () => ({ items: [call], nextCursor: null }), {
    forGuests: ({ items }) => ({ items: items.map(({ promptPreview: _text, ...item }) => item), nextCursor: null }),
  }),
]

const widget = {
  id: 'w1',
  type: 'line',
  title: 'Wait',
  dataSource: {
    system: 'relaycore',
    endpoint: '/api/v1/metrics/query',
    parameters: { metric: 'gateway.queue.wait.p95', groupBy: ['provider'], filters: { provider: '$provider' } },
  },
  visualization: { type: 'line', options: {} },
  position: { x: 0, y: 0, width: 6, height: 4 },
}
const calls = {
  ...widget,
  id: 'w2',
  type: 'list',
  dataSource: { system: 'relaycore', endpoint: '/api/v1/ai-interactions', parameters: {} },
}
const given = {
  name: 'Bar',
  description: 'x',
  layout: { any: ['thing'] },
  widgets: [widget, calls],
  variables: [{ name: 'provider', tag: 'provider' }],
}

describe.each(['embedded', 'server'])('dashboards on the %s engine', (engine) => {
  let control: ControlPlane
  let app: FastifyInstance
  const clock = testClock()

  beforeAll(async () => {
    control = await openControl(engine)
    app = fastify()
    registerProblemHandlers(app, { checkAnswers: true })
    app.addHook('onRequest', async (request) => {
      if (request.url.startsWith('/api/v1/linked-')) return
      const scopes = String(request.headers['x-scopes'] ?? 'read write').split(' ') as Scope[]
      request.principal = { project: 'default', name: String(request.headers['x-name'] ?? 'ada'), scopes: new Set(scopes) }
    })
    dashboardsRoutes(app, createDashboards({ control, clock, sources, shipped: await readShipped() }))
  })
  afterAll(async () => {
    await app?.close()
    await control?.close()
  })

  async function ask(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown, headers: Record<string, string> = {}) {
    const answer = await app.inject({ method, url: `/api/v1${path}`, headers, ...(body === undefined ? {} : { payload: body as object }) })
    return { status: answer.statusCode, json: answer.json(), headers: answer.headers }
  }
  const make = async (more: object = {}, headers?: Record<string, string>) =>
    (await ask('POST', '/dashboards', { ...given, ...more }, headers)).json

  it('keeps what was given, changes it, deletes it', async () => {
    const made = await make()
    expect(made).toMatchObject({ name: 'Bar', layout: { any: ['thing'] }, ownerId: 'ada', isPublic: false, version: 1, source: 'own' })
    expect(made.widgets).toEqual([widget, calls])
    expect((await ask('GET', `/dashboards/${made.id}`)).json).toEqual(made)
    const { json: changed } = await ask('PUT', `/dashboards/${made.id}`, { name: 'Baz', version: 1 })
    expect(changed).toMatchObject({ name: 'Baz', description: 'x', version: 2, updatedBy: 'ada' })
    const { json: list } = await ask('GET', '/dashboards?q=baz')
    expect(list.items).toEqual([expect.objectContaining({ id: made.id, widgetCount: 2 })])
    expect((await ask('DELETE', `/dashboards/${made.id}`)).status).toBe(200)
    expect((await ask('GET', `/dashboards/${made.id}`)).status).toBe(404)
    expect((await ask('DELETE', `/dashboards/${made.id}`)).status).toBe(404)
    expect((await ask('GET', `/dashboards/no-uuid'; drop table dashboards`)).status).toBe(404)
  })

  it('tells the second of two who change the same version', async () => {
    const { id } = await make({ isPublic: true })
    expect((await ask('PUT', `/dashboards/${id}`, { name: 'first', version: 1 }, { 'x-name': 'bob' })).status).toBe(200)
    const late = await ask('PUT', `/dashboards/${id}`, { name: 'second', version: 1 })
    expect(late).toMatchObject({ status: 409, json: { code: 'conflict' } })
    expect(late.json.detail).toContain('saved by bob')
    const many = await Promise.all(Array.from({ length: 8 }, (_, at) => ask('PUT', `/dashboards/${id}`, { name: `n${at}`, version: 2 })))
    expect(many.filter(({ status }) => status === 200)).toHaveLength(1)
    expect((await ask('PUT', `/dashboards/${id}`, { name: 'whatever there is' })).json).toMatchObject({ version: 4 })
  })

  it('shows a private one to its owner and to those who may do all', async () => {
    const { id } = await make()
    expect((await ask('GET', `/dashboards/${id}`, undefined, { 'x-name': 'bob' })).status).toBe(404)
    expect((await ask('PUT', `/dashboards/${id}`, { name: 'x' }, { 'x-name': 'bob' })).status).toBe(404)
    expect((await ask('GET', `/dashboards/${id}`, undefined, { 'x-name': 'bob', 'x-scopes': 'read admin' })).status).toBe(200)
    const names = async (name: string) =>
      (await ask('GET', '/dashboards', undefined, { 'x-name': name })).json.items.map((one: { id: string }) => one.id)
    expect(await names('ada')).toContain(id)
    expect(await names('bob')).not.toContain(id)
    await ask('PUT', `/dashboards/${id}`, { isPublic: true })
    expect(await names('bob')).toContain(id)
    expect((await ask('GET', `/dashboards/shared/${id}`)).json).toMatchObject({ dashboardId: id, name: 'Bar' })
    expect((await make({ ownerId: 'eve' }, { 'x-scopes': 'write' })).ownerId).toBe('ada')
    expect((await make({ ownerId: 'eve' }, { 'x-scopes': 'write admin' })).ownerId).toBe('eve')
  })

  it('answers what the widgets ask, with the chosen values', async () => {
    const { id } = await make()
    const { json: all } = await ask('GET', `/dashboards/${id}/data?from=now-2h&variable=provider%3Dopenai`)
    expect(all).toMatchObject({ dashboardId: id, version: 1, from: 'now-2h', to: 'now' })
    expect(all.widgets.map(({ id: each, outcome }: any) => [each, outcome])).toEqual([
      ['w1', 'answered'],
      ['w2', 'answered'],
    ])
    expect(all.widgets[0].data.series[0].labels.provider).toBe('openai')
    const { json: one } = await ask('GET', `/dashboards/${id}/data?widget=w1`)
    expect(one.widgets).toHaveLength(1)
    expect(one.widgets[0].data.series[0].labels.provider).toBe('all')
    const preview = await ask('POST', '/dashboards/preview', { widgets: [widget], variables: given.variables, values: { provider: ['x'] } })
    expect(preview.json.widgets[0].data.series[0].labels.provider).toBe('x')
  })

  it('refuses what cannot be, and says where', async () => {
    const refused = async (more: object) => {
      const { status, json } = await ask('POST', '/dashboards', { ...given, ...more })
      return [status, json.errors?.[0]?.path]
    }
    expect(await refused({ name: ' ' })).toEqual([422, 'name'])
    expect(await refused({ widgets: [widget, widget] })).toEqual([422, 'widgets[1].id'])
    expect(await refused({ widgets: [{ ...widget, position: { x: -1, y: 0, width: 1, height: 1 } }] })).toEqual([
      422,
      'widgets[0].position.x',
    ])
    expect(await refused({ widgets: [{ ...widget, type: '' }] })).toEqual([422, 'widgets[0].type'])
    const bad = { ...widget, dataSource: { ...widget.dataSource, parameters: { metric: 'a', formula: 'b' } } }
    expect(await refused({ widgets: [calls, bad] })).toEqual([422, 'widgets[1].dataSource.parameters.metric'])
    expect(await refused({ widgets: [{ ...widget, dataSource: { ...widget.dataSource, endpoint: '/api/v1/keys' } }] })).toEqual([
      422,
      'widgets[0].dataSource.endpoint',
    ])
    expect(await refused({ layout: 'x'.repeat(1_100_000) })).toEqual([413, undefined])
    expect((await make({ name: 'nul \u0000 and 🎈' })).name).toBe('nul \ufffd and 🎈')
  })

  it('goes out as a file and comes in again', async () => {
    const made = await make({ refreshInterval: 30 })
    const out = await ask('GET', `/dashboards/${made.id}/export`)
    expect(out.headers['content-disposition']).toBe('attachment; filename="bar.dashboard.json"')
    const { json: back } = await ask('POST', '/dashboards/import', out.json)
    for (const key of ['name', 'description', 'layout', 'widgets', 'variables', 'refreshInterval']) expect(back[key]).toEqual(made[key])
    expect(back.id).not.toBe(made.id)
    expect((await ask('POST', '/dashboards/import', { ...out.json, formatVersion: 9 })).status).toBe(422)
  })

  it('has dashboards of its own that are copied, never changed', async () => {
    const { json: list } = await ask('GET', '/dashboards')
    expect(list.items.filter(({ source }: any) => source === 'shipped')).toHaveLength(4)
    expect((await ask('PUT', '/dashboards/shipped-gateway', { name: 'mine' })).status).toBe(403)
    expect((await ask('DELETE', '/dashboards/shipped-gateway')).status).toBe(403)
    const { json: copy } = await ask('POST', '/dashboards/shipped-relayscope/copy', {})
    expect(copy).toMatchObject({ name: 'Relayscope copy', source: 'own', ownerId: 'ada', version: 1 })
    expect((await ask('PUT', `/dashboards/${copy.id}`, { name: 'mine' })).json.name).toBe('mine')
  })

  it('is shown under a link to those without a key, without what people wrote, until the link is revoked', async () => {
    const { id } = await make()
    const { json: link } = await ask('POST', `/dashboards/${id}/links`, { name: 'wall' })
    expect(link.token).toMatch(/^[0-9a-z]{40}$/)
    const stored = await control.query<{ row: string }>('select dashboard_links::text as row from dashboard_links')
    expect(JSON.stringify(stored)).not.toContain(link.token)
    const open = await ask('GET', `/linked-dashboards/${link.token}`)
    expect(open).toMatchObject({ status: 200, json: { id, name: 'Bar' } })
    expect(open.json.ownerId).toBeUndefined()
    const { json: data } = await ask('GET', `/linked-dashboards/${link.token}/data?widget=w2`)
    expect(data.widgets[0].data.items[0].provider).toBe('openai')
    expect(JSON.stringify(data)).not.toContain('a secret')
    expect((await ask('GET', `/dashboards/${id}/data?widget=w2`)).json.widgets[0].data.items[0].promptPreview).toBe('a secret')
    const { json: links } = await ask('GET', `/dashboards/${id}/links`)
    expect(links.items).toEqual([expect.objectContaining({ id: link.id, name: 'wall', createdBy: 'ada' })])
    expect((await ask('DELETE', `/dashboards/${id}/links/${link.id}`)).status).toBe(200)
    for (const token of [link.token, 'guessed', link.token.toUpperCase()])
      expect((await ask('GET', `/linked-dashboards/${token}`)).status).toBe(404)
  })

  it('forgets links that have expired, and those of what was deleted', async () => {
    const { id } = await make()
    const until = new Date(clock.nowMs() + 60_000).toISOString()
    const { json: link } = await ask('POST', `/dashboards/${id}/links`, { expiresAt: until })
    const { json: other } = await ask('POST', `/dashboards/${id}/links`, {})
    expect((await ask('POST', `/dashboards/${id}/links`, { expiresAt: '2001-01-01T00:00:00Z' })).status).toBe(422)
    clock.advance(61_000)
    expect((await ask('GET', `/linked-dashboards/${link.token}`)).status).toBe(404)
    expect((await ask('GET', `/linked-dashboards/${other.token}`)).status).toBe(200)
    await ask('DELETE', `/dashboards/${id}`)
    expect((await ask('GET', `/linked-dashboards/${other.token}`)).status).toBe(404)
  })

  it('may be a shipped one, linked as it is', async () => {
    const { json: link } = await ask('POST', '/dashboards/shipped-routing/links', {})
    expect((await ask('GET', `/linked-dashboards/${link.token}`)).json).toMatchObject({ id: 'shipped-routing', source: 'shipped' })
  })
})
