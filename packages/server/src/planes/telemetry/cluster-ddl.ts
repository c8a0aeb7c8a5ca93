/**
 * The schema of a cluster, derived from the schema of one server: `spans` becomes a Distributed table over `spans_local`,
 * which is Replicated. Readers and writers keep using the name `spans`.
 *
 * Only the forms of statement that this code uses are known; another one is an error here, not a table on one node.
 */
import { CodedError } from '../../kit/errors.ts'

/** What decides the shard of a row. All versions of a record have to meet on one shard, and a trace is best kept together. */
const SHARDING: Readonly<Record<string, string>> = {
  spans: 'cityHash64(trace_id)',
  span_content: 'cityHash64(trace_id)',
  logs: "cityHash64(trace_id, if(trace_id = '', log_hash, 0))",
  traces: 'cityHash64(trace_id)',
  interactions: 'cityHash64(trace_id)',
  content: 'cityHash64(trace_id)',
  decision_log: 'cityHash64(trace_id)',
  decision_traces: 'cityHash64(trace_id)',
  metric_points: 'series',
  metric_series: 'series',
  metric_exemplars: 'series',
  metric_rollups: 'series',
  interaction_rollups: 'cityHash64(cube, provider, model)',
}

/** Every node knows what was applied, so this one table is a copy on all of them. */
const SHARED_TABLE = 'schema_migrations'

const NAME = '`?([a-z_][a-z0-9_]*)`?'

type Rule = [pattern: RegExp, derive: (match: string[], on: string, cluster: string) => string[]]

const RULES: readonly Rule[] = [
  [new RegExp(`^CREATE TABLE IF NOT EXISTS ${NAME}(.*)\\bENGINE\\s*=\\s*(\\w*MergeTree)(?:\\(([^)]*)\\))?(.*)$`, 's'), createTable],
  [new RegExp(`^CREATE MATERIALIZED VIEW IF NOT EXISTS ${NAME} TO ${NAME}(.*?)\\bFROM ${NAME}(.*)$`, 's'), createView],
  [
    new RegExp(`^ALTER TABLE ${NAME} ((?:ADD|DROP|MODIFY|RENAME|COMMENT) COLUMN\\b.*)$`, 's'),
    ([, table, change], on) => [`ALTER TABLE ${table}_local ${on} ${change}`, `ALTER TABLE ${table} ${on} ${withoutStorage(change ?? '')}`],
  ],
  [
    new RegExp(`^(ALTER TABLE|OPTIMIZE TABLE|TRUNCATE TABLE) ${NAME}(.*)$`, 's'),
    ([, verb, table, rest], on) => [`${verb} ${table}_local ${on}${rest}`],
  ],
  [
    new RegExp(`^DROP (TABLE|VIEW) IF EXISTS ${NAME}$`, 's'),
    ([, kind, name], on) =>
      kind === 'VIEW'
        ? [`DROP VIEW IF EXISTS ${name} ${on}`]
        : [`DROP TABLE IF EXISTS ${name} ${on}`, `DROP TABLE IF EXISTS ${name}_local ${on}`],
  ],
  [/^INSERT INTO .*$/s, ([statement]) => [statement ?? '']],
]

export function clusterStatements(statement: string, cluster: string): string[] {
  if (!/^[\w.-]+$/.test(cluster))
    throw new CodedError('config_error', 'the name of a ClickHouse cluster has letters, digits, dots, dashes and underscores')
  const text = statement.trim()
  for (const [pattern, derive] of RULES) {
    const match = pattern.exec(text)
    if (match) return derive([...match], `ON CLUSTER '${cluster}'`, cluster)
  }
  throw new CodedError('config_error', `there is no form of this statement for a cluster: ${text.slice(0, 80)}`)
}

function createTable(
  [, table = '', columns = '', engine = '', parameters = '', rest = '']: string[],
  on: string,
  cluster: string,
): string[] {
  if (table === SHARED_TABLE) {
    const place = `'/clickhouse/tables/{database}/${table}', '{shard}-{replica}'`
    return [`CREATE TABLE IF NOT EXISTS ${table} ${on}${columns}ENGINE = Replicated${engine}(${listed(place, parameters)})${rest}`]
  }
  const place = "'/clickhouse/tables/{uuid}/{shard}', '{replica}'"
  const sharding = SHARDING[table] ?? `cityHash64(${sortingKey(table, rest)})`
  return [
    `CREATE TABLE IF NOT EXISTS ${table}_local ${on}${columns}ENGINE = Replicated${engine}(${listed(place, parameters)})${rest}`,
    `CREATE TABLE IF NOT EXISTS ${table} ${on} AS ${table}_local ENGINE = Distributed('${cluster}', currentDatabase(), '${table}_local', ${sharding})`,
  ]
}

/** Each shard derives from its own rows; reading the Distributed target joins what they derived. */
function createView([, view, target, columns, source, rest]: string[], on: string): string[] {
  return [`CREATE MATERIALIZED VIEW IF NOT EXISTS ${view} ${on} TO ${target}_local${columns}FROM ${source}_local${rest}`]
}

function listed(place: string, parameters: string): string {
  return parameters.trim() === '' ? place : `${place}, ${parameters}`
}

/** Rows that replace each other have the same sorting key, so that key puts them on one shard. */
function sortingKey(table: string, rest: string): string {
  const key = /\bORDER BY \((.*?)\)\s*(?:\n|TTL\b|SETTINGS\b|PARTITION\b|$)/s.exec(rest)?.[1]
  if (key === undefined) throw new CodedError('config_error', `the table ${table} has no sorting key in parentheses`)
  return key
}

/** A Distributed table stores nothing, so its columns have no codec and no place among indexes. */
function withoutStorage(change: string): string {
  return change.replace(/\s*\bCODEC\((?:[^()]|\([^()]*\))*\)/g, '')
}
