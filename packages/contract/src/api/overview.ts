import { z } from 'zod'
import { isoTime } from '../records/common.ts'
import { range } from './common.ts'
import { route } from './route.ts'

const tag = 'Overview'

/** One value for each window of the answer; null where nothing was reported. */
const values = z.array(z.number().nullable())

export const overviewComponent = z.enum(['api', 'cache', 'db', 'queue', 'models'])
export type OverviewComponent = z.infer<typeof overviewComponent>

export const healthState = z.enum(['healthy', 'degraded', 'critical'])
export type HealthState = z.infer<typeof healthState>

/** Something that is, or was, out of the usual for a while. */
export const finding = z
  .object({
    id: z.string(),
    partOf: z
      .string()
      .nullable()
      .meta({ description: 'Id of the finding it is a part of: the same failure, seen elsewhere. null: it stands alone' }),
    severity: z.enum(['critical', 'warning']),
    subject: z.object({ kind: z.enum(['requests', 'provider', 'model', 'component']), name: z.string(), provider: z.string().optional() }),
    quantity: z.enum(['errors', 'latency', 'traffic']),
    title: z.string().meta({ examples: ['High error rate of OpenAI'] }),
    value: z
      .number()
      .meta({ description: 'A share for errors, milliseconds for latency, requests a second for traffic: the newest of the stretch' }),
    valueText: z.string(),
    limit: z.number(),
    limitText: z.string().meta({ examples: ['errors > 2%'] }),
    usual: z.number().nullable().meta({ description: 'The middle of what was measured in the days before; null where that is not known' }),
    from: isoTime,
    to: isoTime.nullable().meta({ description: 'null: it goes on' }),
    spark: values.meta({ description: 'The quantity over the newest windows' }),
    query: z.string().meta({ description: 'A search of traces that finds the requests behind it' }),
  })
  .meta({ id: 'Finding' })
export type Finding = z.infer<typeof finding>

export const verdict = z
  .object({
    status: z.enum(['critical', 'degraded', 'good', 'silent']).meta({ description: '`silent`: nothing was reported' }),
    headline: z.string(),
    evidence: z.string().meta({ description: 'What the headline rests on, in one line' }),
    since: isoTime.nullable().meta({ description: 'Since when it is so, as far as the range shows' }),
    finding: z.string().nullable().meta({ description: 'Id of the finding the headline is about' }),
  })
  .meta({ id: 'Verdict' })
export type Verdict = z.infer<typeof verdict>

export const overviewHealth = z
  .object({
    component: overviewComponent,
    total: z.number().meta({ description: 'Requests, calls or operations in the range' }),
    failed: z.number(),
    share: z.number().nullable().meta({ description: 'Of those, the share that did not fail; null where nothing was reported' }),
    states: z.array(healthState.nullable()).meta({ description: 'One for each window' }),
    query: z.string().meta({ description: 'A search that finds its traces; of models, its AI interactions' }),
  })
  .meta({ id: 'ComponentHealth' })
export type OverviewHealth = z.infer<typeof overviewHealth>

export const overviewModel = z
  .object({
    provider: z.string(),
    model: z.string().meta({ description: 'As it was asked for' }),
    names: z.array(z.string()).meta({ description: 'As it answered' }),
    perSecond: z.number(),
    errorRate: z.number(),
    p95Ms: z.number().nullable(),
    costPerHour: z.number().nullable(),
    wrong: z.array(z.enum(['errorRate', 'p95Ms'])).meta({ description: 'Which of its figures are out of the usual' }),
  })
  .meta({ id: 'OverviewModel' })
export type OverviewModel = z.infer<typeof overviewModel>

export const overviewRoad = z
  .object({
    road: z.string().meta({ description: 'The rule that matched, or `cache`, `fallback`, `rejected`, `no rule`' }),
    share: z.number().meta({ description: 'Of the requests of the newest quarter of an hour something was decided about' }),
    change: z.number().meta({ description: 'How far that is from the share in the range' }),
    changed: z.boolean().meta({ description: 'Further than chance would have it' }),
    shares: values.meta({ description: 'Over the range, in at most 48 steps' }),
  })
  .meta({ id: 'OverviewRoad' })
export type OverviewRoad = z.infer<typeof overviewRoad>

export const overviewChange = z
  .object({
    time: isoTime,
    kind: z.enum(['deploy', 'config']).meta({ description: 'A new version of a service, or of the rules' }),
    label: z.string(),
    version: z.string(),
  })
  .meta({ id: 'OverviewChange' })
export type OverviewChange = z.infer<typeof overviewChange>

export const overview = z
  .object({
    from: isoTime,
    to: isoTime,
    now: isoTime,
    starts: z
      .array(z.number())
      .meta({ description: 'Start of each window, milliseconds since 1970 UTC. Windows of the last hour may be finer' }),
    ends: z.array(z.number()),
    verdict,
    findings: z.array(finding).meta({ description: 'The worst of those that go on first, then those that are over, newest first' }),
    changes: z.array(overviewChange),
    health: z.array(overviewHealth),
    requests: z
      .array(
        z.object({
          provider: z.string().meta({ description: '`several` where more than one was called, empty where none was' }),
          perSecond: values,
        }),
      )
      .meta({ description: 'Requests, not attempts: each counts once' }),
    requestsBefore: z
      .object({
        days: z.number().meta({ description: 'How many days earlier' }),
        perSecond: z.number(),
        change: z.number().meta({ description: 'How far the newest quarter of an hour is from it: 0.04 for four per cent more' }),
      })
      .nullable()
      .meta({ description: 'The hour of the same time a week earlier, or a day earlier; null where neither is known' }),
    errorRate: values,
    latencyMs: z.object({ p50: values, p95: values, p99: values }),
    spendPerHour: values.meta({ description: 'Of calls with a known price, in US dollars' }),
    limits: z
      .object({ errorRate: z.number(), latencyP95Ms: z.number().nullable() })
      .meta({ description: 'What is still usual for requests' }),
    routing: z.array(overviewRoad).meta({ description: 'Largest first; empty where no decision was recorded' }),
    models: z.array(overviewModel).meta({ description: 'Over the last quarter of an hour of the range' }),
  })
  .meta({ id: 'Overview' })
export type Overview = z.infer<typeof overview>

export const getOverview = route({
  id: 'getOverview',
  method: 'GET',
  path: '/api/v1/overview',
  tag,
  summary: 'Whether something is wrong, since when, and the figures that say so',
  description:
    'What is usual is learnt from the seven days before, and from the range itself where there are none. A range that does not end now is judged as a whole.',
  query: range.extend({
    provider: z.string().min(1).max(256).optional().meta({ description: 'Only requests that called this provider, and maybe others' }),
    lastHour: z
      .enum(['fine', 'even'])
      .default('even')
      .meta({ description: '`fine`: of a range of six hours or more that ends now, the last hour is cut into minutes' }),
  }),
  answer: overview,
  scope: 'metadata',
})

export const overviewRoutes = [getOverview] as const
