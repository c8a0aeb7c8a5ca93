-- What the first start on a cluster named relayscope runs. Derived; kept up to date by a test (vitest -u writes it anew).

CREATE TABLE IF NOT EXISTS schema_migrations ON CLUSTER 'relayscope' (
  version UInt32,
  name String,
  checksum String,
  applied_at DateTime('UTC')
) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{database}/schema_migrations', '{shard}-{replica}') ORDER BY (version, checksum);

CREATE TABLE IF NOT EXISTS spans_local ON CLUSTER 'relayscope' (
  project LowCardinality(String),
  received_at DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
  start_time DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
  duration_ns UInt64 CODEC(ZSTD(1)),
  trace_id String CODEC(ZSTD(1)),
  span_id String CODEC(ZSTD(1)),
  parent_span_id String CODEC(ZSTD(1)),
  name LowCardinality(String),
  kind UInt8 CODEC(ZSTD(1)),
  status UInt8 CODEC(ZSTD(1)),
  status_message String CODEC(ZSTD(1)),
  error_type LowCardinality(String),
  service LowCardinality(String),
  scope LowCardinality(String),
  component LowCardinality(String),
  operation LowCardinality(String),
  provider LowCardinality(String),
  model LowCardinality(String),
  user_id String CODEC(ZSTD(1)),
  organization_id LowCardinality(String),
  request_id String CODEC(ZSTD(1)),
  session_id String CODEC(ZSTD(1)),
  request_path LowCardinality(String),
  request_method LowCardinality(String),
  http_status UInt16 CODEC(ZSTD(1)),
  attrs Map(LowCardinality(String), String) CODEC(ZSTD(1)) SETTINGS (max_compress_block_size = 1048576),
  resource LowCardinality(String),
  events String CODEC(ZSTD(1)),
  links String CODEC(ZSTD(1)),
  INDEX by_trace trace_id TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX by_user user_id TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX by_request request_id TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX by_session session_id TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX by_value mapValues(attrs) TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}')
PARTITION BY toMonday(received_at)
ORDER BY (project, toStartOfMinute(start_time), xxHash32(trace_id), start_time, span_id)
TTL received_at + INTERVAL 30 DAY
SETTINGS ttl_only_drop_parts = 1, default_compression_codec = 'ZSTD(1)',
  min_parts_to_merge_at_once = 32, merge_selector_base = 32, auto_statistics_types = '', ratio_of_defaults_for_sparse_serialization = 1,
  min_bytes_for_wide_part = 300000000, packed_skip_index_max_bytes = 1000000, max_compress_block_size = 65536, index_granularity_bytes = 1048576;

CREATE TABLE IF NOT EXISTS spans ON CLUSTER 'relayscope' AS spans_local ENGINE = Distributed('relayscope', currentDatabase(), 'spans_local', cityHash64(trace_id));

CREATE TABLE IF NOT EXISTS span_content_local ON CLUSTER 'relayscope' (
  project LowCardinality(String),
  received_at DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
  time DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
  trace_id String CODEC(ZSTD(1)),
  span_id String CODEC(ZSTD(1)),
  source LowCardinality(String),
  key LowCardinality(String),
  position UInt32 CODEC(ZSTD(1)),
  value String CODEC(ZSTD(1)),
  INDEX by_trace trace_id TYPE bloom_filter(0.001) GRANULARITY 1
) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}')
PARTITION BY toMonday(received_at)
ORDER BY (project, toStartOfMinute(time), xxHash32(trace_id), span_id, source, key, position)
TTL received_at + INTERVAL 14 DAY
SETTINGS ttl_only_drop_parts = 1, default_compression_codec = 'ZSTD(1)',
  min_parts_to_merge_at_once = 32, merge_selector_base = 32, auto_statistics_types = '', ratio_of_defaults_for_sparse_serialization = 1,
  min_bytes_for_wide_part = 300000000, packed_skip_index_max_bytes = 1000000, max_compress_block_size = 65536, index_granularity_bytes = 262144;

CREATE TABLE IF NOT EXISTS span_content ON CLUSTER 'relayscope' AS span_content_local ENGINE = Distributed('relayscope', currentDatabase(), 'span_content_local', cityHash64(trace_id));

