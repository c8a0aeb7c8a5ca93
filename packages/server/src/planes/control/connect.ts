/** The one place that chooses the control plane's engine. */
import { type Log, silentLog } from '../../kit/log.ts'
import { connectEmbedded } from './connect-embedded.ts'
import { connectServer } from './connect-server.ts'
import { freeAllLeases } from './lease.ts'
import { migrate, type Migration, readMigrations } from './migrate.ts'
import type { ControlPlane } from './plane.ts'

export interface ControlOptions {
  /** The embedded engine lives in its folder `control`. */
  readonly dataDir: string
  /** Set, it names the server to use in place of the embedded engine. */
  readonly postgresUrl?: string | undefined
}

export interface ControlDependencies {
  log?: Log
  /** Default: those of sql/control. */
  migrations?: readonly Migration[]
}

/** Ready for use: connected, and migrated to this version. */
export async function connectControl(
  { dataDir, postgresUrl }: ControlOptions,
  { log = silentLog, migrations }: ControlDependencies = {},
): Promise<ControlPlane> {
  const control = postgresUrl === undefined ? await connectEmbedded({ dataDir, log }) : await connectServer({ postgresUrl, log })
  try {
    const applied = await migrate(control, migrations ?? (await readMigrations()))
    if (applied.length > 0) log.info({ applied: applied.length }, 'control database migrated')
    if (control.engine === 'embedded') await freeAllLeases(control)
    return control
  } catch (error) {
    await control.close()
    throw error
  }
}
