-- What was taken out of a record before it was stored: JSON of classes and counts, empty for nothing.
ALTER TABLE spans ADD COLUMN IF NOT EXISTS redactions LowCardinality(String);
ALTER TABLE logs ADD COLUMN IF NOT EXISTS redactions LowCardinality(String);
