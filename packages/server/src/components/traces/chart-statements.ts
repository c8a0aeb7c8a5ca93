/** The statements behind facets, the duration heat map, the service map and the usual durations. Text only. */
import { type FacetField, facetStatement, lookup } from '../../flows/query/facets.ts'
import { rowsIn, type Scope, spread, traceRowsIn } from '../../flows/query/scope.ts'
import { spanColumn, TRACE_DURATION_NS } from '../../flows/query/trace-dataset.ts'
import type { Clock } from '../../kit/clock.ts'
import { int, type Statement, sql, text, uint } from '../../planes/telemetry/statement.ts'
import { matching, type TraceSearch } from './search-statements.ts'

/** Fields of the summary. */
export function summaryFacetsStatement(
  search: TraceSearch,
  fields: readonly FacetField[],
  limit: number,
  prefix: string | undefined,
  clock: Clock,
): Statement {
  return facetStatement(fields, matching(search, clock), limit, prefix)
}

/** A column or an attribute of spans, or the names of all attributes: a value counts once for a trace, however many spans have it. */
export function spanFacetStatement(search: TraceSearch, name: string, limit: number, prefix: string | undefined, clock: Clock): Statement {
  const rows = sql`SELECT DISTINCT trace_id, ${spanValue(name)} AS one_value FROM spans WHERE ${partsOf(search, clock)}`
  return facetStatement([spanFacetField(name)], rows, limit, prefix)
}

export function spanFacetField(name: string): FacetField {
  return { name, column: { kind: 'text', expression: sql`one_value` } }
}

function spanValue(name: string): Statement {
  if (name === 'tagKeys') return sql`arrayJoin(mapKeys(attrs))`
  return spanColumn(name)?.expression ?? sql`attrs[${text(name.replace(/^tags\./, ''))}]`
}

/** Rows of the parts of the traces a search finds; all of the range where it asks for nothing. */
function partsOf(search: TraceSearch, clock: Clock): Statement {
  const scope = spread({ project: search.project, ...search.range })
  if (search.terms.length === 0) return rowsIn({ project: search.project, ...search.range })
  return sql`${rowsIn(scope)} AND trace_id IN (SELECT trace_id FROM (${matching(search, clock)}))`
}

export const COST_FACET: FacetField = { name: 'cost', column: { kind: 'ordered', expression: sql`trace_cost`, unit: 'decimal' } }

export function costFacetStatement(search: TraceSearch, clock: Clock): Statement {
  const totals = sql`
    SELECT sum(cost) AS trace_cost
    FROM (SELECT * FROM interactions WHERE ${partsOf(search, clock)} ORDER BY version DESC, deleted LIMIT 1 BY id)
    WHERE deleted = 0 AND trace_id != '' GROUP BY trace_id`
  return facetStatement([COST_FACET], totals, 100, undefined)
}

/** Rows `step, level, found, errors, slow`: level n holds durations from 2^(n-1) to 2^n ms, level 0 those below 1 ms. */
export function histogramStatement(
  search: TraceSearch,
  originNs: bigint,
  stepNs: bigint,
  baselines: readonly (readonly [string, number])[],
  clock: Clock,
): Statement {
  return sql`
    SELECT intDiv(toUnixTimestamp64Nano(started) - ${int(originNs)}, ${int(stepNs)}) AS step,
           if(milliseconds < 1, 0, least(toUInt8(floor(log2(milliseconds))) + 1, 40)) AS level,
           count() AS found, countIf(state >= 2) AS errors, countIf(milliseconds > ${lookup(sql`name`, baselines, Number.MAX_VALUE)}) AS slow
    FROM (SELECT started, state, name, (${TRACE_DURATION_NS}) / 1e6 AS milliseconds FROM (${matching(search, clock)}))
    GROUP BY step, level ORDER BY step, level LIMIT 50000`
}

/** The 95th percentile of duration by name, over partial rows that hold the root: a trace that came in parts counts by its largest. */
export function baselinesStatement(scope: Scope, minTraces: number, limit: number): Statement {
  return sql`
    SELECT if(given_name != '', given_name, root_name) AS name,
           quantileTDigest(0.95)(toUnixTimestamp64Nano(end_time) - toUnixTimestamp64Nano(start_time)) / 1e6 AS p95_ms
    FROM traces WHERE ${traceRowsIn(scope)} AND (given_status > 0 OR root_status > 0)
    GROUP BY name HAVING count() >= ${uint(minTraces)} AND name != '' ORDER BY count() DESC, name LIMIT ${uint(limit)}`
}

/** Start of the span that has `rows` newer ones. */
export function spanBoundaryStatement(scope: Scope, rows: number): Statement {
  return sql`
    SELECT toUnixTimestamp64Nano(toDateTime64(minute, 9)) AS start_ns FROM (
      SELECT toStartOfMinute(start_time) AS minute FROM spans WHERE ${rowsIn(scope)} ORDER BY toStartOfMinute(start_time) DESC LIMIT 1 OFFSET ${uint(rows)}
    )`
}

export function servicesStatement(scope: Scope, limit: number): Statement {
  return sql`
    SELECT service AS name, count() AS found, countIf(status >= 2) AS errors, quantileTDigest(0.95)(duration_ns) / 1e6 AS p95_ms
    FROM (SELECT service, status, duration_ns FROM spans WHERE ${rowsIn(scope)} AND service != '' LIMIT 1 BY trace_id, span_id)
    GROUP BY name ORDER BY found DESC, name LIMIT ${uint(limit)}`
}

/** A call is a span whose parent belongs to another service. Only traces of several services are joined. */
export function callsStatement(scope: Scope, limit: number): Statement {
  const several = sql`trace_id IN (
    SELECT trace_id FROM traces WHERE ${traceRowsIn(spread(scope))} GROUP BY trace_id HAVING length(groupUniqArrayArray(services)) > 1)`
  const rows = sql`${rowsIn(scope)} AND service != '' AND ${several}`
  return sql`
    SELECT parents.caller AS caller, children.service AS called, count() AS found, countIf(children.status >= 2) AS errors,
           quantileTDigest(0.95)(children.duration_ns) / 1e6 AS p95_ms
    FROM (SELECT cityHash64(trace_id, parent_span_id) AS place, service, status, duration_ns FROM spans WHERE ${rows} AND parent_span_id != '' LIMIT 1 BY trace_id, span_id) AS children
    INNER JOIN (SELECT cityHash64(trace_id, span_id) AS place, any(service) AS caller FROM spans WHERE ${rows} GROUP BY place) AS parents
    ON children.place = parents.place
    WHERE caller != called
    GROUP BY caller, called ORDER BY found DESC, caller, called LIMIT ${uint(limit)}`
}
