/**
 * The telemetry rows: the one place that says which columns exist, in which order and type.
 * `insert` blocks follow it, and a test compares it with the migrated database.
 *
 * The types are what travels in a block. Where the table keeps a narrower form (LowCardinality, SimpleAggregateFunction)
 * the engine converts on insert.
 */
export type ColumnType =
  | 'String'
  | 'UInt8'
  | 'UInt16'
  | 'UInt32'
  | 'UInt64'
  | 'Float64'
  | 'DateTime'
  | 'DateTime64(9)'
  | 'FixedString(32)'
  | 'Nullable(UInt8)'
  | 'Nullable(UInt32)'
  | 'Nullable(UInt64)'
  | 'Nullable(Float64)'
  | 'Nullable(Decimal(38, 18))'
  | 'Array(String)'
  | 'Array(Float64)'
  | 'Array(UInt64)'
  | 'Map(String, String)'

export type Columns = Readonly<Record<string, ColumnType>>

const spans = {
  project: 'String',
  received_at: 'DateTime',
  start_time: 'DateTime64(9)',
  duration_ns: 'UInt64',
  trace_id: 'String',
  span_id: 'String',
  parent_span_id: 'String',
  name: 'String',
  kind: 'UInt8',
  status: 'UInt8',
  status_message: 'String',
  error_type: 'String',
  service: 'String',
  scope: 'String',
  component: 'String',
  operation: 'String',
  provider: 'String',
  model: 'String',
  user_id: 'String',
  organization_id: 'String',
  request_id: 'String',
  session_id: 'String',
  request_path: 'String',
  request_method: 'String',
  http_status: 'UInt16',
  attrs: 'Map(String, String)',
  resource: 'String',
  events: 'String',
  links: 'String',
  redactions: 'String',
} as const satisfies Columns

/** Raw values too heavy for the light row: known content keys and anything over 1,024 characters. */
const span_content = {
  project: 'String',
  received_at: 'DateTime',
  time: 'DateTime64(9)',
  trace_id: 'String',
  span_id: 'String',
  source: 'String',
  key: 'String',
  position: 'UInt32',
  value: 'String',
} as const satisfies Columns

const logs = {
  project: 'String',
  received_at: 'DateTime',
  time: 'DateTime64(9)',
  trace_id: 'String',
  span_id: 'String',
  log_hash: 'UInt64',
  sequence: 'UInt64',
  severity: 'UInt8',
  event_name: 'String',
  service: 'String',
  scope: 'String',
  body: 'String',
  attrs: 'Map(String, String)',
  resource: 'String',
  redactions: 'String',
} as const satisfies Columns

/** One partial row per trace and batch; every aggregate is idempotent, so that what is sent twice counts once. */
const traces = {
  project: 'String',
  received_at: 'DateTime',
  minute: 'DateTime',
  trace_id: 'String',
  start_time: 'DateTime64(9)',
  end_time: 'DateTime64(9)',
  given_name: 'String',
  root_name: 'String',
  any_name: 'String',
  given_status: 'UInt8',
  root_status: 'UInt8',
  span_error: 'UInt8',
  user_id: 'String',
  organization_id: 'String',
  request_id: 'String',
  session_id: 'String',
  request_path: 'String',
  request_method: 'String',
  error_message: 'String',
  error_details: 'String',
  tags: 'String',
  services: 'Array(String)',
  components: 'Array(String)',
  operations: 'Array(String)',
  providers: 'Array(String)',
  models: 'Array(String)',
  redactions: 'String',
} as const satisfies Columns

const interactions = {
  project: 'String',
  received_at: 'DateTime',
  version: 'UInt64',
  deleted: 'UInt8',
  id: 'String',
  trace_id: 'String',
  span_id: 'String',
  parent_span_id: 'String',
  request_id: 'String',
  start_time: 'DateTime64(9)',
  duration_ns: 'UInt64',
  user_id: 'String',
  organization_id: 'String',
  session_id: 'String',
  service: 'String',
  source: 'String',
  operation: 'String',
  provider: 'String',
  model: 'String',
  requested_model: 'String',
  served_model: 'String',
  status: 'UInt8',
  error_type: 'String',
  error_code: 'String',
  error_message: 'String',
  prompt_tokens: 'Nullable(UInt64)',
  response_tokens: 'Nullable(UInt64)',
  total_tokens: 'Nullable(UInt64)',
  cached_tokens: 'Nullable(UInt64)',
  cache_write_tokens: 'Nullable(UInt64)',
  cache_write_1h_tokens: 'Nullable(UInt64)',
  reasoning_tokens: 'Nullable(UInt64)',
  tokens_estimated: 'UInt8',
  ttft_ms: 'Nullable(Float64)',
  tokens_per_second: 'Nullable(Float64)',
  streaming: 'Nullable(UInt8)',
  finish_reason: 'String',
  tool_calls: 'String',
  response_id: 'String',
  service_tier: 'String',
  region: 'String',
  attempt: 'UInt16',
  http_attempts: 'UInt16',
  cost: 'Nullable(Decimal(38, 18))',
  currency: 'String',
  price_version: 'String',
  prompt_preview: 'String',
  response_preview: 'String',
  prompt_length: 'UInt32',
  response_length: 'UInt32',
  prompt_hash: 'UInt64',
  redactions: 'String',
  tags: 'Map(String, String)',
  cost_exact: 'String',
  cache_saved: 'Nullable(Decimal(38, 18))',
  amended_from: 'UInt64',
} as const satisfies Columns

