/**
 * The typed client: one method per route, named by the route's id. Types come from the schemas, but no schema is in the
 * bundle: all that is here at run time is the table of paths below. Runs in browsers and in Node.
 */
import type { z } from 'zod'
import type { Problem } from './api/common.ts'
import type { routes } from './api/index.ts'

type AnyRoute = (typeof routes)[number]
/** The live stream is read with EventSource, not with a request and an answer; remote-write is Prometheus's to send; what streams has no end; a file is downloaded. */
export type ClientRouteId = Exclude<AnyRoute['id'], 'live' | 'remoteWrite' | 'streamTelemetry' | 'exportInteractions'>
type RouteOf<Id extends ClientRouteId> = Extract<AnyRoute, { id: Id }>

const PATHS = {
  submitTraces: 'POST /api/v1/telemetry/traces',
  submitInteractions: 'POST /api/v1/telemetry/ai-interactions',
  submitDecisions: 'POST /api/v1/telemetry/decisions',
  submitMetrics: 'POST /api/v1/telemetry/metrics',
  getTelemetryHealth: 'GET /api/v1/telemetry/health',
  listRejections: 'GET /api/v1/telemetry/rejections',
  listTraces: 'GET /api/v1/traces',
  searchTraces: 'GET /api/v1/traces/search',
  countTraces: 'GET /api/v1/traces/count',
  traceFacets: 'GET /api/v1/traces/facets',
  traceHistogram: 'GET /api/v1/traces/histogram',
  getServiceMap: 'GET /api/v1/traces/services',
  getTrace: 'GET /api/v1/traces/:traceId',
  getTraceSpans: 'GET /api/v1/traces/:traceId/spans',
  getSpanStats: 'GET /api/v1/traces/:traceId/spans/:spanId/stats',
  listInteractions: 'GET /api/v1/ai-interactions',
  searchInteractions: 'GET /api/v1/ai-interactions/search',
  countInteractions: 'GET /api/v1/ai-interactions/count',
  interactionFacets: 'GET /api/v1/ai-interactions/facets',
  getInteractionStats: 'GET /api/v1/ai-interactions/stats',
  getModelStats: 'GET /api/v1/ai-interactions/models',
  getInteractionTimeline: 'GET /api/v1/ai-interactions/timeline',
  getInteraction: 'GET /api/v1/ai-interactions/:id',
  listDecisions: 'GET /api/v1/decisions',
  searchDecisions: 'GET /api/v1/decisions/search',
  countDecisions: 'GET /api/v1/decisions/count',
  decisionFacets: 'GET /api/v1/decisions/facets',
  getDecisionStats: 'GET /api/v1/decisions/stats',
  getDecisionFlow: 'GET /api/v1/decisions/flow',
  lookUpDecisions: 'GET /api/v1/decisions/lookup',
  verifyDecisions: 'GET /api/v1/decisions/verify',
  getDecision: 'GET /api/v1/decisions/:traceId',
  listSessions: 'GET /api/v1/ai-interactions/sessions',
  getSession: 'GET /api/v1/ai-interactions/sessions/:sessionId',
  getInteractionCost: 'GET /api/v1/ai-interactions/:id/cost',
  listPrices: 'GET /api/v1/prices',
  listPriceVersions: 'GET /api/v1/prices/versions',
  uploadPrices: 'POST /api/v1/prices/versions',
  deletePriceVersion: 'DELETE /api/v1/prices/versions/:version',
  createRepricing: 'POST /api/v1/prices/repricings',
  listBudgets: 'GET /api/v1/budgets',
  createBudget: 'POST /api/v1/budgets',
  getSpendingOutlook: 'GET /api/v1/budgets/outlook',
  listBudgetEvents: 'GET /api/v1/budgets/events',
  updateBudget: 'PUT /api/v1/budgets/:id',
  deleteBudget: 'DELETE /api/v1/budgets/:id',
  createInvoiceCheck: 'POST /api/v1/invoice-checks',
  listInvoiceChecks: 'GET /api/v1/invoice-checks',
  getInvoiceCheck: 'GET /api/v1/invoice-checks/:id',
  deleteInvoiceCheck: 'DELETE /api/v1/invoice-checks/:id',
  listRepricings: 'GET /api/v1/prices/repricings',
  getRepricing: 'GET /api/v1/prices/repricings/:id',
  applyRepricing: 'POST /api/v1/prices/repricings/:id/apply',
  cancelRepricing: 'DELETE /api/v1/prices/repricings/:id',
  getOverview: 'GET /api/v1/overview',
  listMetrics: 'GET /api/v1/metrics',
  listMetricTags: 'GET /api/v1/metrics/tags',
  queryMetrics: 'POST /api/v1/metrics/query',
  getMetric: 'GET /api/v1/metrics/:name',
  getMetricStats: 'GET /api/v1/metrics/:name/stats',
  listMetricExemplars: 'GET /api/v1/metrics/:name/exemplars',
  listTargets: 'GET /api/v1/metrics/targets',
  createTarget: 'POST /api/v1/metrics/targets',
  updateTarget: 'PUT /api/v1/metrics/targets/:id',
  deleteTarget: 'DELETE /api/v1/metrics/targets/:id',
  putMetric: 'PUT /api/v1/metrics/:name',
  deleteMetric: 'DELETE /api/v1/metrics/:name',
  replayDecision: 'GET /api/v1/decisions/:traceId/replay',
  replayDecisionWith: 'POST /api/v1/decisions/:traceId/replay',
  startWhatIf: 'POST /api/v1/decisions/what-if',
  listWhatIf: 'GET /api/v1/decisions/what-if',
  getWhatIf: 'GET /api/v1/decisions/what-if/:id',
  cancelWhatIf: 'POST /api/v1/decisions/what-if/:id/cancel',
  listPolicies: 'GET /api/v1/policies',
  checkPolicy: 'POST /api/v1/policies/check',
  createPolicy: 'POST /api/v1/policies',
  syncPolicy: 'POST /api/v1/policies/sync',
  getPolicy: 'GET /api/v1/policies/:id',
  createPolicyVersion: 'POST /api/v1/policies/:id/versions',
  getPolicyVersion: 'GET /api/v1/policies/:id/versions/:version',
  diffPolicy: 'GET /api/v1/policies/:id/diff',
  activatePolicy: 'POST /api/v1/policies/:id/activate',
  getPrivacySettings: 'GET /api/v1/privacy/settings',
  putPrivacySettings: 'PUT /api/v1/privacy/settings',
  testPrivacy: 'POST /api/v1/privacy/test',
  revealInteraction: 'POST /api/v1/ai-interactions/:id/reveal',
  listReveals: 'GET /api/v1/privacy/reveals',
  eraseUser: 'POST /api/v1/privacy/erasures',
  listErasures: 'GET /api/v1/privacy/erasures',
  getErasure: 'GET /api/v1/privacy/erasures/:id',
  listDashboards: 'GET /api/v1/dashboards',
  createDashboard: 'POST /api/v1/dashboards',
  importDashboard: 'POST /api/v1/dashboards/import',
  previewDashboard: 'POST /api/v1/dashboards/preview',
  getDashboardForSystem: 'GET /api/v1/dashboards/shared/:dashboardId',
  getDashboard: 'GET /api/v1/dashboards/:id',
  updateDashboard: 'PUT /api/v1/dashboards/:id',
  deleteDashboard: 'DELETE /api/v1/dashboards/:id',
  getDashboardData: 'GET /api/v1/dashboards/:id/data',
  copyDashboard: 'POST /api/v1/dashboards/:id/copy',
  exportDashboard: 'GET /api/v1/dashboards/:id/export',
  listDashboardLinks: 'GET /api/v1/dashboards/:id/links',
  createDashboardLink: 'POST /api/v1/dashboards/:id/links',
  revokeDashboardLink: 'DELETE /api/v1/dashboards/:id/links/:linkId',
  getLinkedDashboard: 'GET /api/v1/linked-dashboards/:token',
  getLinkedDashboardData: 'GET /api/v1/linked-dashboards/:token/data',
  listViews: 'GET /api/v1/views',
  saveView: 'POST /api/v1/views',
  deleteView: 'DELETE /api/v1/views/:id',
  listKeys: 'GET /api/v1/keys',
  createKey: 'POST /api/v1/keys',
  revokeKey: 'DELETE /api/v1/keys/:id',
  healthz: 'GET /healthz',
  readyz: 'GET /readyz',
  getOpenapi: 'GET /api/v1/openapi.json',
} as const satisfies Record<ClientRouteId, string>

