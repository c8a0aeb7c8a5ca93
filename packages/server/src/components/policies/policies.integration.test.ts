/** Policies over HTTP, on the embedded control plane. */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { testClock } from '../../kit/clock.ts'
import { registerProblemHandlers } from '../../kit/http.ts'
import { connectControl } from '../../planes/control/connect.ts'
import type { ControlPlane } from '../../planes/control/plane.ts'
import { createPolicies, createPolicyStore, type Policies, policiesRoutes, readDocument } from './index.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'relayscope-policies-'))
const clock = testClock()
let control: ControlPlane
let policies: Policies
let app: FastifyInstance
const servers: Server[] = []

beforeAll(async () => {
  control = await connectControl({ dataDir })
  await control.query("insert into projects (id, name) values ('other', 'Other')")
  policies = createPolicies({ store: createPolicyStore(control), clock, read: async (document) => readDocument(document) })
  app = Fastify()
  registerProblemHandlers(app, { checkAnswers: true })
  app.addHook('onRequest', async (request) => {
    request.principal = { project: String(request.headers['x-project'] ?? 'default'), name: 'ada', scopes: new Set(['read', 'write']) }
  })
  await policiesRoutes(app, policies)
})
afterAll(async () => {
  await app?.close()
  await control?.close()
  rmSync(dataDir, { recursive: true, force: true })
})
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

async function call(method: 'GET' | 'POST', url: string, body?: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === 'string'
  const answer = await app.inject({
    method,
    url: `/api/v1/policies${url}`,
    headers: { ...(body === undefined ? {} : { 'content-type': text ? 'application/yaml' : 'application/json' }), ...headers },
    ...(body === undefined ? {} : { payload: text ? body : JSON.stringify(body) }),
  })
  return { status: answer.statusCode, json: answer.json() }
}

const rule = (id: string, model: string) => ({
  id,
  name: id,
  conditions: [{ field: 'request.model', operator: 'equals', value: 'auto' }],
  actions: [{ type: 'route', params: { provider: 'openai', model } }],
})

describe('policies', () => {
  it('are stored as versions, once each, and never change', async () => {
    const first = await call('POST', '?activate=true&comment=as%20it%20was', {
      id: 'main',
      name: 'Main',
      version: 'v1',
      rules: [rule('a', 'gpt-4o')],
    })
    expect(first.json).toMatchObject({
      policyId: 'main',
      number: 1,
      label: 'v1',
      comment: 'as it was',
      author: 'ada',
      active: true,
      outcome: 'created',
    })
    clock.advance(1000)
    const second = await call('POST', '/main/versions', { id: 'main', name: 'Main', rules: [rule('a', 'gpt-4o-mini'), rule('b', 'x')] })
    expect(second.json).toMatchObject({ number: 2, active: false, rules: 2 })
    expect((await call('POST', '', { id: 'main', name: 'Main', version: 'v1', rules: [rule('a', 'gpt-4o')] })).json).toMatchObject({
      number: 1,
      outcome: 'repeated',
    })
    await expect(control.query("update policy_versions set comment = 'no' where policy_id = 'main'")).rejects.toThrow(/never changes/)
    const { json } = await call('GET', '/main')
    expect(json.versionList.map((each: { number: number }) => each.number)).toEqual([2, 1])
    expect(json.policy.rules[0].actions[0].params.model).toBe('gpt-4o')
    expect((await call('GET', '')).json.items).toMatchObject([{ id: 'main', versions: 2 }])
  })

  it('differ in what a person would name', async () => {
    const { json } = await call('GET', '/main/diff?from=active&to=latest')
    expect(json).toMatchObject({ same: false, from: { number: 1 }, to: { number: 2 } })
    expect(json.rules).toMatchObject([
      { ruleId: 'a', change: 'changed', fields: [{ path: 'actions[0].params.model', before: 'gpt-4o', after: 'gpt-4o-mini' }] },
      { ruleId: 'b', change: 'added' },
    ])
  })

  it('are in force from a moment on, and were what they were before', async () => {
    const beforeMs = clock.nowMs()
    clock.advance(60_000)
    expect((await call('POST', '/main/activate', { version: '2' })).json).toMatchObject({ id: 'main', versions: 2 })
    expect((await policies.inForceAt('default', beforeMs)).map(({ head }) => head.number)).toEqual([1])
    expect((await policies.inForceAt('default', clock.nowMs())).map(({ head }) => head.number)).toEqual([2])
    expect(await policies.inForceAt('default', beforeMs - 3_600_000)).toEqual([])
    expect((await policies.recorded('default', 'v1', undefined))?.head.number).toBe(1)
    expect(await policies.recorded('default', 'v7', undefined)).toBeUndefined()
    expect((await call('POST', '/main/activate', { version: 'nope' })).status).toBe(404)
  })

  it('belong to their project', async () => {
    const { head } = await policies.known('default', 'main', '1')
    const elsewhere = { 'x-project': 'other' }
    expect((await call('GET', '/main', undefined, elsewhere)).status).toBe(404)
    expect((await call('GET', '', undefined, elsewhere)).json.items).toEqual([])
    expect(await policies.recorded('other', head.version, 'main')).toBeUndefined()
  })

  it("are read from YAML and from RelayCore's other form", async () => {
    const yaml =
      'name: By length\nrouting_rules:\n  - name: short\n    priority: 90\n    conditions:\n      - {field: prompt, operator: length_less_than, value: 100}\n    action: {provider: openai, model: gpt-4o-mini, cost_multiplier: 0.5}\n'
    expect((await call('POST', '', yaml)).json).toMatchObject({ policyId: 'by-length', rules: 1 })
    const asString = await app.inject({
      method: 'POST',
      url: '/api/v1/policies',
      headers: { 'content-type': 'application/json' },
      payload: JSON.stringify(yaml),
    })
    expect(asString.json()).toMatchObject({ policyId: 'by-length', outcome: 'repeated' })
  })
})

