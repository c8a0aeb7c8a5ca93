-- Figures of a gateway's cache, database and queue are rolled up from their spans: what arrived since the last pass is found by its arrival.
ALTER TABLE spans ADD INDEX IF NOT EXISTS by_arrival received_at TYPE minmax GRANULARITY 1;
