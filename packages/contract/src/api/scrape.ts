import { z } from 'zod'
import { isoTime, windowText } from '../records/common.ts'
import { route } from './route.ts'

const tag = 'Scrape targets'

const labelName = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,127}$/, 'must be a label name: letters, digits and _')
const limit = z.number().int().min(1).max(10_000_000).optional()

/** An address that metrics are fetched from, in the Prometheus text format or OpenMetrics. */
export const scrapeTarget = z.object({
  job: z.string().min(1).max(128).meta({ description: 'Becomes the tag `job`' }),
  url: z
    .string()
    .max(2048)
    .regex(
      /^https?:\/\/(\[[0-9a-fA-F:.]+\]|[a-zA-Z0-9._-]+)(:\d{1,5})?([/?]\S*)?$/,
      'must be an http:// or https:// address without a name and password',
    )
    .meta({ examples: ['http://127.0.0.1:9100/metrics'] }),
  enabled: z.boolean().default(true),
  interval: windowText.default('30s'),
  timeout: windowText.default('10s').meta({ description: 'At most the interval' }),
  labels: z
    .record(labelName, z.string().max(1024))
    .default({})
    .meta({ description: 'Tags every sample gets; `instance` is host and port where it is not given' }),
  honorLabels: z
    .boolean()
    .default(false)
    .meta({ description: 'Whether a label the target sends wins over one of these; else it is renamed to `exported_…`' }),
  honorTimestamps: z.boolean().default(true),
  fallbackFormat: z.enum(['text', 'open-metrics']).default('text').meta({ description: 'For a target that does not say what it sends' }),
  bodyBytesLimit: z
    .number()
    .int()
    .min(1024)
    .max(268_435_456)
    .default(16_777_216)
    .meta({ description: 'After decompression. As each of the limits: a breach fails the whole scrape' }),
  sampleLimit: limit,
  labelLimit: limit,
  labelNameLengthLimit: limit,
  labelValueLengthLimit: limit,
})
export type ScrapeTarget = z.output<typeof scrapeTarget>

const secret = z.string().min(1).max(4096)

/** How a target wants to be asked. Written and never answered: whoever may read targets need not know their passwords. */
export const scrapeAuthorization = z.discriminatedUnion('type', [
  z.object({ type: z.literal('bearer'), token: secret.regex(/^[\x21-\x7e]+$/, 'must be printable and have no space') }),
  z.object({
    type: z.literal('basic'),
    username: z
      .string()
      .max(256)
      .regex(/^[^:]*$/, 'must not have a colon'),
    password: secret,
  }),
])
export type ScrapeAuthorization = z.output<typeof scrapeAuthorization>

/** What is told of it. */
export const shownAuthorization = z
  .object({ type: z.enum(['bearer', 'basic']), username: z.string().optional() })
  .meta({ id: 'ShownAuthorization' })

const written = scrapeTarget.extend({
  authorization: scrapeAuthorization
    .nullable()
    .optional()
    .meta({ description: 'Absent: as it was. null: none. It is never answered, and goes to the server of `url` only' }),
})
export type WrittenTarget = z.output<typeof written>

const checked = written.refine((target) => secondsOf(target.timeout) <= secondsOf(target.interval), {
  message: 'must not be longer than the interval',
  path: ['timeout'],
})

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }

/** `30s` in seconds. */
export function secondsOf(text: string): number {
  return Number.parseInt(text, 10) * (UNIT_SECONDS[text.slice(-1)] ?? 0)
}

export const scrapeState = z
  .object({
    health: z.enum(['unknown', 'up', 'down']),
    lastScrape: isoTime.nullable(),
    lastError: z.string().nullable(),
    durationMs: z.number().nullable(),
    samples: z.number().int().nullable(),
  })
  .meta({ id: 'ScrapeState' })
export type ScrapeState = z.infer<typeof scrapeState>

export const knownTarget = scrapeTarget
  .extend({
    id: z.string(),
    source: z.enum(['api', 'file']).meta({ description: 'Targets of the file are changed in the file' }),
    state: scrapeState,
    authorization: shownAuthorization.nullable().meta({ description: 'How it is asked; without what is secret' }),
  })
  .meta({ id: 'ScrapeTarget' })
export type KnownTarget = z.infer<typeof knownTarget>

const idParams = z.object({ id: z.string().min(1).max(128) })

export const listTargets = route({
  id: 'listTargets',
  method: 'GET',
  path: '/api/v1/metrics/targets',
  tag,
  summary: 'List scrape targets and how they are',
  answer: z.object({ items: z.array(knownTarget), nextCursor: z.null() }).meta({ id: 'ScrapeTargetList' }),
  scope: 'read',
})

export const createTarget = route({
  id: 'createTarget',
  method: 'POST',
  path: '/api/v1/metrics/targets',
  tag,
  summary: 'Add a scrape target',
  body: checked,
  answer: knownTarget,
  scope: 'write',
})

export const updateTarget = route({
  id: 'updateTarget',
  method: 'PUT',
  path: '/api/v1/metrics/targets/:id',
  tag,
  summary: 'Change a scrape target',
  params: idParams,
  body: checked,
  answer: knownTarget,
  scope: 'write',
})

export const deleteTarget = route({
  id: 'deleteTarget',
  method: 'DELETE',
  path: '/api/v1/metrics/targets/:id',
  tag,
  summary: 'Remove a scrape target; what was fetched stays',
  params: idParams,
  answer: z.object({ id: z.string() }),
  scope: 'write',
})

/** The file RELAYSCOPE_SCRAPE_FILE names. */
export const scrapeFile = z.object({
  targets: z.array(z.intersection(checked, z.object({ project: z.string().max(63).default('default') }))).max(10_000),
})

export const scrapeRoutes = [listTargets, createTarget, updateTarget, deleteTarget] as const