CREATE TABLE IF NOT EXISTS logs_local ON CLUSTER 'relayscope' (
  project LowCardinality(String),
  received_at DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
  time DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
  trace_id String CODEC(ZSTD(1)),
  span_id String CODEC(ZSTD(1)),
  log_hash UInt64 CODEC(ZSTD(1)),
  sequence UInt64 CODEC(Delta(8), ZSTD(1)),
  severity UInt8 CODEC(ZSTD(1)),
  event_name LowCardinality(String),
  service LowCardinality(String),
  scope LowCardinality(String),
  body String CODEC(ZSTD(1)),
  attrs Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  resource LowCardinality(String),
  INDEX by_trace trace_id TYPE bloom_filter(0.001) GRANULARITY 1
) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}')
PARTITION BY toMonday(received_at)
ORDER BY (project, toStartOfMinute(time), xxHash32(trace_id), time, span_id, log_hash)
TTL received_at + INTERVAL 30 DAY
SETTINGS ttl_only_drop_parts = 1, default_compression_codec = 'ZSTD(1)',
  min_parts_to_merge_at_once = 32, merge_selector_base = 32, auto_statistics_types = '', ratio_of_defaults_for_sparse_serialization = 1,
  min_bytes_for_wide_part = 300000000, packed_skip_index_max_bytes = 1000000, max_compress_block_size = 65536;

CREATE TABLE IF NOT EXISTS logs ON CLUSTER 'relayscope' AS logs_local ENGINE = Distributed('relayscope', currentDatabase(), 'logs_local', cityHash64(trace_id, if(trace_id = '', log_hash, 0)));

CREATE TABLE IF NOT EXISTS traces_local ON CLUSTER 'relayscope' (
  project LowCardinality(String),
  received_at SimpleAggregateFunction(max, DateTime('UTC')) CODEC(Delta(4), ZSTD(1)),
  week Date MATERIALIZED toMonday(received_at),
  minute DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
  trace_id String CODEC(ZSTD(1)),
  start_time SimpleAggregateFunction(min, DateTime64(9, 'UTC')) CODEC(Delta(8), ZSTD(1)),
  end_time SimpleAggregateFunction(max, DateTime64(9, 'UTC')) CODEC(Delta(8), ZSTD(1)),
  given_name SimpleAggregateFunction(max, String),
  root_name SimpleAggregateFunction(max, String),
  any_name SimpleAggregateFunction(max, String),
  given_status SimpleAggregateFunction(max, UInt8),
  root_status SimpleAggregateFunction(max, UInt8),
  span_error SimpleAggregateFunction(max, UInt8),
  user_id SimpleAggregateFunction(max, String),
  organization_id SimpleAggregateFunction(max, String),
  request_id SimpleAggregateFunction(max, String),
  session_id SimpleAggregateFunction(max, String),
  request_path SimpleAggregateFunction(max, String),
  request_method SimpleAggregateFunction(max, String),
  error_message SimpleAggregateFunction(max, String),
  error_details SimpleAggregateFunction(max, String),
  tags SimpleAggregateFunction(max, String),
  services SimpleAggregateFunction(groupUniqArrayArray, Array(String)),
  components SimpleAggregateFunction(groupUniqArrayArray, Array(String)),
  operations SimpleAggregateFunction(groupUniqArrayArray, Array(String)),
  providers SimpleAggregateFunction(groupUniqArrayArray, Array(String)),
  models SimpleAggregateFunction(groupUniqArrayArray, Array(String)),
  INDEX by_trace trace_id TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX by_request request_id TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX by_user user_id TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = ReplicatedAggregatingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}')
PARTITION BY week
ORDER BY (project, minute, trace_id)
TTL received_at + INTERVAL 30 DAY
SETTINGS ttl_only_drop_parts = 1, default_compression_codec = 'ZSTD(1)',
  min_parts_to_merge_at_once = 32, merge_selector_base = 32, auto_statistics_types = '', ratio_of_defaults_for_sparse_serialization = 1,
  min_bytes_for_wide_part = 300000000, packed_skip_index_max_bytes = 1000000, max_compress_block_size = 65536, index_granularity_bytes = 524288;

CREATE TABLE IF NOT EXISTS traces ON CLUSTER 'relayscope' AS traces_local ENGINE = Distributed('relayscope', currentDatabase(), 'traces_local', cityHash64(trace_id));

