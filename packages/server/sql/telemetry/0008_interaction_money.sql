-- `cost_exact` holds a cost that has more places than the decimal, else nothing. A reading whose money or counts were corrected
-- afterwards names in `amended_from` the version it was written under, which its content still has.
ALTER TABLE interactions ADD COLUMN IF NOT EXISTS cost_exact String CODEC(ZSTD(1));
ALTER TABLE interactions ADD COLUMN IF NOT EXISTS cache_saved Nullable(Decimal(38, 18)) CODEC(ZSTD(1));
ALTER TABLE interactions ADD COLUMN IF NOT EXISTS amended_from UInt64 CODEC(ZSTD(1));
