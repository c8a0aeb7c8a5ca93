/**
 * Brings a database to the schema of this code: the numbered files of `sql/telemetry`, in order, each once.
 *
 * ClickHouse has neither transactions nor locks, so a file may be cut off half way, and two processes may start at the same
 * time on one server. Both are harmless because every statement of a file may run twice: it must say IF [NOT] EXISTS, or write
 * rows under a version, of which the second ones replace the first.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { CodedError } from '../../kit/errors.ts'
import { OwnText } from './own-text.ts'
import type { TelemetryPlane } from './plane.ts'
import { sql, type Statement, text, uint } from './statement.ts'

export interface Migration {
  version: number
  name: string
  /** SHA-256 of the file. */
  checksum: string
  /** Those of its texts of before that made the same columns. */
  earlier: readonly string[]
  statements: Statement[]
}

export class MigrationError extends CodedError {
  constructor(message: string) {
    super('migration_error', message)
  }
}

const SHIPPED = new URL('../../../sql/telemetry/', import.meta.url)

/** Answers the names of the files that were run now. */
export async function migrateTelemetry(
  plane: TelemetryPlane,
  migrations: readonly Migration[] = readMigrations(SHIPPED),
): Promise<string[]> {
  await plane.execute(CREATE_RECORD)
  const applied = await plane.select<Applied>(
    sql`SELECT version, name, checksum FROM schema_migrations ORDER BY version LIMIT 1 BY version, checksum`,
  )
  const missing = outstanding(migrations, applied)
  for (const migration of missing) {
    for (const statement of migration.statements) await plane.execute(statement)
    const { version, name, checksum } = migration
    await plane.execute(
      sql`INSERT INTO schema_migrations (version, name, checksum, applied_at) SELECT ${uint(version)}, ${text(name)}, ${text(checksum)}, now('UTC')`,
    )
  }
  return missing.map(({ name }) => name)
}

export function readMigrations(folder: URL): Migration[] {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
  const migrations = files.map((name) => readMigration(name, readFileSync(new URL(name, folder), 'utf8')))
  for (const [index, { version, name }] of migrations.entries()) {
    if (version !== index + 1) throw new MigrationError(`${name} should have number ${index + 1}: numbers start at 1 and leave no gap`)
  }
  return migrations
}

/** How a file says what its checksum was before a change that tables already made can do without: of their granules, for one. */
const EARLIER = /^-- Tables of this file when its checksum was ([0-9a-f]{64}) stay as they are\.$/gm

/** One file; statements end with a semicolon at the end of a line. */
export function readMigration(name: string, content: string): Migration {
  const version = Number(/^(\d{4})_[a-z0-9_]+\.sql$/.exec(name)?.[1])
  if (!(version > 0)) throw new MigrationError(`${name}: a migration is named like 0001_spans.sql`)
  const texts = content
    .replace(/\r\n/g, '\n')
    .replace(/^\s*--.*$/gm, '')
    .split(/;\s*$/m)
    .map((each) => each.trim())
    .filter((each) => each !== '')
  const unsafe = texts.find((each) => !/\bIF (NOT )?EXISTS\b/.test(each) && !/^\s*INSERT INTO \w+ \([^)]*\bversion\b/.test(each))
  if (unsafe !== undefined)
    throw new MigrationError(
      `${name}: a statement must say IF EXISTS or IF NOT EXISTS or write rows under a version, so that it may run twice: ${unsafe.slice(0, 80)}`,
    )
  return {
    version,
    name,
    checksum: createHash('sha256').update(content).digest('hex'),
    earlier: [...content.matchAll(EARLIER)].flatMap(([, checksum]) => checksum ?? []),
    statements: texts.map((each) => new OwnText(each)),
  }
}

interface Applied {
  version: number
  name: string
  checksum: string
}

function outstanding(migrations: readonly Migration[], applied: readonly Applied[]): Migration[] {
  for (const { version, name, checksum } of applied) {
    const known = migrations[version - 1]
    if (!known)
      throw new MigrationError(`the database is newer than this version of Relayscope: it has migration ${name}. Start the newer version`)
    if (known.checksum !== checksum && !known.earlier.includes(checksum))
      throw new MigrationError(
        `migration ${name} has changed since it was applied to this database; restore the file and put the change into a new one`,
      )
  }
  const done = new Set(applied.map(({ version }) => version))
  return migrations.filter(({ version }) => !done.has(version))
}

const CREATE_RECORD = sql`
  CREATE TABLE IF NOT EXISTS schema_migrations (
    version UInt32,
    name String,
    checksum String,
    applied_at DateTime('UTC')
  ) ENGINE = ReplacingMergeTree ORDER BY (version, checksum)`