CREATE TABLE IF NOT EXISTS interactions_local ON CLUSTER 'relayscope' (
  project LowCardinality(String),
  received_at DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
  version UInt64 CODEC(ZSTD(1)),
  deleted UInt8 CODEC(ZSTD(1)),
  id String CODEC(ZSTD(1)),
  trace_id String CODEC(ZSTD(1)),
  span_id String CODEC(ZSTD(1)),
  parent_span_id String CODEC(ZSTD(1)),
  request_id String CODEC(ZSTD(1)),
  start_time DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
  duration_ns UInt64 CODEC(ZSTD(1)),
  user_id String CODEC(ZSTD(1)),
  organization_id LowCardinality(String),
  session_id String CODEC(ZSTD(1)),
  service LowCardinality(String),
  source LowCardinality(String),
  operation LowCardinality(String),
  provider LowCardinality(String),
  model LowCardinality(String),
  requested_model LowCardinality(String),
  served_model LowCardinality(String),
  status UInt8 CODEC(ZSTD(1)),
  error_type LowCardinality(String),
  error_code LowCardinality(String),
  error_message String CODEC(ZSTD(1)),
  prompt_tokens Nullable(UInt64) CODEC(ZSTD(1)),
  response_tokens Nullable(UInt64) CODEC(ZSTD(1)),
  total_tokens Nullable(UInt64) CODEC(ZSTD(1)),
  cached_tokens Nullable(UInt64) CODEC(ZSTD(1)),
  cache_write_tokens Nullable(UInt64) CODEC(ZSTD(1)),
  cache_write_1h_tokens Nullable(UInt64) CODEC(ZSTD(1)),
  reasoning_tokens Nullable(UInt64) CODEC(ZSTD(1)),
  tokens_estimated UInt8 CODEC(ZSTD(1)),
  ttft_ms Nullable(Float64) CODEC(ZSTD(1)),
  tokens_per_second Nullable(Float64) CODEC(ZSTD(1)),
  streaming Nullable(UInt8) CODEC(ZSTD(1)),
  finish_reason LowCardinality(String),
  tool_calls String CODEC(ZSTD(1)),
  response_id String CODEC(ZSTD(1)),
  service_tier LowCardinality(String),
  region LowCardinality(String),
  attempt UInt16 CODEC(ZSTD(1)),
  http_attempts UInt16 CODEC(ZSTD(1)),
  cost Nullable(Decimal(38, 18)) CODEC(ZSTD(1)),
  currency LowCardinality(String),
  price_version LowCardinality(String),
  prompt_preview String CODEC(ZSTD(1)),
  response_preview String CODEC(ZSTD(1)),
  prompt_length UInt32 CODEC(ZSTD(1)),
  response_length UInt32 CODEC(ZSTD(1)),
  prompt_hash UInt64 CODEC(ZSTD(1)),
  redactions String CODEC(ZSTD(1)),
  tags Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  INDEX by_id id TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX by_trace trace_id TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX by_request request_id TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX by_response response_id TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX by_user user_id TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX by_session session_id TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}', version)
PARTITION BY toMonday(received_at)
ORDER BY (project, toStartOfMinute(start_time), id)
TTL received_at + INTERVAL 400 DAY
SETTINGS ttl_only_drop_parts = 1, default_compression_codec = 'ZSTD(1)',
  min_parts_to_merge_at_once = 10, merge_selector_base = 10, auto_statistics_types = '', ratio_of_defaults_for_sparse_serialization = 1,
  min_bytes_for_wide_part = 300000000, packed_skip_index_max_bytes = 1000000, max_compress_block_size = 65536, index_granularity_bytes = 524288;

CREATE TABLE IF NOT EXISTS interactions ON CLUSTER 'relayscope' AS interactions_local ENGINE = Distributed('relayscope', currentDatabase(), 'interactions_local', cityHash64(trace_id));

CREATE TABLE IF NOT EXISTS content_local ON CLUSTER 'relayscope' (
  project LowCardinality(String),
  received_at DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
  version UInt64 CODEC(ZSTD(1)),
  start_time DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
  interaction_id String CODEC(ZSTD(1)),
  trace_id String CODEC(ZSTD(1)),
  prompt String CODEC(ZSTD(1)),
  response String CODEC(ZSTD(1)),
  input_messages String CODEC(ZSTD(1)),
  output_messages String CODEC(ZSTD(1)),
  INDEX by_id interaction_id TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX by_trace trace_id TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX by_prompt_word prompt TYPE text(tokenizer = 'splitByNonAlpha', preprocessor = lower(prompt)),
  INDEX by_response_word response TYPE text(tokenizer = 'splitByNonAlpha', preprocessor = lower(response))
) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}', version)
PARTITION BY toMonday(received_at)
ORDER BY (project, toStartOfMinute(start_time), interaction_id)
TTL received_at + INTERVAL 14 DAY
SETTINGS ttl_only_drop_parts = 1, default_compression_codec = 'ZSTD(1)',
  min_parts_to_merge_at_once = 10, merge_selector_base = 10, auto_statistics_types = '', ratio_of_defaults_for_sparse_serialization = 1,
  min_bytes_for_wide_part = 300000000, packed_skip_index_max_bytes = 1000000, max_compress_block_size = 65536, index_granularity_bytes = 262144;

