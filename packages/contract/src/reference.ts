/** The reference pages in docs/reference, made from the contract: `npm run reference` writes them, a test holds them to it. */
import type { z } from 'zod'
import { routes } from './api/index.ts'
import type { Route } from './api/route.ts'
import { ERRORS } from './errors.ts'
import { SUBMISSION_EXAMPLES } from './examples.ts'
import { collectSchemas, type JsonSchema } from './json-schemas.ts'
import { createOpenapi, type Operation, type Parameter, pathOf } from './openapi.ts'
import * as alert from './records/alert.ts'
import * as decision from './records/decision.ts'
import * as integration from './records/integration.ts'
import { metric } from './records/metric.ts'
import { telemetryPoint } from './records/telemetry-point.ts'

/** File name and content of every page. */
export function referencePages(): Record<string, string> {
  return { 'api.md': apiPage(), 'data-model.md': dataModelPage(), 'errors.md': errorsPage() }
}

const NOTE = '<!-- Made by `npm run reference` from packages/contract. Change it there. -->'

function errorsPage(): string {
  const rows = Object.entries(ERRORS).map(([code, { status, title, advice }]) => `| \`${code}\` | ${status} | ${title} | ${advice} |`)
  return `${NOTE}
# Error codes

Every error is answered as an [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) problem, \`application/problem+json\`:

\`\`\`json
${JSON.stringify({ type: '/docs/errors#invalid_search', title: ERRORS.invalid_search.title, status: 422, code: 'invalid_search', detail: 'at character 11: a value is missing', requestId: '0f9c5c5e-6f0a-4f3c-9f0e-0d7c1d1f8f11', errors: [{ path: 'q', message: 'at character 11: a value is missing' }] }, null, 2)}
\`\`\`

\`code\` keeps its meaning and its status; programs may rely on it. \`title\` and \`detail\` are for people and may change. \`errors\` names the fields that are wrong; of a submission each has
the \`index\` of the record. The server's log has more under \`requestId\`. OTLP endpoints answer in OTLP's own form instead.

| code | status | meaning | what to do |
|---|---|---|---|
${rows.join('\n')}
`
}

const API_HEAD = `${NOTE}
# API reference

The same as a machine reads it: \`/api/v1/openapi.json\`; to try it out: \`/docs\`. Types are in [data-model.md](data-model.md), error codes in [errors.md](errors.md).

- Keys: \`Authorization: Bearer <key>\`, or Basic authentication with the key as the password. A server on loopback is open unless \`RELAYSCOPE_AUTH\` says otherwise.
- Lists answer \`{items, nextCursor}\`, newest first. \`limit\` is 50 unless given, at most 1000; \`cursor\` is the \`nextCursor\` of the page before.
- Times are ISO 8601 and answers are in UTC. \`from\` and \`to\` also take \`now\` and \`now-1h\` (s, m, h, d, w).
- A submission is one record, a list, \`{"items": [...]}\`, or one record per line as \`application/x-ndjson\`; gzip is taken.
- OTLP goes to \`/v1/traces\`, \`/v1/logs\` and \`/v1/metrics\` (and to the standard ports 4318 and 4317), as its specification says.
`

function apiPage(): string {
  const list = routes as readonly Route[]
  const { paths, tags } = createOpenapi()
  const parts = tags.map(({ name, description }) => {
    const own = list.filter(({ tag }) => tag === name)
    return `## ${name}\n\n${description}\n\n${own.map((route) => routeText(route, paths[pathOf(route)]?.[route.method.toLowerCase()])).join('\n')}`
  })
  return `${API_HEAD}\n${parts.join('\n')}`
}

function routeText(route: Route, operation: Operation | undefined): string {
  if (!operation) return ''
  const { parameters = [], requestBody, responses } = operation
  const body = requestBody?.content['application/json']?.schema
  const answer = Object.entries((responses['200'] as { content: Record<string, { schema: JsonSchema }> }).content)[0]
  const problems = Object.keys(responses).filter((status) => status !== '200')
  return [
    `### ${route.method} ${pathOf(route)}\n`,
    `${operation.summary}.\n`,
    `${operation.description}\n`,
    parameters.length > 0 ? `| parameter | type | meaning |\n|---|---|---|\n${parameters.map(parameterRow).join('\n')}\n` : '',
    body ? `Body (${(route.bodyTypes ?? ['application/json']).map((type) => `\`${type}\``).join(', ')}): ${typeText(body)}\n` : '',
    exampleOf(route),
    `Answer${answer && answer[0] !== 'application/json' ? ` (\`${answer[0]}\`)` : ''}: ${typeText(answer?.[1].schema ?? {})}. Problems: ${problems.join(', ')}.\n`,
  ]
    .filter((text) => text !== '')
    .join('\n')
}

function parameterRow({ name, in: place, required, description = '', schema }: Parameter): string {
  const fallback = schema.default === undefined ? '' : `Default: \`${String(schema.default)}\`.`
  const note = place === 'path' ? 'In the path.' : required ? 'Required.' : ''
  const meaning = [sentence(description), fallback, note].filter((text) => text !== '').join(' ')
  return `| \`${name}\` | ${cell(typeText(schema))} | ${cell(meaning)} |`
}

