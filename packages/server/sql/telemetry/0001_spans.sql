-- Tables of this file when its checksum was 3e83f14ee0c67eca9c0bdc70d4320c969959f25f339b44f70f90c71069ce0f52 stay as they are.
-- Merges wait for 32 parts of a size: with the engine's own five, rewriting fresh rows was the largest part of the CPU a span
-- costs, and the few more parts that reads then meet are small. A merge holds two granules of each, so they are smaller than the
-- engine's own 10 MB. Why the other settings: docs/adr/0008-large-commits.md. The same holds for every table here.
--
-- Rows are kept by the day they arrived, not by the time a sender wrote into them: a clock that is years off
-- neither makes a partition of its own nor expires before it was seen.
-- The sort key is measured: docs/adr/0003-span-sort-key.md.
CREATE TABLE IF NOT EXISTS spans (
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
) ENGINE = ReplacingMergeTree
PARTITION BY toMonday(received_at)
ORDER BY (project, toStartOfMinute(start_time), xxHash32(trace_id), start_time, span_id)
TTL received_at + INTERVAL 30 DAY
SETTINGS ttl_only_drop_parts = 1, default_compression_codec = 'ZSTD(1)',
  min_parts_to_merge_at_once = 32, merge_selector_base = 32, auto_statistics_types = '', ratio_of_defaults_for_sparse_serialization = 1,
  min_bytes_for_wide_part = 300000000, packed_skip_index_max_bytes = 1000000, max_compress_block_size = 65536, index_granularity_bytes = 1048576;

CREATE TABLE IF NOT EXISTS span_content (
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
) ENGINE = ReplacingMergeTree
PARTITION BY toMonday(received_at)
ORDER BY (project, toStartOfMinute(time), xxHash32(trace_id), span_id, source, key, position)
TTL received_at + INTERVAL 14 DAY
SETTINGS ttl_only_drop_parts = 1, default_compression_codec = 'ZSTD(1)',
  min_parts_to_merge_at_once = 32, merge_selector_base = 32, auto_statistics_types = '', ratio_of_defaults_for_sparse_serialization = 1,
  min_bytes_for_wide_part = 300000000, packed_skip_index_max_bytes = 1000000, max_compress_block_size = 65536, index_granularity_bytes = 262144;