CREATE TABLE IF NOT EXISTS content ON CLUSTER 'relayscope' AS content_local ENGINE = Distributed('relayscope', currentDatabase(), 'content_local', cityHash64(trace_id));

CREATE TABLE IF NOT EXISTS metric_points_local ON CLUSTER 'relayscope' (
  project LowCardinality(String),
  received_at DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
  name LowCardinality(String),
  series UInt64 CODEC(ZSTD(1)),
  time DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
  point_id UInt64 CODEC(ZSTD(1)),
  kind UInt8 CODEC(ZSTD(1)),
  value Float64 CODEC(ZSTD(1)),
  start_time DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
  count UInt64 CODEC(ZSTD(1)),
  least Float64 CODEC(ZSTD(1)),
  most Float64 CODEC(ZSTD(1)),
  bounds Array(Float64) CODEC(ZSTD(1)),
  counts Array(UInt64) CODEC(ZSTD(1)),
  text String CODEC(ZSTD(1)),
  INDEX by_arrival received_at TYPE minmax GRANULARITY 1
) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}')
PARTITION BY toMonday(received_at)
ORDER BY (project, toStartOfHour(time), name, series, time, point_id)
TTL received_at + INTERVAL 30 DAY
SETTINGS ttl_only_drop_parts = 1, default_compression_codec = 'ZSTD(1)', min_parts_to_merge_at_once = 20, merge_selector_base = 20, auto_statistics_types = '', packed_skip_index_max_bytes = 1000000;

CREATE TABLE IF NOT EXISTS metric_points ON CLUSTER 'relayscope' AS metric_points_local ENGINE = Distributed('relayscope', currentDatabase(), 'metric_points_local', series);

CREATE TABLE IF NOT EXISTS metric_series_local ON CLUSTER 'relayscope' (
  project LowCardinality(String),
  received_at DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
  name LowCardinality(String),
  series UInt64 CODEC(ZSTD(1)),
  kind UInt8 CODEC(ZSTD(1)),
  unit LowCardinality(String),
  description LowCardinality(String),
  tags Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  resource LowCardinality(String)
) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}', received_at)
PARTITION BY toYYYYMM(received_at)
ORDER BY (project, name, series)
TTL received_at + INTERVAL 800 DAY
SETTINGS ttl_only_drop_parts = 1, default_compression_codec = 'ZSTD(1)';

CREATE TABLE IF NOT EXISTS metric_series ON CLUSTER 'relayscope' AS metric_series_local ENGINE = Distributed('relayscope', currentDatabase(), 'metric_series_local', series);

CREATE TABLE IF NOT EXISTS metric_exemplars_local ON CLUSTER 'relayscope' (
  project LowCardinality(String),
  received_at DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
  name LowCardinality(String),
  series UInt64 CODEC(ZSTD(1)),
  time DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
  value Float64 CODEC(ZSTD(1)),
  trace_id String CODEC(ZSTD(1)),
  span_id String CODEC(ZSTD(1)),
  request_id String CODEC(ZSTD(1)),
  user_id String CODEC(ZSTD(1)),
  attrs Map(LowCardinality(String), String) CODEC(ZSTD(1))
) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}')
PARTITION BY toMonday(received_at)
ORDER BY (project, name, toStartOfHour(time), series, time, trace_id, span_id, request_id)
TTL received_at + INTERVAL 30 DAY
SETTINGS ttl_only_drop_parts = 1, default_compression_codec = 'ZSTD(1)';

CREATE TABLE IF NOT EXISTS metric_exemplars ON CLUSTER 'relayscope' AS metric_exemplars_local ENGINE = Distributed('relayscope', currentDatabase(), 'metric_exemplars_local', series);

