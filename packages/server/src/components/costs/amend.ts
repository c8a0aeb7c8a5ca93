/**
 * Writes money or counts of stored calls again: a new version of the row, everything else as it was. A call that was
 * corrected by its telemetry in between is left alone; it was priced when it came.
 */
import { parseDecimal, printDecimal } from '../../kit/decimal.ts'
import type { TelemetryPlane } from '../../planes/telemetry/plane.ts'
import { type Statement, sql, texts, uint } from '../../planes/telemetry/statement.ts'
import { rowsIn } from '../../flows/query/scope.ts'

export interface Amendment {
  id: string
  /** The reading that was looked at. */
  version: string
  startNs: bigint
  /** Exact decimals; absent: none. */
  cost?: string | undefined
  cacheSaved?: string | undefined
  currency: string
  priceVersion: string
  /** Absent: the counts stay. */
  estimated?: { promptTokens: number; responseTokens: number }
}

/** Ids per statement: it is text, and finding a row's place in it is linear. */
const AT_ONCE = 500
/** As the write flow numbers versions: milliseconds, with room for many within one. */
const VERSIONS_PER_MS = 4096
const COST_PLACES = 18

export async function amend(
  telemetry: Pick<TelemetryPlane, 'execute'>,
  project: string,
  amendments: readonly Amendment[],
  nowMs: number,
): Promise<void> {
  for (let at = 0; at < amendments.length; at += AT_ONCE) {
    await telemetry.execute(amendStatement(project, amendments.slice(at, at + AT_ONCE), nowMs))
  }
}

function amendStatement(project: string, amendments: readonly Amendment[], nowMs: number): Statement {
  const starts = amendments.map(({ startNs }) => startNs)
  const fromNs = starts.reduce((a, b) => (a < b ? a : b))
  const toNs = starts.reduce((a, b) => (a > b ? a : b)) + 1n
  const ids = texts(amendments.map(({ id }) => id))
  const given = (value: (amendment: Amendment) => string | undefined): Statement =>
    sql`arrayElement(${texts(amendments.map((each) => value(each) ?? ''))}, indexOf(${ids}, id))`
  const counts = (name: 'promptTokens' | 'responseTokens'): Statement =>
    sql`toUInt64OrNull(${given(({ estimated }) => estimated && String(estimated[name]))})`
  const prompt = sql`ifNull(${counts('promptTokens')}, old.prompt_tokens)`
  const response = sql`ifNull(${counts('responseTokens')}, old.response_tokens)`
  const isEstimated = sql`isNotNull(${counts('promptTokens')})`
  // Named by their table: a bare name would mean what replaces it.
  return sql`
    INSERT INTO interactions
    SELECT * REPLACE (
      toDateTime(now('UTC'), 'UTC') AS received_at,
      if(old.amended_from = 0, old.version, old.amended_from) AS amended_from,
      greatest(old.version + 1, ${uint(Math.trunc(nowMs * VERSIONS_PER_MS))}) AS version,
      toDecimal128OrNull(${given(({ cost }) => rounded(cost))}, 18) AS cost,
      ${given(({ cost }) => (cost !== undefined && rounded(cost) !== cost ? cost : ''))} AS cost_exact,
      toDecimal128OrNull(${given(({ cacheSaved }) => rounded(cacheSaved))}, 18) AS cache_saved,
      ${given(({ currency }) => currency)} AS currency,
      ${given(({ priceVersion }) => priceVersion)} AS price_version,
      ${prompt} AS prompt_tokens,
      ${response} AS response_tokens,
      if(${isEstimated}, ${prompt} + ${response}, old.total_tokens) AS total_tokens,
      if(${isEstimated}, 1, old.tokens_estimated) AS tokens_estimated
    )
    FROM (
      SELECT * FROM (
        SELECT * FROM interactions WHERE ${rowsIn({ project, fromNs, toNs })} AND id IN ${ids} ORDER BY version DESC, deleted LIMIT 1 BY id
      ) WHERE deleted = 0 AND toString(version) = ${given(({ version }) => version)}
    ) AS old`
}

function rounded(decimal: string | undefined): string | undefined {
  if (decimal === undefined) return undefined
  const parts = parseDecimal(decimal, COST_PLACES)
  return parts === undefined ? undefined : printDecimal(parts, COST_PLACES)
}
