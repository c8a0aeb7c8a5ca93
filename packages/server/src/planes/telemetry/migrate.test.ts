import { describe, expect, it } from 'vitest'
import { type Migration, migrateTelemetry, readMigration, readMigrations } from './migrate.ts'
import type { TelemetryPlane } from './plane.ts'
import type { Statement } from './statement.ts'

const first = readMigration(
  '0001_a.sql',
  '-- why\nCREATE TABLE IF NOT EXISTS a (\n  x UInt8 -- what\n) ENGINE = Memory;\n\nALTER TABLE a ADD COLUMN IF NOT EXISTS y UInt8;\n',
)
const second = readMigration('0002_b.sql', 'DROP TABLE IF EXISTS a')

/** Remembers what was run; the record table holds what it is given. */
function planeWith(applied: Pick<Migration, 'version' | 'name' | 'checksum'>[]): TelemetryPlane & { ran: string[] } {
  const ran: string[] = []
  return {
    ran,
    engine: 'embedded',
    select: async <Row>() => applied as Row[],
    selectColumns: async () => '',
    insert: async () => {},
    execute: async (statement: Statement) => void ran.push(statement.text),
    file: () => Promise.reject(new Error('not asked')),
    close: async () => {},
  }
}

describe('migrations', () => {
  it('splits a file into statements, without its comments', () => {
    expect(first).toMatchObject({ version: 1, name: '0001_a.sql' })
    expect(first.statements.map(({ text }) => text.replace(/\s+/g, ' '))).toEqual([
      'CREATE TABLE IF NOT EXISTS a ( x UInt8 -- what ) ENGINE = Memory',
      'ALTER TABLE a ADD COLUMN IF NOT EXISTS y UInt8',
    ])
  })

  it('runs what is outstanding, in order, and records each file after its statements', async () => {
    const plane = planeWith([first])
    expect(await migrateTelemetry(plane, [first, second])).toEqual(['0002_b.sql'])
    expect(plane.ran.slice(1).map((statement) => statement.slice(0, 20))).toEqual(['DROP TABLE IF EXISTS', 'INSERT INTO schema_m'])
    expect(await migrateTelemetry(planeWith([first, second]), [first, second])).toEqual([])
  })

  it('refuses a changed file and a newer database, and changes nothing', async () => {
    const changed = planeWith([{ ...first, checksum: 'other' }])
    await expect(migrateTelemetry(changed, [first, second])).rejects.toThrow(/0001_a.sql has changed/)
    const newer = planeWith([first, second])
    await expect(migrateTelemetry(newer, [first])).rejects.toThrow(/newer than this version.*0002_b.sql/)
    for (const plane of [changed, newer]) expect(plane.ran).toHaveLength(1)
  })

  it('accepts a text of before that the file itself names, and no other', async () => {
    const before = 'a'.repeat(64)
    const file = readMigration(
      '0001_a.sql',
      `-- Tables of this file when its checksum was ${before} stay as they are.\nDROP TABLE IF EXISTS a`,
    )
    expect(await migrateTelemetry(planeWith([{ ...file, checksum: before }]), [file])).toEqual([])
    await expect(migrateTelemetry(planeWith([{ ...file, checksum: 'b'.repeat(64) }]), [file])).rejects.toThrow(/has changed/)
  })

  it('refuses files that are misnamed or cannot run twice', () => {
    expect(() => readMigration('spans.sql', '')).toThrow(/named like/)
    expect(() => readMigration('0001_a.sql', 'CREATE TABLE a (x UInt8) ENGINE = Memory')).toThrow(/may run twice/)
    expect(readMigrations(new URL('../../../sql/telemetry/', import.meta.url)).length).toBeGreaterThan(3)
  })
})