CREATE TABLE IF NOT EXISTS metric_rollups_local ON CLUSTER 'relayscope' (
  project LowCardinality(String),
  resolution UInt32 CODEC(ZSTD(1)),
  bucket Date CODEC(ZSTD(1)),
  name LowCardinality(String),
  series UInt64 CODEC(ZSTD(1)),
  window DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
  version UInt64 CODEC(ZSTD(1)),
  kind UInt8 CODEC(ZSTD(1)),
  n UInt64 CODEC(ZSTD(1)),
  total Float64 CODEC(ZSTD(1)),
  least Float64 CODEC(ZSTD(1)),
  most Float64 CODEC(ZSTD(1)),
  digest AggregateFunction(quantileTDigestWeightedArray, Array(Float64), Array(UInt64)) CODEC(ZSTD(1))
) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}', version)
PARTITION BY (resolution, toYYYYMM(window))
ORDER BY (project, resolution, bucket, name, series, window)
TTL window + INTERVAL 90 DAY DELETE WHERE resolution = 60, window + INTERVAL 800 DAY
SETTINGS default_compression_codec = 'ZSTD(1)';

CREATE TABLE IF NOT EXISTS metric_rollups ON CLUSTER 'relayscope' AS metric_rollups_local ENGINE = Distributed('relayscope', currentDatabase(), 'metric_rollups_local', series);

ALTER TABLE traces_local ON CLUSTER 'relayscope' ADD INDEX IF NOT EXISTS by_arrival received_at TYPE minmax GRANULARITY 1;

ALTER TABLE interactions_local ON CLUSTER 'relayscope' ADD INDEX IF NOT EXISTS by_arrival received_at TYPE minmax GRANULARITY 1;

CREATE TABLE IF NOT EXISTS decision_log_local ON CLUSTER 'relayscope' (
  project LowCardinality(String),
  received_at DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
  start_time DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
  trace_id String CODEC(ZSTD(1)),
  request_id String CODEC(ZSTD(1)),
  provider LowCardinality(String),
  model LowCardinality(String),
  outcome UInt8 CODEC(ZSTD(1)),
  source LowCardinality(String),
  types Array(LowCardinality(String)),
  head String CODEC(ZSTD(1)),
  inputs Array(String) CODEC(ZSTD(1)),
  outputs Array(String) CODEC(ZSTD(1)),
  digest FixedString(32) CODEC(NONE),
  sequence UInt64 CODEC(Delta(8), ZSTD(1)),
  previous_hash FixedString(32) CODEC(NONE),
  hash FixedString(32) CODEC(NONE),
  INDEX by_time start_time TYPE minmax GRANULARITY 1
) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}')
PARTITION BY toMonday(received_at)
ORDER BY (project, toDate(received_at), sequence)
TTL received_at + INTERVAL 90 DAY
SETTINGS ttl_only_drop_parts = 1, default_compression_codec = 'ZSTD(1)',
  min_parts_to_merge_at_once = 10, merge_selector_base = 10, auto_statistics_types = '', ratio_of_defaults_for_sparse_serialization = 1,
  min_bytes_for_wide_part = 300000000, packed_skip_index_max_bytes = 1000000, max_compress_block_size = 65536;

CREATE TABLE IF NOT EXISTS decision_log ON CLUSTER 'relayscope' AS decision_log_local ENGINE = Distributed('relayscope', currentDatabase(), 'decision_log_local', cityHash64(trace_id));

