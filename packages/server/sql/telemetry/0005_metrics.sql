-- A point is small because what it is of stands once in metric_series: `series` is a hash of name, kind, unit and tags.
-- What a point means follows from its kind: see flows/ingest/point-record.ts. The hour stands before the name, so that
-- rows that arrived together lie together, and what is new is found by its arrival without reading the rest.
CREATE TABLE IF NOT EXISTS metric_points (
  project LowCardinality(String),
  received_at DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
  name LowCardinality(String),
  series UInt64 CODEC(ZSTD(1)),
  time DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
  -- Tells apart points of one series and instant that are not the same point; 0 where the sender knows no such thing.
  point_id UInt64 CODEC(ZSTD(1)),
  kind UInt8 CODEC(ZSTD(1)),
  -- Of a histogram: the sum of what was observed.
  value Float64 CODEC(ZSTD(1)),
  -- When a counter or histogram began to count; 1970 where that is not known.
  start_time DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
  count UInt64 CODEC(ZSTD(1)),
  -- Smallest and largest observation of a histogram; not a number where that is not known.
  least Float64 CODEC(ZSTD(1)),
  most Float64 CODEC(ZSTD(1)),
  -- Upper ends of the buckets, rising, and one count more than ends: the last is of what lies above.
  bounds Array(Float64) CODEC(ZSTD(1)),
  counts Array(UInt64) CODEC(ZSTD(1)),
  text String CODEC(ZSTD(1)),
  INDEX by_arrival received_at TYPE minmax GRANULARITY 1
) ENGINE = ReplacingMergeTree
PARTITION BY toMonday(received_at)
ORDER BY (project, toStartOfHour(time), name, series, time, point_id)
TTL received_at + INTERVAL 30 DAY
SETTINGS ttl_only_drop_parts = 1, default_compression_codec = 'ZSTD(1)', min_parts_to_merge_at_once = 20, merge_selector_base = 20, auto_statistics_types = '', packed_skip_index_max_bytes = 1000000;

-- Written when a series is first seen and again every few hours while it lives, so that it outlives its points.
CREATE TABLE IF NOT EXISTS metric_series (
  project LowCardinality(String),
  received_at DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
  name LowCardinality(String),
  series UInt64 CODEC(ZSTD(1)),
  kind UInt8 CODEC(ZSTD(1)),
  unit LowCardinality(String),
  description LowCardinality(String),
  tags Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  resource LowCardinality(String)
) ENGINE = ReplacingMergeTree(received_at)
PARTITION BY toYYYYMM(received_at)
ORDER BY (project, name, series)
TTL received_at + INTERVAL 800 DAY
SETTINGS ttl_only_drop_parts = 1, default_compression_codec = 'ZSTD(1)';

-- Single observations that lead from a number to what was behind it.
CREATE TABLE IF NOT EXISTS metric_exemplars (
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
) ENGINE = ReplacingMergeTree
PARTITION BY toMonday(received_at)
ORDER BY (project, name, toStartOfHour(time), series, time, trace_id, span_id, request_id)
TTL received_at + INTERVAL 30 DAY
SETTINGS ttl_only_drop_parts = 1, default_compression_codec = 'ZSTD(1)';

-- One row per series and window, computed whole from what is stored and written again with a higher version when
-- something in the window changed: so nothing counts twice, whatever was sent twice, late or corrected.
CREATE TABLE IF NOT EXISTS metric_rollups (
  project LowCardinality(String),
  -- Seconds.
  resolution UInt32 CODEC(ZSTD(1)),
  -- The day of a minute, the month of an hour: what lies in one is written together and read together.
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
) ENGINE = ReplacingMergeTree(version)
PARTITION BY (resolution, toYYYYMM(window))
ORDER BY (project, resolution, bucket, name, series, window)
TTL window + INTERVAL 90 DAY DELETE WHERE resolution = 60, window + INTERVAL 800 DAY
SETTINGS default_compression_codec = 'ZSTD(1)';

-- What arrived since the last roll-up is found by its arrival; rows of these tables lie by minute of start, which is close to it.
ALTER TABLE traces ADD INDEX IF NOT EXISTS by_arrival received_at TYPE minmax GRANULARITY 1;
ALTER TABLE interactions ADD INDEX IF NOT EXISTS by_arrival received_at TYPE minmax GRANULARITY 1;
