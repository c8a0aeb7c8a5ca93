-- What was taken out of a record before it was stored, where 0007 left it out: JSON of classes and counts, empty for nothing. Of a trace: what its
-- sender said of the whole; its spans say their own. Of a point: its text; what it is of says its own. A decision says it in its record, which the
-- chain covers.
ALTER TABLE traces ADD COLUMN IF NOT EXISTS redactions SimpleAggregateFunction(max, String);
ALTER TABLE metric_points ADD COLUMN IF NOT EXISTS redactions LowCardinality(String);
ALTER TABLE metric_series ADD COLUMN IF NOT EXISTS redactions LowCardinality(String);
ALTER TABLE metric_exemplars ADD COLUMN IF NOT EXISTS redactions LowCardinality(String);