CREATE TABLE IF NOT EXISTS decision_traces_local ON CLUSTER 'relayscope' (
  project LowCardinality(String),
  received_at DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
  version UInt64 CODEC(ZSTD(1)),
  start_time DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
  trace_id String CODEC(ZSTD(1)),
  request_id String CODEC(ZSTD(1)),
  user_id String CODEC(ZSTD(1)),
  organization_id LowCardinality(String),
  request_path LowCardinality(String),
  provider LowCardinality(String),
  model LowCardinality(String),
  outcome UInt8 CODEC(ZSTD(1)),
  source LowCardinality(String),
  evaluation_ms Float64 CODEC(ZSTD(1)),
  attempts UInt16 CODEC(ZSTD(1)),
  fallback UInt8 CODEC(ZSTD(1)),
  cache_hit Nullable(UInt8) CODEC(ZSTD(1)),
  cost_usd Nullable(Float64) CODEC(ZSTD(1)),
  decision_ids Array(String) CODEC(ZSTD(1)),
  types Array(LowCardinality(String)),
  components Array(LowCardinality(String)),
  reasons Array(String) CODEC(ZSTD(1)),
  evaluation_times Array(Float64) CODEC(ZSTD(1)),
  policy_ids Array(LowCardinality(String)),
  policy_versions Array(LowCardinality(String)),
  matched_ids Array(LowCardinality(String)),
  matched_names Array(LowCardinality(String)),
  other_ids Array(LowCardinality(String)),
  other_names Array(LowCardinality(String)),
  other_outcomes Array(LowCardinality(String)),
  candidates Array(LowCardinality(String)),
  rejections Array(LowCardinality(String)),
  scores Array(Float64) CODEC(ZSTD(1)),
  attempted Array(LowCardinality(String)),
  error_classes Array(LowCardinality(String)),
  similarities Array(Float64) CODEC(ZSTD(1)),
  thresholds Array(Float64) CODEC(ZSTD(1)),
  savings Array(Float64) CODEC(ZSTD(1)),
  spents Array(Float64) CODEC(ZSTD(1)),
  limits Array(Float64) CODEC(ZSTD(1)),
  tags Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  sequence UInt64 CODEC(ZSTD(1)),
  INDEX by_trace trace_id TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX by_request request_id TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX by_user user_id TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX by_arrival received_at TYPE minmax GRANULARITY 1
) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}', version)
PARTITION BY toMonday(received_at)
ORDER BY (project, toStartOfMinute(start_time), xxHash32(trace_id), trace_id, request_id)
TTL received_at + INTERVAL 90 DAY
SETTINGS ttl_only_drop_parts = 1, default_compression_codec = 'ZSTD(1)',
  min_parts_to_merge_at_once = 10, merge_selector_base = 10, auto_statistics_types = '', ratio_of_defaults_for_sparse_serialization = 1,
  min_bytes_for_wide_part = 300000000, packed_skip_index_max_bytes = 1000000, max_compress_block_size = 65536;

CREATE TABLE IF NOT EXISTS decision_traces ON CLUSTER 'relayscope' AS decision_traces_local ENGINE = Distributed('relayscope', currentDatabase(), 'decision_traces_local', cityHash64(trace_id));

ALTER TABLE spans_local ON CLUSTER 'relayscope' ADD COLUMN IF NOT EXISTS redactions LowCardinality(String);

ALTER TABLE spans ON CLUSTER 'relayscope' ADD COLUMN IF NOT EXISTS redactions LowCardinality(String);

ALTER TABLE logs_local ON CLUSTER 'relayscope' ADD COLUMN IF NOT EXISTS redactions LowCardinality(String);

ALTER TABLE logs ON CLUSTER 'relayscope' ADD COLUMN IF NOT EXISTS redactions LowCardinality(String);

ALTER TABLE interactions_local ON CLUSTER 'relayscope' ADD COLUMN IF NOT EXISTS cost_exact String CODEC(ZSTD(1));

ALTER TABLE interactions ON CLUSTER 'relayscope' ADD COLUMN IF NOT EXISTS cost_exact String;

ALTER TABLE interactions_local ON CLUSTER 'relayscope' ADD COLUMN IF NOT EXISTS cache_saved Nullable(Decimal(38, 18)) CODEC(ZSTD(1));

ALTER TABLE interactions ON CLUSTER 'relayscope' ADD COLUMN IF NOT EXISTS cache_saved Nullable(Decimal(38, 18));

ALTER TABLE interactions_local ON CLUSTER 'relayscope' ADD COLUMN IF NOT EXISTS amended_from UInt64 CODEC(ZSTD(1));

ALTER TABLE interactions ON CLUSTER 'relayscope' ADD COLUMN IF NOT EXISTS amended_from UInt64;

