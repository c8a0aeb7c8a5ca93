/** Saved views in the database and over HTTP. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testClock } from '../../kit/clock.ts'
import { registerProblemHandlers } from '../../kit/http.ts'
import type { Scope } from '../../kit/principal.ts'
import { connectControl } from '../../planes/control/connect.ts'
import type { ControlPlane } from '../../planes/control/plane.ts'
import { createViews, viewsRoutes } from './index.ts'

describe('saved views', () => {
  let control: ControlPlane
  let app: FastifyInstance
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'relayscope-views-'))
    control = await connectControl({ dataDir: folder })
    await control.query(`insert into projects (id, name) values ('other', 'Other')`)
    app = fastify()
    registerProblemHandlers(app, { checkAnswers: true })
    app.addHook('onRequest', async (request) => {
      const scopes = new Set(String(request.headers['x-scopes'] ?? 'read,write').split(',') as Scope[])
      request.principal = { project: String(request.headers['x-project'] ?? 'default'), name: 'test', scopes }
    })
    viewsRoutes(app, createViews({ control, clock: testClock() }))
  })
  afterAll(async () => {
    await app?.close()
    await control?.close()
    await rm(folder, { recursive: true, force: true })
  })

  const call = async (method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object, headers: Record<string, string> = {}) => {
    const answer = await app.inject({ method, url, headers, ...(payload && { payload }) })
    return { status: answer.statusCode, json: answer.json() }
  }
  const save = (name: string, query: string, more: object = {}, headers = {}) =>
    call('POST', '/api/v1/views', { screen: 'traces', name, query, ...more }, headers)
  const names = async (screen = 'traces', headers = {}) =>
    (await call('GET', `/api/v1/views?screen=${screen}`, undefined, headers)).json.items.map((view: { name: string }) => view.name)

  test('kept by name and screen, each project its own', async () => {
    const { status, json } = await save('  slow chats ', 'q=status:slow&sort=duration')
    expect(status).toBe(200)
    expect(json).toMatchObject({ screen: 'traces', name: 'slow chats', query: 'q=status:slow&sort=duration' })
    await save('Errors', 'q=status:error')
    await save('errors of calls', 'status=error', { screen: 'interactions' })
    expect(await names()).toEqual(['Errors', 'slow chats'])
    expect(await names('interactions')).toEqual(['errors of calls'])
    expect(await names('traces', { 'x-project': 'other' })).toEqual([])
  })

  test('a second of the same name takes the place of the first, under the same id', async () => {
    const first = await save('again', 'q=a')
    const second = await save('again', 'q=b')
    expect(second.json).toMatchObject({ id: first.json.id, query: 'q=b' })
    expect((await names()).filter((name: string) => name === 'again')).toHaveLength(1)
  })

  test('removed once, and by nobody else', async () => {
    const { json } = await save('gone', '')
    expect((await call('DELETE', `/api/v1/views/${json.id}`, undefined, { 'x-project': 'other' })).status).toBe(404)
    expect((await call('DELETE', `/api/v1/views/${json.id}`)).json).toEqual({ id: json.id })
    expect((await call('DELETE', `/api/v1/views/${json.id}`)).status).toBe(404)
  })

  test('hostile names are names; impossible ones are refused; readers do not write', async () => {
    const name = `'; drop table saved_views; -- <b>\u202e`
    expect((await save(name, "q='\u0000")).json).toMatchObject({ name })
    expect(await names()).toContain(name)
    for (const [bad, query] of [
      ['', 'q'],
      ['   ', 'q'],
      ['x'.repeat(81), 'q'],
      ['x', 'q'.repeat(5000)],
    ] as const)
      expect((await save(bad, query)).status).toBe(422)
    expect((await save('x', '', { screen: 'settings' })).status).toBe(422)
    expect((await save('x', '', {}, { 'x-scopes': 'read' })).status).toBe(403)
  })

  test('no more than a person can look through', async () => {
    const project = { 'x-project': 'other' }
    for (let at = 0; at < 200; at++) expect((await save(`view ${at}`, '', {}, project)).status).toBe(200)
    expect((await save('one more', '', {}, project)).status).toBe(409)
    expect((await save('view 7', 'q=c', {}, project)).status).toBe(200)
    expect(await names('traces', project)).toHaveLength(200)
  })
})
