import { ERRORS } from '@relayscope/contract'
import fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { registerProblemHandlers } from '../kit/http.ts'
import { openapiRoutes } from './openapi-routes.ts'

let app: FastifyInstance
beforeAll(async () => {
  app = fastify()
  registerProblemHandlers(app)
  await openapiRoutes(app)
})
afterAll(() => app.close())

describe('the documents of the API', () => {
  it('serve the OpenAPI document', async () => {
    const answer = await app.inject('/api/v1/openapi.json')
    expect(answer.headers['content-type']).toContain('application/json')
    expect(answer.json()).toMatchObject({ openapi: '3.1.0', info: { title: 'Relayscope' } })
  })

  it('load nothing from elsewhere, and nothing inline', async () => {
    for (const path of ['/docs', '/docs/errors']) {
      const { statusCode, headers, body } = await app.inject(path)
      expect(statusCode).toBe(200)
      expect(headers['content-type']).toContain('text/html')
      expect(body).not.toMatch(/<script>|<style|\sstyle=|\son\w+=/)
      const loaded = [...body.matchAll(/(?:src|href)="([^"]+)"/g)]
        .map(([, address]) => address ?? '')
        .filter((address) => address.startsWith('/docs') || !address.startsWith('/'))
      for (const address of loaded) expect([address, (await app.inject(address)).statusCode]).toEqual([address, 200])
    }
    expect((await app.inject('/docs/start.js')).body).toContain('validatorUrl: null')
  })

  it('explain every code where problems point', async () => {
    const { body } = await app.inject('/docs/errors')
    for (const code of Object.keys(ERRORS)) expect(body).toContain(`<tr id="${code}">`)
  })

  it('serve no other file of the library', async () => {
    expect((await app.inject('/docs/index.html')).statusCode).toBe(404)
    expect((await app.inject('/docs/../package.json')).statusCode).toBe(404)
  })
})
