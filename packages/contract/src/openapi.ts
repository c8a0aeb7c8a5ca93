/** The OpenAPI 3.1 document, made from the routes: nothing in it is written by hand, so nothing in it can be wrong by itself. */
import { z } from 'zod'
import { problem } from './api/common.ts'
import { routes } from './api/index.ts'
import type { Route } from './api/route.ts'
import { SUBMISSION_EXAMPLES } from './examples.ts'
import { collectSchemas, type JsonSchema } from './json-schemas.ts'

export interface OpenapiDocument {
  openapi: '3.1.0'
  info: Record<string, unknown>
  servers: { url: string; description?: string }[]
  tags: { name: string; description: string }[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, JsonSchema>; responses: Record<string, unknown>; securitySchemes: Record<string, unknown> }
  security: Record<string, string[]>[]
}

export interface Operation {
  operationId: string
  tags: string[]
  summary: string
  description: string
  parameters?: Parameter[]
  requestBody?: { required: boolean; content: Record<string, MediaType> }
  responses: Record<string, unknown>
  security?: Record<string, string[]>[]
}

export interface Parameter {
  name: string
  in: 'path' | 'query'
  required: boolean
  description?: string
  schema: JsonSchema
}

interface MediaType {
  schema: JsonSchema
  examples?: Record<string, { summary: string; value: unknown }>
}

const PROBLEM_STATUSES: Readonly<Record<number, [name: string, description: string]>> = {
  400: ['BadRequest', 'The request cannot be read'],
  401: ['Unauthenticated', 'A key is needed'],
  403: ['Forbidden', 'The key lacks the right that is asked for'],
  404: ['NotFound', 'There is no such record'],
  409: ['Conflict', 'The record was changed by somebody else or exists already'],
  413: ['TooLarge', 'The body is too large, before or after decompression'],
  415: ['UnsupportedMediaType', 'The body has a type or an encoding that is not taken'],
  422: ['Invalid', 'The request breaks the schema'],
  429: ['TooManyRequests', 'Too much from this sender; `Retry-After` says when to come back'],
  500: ['InternalError', 'A bug'],
  502: ['NotFetched', 'Another server did not give what was asked of it'],
  503: ['Unavailable', 'Not now; `Retry-After` says when to come back'],
}

const TAGS: Readonly<Record<string, string>> = {
  Telemetry:
    'Sending records, and how well they are taken in. OTLP is taken too, at `/v1/traces`, `/v1/logs` and `/v1/metrics`, as OpenTelemetry specifies it.',
  Traces: 'Requests and the spans they are made of.',
  'AI interactions': 'Calls to models: who called what, tokens, cost, times, prompt and answer.',
  Decisions: 'What a gateway decided about a request, and why: rules, candidates, caches, budgets, attempts.',
  Policies: 'Steering rules, their versions, and which were in force when.',
  'Replay and what-if':
    'Decisions made again: one request as it was or with something changed, or all of a range with another policy. No provider is called.',
  System: 'The server itself.',
}

const RETRY_STATUSES = [429, 503]

