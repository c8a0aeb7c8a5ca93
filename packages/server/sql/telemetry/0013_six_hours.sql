-- Roll-ups of six hours, from those of hours: a month in steps of six hours or more is then a sixth of the digests.
INSERT INTO metric_rollups (project, resolution, bucket, name, series, window, version, kind, n, total, least, most, digest)
SELECT project, 21600, bucket, name, series, toDateTime(intDiv(toUnixTimestamp(hours.window), 21600) * 21600, 'UTC') AS start,
  max(hours.version), any(hours.kind), sum(hours.n), sum(hours.total),
  minIf(hours.least, hours.n > 0 AND isFinite(hours.least)), maxIf(hours.most, hours.n > 0 AND isFinite(hours.most)),
  quantileTDigestWeightedArrayMergeState(hours.digest)
FROM (SELECT * FROM metric_rollups FINAL WHERE resolution = 3600) AS hours
GROUP BY project, bucket, name, series, start
SETTINGS max_bytes_before_external_group_by = 268435456;
