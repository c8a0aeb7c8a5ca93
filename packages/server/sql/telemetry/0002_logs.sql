CREATE TABLE IF NOT EXISTS logs (
  project LowCardinality(String),
  received_at DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
  time DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
  trace_id String CODEC(ZSTD(1)),
  span_id String CODEC(ZSTD(1)),
  log_hash UInt64 CODEC(ZSTD(1)),
  -- Libraries write a whole prompt within one tick of their clock; the order in which the records came is what is left.
  sequence UInt64 CODEC(Delta(8), ZSTD(1)),
  severity UInt8 CODEC(ZSTD(1)),
  event_name LowCardinality(String),
  service LowCardinality(String),
  scope LowCardinality(String),
  body String CODEC(ZSTD(1)),
  attrs Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  resource LowCardinality(String),
  INDEX by_trace trace_id TYPE bloom_filter(0.001) GRANULARITY 1
) ENGINE = ReplacingMergeTree
PARTITION BY toMonday(received_at)
ORDER BY (project, toStartOfMinute(time), xxHash32(trace_id), time, span_id, log_hash)
TTL received_at + INTERVAL 30 DAY
SETTINGS ttl_only_drop_parts = 1, default_compression_codec = 'ZSTD(1)',
  min_parts_to_merge_at_once = 32, merge_selector_base = 32, auto_statistics_types = '', ratio_of_defaults_for_sparse_serialization = 1,
  min_bytes_for_wide_part = 300000000, packed_skip_index_max_bytes = 1000000, max_compress_block_size = 65536;