/** Where the live stream is. */
export const LIVE_PATH = '/api/v1/live'
/** Where files of AI interactions come from: fetched by the browser itself, as they may be any length. */
export const EXPORT_PATH = '/api/v1/ai-interactions/export'
/** Method and path of every route, for whoever needs the address itself. */
export const CLIENT_PATHS: Readonly<Record<ClientRouteId, string>> = PATHS

/** Query values are written as text, so a number may be given where the server reads one out of text. */
type Loosened<T> = { [Key in keyof T]: unknown extends T[Key] ? string | number | undefined : T[Key] }
type InputOf<Schema> = NonNullable<Schema> extends z.ZodType ? z.input<NonNullable<Schema>> : unknown
type Part<Name extends string, Input> = unknown extends Input
  ? object
  : object extends Loosened<Input>
    ? { [Key in Name]?: Loosened<Input> }
    : { [Key in Name]: Loosened<Input> }
type BodyPart<Input> = unknown extends Input ? object : { body: Input }

/** What is used of the platform's own types, so that neither the browser's nor Node's have to be there. */
export interface CancelSignal {
  readonly aborted: boolean
}

export interface FetchInit {
  method: string
  headers: Record<string, string>
  body?: string
  signal?: CancelSignal
}

export interface FetchAnswer {
  readonly ok: boolean
  readonly status: number
  readonly statusText: string
  readonly headers: { get(name: string): string | null }
  json(): Promise<unknown>
}