CREATE TABLE IF NOT EXISTS interaction_rollups_local ON CLUSTER 'relayscope' (
  project LowCardinality(String),
  cube LowCardinality(String),
  resolution UInt32 CODEC(ZSTD(1)),
  window DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
  version UInt64 CODEC(ZSTD(1)),
  provider LowCardinality(String),
  model LowCardinality(String),
  status UInt8 CODEC(ZSTD(1)),
  operation LowCardinality(String),
  service LowCardinality(String),
  organization_id LowCardinality(String),
  region LowCardinality(String),
  service_tier LowCardinality(String),
  finish_reason LowCardinality(String),
  error_type LowCardinality(String),
  source LowCardinality(String),
  currency LowCardinality(String),
  user_id String CODEC(ZSTD(1)),
  last_ns Int64 CODEC(ZSTD(1)),
  calls UInt64 CODEC(ZSTD(1)),
  operations UInt64 CODEC(ZSTD(1)),
  http_calls UInt64 CODEC(ZSTD(1)),
  errors UInt64 CODEC(ZSTD(1)),
  timeouts UInt64 CODEC(ZSTD(1)),
  prompt_sum UInt64 CODEC(ZSTD(1)),
  response_sum UInt64 CODEC(ZSTD(1)),
  total_sum UInt64 CODEC(ZSTD(1)),
  cached_sum UInt64 CODEC(ZSTD(1)),
  cache_write_sum UInt64 CODEC(ZSTD(1)),
  reasoning_sum UInt64 CODEC(ZSTD(1)),
  without_tokens UInt64 CODEC(ZSTD(1)),
  estimated UInt64 CODEC(ZSTD(1)),
  without_cost UInt64 CODEC(ZSTD(1)),
  counted_cost Decimal(38, 18) CODEC(ZSTD(1)),
  counted_tokens UInt64 CODEC(ZSTD(1)),
  latency_ln Float64 CODEC(ZSTD(1)),
  latency_ln2 Float64 CODEC(ZSTD(1)),
  first_n UInt64 CODEC(ZSTD(1)),
  first_ln Float64 CODEC(ZSTD(1)),
  first_ln2 Float64 CODEC(ZSTD(1)),
  cost_x Float64 CODEC(ZSTD(1)),
  cost_x2 Float64 CODEC(ZSTD(1)),
  cost_by_currency Map(String, Decimal(38, 18)) CODEC(ZSTD(1)),
  priced_by_currency Map(String, UInt64) CODEC(ZSTD(1)),
  saved_by_currency Map(String, Decimal(38, 18)) CODEC(ZSTD(1)),
  error_classes Map(String, UInt64) CODEC(ZSTD(1)),
  latency AggregateFunction(quantilesTDigest(0.5, 0.95, 0.99), Float64) CODEC(ZSTD(1)),
  first_token AggregateFunction(quantilesTDigest(0.5, 0.95, 0.99), Float64) CODEC(ZSTD(1)),
  speed AggregateFunction(quantilesTDigest(0.5, 0.05), Float64) CODEC(ZSTD(1))
) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}', version)
PARTITION BY (resolution, toYYYYMM(window))
ORDER BY (project, cube, resolution, window, provider, model, status, operation, service, organization_id, region, service_tier, finish_reason, error_type, source, currency, user_id)
TTL window + INTERVAL 400 DAY
SETTINGS default_compression_codec = 'ZSTD(1)';

CREATE TABLE IF NOT EXISTS interaction_rollups ON CLUSTER 'relayscope' AS interaction_rollups_local ENGINE = Distributed('relayscope', currentDatabase(), 'interaction_rollups_local', cityHash64(cube, provider, model));

ALTER TABLE spans_local ON CLUSTER 'relayscope' ADD INDEX IF NOT EXISTS by_arrival received_at TYPE minmax GRANULARITY 1;

ALTER TABLE traces_local ON CLUSTER 'relayscope' ADD COLUMN IF NOT EXISTS redactions SimpleAggregateFunction(max, String);

ALTER TABLE traces ON CLUSTER 'relayscope' ADD COLUMN IF NOT EXISTS redactions SimpleAggregateFunction(max, String);

ALTER TABLE metric_points_local ON CLUSTER 'relayscope' ADD COLUMN IF NOT EXISTS redactions LowCardinality(String);

ALTER TABLE metric_points ON CLUSTER 'relayscope' ADD COLUMN IF NOT EXISTS redactions LowCardinality(String);

ALTER TABLE metric_series_local ON CLUSTER 'relayscope' ADD COLUMN IF NOT EXISTS redactions LowCardinality(String);

ALTER TABLE metric_series ON CLUSTER 'relayscope' ADD COLUMN IF NOT EXISTS redactions LowCardinality(String);

ALTER TABLE metric_exemplars_local ON CLUSTER 'relayscope' ADD COLUMN IF NOT EXISTS redactions LowCardinality(String);

ALTER TABLE metric_exemplars ON CLUSTER 'relayscope' ADD COLUMN IF NOT EXISTS redactions LowCardinality(String);

DROP TABLE IF EXISTS interaction_rollups ON CLUSTER 'relayscope';

DROP TABLE IF EXISTS interaction_rollups_local ON CLUSTER 'relayscope';