describe('a document with a mistake', () => {
  it('is refused whole, with every mistake and its place', async () => {
    const bad = {
      rules: [
        { ...rule('a', 'x'), conditions: [{ field: 'a', operator: 'resembles', value: 1 }], colour: 'red' },
        { ...rule('b', 'x'), conditions: [{ field: '..', operator: 'equals', value: 1 }] },
      ],
    }
    const { status, json } = await call('POST', '?id=bad', bad)
    expect([status, json.code]).toEqual([422, 'invalid_policy'])
    expect(json.errors.map(({ path }: { path: string }) => path)).toEqual(expect.arrayContaining(['rules[0].conditions[0].operator']))
    const paths = await call('POST', '?id=bad', {
      rules: [
        {
          ...rule('b', 'x'),
          conditions: [
            { field: '..', operator: 'equals', value: 1 },
            { field: 'p', operator: 'regex', value: '(?=a)b' },
          ],
        },
      ],
    })
    expect(paths.json.errors.map(({ path }: { path: string }) => path)).toEqual([
      'rules[0].conditions[0].field',
      'rules[0].conditions[1].value',
    ])
    expect((await call('GET', '/bad')).status).toBe(404)
  })

  it('gets an answer however large or strange it is', async () => {
    const huge = { id: 'huge', rules: [{ ...rule('a', 'x'), description: 'x'.repeat(10_000_000) }] }
    expect((await call('POST', '', huge)).json).toMatchObject({ status: 413, code: 'too_large' })
    expect((await call('POST', '', `name: "${'x'.repeat(3_000_000)}"\nrules: []\n`)).json).toMatchObject({ code: 'invalid_policy' })
    expect((await call('POST', '', 'a: &a [*a, *a]\nrules: *a\n')).json.code).toBe('invalid_policy')
    expect((await call('POST', '', 'rules: [')).json.code).toBe('invalid_policy')
    expect((await call('POST', '/main/versions', '')).json.code).toBe('invalid_policy')
    const broken = await app.inject({
      method: 'POST',
      url: '/api/v1/policies',
      headers: { 'content-type': 'application/json' },
      payload: '{"rules":',
    })
    expect(broken.json()).toMatchObject({ status: 400, code: 'invalid_json' })
    const catastrophic = { id: 're', rules: [{ ...rule('a', 'x'), conditions: [{ field: 'p', operator: 'regex', value: '(a+)+$' }] }] }
    expect((await call('POST', '', catastrophic)).json).toMatchObject({ outcome: 'created' })
    expect((await call('POST', '/nothing/versions', { rules: [] })).status).toBe(404)
  })
})

