-- A question reads some dozens of rows of a cube, and in steps of 8,192 rows it read the digests of all their neighbours too. The step
-- of a table cannot be changed: it is made anew, and everything is rolled up once more (control migration 0017).
DROP TABLE IF EXISTS interaction_rollups;
CREATE TABLE IF NOT EXISTS interaction_rollups (
  project LowCardinality(String),
  cube LowCardinality(String),
  -- Seconds.
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
) ENGINE = ReplacingMergeTree(version)
PARTITION BY (resolution, toYYYYMM(window))
ORDER BY (project, cube, resolution, window, provider, model, status, operation, service, organization_id, region, service_tier, finish_reason, error_type, source, currency, user_id)
TTL window + INTERVAL 400 DAY
SETTINGS default_compression_codec = 'ZSTD(1)', index_granularity = 256;
