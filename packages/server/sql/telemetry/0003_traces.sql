-- Tables of this file when its checksum was c86de74a0f80e12c6ba0754e6fbb99516188794b5410acc5012a9dab1d384d14 stay as they are.
-- One partial row per trace and batch. Every aggregate gives the same answer when a row is counted twice,
-- so a span sent again changes nothing, and no process has to remember a trace to keep its summary right.
CREATE TABLE IF NOT EXISTS traces (
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
) ENGINE = AggregatingMergeTree
PARTITION BY week
ORDER BY (project, minute, trace_id)
TTL received_at + INTERVAL 30 DAY
SETTINGS ttl_only_drop_parts = 1, default_compression_codec = 'ZSTD(1)',
  min_parts_to_merge_at_once = 32, merge_selector_base = 32, auto_statistics_types = '', ratio_of_defaults_for_sparse_serialization = 1,
  min_bytes_for_wide_part = 300000000, packed_skip_index_max_bytes = 1000000, max_compress_block_size = 65536, index_granularity_bytes = 524288;