CREATE TABLE IF NOT EXISTS interaction_rollups_local ON CLUSTER 'relayscope' (
  project LowCardinality(String),
  cube LowCardinality(String),
  resolution UInt32 CODEC(ZSTD(1)),
  window DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
  version UInt64 CODEC(ZSTD(1)),
  provider LowCardinality(String),
  model LowCardinality(String),
  status UInt8 CODEC(ZSTD(1)),
  operation LowCardinality(String),
  service LowCardinality(String),
  organization_id LowCardinality(String),
  region LowCardinality(String),
  service_tier LowCardinality(String),
  finish_reason LowCardinality(String),
  error_type LowCardinality(String),
  source LowCardinality(String),
  currency LowCardinality(String),
  user_id String CODEC(ZSTD(1)),
  last_ns Int64 CODEC(ZSTD(1)),
  calls UInt64 CODEC(ZSTD(1)),
  operations UInt64 CODEC(ZSTD(1)),
  http_calls UInt64 CODEC(ZSTD(1)),
  errors UInt64 CODEC(ZSTD(1)),
  timeouts UInt64 CODEC(ZSTD(1)),
  prompt_sum UInt64 CODEC(ZSTD(1)),
  response_sum UInt64 CODEC(ZSTD(1)),
  total_sum UInt64 CODEC(ZSTD(1)),
  cached_sum UInt64 CODEC(ZSTD(1)),
  cache_write_sum UInt64 CODEC(ZSTD(1)),
  reasoning_sum UInt64 CODEC(ZSTD(1)),
  without_tokens UInt64 CODEC(ZSTD(1)),
  estimated UInt64 CODEC(ZSTD(1)),
  without_cost UInt64 CODEC(ZSTD(1)),
  counted_cost Decimal(38, 18) CODEC(ZSTD(1)),
  counted_tokens UInt64 CODEC(ZSTD(1)),
  latency_ln Float64 CODEC(ZSTD(1)),
  latency_ln2 Float64 CODEC(ZSTD(1)),
  first_n UInt64 CODEC(ZSTD(1)),
  first_ln Float64 CODEC(ZSTD(1)),
  first_ln2 Float64 CODEC(ZSTD(1)),
  cost_x Float64 CODEC(ZSTD(1)),
  cost_x2 Float64 CODEC(ZSTD(1)),
  cost_by_currency Map(String, Decimal(38, 18)) CODEC(ZSTD(1)),
  priced_by_currency Map(String, UInt64) CODEC(ZSTD(1)),
  saved_by_currency Map(String, Decimal(38, 18)) CODEC(ZSTD(1)),
  error_classes Map(String, UInt64) CODEC(ZSTD(1)),
  latency AggregateFunction(quantilesTDigest(0.5, 0.95, 0.99), Float64) CODEC(ZSTD(1)),
  first_token AggregateFunction(quantilesTDigest(0.5, 0.95, 0.99), Float64) CODEC(ZSTD(1)),
  speed AggregateFunction(quantilesTDigest(0.5, 0.05), Float64) CODEC(ZSTD(1))
) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}', version)
PARTITION BY (resolution, toYYYYMM(window))
ORDER BY (project, cube, resolution, window, provider, model, status, operation, service, organization_id, region, service_tier, finish_reason, error_type, source, currency, user_id)
TTL window + INTERVAL 400 DAY
SETTINGS default_compression_codec = 'ZSTD(1)', index_granularity = 256;

CREATE TABLE IF NOT EXISTS interaction_rollups ON CLUSTER 'relayscope' AS interaction_rollups_local ENGINE = Distributed('relayscope', currentDatabase(), 'interaction_rollups_local', cityHash64(cube, provider, model));

INSERT INTO metric_rollups (project, resolution, bucket, name, series, window, version, kind, n, total, least, most, digest)
SELECT project, 21600, bucket, name, series, toDateTime(intDiv(toUnixTimestamp(hours.window), 21600) * 21600, 'UTC') AS start,
  max(hours.version), any(hours.kind), sum(hours.n), sum(hours.total),
  minIf(hours.least, hours.n > 0 AND isFinite(hours.least)), maxIf(hours.most, hours.n > 0 AND isFinite(hours.most)),
  quantileTDigestWeightedArrayMergeState(hours.digest)
FROM (SELECT * FROM metric_rollups FINAL WHERE resolution = 3600) AS hours
GROUP BY project, bucket, name, series, start
SETTINGS max_bytes_before_external_group_by = 268435456;
