/** What the overview asks beside metrics: which versions appeared, and each model over the newest minutes. */
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

export interface VersionRow {
  service: string
  version: string
  first_ns: string
}

export interface Change {
  readonly time: string
  readonly kind: 'deploy'
  readonly label: string
  readonly service: string
  readonly version: string
}

const MAX_SECONDS = 20
const MAX_MODELS = 50
const MAX_VERSIONS = 500

export function createOverviewStore(telemetry: TelemetryPlane) {
  return {
    models: (scope: Scope) => telemetry.select<ModelRow>(modelsStatement(scope), { maxSeconds: MAX_SECONDS }),
    async changes(scope: Scope): Promise<Change[]> {
      return changesOf(await telemetry.select<VersionRow>(versionsStatement(scope), { maxSeconds: MAX_SECONDS }))
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
    SELECT service, JSONExtractString(resource, 'service.version') AS version, toUnixTimestamp64Nano(min(start_time)) AS first_ns
    FROM spans WHERE ${rowsIn(scope)} AND service != '' AND version != ''
    GROUP BY service, version ORDER BY first_ns LIMIT ${uint(MAX_VERSIONS)}`
}

/** A version is a deploy where another one of the service was there before it. */
export function changesOf(rows: readonly VersionRow[]): Change[] {
  const seen = new Set<string>()
  return rows.flatMap(({ service, version, first_ns }) => {
    if (!seen.has(service)) {
      seen.add(service)
      return []
    }
    return [{ time: isoTime(BigInt(first_ns)), kind: 'deploy', label: `${service} ${version}`, service, version }]
  })
}
