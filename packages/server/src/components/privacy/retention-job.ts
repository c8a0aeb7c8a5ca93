/**
 * Lets content and metadata go at the age a project has set, where that is less than the tables keep by themselves. Runs in
 * one process of all, once an hour; every statement may run twice.
 */
import type { Clock } from '../../kit/clock.ts'
import type { Log } from '../../kit/log.ts'
import { createLeasedJob, type LeasedJob } from '../../planes/control/leased-job.ts'
import type { ControlPlane } from '../../planes/control/plane.ts'
import type { TelemetryPlane } from '../../planes/telemetry/plane.ts'
import { dateTime, identifier, type Statement, sql, text, texts } from '../../planes/telemetry/statement.ts'
import type { Settings } from './settings.ts'

export interface RetentionParts {
  telemetry: TelemetryPlane
  control: ControlPlane
  settings: Pick<Settings, 'news'>
  clock: Clock
  log: Log
  /** Names of attributes that carry prompts and answers. */
  contentKeys: readonly string[]
}

const EVERY_MS = 3_600_000
const LEASE_MS = 300_000
const LEASE = 'privacy-retention'
const DAY_SECONDS = 86_400
/** What the tables keep by themselves: sql/telemetry. */
const CONTENT_DAYS = 14
const METADATA_DAYS = 400

export function startRetention(parts: RetentionParts): Pick<LeasedJob, 'stop'> {
  const job = createLeasedJob({
    leases: parts.control.leases,
    log: parts.log,
    name: LEASE,
    leaseMs: LEASE_MS,
    everyMs: EVERY_MS,
    failure: 'retention could not be kept; it is tried again',
    work: (goOn) => keepRetention(parts, goOn),
  })
  job.start()
  return job
}

/** One pass over all projects. `goOn` is asked between statements. */
export async function keepRetention(
  { telemetry, settings, clock, contentKeys }: Pick<RetentionParts, 'telemetry' | 'settings' | 'clock' | 'contentKeys'>,
  goOn: () => Promise<boolean>,
): Promise<void> {
  const nowSeconds = Math.floor(clock.nowMs() / 1000)
  for (const { project, settings: own } of (await settings.news()).projects) {
    const { contentDays, metadataDays } = own.retention
    const before = (days: number) => sql`project = ${text(project)} AND received_at < ${dateTime(nowSeconds - days * DAY_SECONDS)}`
    const steps = [
      ...(contentDays < CONTENT_DAYS ? contentSteps(before(contentDays), contentKeys) : []),
      ...(metadataDays < METADATA_DAYS ? METADATA.map((table) => drop(table, before(metadataDays))) : []),
    ]
    for (const step of steps) {
      if (!(await goOn())) return
      const [row] = await telemetry.select<{ found: string }>(
        sql`SELECT toString(count()) AS found FROM ${identifier(step.table)} WHERE ${step.where}`,
      )
      if (Number(row?.found ?? 0) > 0)
        await telemetry.execute(sql`ALTER TABLE ${identifier(step.table)} ${step.change} WHERE ${step.where} SETTINGS mutations_sync = 2`)
    }
  }
}

interface Step {
  table: string
  where: Statement
  change: Statement
}

const METADATA = ['spans', 'span_content', 'logs', 'traces', 'interactions', 'content', 'decision_traces', 'metric_exemplars'] as const

function drop(table: string, where: Statement): Step {
  return { table, where, change: sql`DELETE` }
}

/** The heavy tables, and the beginnings of texts that stand in the light rows. */
function contentSteps(where: Statement, contentKeys: readonly string[]): Step[] {
  const keys = texts(contentKeys)
  return [
    drop('span_content', where),
    drop('content', where),
    {
      table: 'interactions',
      where: sql`${where} AND (prompt_preview != '' OR response_preview != '' OR tool_calls != '')`,
      change: sql`UPDATE prompt_preview = '', response_preview = '', tool_calls = ''`,
    },
    { table: 'logs', where: sql`${where} AND body != ''`, change: sql`UPDATE body = ''` },
    {
      table: 'spans',
      where: sql`${where} AND (events != '' OR hasAny(mapKeys(attrs), ${keys}))`,
      change: sql`UPDATE events = '', attrs = mapFilter((key, value) -> NOT has(${keys}, key), attrs)`,
    },
  ]
}