/** Prompts and answers as people read and search them. One row per interaction version. */
const content = {
  project: 'String',
  received_at: 'DateTime',
  version: 'UInt64',
  start_time: 'DateTime64(9)',
  interaction_id: 'String',
  trace_id: 'String',
  prompt: 'String',
  response: 'String',
  input_messages: 'String',
  output_messages: 'String',
} as const satisfies Columns

const metric_points = {
  project: 'String',
  received_at: 'DateTime',
  name: 'String',
  series: 'UInt64',
  time: 'DateTime64(9)',
  point_id: 'UInt64',
  kind: 'UInt8',
  value: 'Float64',
  start_time: 'DateTime64(9)',
  count: 'UInt64',
  least: 'Float64',
  most: 'Float64',
  bounds: 'Array(Float64)',
  counts: 'Array(UInt64)',
  text: 'String',
  redactions: 'String',
} as const satisfies Columns

/** What the points of a series are of. */
const metric_series = {
  project: 'String',
  received_at: 'DateTime',
  name: 'String',
  series: 'UInt64',
  kind: 'UInt8',
  unit: 'String',
  description: 'String',
  tags: 'Map(String, String)',
  resource: 'String',
  redactions: 'String',
} as const satisfies Columns

const metric_exemplars = {
  project: 'String',
  received_at: 'DateTime',
  name: 'String',
  series: 'UInt64',
  time: 'DateTime64(9)',
  value: 'Float64',
  trace_id: 'String',
  span_id: 'String',
  request_id: 'String',
  user_id: 'String',
  attrs: 'Map(String, String)',
  redactions: 'String',
} as const satisfies Columns

/** The record of what was decided, as a chain: written once, never replaced. What hash covers is in flows/ingest/decision-rows.ts. */
const decision_log = {
  project: 'String',
  received_at: 'DateTime',
  start_time: 'DateTime64(9)',
  trace_id: 'String',
  request_id: 'String',
  provider: 'String',
  model: 'String',
  outcome: 'UInt8',
  source: 'String',
  types: 'Array(String)',
  head: 'String',
  inputs: 'Array(String)',
  outputs: 'Array(String)',
  digest: 'FixedString(32)',
  sequence: 'UInt64',
  previous_hash: 'FixedString(32)',
  hash: 'FixedString(32)',
} as const satisfies Columns

/** What people filter, count and list by: an index of the log, the newest version of each request. */
const decision_traces = {
  project: 'String',
  received_at: 'DateTime',
  version: 'UInt64',
  start_time: 'DateTime64(9)',
  trace_id: 'String',
  request_id: 'String',
  user_id: 'String',
  organization_id: 'String',
  request_path: 'String',
  provider: 'String',
  model: 'String',
  outcome: 'UInt8',
  source: 'String',
  evaluation_ms: 'Float64',
  attempts: 'UInt16',
  fallback: 'UInt8',
  cache_hit: 'Nullable(UInt8)',
  cost_usd: 'Nullable(Float64)',
  decision_ids: 'Array(String)',
  types: 'Array(String)',
  components: 'Array(String)',
  reasons: 'Array(String)',
  evaluation_times: 'Array(Float64)',
  policy_ids: 'Array(String)',
  policy_versions: 'Array(String)',
  matched_ids: 'Array(String)',
  matched_names: 'Array(String)',
  other_ids: 'Array(String)',
  other_names: 'Array(String)',
  other_outcomes: 'Array(String)',
  candidates: 'Array(String)',
  rejections: 'Array(String)',
  scores: 'Array(Float64)',
  attempted: 'Array(String)',
  error_classes: 'Array(String)',
  similarities: 'Array(Float64)',
  thresholds: 'Array(Float64)',
  savings: 'Array(Float64)',
  spents: 'Array(Float64)',
  limits: 'Array(Float64)',
  tags: 'Map(String, String)',
  sequence: 'UInt64',
} as const satisfies Columns

export const TABLES = {
  spans,
  span_content,
  logs,
  traces,
  interactions,
  content,
  metric_points,
  metric_series,
  metric_exemplars,
  decision_log,
  decision_traces,
} as const

export type TableName = keyof typeof TABLES
export type ColumnName<Table extends TableName> = keyof (typeof TABLES)[Table] & string
