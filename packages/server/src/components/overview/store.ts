/** What the overview asks beside metrics: which versions appeared, and each model over the newest minutes. */
import type { OverviewChange } from '@relayscope/contract'
import { rowsIn, type Scope } from '../../flows/query/scope.ts'
import { isoTime } from '../../flows/query/time-range.ts'
import type { TelemetryPlane } from '../../planes/telemetry/plane.ts'
import { sql, type Statement, uint } from '../../planes/telemetry/statement.ts'

export interface ModelRow {
  provider: string
  /** As it was asked for, and as it answered. */
  asked: string
  names: string[]
  calls: string
  errors: string
  p95_ms: number | null
  /** Null where no call has a known price. */
  cost: number | null
}

/** When a version of something was first seen. */
export interface VersionRow {
  subject: string
  version: string
  first_ns: string
}

const MAX_SECONDS = 20
const MAX_MODELS = 50
const MAX_VERSIONS = 500

export function createOverviewStore(telemetry: TelemetryPlane) {
  return {
    models: (scope: Scope) => telemetry.select<ModelRow>(modelsStatement(scope), { maxSeconds: MAX_SECONDS }),
    /** New versions of services and of rules, by their first use: what nobody was asked with has changed nothing yet. */
    async changes(scope: Scope): Promise<OverviewChange[]> {
      const [services, policies] = await Promise.all(
        [versionsStatement(scope), policiesStatement(scope)].map((statement) =>
          telemetry.select<VersionRow>(statement, { maxSeconds: MAX_SECONDS }),
        ),
      )
      const changes = [...changesOf('deploy', services ?? []), ...changesOf('config', policies ?? [])]
      return changes.toSorted((left, right) => (left.time < right.time ? -1 : 1))
    },
  }
}

function modelsStatement(scope: Scope): Statement {
  return sql`
    SELECT provider, if(requested_model = '', model, requested_model) AS asked, groupUniqArray(20)(model) AS names, count() AS calls, countIf(status >= 2) AS errors, quantileTDigest(0.95)(duration_ns / 1e6) AS p95_ms,
      toFloat64(sum(cost)) AS cost
    FROM interactions FINAL
    WHERE ${rowsIn(scope)} AND deleted = 0 AND model != ''
    GROUP BY provider, asked ORDER BY calls DESC, provider, asked LIMIT ${uint(MAX_MODELS)}`
}

function versionsStatement(scope: Scope): Statement {
  return sql`
    SELECT service AS subject, JSONExtractString(resource, 'service.version') AS version, toUnixTimestamp64Nano(min(start_time)) AS first_ns
    FROM spans WHERE ${rowsIn(scope)} AND service != '' AND version != ''
    GROUP BY subject, version ORDER BY first_ns LIMIT ${uint(MAX_VERSIONS)}`
}

/** A request names the policy and the version it was decided with, in two lists of the same order. */
function policiesStatement(scope: Scope): Statement {
  return sql`
    SELECT toString(policy_ids[1]) AS subject, toString(policy_versions[1]) AS version, toUnixTimestamp64Nano(min(start_time)) AS first_ns
    FROM decision_traces WHERE ${rowsIn(scope)} AND version != ''
    GROUP BY subject, version ORDER BY first_ns LIMIT ${uint(MAX_VERSIONS)}`
}

const SHORT_VERSION = 12

/** A version is a change where another one of its subject was there before it. */
export function changesOf(kind: OverviewChange['kind'], rows: readonly VersionRow[]): OverviewChange[] {
  const seen = new Set<string>()
  return rows.flatMap(({ subject, version, first_ns }) => {
    if (!seen.has(subject)) {
      seen.add(subject)
      return []
    }
    const label = kind === 'deploy' ? `${subject} ${version}` : `Rules ${version.slice(0, SHORT_VERSION)}`
    return [{ time: isoTime(BigInt(first_ns)), kind, label, version }]
  })
}