export function createOpenapi(version = '0.1.0', list: readonly Route[] = routes): OpenapiDocument {
  const schemas = collectSchemas([['output', problem], ...list.flatMap(schemasOf)])
  const paths: OpenapiDocument['paths'] = {}
  for (const route of list) (paths[pathOf(route)] ??= {})[route.method.toLowerCase()] = operationOf(route, schemas.of)
  const used = [...new Set(list.map(({ tag }) => tag))]
  return {
    openapi: '3.1.0',
    info: {
      title: 'Relayscope',
      version,
      summary: 'Observability for AI gateways',
      description:
        'Errors are RFC 9457 problems with a stable `code`. Lists are newest first and go on with `cursor`. Times are ISO 8601, UTC.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'This server' }],
    tags: used.map((name) => ({ name, description: TAGS[name] ?? name })),
    paths,
    components: { schemas: schemas.components, responses: problemResponses(), securitySchemes: SECURITY_SCHEMES },
    security: [{ bearer: [] }, { basic: [] }],
  }
}

const SECURITY_SCHEMES = {
  bearer: { type: 'http', scheme: 'bearer', description: 'An API key. On loopback the server may be open; see RELAYSCOPE_AUTH.' },
  basic: { type: 'http', scheme: 'basic', description: 'Any name, an API key as the password.' },
}

type SchemaOf = (direction: 'input' | 'output', schema: z.ZodType) => JsonSchema

/** `/api/v1/traces/:traceId` as OpenAPI writes it. */
export function pathOf({ path }: Pick<Route, 'path'>): string {
  return path.replace(/:(\w+)/g, '{$1}')
}

function schemasOf(route: Route): ['input' | 'output', z.ZodType][] {
  const inputs = [...partsOf(route.params), ...partsOf(route.query), ...(route.body ? [route.body] : [])]
  return [...inputs.map((schema): ['input', z.ZodType] => ['input', schema]), ['output', route.answer]]
}

function operationOf(route: Route, schemaOf: SchemaOf): Operation {
  const parameters = [...parametersOf('path', route.params, schemaOf), ...parametersOf('query', route.query, schemaOf)]
  const rights = route.scope === 'public' ? 'Needs no key.' : `Needs the right \`${route.scope}\`.`
  return {
    operationId: route.id,
    tags: [route.tag],
    summary: route.summary,
    description: route.description ? `${route.description}\n\n${rights}` : rights,
    ...(parameters.length > 0 && { parameters }),
    ...(route.body && { requestBody: { required: true, content: bodyContent(route, route.body, schemaOf) } }),
    responses: responsesOf(route, schemaOf),
    ...(route.scope === 'public' && { security: [] }),
  }
}

function parametersOf(place: 'path' | 'query', schema: z.ZodType | undefined, schemaOf: SchemaOf): Parameter[] {
  return Object.entries(shapeOf(schema)).map(([name, part]) => {
    const { description, ...rest } = schemaOf('input', part)
    return {
      name,
      in: place,
      required: place === 'path' || !part.safeParse(undefined).success,
      ...(typeof description === 'string' && { description }),
      schema: rest,
    }
  })
}

function shapeOf(schema: z.ZodType | undefined): Record<string, z.ZodType> {
  return schema instanceof z.ZodObject ? (schema.shape as Record<string, z.ZodType>) : {}
}

function partsOf(schema: z.ZodType | undefined): z.ZodType[] {
  return Object.values(shapeOf(schema))
}

function bodyContent(route: Route, body: z.ZodType, schemaOf: SchemaOf): Record<string, MediaType> {
  const examples = SUBMISSION_EXAMPLES[route.id]
  const content: Record<string, MediaType> = {}
  for (const type of route.bodyTypes ?? ['application/json']) {
    const lines = type === 'application/x-ndjson'
    const schema = lines
      ? { type: 'string', description: 'One record per line, each as it would stand in a JSON list' }
      : schemaOf('input', body)
    const value = lines ? examples?.map((record) => JSON.stringify(record)).join('\n') : examples
    content[type] = { schema, ...(value !== undefined && { examples: { usual: { summary: 'As an application would send it', value } } }) }
  }
  return content
}

function responsesOf(route: Route, schemaOf: SchemaOf): Record<string, unknown> {
  const statuses = new Set([500, 503, ...(route.problems ?? [])])
  if (route.scope !== 'public') for (const status of [401, 403]) statuses.add(status)
  if (route.params) statuses.add(404)
  if (route.body) statuses.add(400)
  if (route.body || route.query) statuses.add(422)
  const media = { schema: schemaOf('output', route.answer) }
  const content = Object.fromEntries((route.answerTypes ?? ['application/json']).map((type) => [type, media]))
  const problems = [...statuses]
    .toSorted((left, right) => left - right)
    .map((status) => [status, { $ref: `#/components/responses/${PROBLEM_STATUSES[status]?.[0]}` }])
  return { 200: { description: 'Done', content }, ...Object.fromEntries(problems) }
}

function problemResponses(): Record<string, unknown> {
  const retryAfter = { 'Retry-After': { description: 'Seconds', schema: { type: 'integer' } } }
  return Object.fromEntries(
    Object.entries(PROBLEM_STATUSES).map(([status, [name, description]]) => [
      name,
      {
        description,
        ...(RETRY_STATUSES.includes(Number(status)) && { headers: retryAfter }),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  )
}