type Fetch = (address: string, init: FetchInit) => Promise<FetchAnswer>

export interface CallOptions {
  signal?: CancelSignal | undefined
  headers?: Readonly<Record<string, string>>
}

export type Asked<Id extends ClientRouteId> = Part<'params', InputOf<RouteOf<Id>['params']>> &
  Part<'query', InputOf<RouteOf<Id>['query']>> &
  BodyPart<InputOf<RouteOf<Id>['body']>> &
  CallOptions
export type Answered<Id extends ClientRouteId> = z.output<RouteOf<Id>['answer']>

export type Client = {
  readonly [Id in ClientRouteId]: object extends Asked<Id>
    ? (asked?: Asked<Id>) => Promise<Answered<Id>>
    : (asked: Asked<Id>) => Promise<Answered<Id>>
}

export interface ClientOptions {
  /** `http://127.0.0.1:7700`; empty for the address the page came from. */
  baseUrl: string
  /** The platform's fetch, or a function that takes a FetchInit. `never` lets either be given without naming the platform's types. */
  fetch?: (address: string, init: never) => Promise<FetchAnswer>
  /** Sent with every request: `{ authorization: 'Bearer ...' }`. */
  headers?: Readonly<Record<string, string>>
}

/** The server answered with a problem. `code` is what programs branch on; `message` is for people. */
export class ProblemError extends Error {
  readonly status: number
  readonly code: string
  readonly problem: Problem
  /** Seconds after which the same request may succeed. */
  readonly retryAfterSeconds: number | undefined

  constructor(problem: Problem, retryAfterSeconds?: number) {
    super(problem.detail)
    this.name = 'ProblemError'
    this.status = problem.status
    this.code = problem.code
    this.problem = problem
    this.retryAfterSeconds = retryAfterSeconds
  }
}

export function createClient(options: ClientOptions): Client {
  const client: Record<string, (asked?: UntypedAsked) => Promise<unknown>> = {}
  for (const [id, path] of Object.entries(PATHS)) client[id] = (asked = {}) => call(options, path, asked)
  return client as unknown as Client
}

interface UntypedAsked extends CallOptions {
  params?: Readonly<Record<string, unknown>>
  query?: Readonly<Record<string, unknown>>
  body?: unknown
}

async function call(
  options: ClientOptions,
  route: string,
  { params = {}, query = {}, body, signal, headers }: UntypedAsked,
): Promise<unknown> {
  const [method = 'GET', path = ''] = route.split(' ')
  const address = `${options.baseUrl.replace(/\/$/, '')}${path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name] ?? '')))}${searchOf(query)}`
  const type = body === undefined ? undefined : { 'content-type': 'application/json' }
  const init: FetchInit = { method, headers: { accept: 'application/json', ...type, ...options.headers, ...headers } }
  if (signal) init.signal = signal
  if (body !== undefined) init.body = JSON.stringify(body)
  const send = (options.fetch ?? (globalThis as unknown as { fetch: Fetch }).fetch) as Fetch
  const response = await send(address, init)
  if (!response.ok) throw await problemOf(response)
  return response.status === 204 ? undefined : response.json()
}

/** `?from=now-1h&q=…`; values that are not there are left out. */
export function searchOf(query: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(query)
    .flatMap(([name, value]) => [value].flat().map((each) => [name, each] as const))
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
  if (pairs.length === 0) return ''
  return `?${pairs.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&')}`
}

/** Something between may have answered instead of the server, and not with a problem. */
async function problemOf(response: FetchAnswer): Promise<ProblemError> {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  const read = (await response.json().catch(() => undefined)) as Partial<Problem> | undefined
  const { status, statusText } = response
  const title = statusText || `HTTP ${status}`
  const problem: Problem = {
    type: 'about:blank',
    title,
    code: 'unknown',
    detail: `the server answered ${title}`,
    ...(typeof read === 'object' ? read : {}),
    status,
  }
  return new ProblemError(problem, Number.isFinite(seconds) ? seconds : undefined)
}
