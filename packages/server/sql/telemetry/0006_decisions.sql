-- What was decided, as a chain: a row is written once and never replaced. The key is the order of the chain, so that proving it
-- is reading it, and the record a row of decision_traces points to is found by day and place.
CREATE TABLE IF NOT EXISTS decision_log (
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
  -- JSON: the decision trace without the inputs and outputs of its decisions, which stand in the same order beside it.
  head String CODEC(ZSTD(1)),
  inputs Array(String) CODEC(ZSTD(1)),
  outputs Array(String) CODEC(ZSTD(1)),
  -- SHA-256 of head, inputs and outputs, each on a line.
  digest FixedString(32) CODEC(NONE),
  sequence UInt64 CODEC(Delta(8), ZSTD(1)),
  previous_hash FixedString(32) CODEC(NONE),
  -- SHA-256 of previous_hash and digest.
  hash FixedString(32) CODEC(NONE),
  INDEX by_time start_time TYPE minmax GRANULARITY 1
) ENGINE = MergeTree
PARTITION BY toMonday(received_at)
ORDER BY (project, toDate(received_at), sequence)
TTL received_at + INTERVAL 90 DAY
SETTINGS ttl_only_drop_parts = 1, default_compression_codec = 'ZSTD(1)',
  min_parts_to_merge_at_once = 10, merge_selector_base = 10, auto_statistics_types = '', ratio_of_defaults_for_sparse_serialization = 1,
  min_bytes_for_wide_part = 300000000, packed_skip_index_max_bytes = 1000000, max_compress_block_size = 65536;

-- What decision traces are listed, searched and counted by. A later version of a request's decisions takes the place of the
-- earlier one here; the log keeps both.
CREATE TABLE IF NOT EXISTS decision_traces (
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
  -- One per decision, in their order.
  decision_ids Array(String) CODEC(ZSTD(1)),
  types Array(LowCardinality(String)),
  components Array(LowCardinality(String)),
  reasons Array(String) CODEC(ZSTD(1)),
  evaluation_times Array(Float64) CODEC(ZSTD(1)),
  -- Each value once.
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
  -- Place in the log, in the chain of the day of received_at.
  sequence UInt64 CODEC(ZSTD(1)),
  INDEX by_trace trace_id TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX by_request request_id TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX by_user user_id TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX by_arrival received_at TYPE minmax GRANULARITY 1
) ENGINE = ReplacingMergeTree(version)
PARTITION BY toMonday(received_at)
ORDER BY (project, toStartOfMinute(start_time), xxHash32(trace_id), trace_id, request_id)
TTL received_at + INTERVAL 90 DAY
SETTINGS ttl_only_drop_parts = 1, default_compression_codec = 'ZSTD(1)',
  min_parts_to_merge_at_once = 10, merge_selector_base = 10, auto_statistics_types = '', ratio_of_defaults_for_sparse_serialization = 1,
  min_bytes_for_wide_part = 300000000, packed_skip_index_max_bytes = 1000000, max_compress_block_size = 65536;
