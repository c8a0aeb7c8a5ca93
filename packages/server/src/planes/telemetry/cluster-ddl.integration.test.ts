import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clusterStatements } from './cluster-ddl.ts'
import { connectTelemetry } from './connect.ts'
import { readMigrations } from './migrate.ts'
import type { TelemetryPlane } from './plane.ts'
import { sql, text } from './statement.ts'
import { TABLES } from './tables.ts'

let plane: TelemetryPlane
const dataDir = mkdtempSync(join(tmpdir(), 'relayscope-cluster-'))
beforeAll(async () => {
  plane = await connectTelemetry({ dataDir })
})
afterAll(async () => {
  await plane.close()
  rmSync(dataDir, { recursive: true, force: true })
})

const oneLine = (statement: string): string => statement.replace(/\s+/g, ' ')

/** The engine's parser is the judge of the syntax; no cluster is at hand to run it on. */
async function parses(statement: string): Promise<string> {
  const [row] = await plane.select<{ formatted: string }>(sql`SELECT formatQuery(${text(statement)}) AS formatted`)
  return oneLine(row?.formatted ?? '')
}

describe('the schema of a cluster', () => {
  it('has a replicated and a distributed table for every table', async () => {
    const statements = readMigrations(new URL('../../../sql/telemetry/', import.meta.url)).flatMap(({ statements }) =>
      statements.flatMap((each) => clusterStatements(each.text, 'main')),
    )
    const all = await Promise.all(statements.map(parses))
    for (const table of Object.keys(TABLES)) {
      expect(
        all.some(
          (each) =>
            each.startsWith(`CREATE TABLE IF NOT EXISTS ${table}_local ON CLUSTER main (`) &&
            /ENGINE = Replicated\w*MergeTree\('\/clickhouse\/tables\/\{uuid\}\/\{shard\}', '\{replica\}'/.test(each),
        ),
      ).toBe(true)
      expect(
        all.some((each) =>
          each.startsWith(
            `CREATE TABLE IF NOT EXISTS ${table} ON CLUSTER main AS ${table}_local ENGINE = Distributed('main', currentDatabase(), '${table}_local', ${table.startsWith('metric_') ? 'series' : 'cityHash64(trace_id'}`,
          ),
        ),
      ).toBe(true)
    }
    expect(all.some((each) => each.includes("'{replica}', version)"))).toBe(true)
  })

  it('is the one that deploy/cluster/schema.sql shows', async () => {
    const create =
      "CREATE TABLE IF NOT EXISTS schema_migrations (\n  version UInt32,\n  name String,\n  checksum String,\n  applied_at DateTime('UTC')\n) ENGINE = ReplacingMergeTree ORDER BY (version, checksum)"
    const statements = [
      create,
      ...readMigrations(new URL('../../../sql/telemetry/', import.meta.url)).flatMap(({ statements }) =>
        statements.map((each) => each.text),
      ),
    ]
    const derived = statements.flatMap((statement) => clusterStatements(statement, 'relayscope')).join(';\n\n')
    await expect(
      `-- What the first start on a cluster named relayscope runs. Derived; kept up to date by a test (vitest -u writes it anew).\n\n${derived};\n`,
    ).toMatchFileSnapshot('../../../../../deploy/cluster/schema.sql')
  })

  it('knows the other statements', async () => {
    const derived = async (statement: string) => Promise.all(clusterStatements(statement, 'c-1').map(parses))
    expect(
      await derived('CREATE TABLE IF NOT EXISTS schema_migrations (version UInt32) ENGINE = ReplacingMergeTree ORDER BY (version)'),
    ).toEqual([
      "CREATE TABLE IF NOT EXISTS schema_migrations ON CLUSTER `c-1` ( `version` UInt32 ) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{database}/schema_migrations', '{shard}-{replica}') ORDER BY (version)",
    ])
    expect(
      (
        await derived(
          'CREATE TABLE IF NOT EXISTS rollup (a String, t DateTime) ENGINE = AggregatingMergeTree ORDER BY (a, toStartOfHour(t))\nTTL t + INTERVAL 1 DAY',
        )
      )[1],
    ).toContain("'rollup_local', cityHash64(a, toStartOfHour(t))")
    expect(await derived('ALTER TABLE spans ADD COLUMN IF NOT EXISTS x String CODEC(Delta(8), ZSTD(1)) AFTER name')).toEqual([
      'ALTER TABLE spans_local ON CLUSTER `c-1` (ADD COLUMN IF NOT EXISTS `x` String CODEC(Delta(8), ZSTD(1)) AFTER name)',
      'ALTER TABLE spans ON CLUSTER `c-1` (ADD COLUMN IF NOT EXISTS `x` String AFTER name)',
    ])
    expect(await derived("ALTER TABLE `spans` DELETE WHERE trace_id = 'x'")).toEqual([
      "ALTER TABLE spans_local ON CLUSTER `c-1` (DELETE WHERE trace_id = 'x')",
    ])
    expect(await derived('OPTIMIZE TABLE spans FINAL')).toEqual(['OPTIMIZE TABLE spans_local ON CLUSTER `c-1` FINAL'])
    expect(await derived('DROP TABLE IF EXISTS spans')).toHaveLength(2)
    expect((await derived('CREATE MATERIALIZED VIEW IF NOT EXISTS v TO rollup AS SELECT a FROM spans GROUP BY a'))[0]).toContain(
      'TO rollup_local AS SELECT a FROM spans_local',
    )
    expect(() => clusterStatements('CREATE VIEW v AS SELECT 1', 'c')).toThrow(/no form/)
    expect(() => clusterStatements('OPTIMIZE TABLE spans', "c' x")).toThrow(/name of a ClickHouse cluster/)
  })
})
