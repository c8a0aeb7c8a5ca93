import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ENGINES, type OpenEngine } from '../../../test/telemetry-engines.ts'
import { connectTelemetry } from './connect.ts'
import { migrateTelemetry, readMigration, readMigrations } from './migrate.ts'
import { sql, text } from './statement.ts'
import { TABLES, type TableName } from './tables.ts'

const shipped = readMigrations(new URL('../../../sql/telemetry/', import.meta.url))

describe.each(ENGINES)('the schema: $name', ({ name, open }) => {
  let engine: OpenEngine
  beforeAll(async () => {
    engine = await open()
  })
  afterAll(() => engine.close())

  it('comes to be once, whoever starts first', async () => {
    const others = await Promise.all([engine.again(), engine.again()])
    const ran = await Promise.all([engine.plane, ...others].map((plane) => migrateTelemetry(plane)))
    expect(ran.flat().length).toBeGreaterThanOrEqual(shipped.length)
    expect(await migrateTelemetry(engine.plane)).toEqual([])
    const recorded = await engine.plane.select<{ name: string }>(
      sql`SELECT name FROM schema_migrations ORDER BY version LIMIT 1 BY version`,
    )
    expect(recorded.map((each) => each.name)).toEqual(shipped.map((each) => each.name))
    await Promise.all(others.map((plane) => plane.close()))
  })

  it.each(Object.keys(TABLES) as TableName[])('has the columns that blocks are written for: %s', async (table) => {
    const columns = await engine.plane.select<{ name: string; type: string }>(sql`
      SELECT name, type FROM system.columns
      WHERE database = currentDatabase() AND table = ${text(table)} AND default_kind NOT IN ('MATERIALIZED', 'ALIAS')
      ORDER BY position`)
    expect(columns.map((column) => [column.name, carried(column.type)])).toEqual(Object.entries(TABLES[table]))
  })

  it('refuses a changed file and a newer database', async () => {
    const changed = [...shipped.slice(0, -1), readMigration(shipped.at(-1)?.name ?? '', 'SELECT 1 -- IF EXISTS')]
    await expect(migrateTelemetry(engine.plane, changed)).rejects.toThrow(/has changed since it was applied/)
    await expect(migrateTelemetry(engine.plane, shipped.slice(0, -1))).rejects.toThrow(/newer than this version of Relayscope/)
  })

  if (name === 'server') {
    it('says what is wrong with the address or the password', async () => {
      await expect(connectTelemetry({ dataDir: '', url: 'http://127.0.0.1:1/default' })).rejects.toMatchObject({
        code: 'engine_error',
        engineCode: 0,
        retryable: true,
      })
      const wrong = new URL(engine.url ?? '')
      wrong.password = 'wrong'
      await expect(connectTelemetry({ dataDir: '', url: wrong.href })).rejects.toMatchObject({ engineCode: 516, retryable: false })
    })
  }
})

/** The type that travels in a block: without what only says how the table keeps it. */
function carried(type: string): string {
  return type
    .replace(/SimpleAggregateFunction\(\w+, (.*)\)$/, '$1')
    .replace(/LowCardinality\(([^()]*)\)/g, '$1')
    .replace("DateTime('UTC')", 'DateTime')
    .replace("DateTime64(9, 'UTC')", 'DateTime64(9)')
}
