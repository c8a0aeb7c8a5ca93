/** Which metrics a project has, and what they are. Sent ones are known by their series, derived ones by their list. */
import type { MetricAggregation, MetricKind } from '@relayscope/contract'
import { type Statement, sql, text, uint } from '../../../planes/telemetry/statement.ts'
import { DEFAULT_OF_SHAPE, DERIVED, derivedMetric, type DerivedMetric, DERIVED_TAGS } from './derived-metrics.ts'
import { shownKind } from './point-kinds.ts'
import type { Selects } from './shared-select.ts'

export interface KnownMetric {
  name: string
  /** The stored number: of its newest series where they differ. */
  kind: number
  shown: MetricKind
  unit: string
  description: string
  series: number
  lastSeenMs: number | undefined
  tags: readonly string[]
  derived: DerivedMetric | undefined
  /** It changed what it is: the kinds it had before are not mixed with the one it has. */
  changedKind: boolean
}

interface CatalogueRow {
  name: string
  newest_kind: number
  newest_unit: string
  newest_description: string
  series_count: string
  seen: string
  tag_names: string[]
  kinds: string
}

const MAX_METRICS = 10_000

/** The metrics whose names hold the text; all of them without. */
export async function listKnown(telemetry: Selects, project: string, part: string | undefined): Promise<KnownMetric[]> {
  const holds = part === undefined || part === '' ? sql.empty : sql` AND positionCaseInsensitive(name, ${text(part)}) > 0`
  const sent = await telemetry.select<CatalogueRow>(catalogueStatement(project, holds), { maxRows: MAX_METRICS })
  const wanted = part?.toLowerCase() ?? ''
  const byName = new Map(DERIVED.filter(({ name }) => name.includes(wanted)).map((each) => [each.name, derivedKnown(each)]))
  for (const row of sent) byName.set(row.name, known(row))
  return [...byName.values()].sort((left, right) => (left.name < right.name ? -1 : 1))
}

/** Undefined for a name that neither was sent nor is derived. */
export async function findKnown(telemetry: Selects, project: string, name: string): Promise<KnownMetric | undefined> {
  const derived = derivedMetric(name)
  if (derived) return derivedKnown(derived)
  const [row] = await telemetry.select<CatalogueRow>(catalogueStatement(project, sql` AND name = ${text(name)}`))
  return row && known(row)
}

function catalogueStatement(project: string, where: Statement): Statement {
  return sql`
    SELECT name, argMax(kind, received_at) AS newest_kind, argMax(unit, received_at) AS newest_unit,
      argMax(description, received_at) AS newest_description, uniqExact(series) AS series_count, toUnixTimestamp(max(received_at)) AS seen,
      arraySort(groupUniqArrayArray(64)(mapKeys(tags))) AS tag_names, uniqExact(kind) AS kinds
    FROM metric_series WHERE project = ${text(project)}${where}
    GROUP BY name ORDER BY name LIMIT ${uint(MAX_METRICS)}`
}

function known(row: CatalogueRow): KnownMetric {
  const derived = derivedMetric(row.name)
  const seen = { series: Number(row.series_count), lastSeenMs: Number(row.seen) * 1000 }
  if (derived) return { ...derivedKnown(derived), ...seen }
  return {
    name: row.name,
    kind: row.newest_kind,
    shown: shownKind(row.newest_kind),
    unit: row.newest_unit,
    description: row.newest_description,
    tags: row.tag_names,
    ...seen,
    derived: undefined,
    changedKind: Number(row.kinds) > 1,
  }
}

function derivedKnown(derived: DerivedMetric): KnownMetric {
  return {
    name: derived.name,
    kind: 0,
    shown: derived.shape === 'duration' ? 'sample' : 'counter',
    unit: derived.unit,
    description: derived.description,
    series: 0,
    lastSeenMs: undefined,
    tags: Object.keys(DERIVED_TAGS[derived.source]),
    derived,
    changedKind: false,
  }
}

const DEFAULT_OF_KIND: Readonly<Record<MetricKind, MetricAggregation>> = {
  gauge: 'avg',
  counter: 'sum',
  histogram: 'avg',
  sample: 'avg',
  text: 'count',
}

export function fittingAggregation(metric: KnownMetric): MetricAggregation {
  return metric.derived ? DEFAULT_OF_SHAPE[metric.derived.shape] : DEFAULT_OF_KIND[metric.shown]
}
