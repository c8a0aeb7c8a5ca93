import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { routes } from './api/index.ts'
import { route } from './api/route.ts'
import { exampleInteraction, exampleTrace } from './examples.ts'
import { createOpenapi, pathOf } from './openapi.ts'
import { submittedInteraction, submittedTrace } from './records/submitted.ts'

const document = createOpenapi('1.2.3')
const text = JSON.stringify(document)

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate(JSON.parse(text) as Record<string, unknown>)
    expect(result.errors ?? []).toEqual([])
    expect(result.valid).toBe(true)
    expect(document.info.version).toBe('1.2.3')
  })

  it('has every route once, and every endpoint of the plan so far', () => {
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(operations.toSorted()).toEqual(routes.map((each) => `${each.method} ${pathOf(each)}`).toSorted())
    expect(new Set(operations).size).toBe(operations.length)
    expect(new Set(routes.map(({ id }) => id)).size).toBe(routes.length)
    expect(operations).toEqual(
      expect.arrayContaining([
        'POST /api/v1/telemetry/traces',
        'POST /api/v1/telemetry/ai-interactions',
        'GET /api/v1/telemetry/health',
        'GET /api/v1/traces',
        'GET /api/v1/traces/{traceId}',
        'GET /api/v1/traces/{traceId}/spans',
        'GET /api/v1/traces/search',
        'GET /api/v1/traces/services',
        'GET /api/v1/ai-interactions',
        'GET /api/v1/ai-interactions/{id}',
        'GET /api/v1/ai-interactions/search',
        'GET /api/v1/ai-interactions/stats',
        'GET /api/v1/ai-interactions/models',
      ]),
    )
  })

  it('refers only to what is there, and names every path parameter', () => {
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g))
      expect(document.components.schemas).toHaveProperty(name ?? '')
    for (const [, name] of text.matchAll(/"#\/components\/responses\/([^"]+)"/g))
      expect(document.components.responses).toHaveProperty(name ?? '')
    expect(text).not.toContain('#/$defs/')
    for (const [path, methods] of Object.entries(document.paths)) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      for (const { parameters = [] } of Object.values(methods))
        expect(parameters.filter((each) => each.in === 'path').map(({ name }) => name)).toEqual(named)
    }
  })

  it('says what media an answer may be of', () => {
    const media = { 'text/csv': {}, 'application/x-ndjson': {}, 'application/vnd.apache.parquet': {} }
    expect(document.paths['/api/v1/ai-interactions/export']?.get?.responses[200]).toMatchObject({ content: media })
    expect(document.paths['/api/v1/live']?.get?.responses[200]).toMatchObject({ content: { 'text/event-stream': {} } })
  })

  it('says which parameters are needed and what they are by default', () => {
    const { parameters = [] } = document.paths['/api/v1/traces']!.get!
    const limit = parameters.find(({ name }) => name === 'limit')
    expect(limit).toMatchObject({ in: 'query', required: false, schema: { type: 'integer', minimum: 1, maximum: 1000, default: 50 } })
  })

  it('keeps apart what is sent and what is answered', () => {
    const inner = z.object({ tags: z.record(z.string(), z.string()).default({}) }).meta({ id: 'Inner' })
    const outer = z.object({ inner }).meta({ id: 'Outer' })
    const put = route({ id: 'put', method: 'PUT', path: '/x', tag: 'T', summary: 's', body: outer, answer: outer, scope: 'write' })
    const { components, paths } = createOpenapi('1', [put])
    expect(Object.keys(components.schemas)).toEqual(['Inner', 'InnerInput', 'Outer', 'OuterInput', 'Problem'])
    expect(components.schemas.Inner).toMatchObject({ required: ['tags'] })
    expect(components.schemas.InnerInput).not.toHaveProperty('required')
    expect(components.schemas.OuterInput).toMatchObject({ properties: { inner: { $ref: '#/components/schemas/InnerInput' } } })
    expect(paths['/x']!.put!.requestBody).toMatchObject({
      content: { 'application/json': { schema: { $ref: '#/components/schemas/OuterInput' } } },
    })
  })

  it('forbids nobody to add a field later', () => {
    expect(text).not.toContain('"additionalProperties":false')
  })

  it('shows examples that the server would take', () => {
    expect(submittedTrace.safeParse(exampleTrace).error).toBeUndefined()
    expect(submittedInteraction.safeParse(exampleInteraction).error).toBeUndefined()
    const content = document.paths['/api/v1/telemetry/ai-interactions']!.post!.requestBody!.content
    expect(Object.keys(content)).toEqual(['application/json', 'application/x-ndjson'])
    expect(content['application/x-ndjson']?.examples?.usual?.value).toBe(JSON.stringify(exampleInteraction))
  })

  it('leaves open what needs no key', () => {
    expect(document.paths['/healthz']!.get!.security).toEqual([])
    expect(document.paths['/api/v1/traces']!.get!.security).toBeUndefined()
  })
})
