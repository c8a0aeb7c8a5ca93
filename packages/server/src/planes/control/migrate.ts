/**
 * Numbered migrations (sql/control/NNNN_name.sql). Once released a file never changes: its checksum is kept with the
 * database, and a start with another text stops. All pending ones are applied in one transaction under one lock, so that
 * processes that start together do not meet, and a start that is killed leaves the old version whole.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { ControlError } from './control-error.ts'
import type { ControlPlane, ControlTransaction } from './plane.ts'

export interface Migration {
  number: number
  name: string
  script: string
  checksum: string
}

/** Beside `src` and `dist`, so that both find it the same way. */
export const migrationFolder = fileURLToPath(new URL('../../../sql/control', import.meta.url))

/** Any number that no other program uses for its own lock. */
const advisoryLock = 7_700_100_001

export function migrationOf(file: string, text: string): Migration {
  const [, number, name] = /^(\d{4})_([a-z0-9_]+)\.sql$/.exec(file) ?? []
  if (number === undefined || name === undefined)
    throw new ControlError('migration_failed', `${file} is not named like 0001_what_it_does.sql`)
  // A checkout may change line ends; that is not another migration.
  const script = text.replaceAll('\r\n', '\n')
  return { number: Number(number), name, script, checksum: createHash('sha256').update(script).digest('hex') }
}

export async function readMigrations(folder = migrationFolder): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort()
  const migrations = await Promise.all(files.map(async (file) => migrationOf(file, await readFile(`${folder}/${file}`, 'utf8'))))
  for (const [index, { number, name }] of migrations.entries()) {
    if (number !== index + 1)
      throw new ControlError(
        'migration_missing',
        `migrations must be numbered without gaps, but ${name} is number ${number} at place ${index + 1}`,
      )
  }
  return migrations
}

/** Answers the names of those applied now. */
export async function migrate(control: Pick<ControlPlane, 'transaction'>, migrations: readonly Migration[]): Promise<string[]> {
  return control.transaction(async (transaction) => {
    await transaction.query('select pg_advisory_xact_lock($1)', [advisoryLock])
    await transaction.run(`create table if not exists schema_migrations (
      number integer primary key, name text not null, checksum text not null, applied_at timestamptz not null default now())`)
    const applied = await transaction.query<AppliedMigration>('select number, name, checksum from schema_migrations order by number')
    for (const row of applied) check(row, migrations[row.number - 1])
    const pending = migrations.slice(applied.length)
    for (const migration of pending) await apply(transaction, migration)
    return pending.map(({ name }) => name)
  })
}

type AppliedMigration = Pick<Migration, 'number' | 'name' | 'checksum'>

function check(applied: AppliedMigration, known: Migration | undefined): void {
  if (known === undefined) {
    throw new ControlError(
      'migration_newer',
      `the control database has migration ${applied.number} (${applied.name}), which this version does not know: start the version that wrote it, or a newer one`,
    )
  }
  if (known.checksum !== applied.checksum) {
    throw new ControlError(
      'migration_changed',
      `migration ${applied.number} (${applied.name}) was applied with another text than this version has: a released migration must not change`,
    )
  }
}

async function apply(transaction: ControlTransaction, { number, name, script, checksum }: Migration): Promise<void> {
  try {
    await transaction.run(script)
  } catch (cause) {
    throw new ControlError(
      'migration_failed',
      `migration ${number} (${name}) failed: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    )
  }
  await transaction.query('insert into schema_migrations (number, name, checksum) values ($1, $2, $3)', [number, name, checksum])
}