describe('sync', () => {
  const relayCore = (listener: RequestListener): Promise<string> =>
    new Promise((resolve) => {
      const server = createServer(listener).listen(0, '127.0.0.1', () =>
        resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
      )
      servers.push(server)
    })
  const answering = (body: unknown) => relayCore((_request, response) => response.end(JSON.stringify(body)))

  it('stores what /admin/steering answers, in force, once', async () => {
    const seen: string[] = []
    const url = await relayCore((request, response) => {
      seen.push(`${request.url} ${request.headers.authorization}`)
      response.end(JSON.stringify({ success: true, data: { version: '1.2', rules: [rule('a', 'gpt-4o')], defaultActions: [] } }))
    })
    const body = { url, authorization: 'Bearer s3cret' }
    expect((await call('POST', '/sync', body)).json).toMatchObject({
      policyId: 'relaycore',
      source: 'sync',
      active: true,
      outcome: 'created',
    })
    expect((await call('POST', '/sync', body)).json).toMatchObject({ outcome: 'repeated' })
    expect(seen[0]).toBe('/admin/steering Bearer s3cret')
    const [stored] = await control.query<{ document: string }>("select document from policy_versions where policy_id = 'relaycore'")
    expect(JSON.stringify(await call('GET', '/relaycore')) + stored?.document).not.toContain('s3cret')
  })

  it('takes a bare list, and says what is wrong with anything else', async () => {
    expect((await call('POST', '/sync', { url: await answering([rule('z', 'gpt-4o')]), id: 'list' })).json).toMatchObject({ rules: 1 })
    expect((await call('POST', '/sync', { url: await answering({ rules: [{ id: 1 }] }) })).json.code).toBe('invalid_policy')
    expect((await call('POST', '/sync', { url: await answering('hello') })).json.code).toBe('invalid_policy')
    const html = await relayCore((_request, response) => response.end('<html>'))
    expect((await call('POST', '/sync', { url: html })).json).toMatchObject({ status: 502, code: 'not_fetched' })
    expect((await call('POST', '/sync', { url: 'http://169.254.169.254/' })).json).toMatchObject({ code: 'not_fetched' })
    expect((await call('POST', '/sync', { url: 'http://user:pass@127.0.0.1/' })).status).toBe(422)
    expect((await call('POST', '/sync', { url: 'file:///etc/passwd' })).status).toBe(422)
  })
})

describe('a policy that is only read', () => {
  it('is not stored; every mistake has its place, and what would differ is said', async () => {
    await call('POST', '', { id: 'draft', rules: [rule('a', 'gpt-4o')] })
    const wrong = await call('POST', '/check?id=draft', 'rules:\n  - id: a\n    name: a\n    actions: [{type: fly}]\n')
    expect(wrong).toMatchObject({ status: 200, json: { version: null, policy: null, difference: null } })
    expect(wrong.json.problems[0]).toMatchObject({ path: 'rules[0].actions[0].type', line: 4 })
    const asText = JSON.stringify({ id: 'draft', rules: [rule('a', 'gpt-4o-mini')] }, null, 2)
    const right = await call('POST', '/check?id=draft', asText)
    expect(right.json).toMatchObject({
      problems: [],
      policy: { rules: [{ id: 'a', enabled: true }] },
      difference: { same: false, rules: [{ ruleId: 'a', change: 'changed', fields: [{ path: 'actions[0].params.model' }] }] },
    })
    expect((await call('POST', '/check', asText)).json.difference).toBeNull()
    expect((await call('POST', '/check?id=nobody', asText)).status).toBe(404)
    expect((await call('POST', '/check', '{"rules": [', { 'content-type': 'application/json' })).json.problems).toHaveLength(1)
    expect((await call('GET', '/draft')).json.versions).toBe(1)
  })
})