function exampleOf(route: Route): string {
  const records = SUBMISSION_EXAMPLES[route.id]
  return records
    ? `\`\`\`sh\ncurl http://127.0.0.1:7700${route.path} -H 'content-type: application/json' -d '${JSON.stringify(records[0])}'\n\`\`\`\n`
    : ''
}

/** Types that no endpoint speaks of yet. */
const MORE_TYPES: readonly z.ZodType[] = [
  telemetryPoint,
  metric,
  decision.decisionTrace,
  alert.alertDefinition,
  alert.alertInstance,
  integration.traceContextRequest,
  integration.traceContextResponse,
  integration.errorEnrichmentRequest,
  integration.errorEnrichmentResponse,
  integration.sharedDashboardResponse,
  integration.alertCoordinationRequest,
  integration.alertCoordinationResponse,
]

function dataModelPage(): string {
  const components = {
    ...collectSchemas(MORE_TYPES.map((schema) => ['output', schema] as const)).components,
    ...createOpenapi().components.schemas,
  }
  const names = Object.keys(components).toSorted((left, right) => (left.toLowerCase() < right.toLowerCase() ? -1 : 1))
  return `${NOTE}
# Data model

What is sent and answered. A field may be absent unless it is marked as always there. More fields may come with any version; none goes. \`promptTokens\` includes cached tokens,
\`responseTokens\` includes reasoning tokens, whatever the provider's own habit. Money is exact in the fields that end in \`Decimal\`; the number beside it is for display.

${names.map((name) => typeSection(name, components[name] ?? {})).join('\n')}`
}

function typeSection(name: string, schema: JsonSchema): string {
  const rows = fieldRows('', schema)
  const description = typeof schema.description === 'string' ? `${sentence(schema.description)}\n\n` : ''
  const table = rows.length > 0 ? `| field | type | always | meaning |\n|---|---|---|---|\n${rows.join('\n')}\n` : `${typeText(schema)}\n`
  return `## ${name}\n\n${description}${table}`
}

/** A row per field; the fields of an object without a name of its own follow under its path. */
function fieldRows(prefix: string, schema: JsonSchema): string[] {
  const required = (schema.required ?? []) as string[]
  return Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>).flatMap(([name, field]) => {
    const path = `${prefix}${name}`
    const meaning = typeof field.description === 'string' ? sentence(field.description) : ''
    const row = `| \`${path}\` | ${cell(typeText(field))} | ${required.includes(name) ? 'yes' : ''} | ${cell(meaning)} |`
    const items = field.items as JsonSchema | undefined
    return [row, ...(items?.properties ? fieldRows(`${path}[].`, items) : fieldRows(`${path}.`, field))]
  })
}

function typeText(schema: JsonSchema): string {
  if (typeof schema.$ref === 'string') return linkText(schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1))
  const choices = (schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined
  if (choices) return [...new Set(choices.map(typeText))].join(' or ')
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => `\`${String(value)}\``).join(', ')
  switch (schema.type) {
    case 'array':
      return `list of ${typeText((schema.items ?? {}) as JsonSchema)}`
    case 'object':
      return objectText(schema)
    case 'string':
      return schema.format === 'date-time' ? 'time' : limited('text', schema.maxLength)
    case 'number':
    case 'integer':
      return bounded(schema)
    case undefined:
      return 'anything'
    default:
      return String(schema.type)
  }
}

function objectText(schema: JsonSchema): string {
  const properties = schema.properties as Record<string, JsonSchema> | undefined
  if (properties?.items && Object.keys(properties).length === 1) return `{items: ${typeText(properties.items)}}`
  const values = schema.additionalProperties
  return typeof values === 'object' && values !== null && !properties ? `map of ${typeText(values as JsonSchema)}` : 'object'
}

function limited(text: string, most: unknown): string {
  return typeof most === 'number' ? `${text}, at most ${most}` : text
}

function bounded({ type, minimum, maximum }: JsonSchema): string {
  const from = typeof minimum === 'number' ? ` from ${minimum}` : ''
  const to = typeof maximum === 'number' ? ` to ${maximum}` : ''
  return `${type === 'integer' ? 'whole number' : 'number'}${from}${to}`
}

function linkText(name: string): string {
  return `[${name}](data-model.md#${name.toLowerCase()})`
}

function sentence(text: string): string {
  return text === '' || /[.!?]$/.test(text) ? text : `${text}.`
}

/** A bar would end the cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
