-- Tables of this file when its checksum was 3b5227873dcbbb2df4d1441b88c232c1fa44ce7c67af835c0d128c42fd89edaf stay as they are.
-- A reading that more telemetry corrects is written again with a higher version; one that turns out to be
-- part of another call is written with deleted = 1.
CREATE TABLE IF NOT EXISTS interactions (
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
) ENGINE = ReplacingMergeTree(version)
PARTITION BY toMonday(received_at)
ORDER BY (project, toStartOfMinute(start_time), id)
TTL received_at + INTERVAL 400 DAY
SETTINGS ttl_only_drop_parts = 1, default_compression_codec = 'ZSTD(1)',
  min_parts_to_merge_at_once = 10, merge_selector_base = 10, auto_statistics_types = '', ratio_of_defaults_for_sparse_serialization = 1,
  min_bytes_for_wide_part = 300000000, packed_skip_index_max_bytes = 1000000, max_compress_block_size = 65536, index_granularity_bytes = 524288;

CREATE TABLE IF NOT EXISTS content (
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
) ENGINE = ReplacingMergeTree(version)
PARTITION BY toMonday(received_at)
ORDER BY (project, toStartOfMinute(start_time), interaction_id)
TTL received_at + INTERVAL 14 DAY
SETTINGS ttl_only_drop_parts = 1, default_compression_codec = 'ZSTD(1)',
  min_parts_to_merge_at_once = 10, merge_selector_base = 10, auto_statistics_types = '', ratio_of_defaults_for_sparse_serialization = 1,
  min_bytes_for_wide_part = 300000000, packed_skip_index_max_bytes = 1000000, max_compress_block_size = 65536, index_granularity_bytes = 262144;
