/** The room's statements on the control plane. */
import { and, desc, eq, sql } from 'drizzle-orm'
import type { ControlPlane } from '../../planes/control/plane.ts'
import { type ErasureRow, privacyErasures, privacyReveals, privacySettingsTable, type RevealRow, type SettingsRow } from './tables.ts'

/** Every process reads the settings anew when it hears this. */
const settingsChanged = 'privacy_settings_changed'
/** Every process lets go of what it remembers of traces that were erased. */
const tracesErased = 'privacy_traces_erased'
/** Ids in one message: far below the bound of a payload. */
const IDS_PER_MESSAGE = 100
const MOST_PROJECTS = 10_000

export interface PrivacyStore {
  current(project: string): Promise<SettingsRow | undefined>
  /** The settings in force of every project that has some. */
  all(): Promise<SettingsRow[]>
  /** False when somebody else made this version before. */
  insert(row: SettingsRow): Promise<boolean>
  onChange(listener: () => void): Promise<void>
  /** The installation's key; the one handed in where there is none yet. */
  key(fresh: Uint8Array): Promise<Uint8Array>
  /** Tells every process; of no trace as well, for series of metrics may be gone. */
  tellErased(project: string, traceIds: readonly string[]): Promise<void>
  onErased(listener: (project: string, traceIds: string[]) => void): Promise<void>
  insertReveal(row: RevealRow): Promise<void>
  reveals(project: string, limit: number, record: string | undefined): Promise<RevealRow[]>
  insertErasure(row: ErasureRow): Promise<void>
  updateErasure(row: Pick<ErasureRow, 'id' | 'state' | 'userId' | 'finishedAt' | 'removed' | 'leftRows'>): Promise<void>
  erasures(project: string, limit: number): Promise<ErasureRow[]>
  erasure(project: string, id: string): Promise<ErasureRow | undefined>
  running(): Promise<ErasureRow[]>
}

export function createPrivacyStore(control: ControlPlane): PrivacyStore {
  return { ...settingsStore(control), ...recordStore(control) }
}

function settingsStore(control: ControlPlane): Pick<PrivacyStore, 'current' | 'all' | 'insert' | 'onChange' | 'key'> {
  const { db } = control
  return {
    async current(project) {
      const [row] = await db
        .select()
        .from(privacySettingsTable)
        .where(eq(privacySettingsTable.project, project))
        .orderBy(desc(privacySettingsTable.version))
        .limit(1)
      return row
    },
    all() {
      const { project, version } = privacySettingsTable
      return db.selectDistinctOn([project]).from(privacySettingsTable).orderBy(project, desc(version)).limit(MOST_PROJECTS)
    },
    insert(row) {
      return control.transaction(async (transaction) => {
        const inserted = await transaction.db.insert(privacySettingsTable).values(row).onConflictDoNothing().returning()
        if (inserted.length > 0) await transaction.notify(settingsChanged)
        return inserted.length > 0
      })
    },
    async onChange(listener) {
      await control.listen(settingsChanged, listener, { onGap: listener })
    },
    async key(fresh) {
      await control.query('insert into privacy_keys (name, key) values ($1, $2) on conflict do nothing', ['master', fresh])
      const [row] = await control.query<{ key: Uint8Array }>('select key from privacy_keys where name = $1', ['master'])
      return row?.key ?? fresh
    },
  }
}

function recordStore(control: ControlPlane): Omit<PrivacyStore, 'current' | 'all' | 'insert' | 'onChange' | 'key'> {
  const { db } = control
  return {
    async tellErased(project, traceIds) {
      let from = 0
      do {
        await control.notify(tracesErased, JSON.stringify([project, ...traceIds.slice(from, from + IDS_PER_MESSAGE)]))
        from += IDS_PER_MESSAGE
      } while (from < traceIds.length)
    },
    async onErased(listener) {
      await control.listen(tracesErased, (payload) => {
        const [project = '', ...traceIds] = JSON.parse(payload) as string[]
        listener(project, traceIds)
      })
    },
    async insertReveal(row) {
      await db.insert(privacyReveals).values(row)
    },
    reveals(project, limit, record) {
      const own =
        record === undefined
          ? eq(privacyReveals.project, project)
          : and(eq(privacyReveals.project, project), eq(privacyReveals.record, record))
      return db.select().from(privacyReveals).where(own).orderBy(desc(privacyReveals.at), desc(privacyReveals.id)).limit(limit)
    },
    async insertErasure(row) {
      await db.insert(privacyErasures).values(row)
    },
    async updateErasure({ id, ...change }) {
      await db.update(privacyErasures).set(change).where(eq(privacyErasures.id, id))
    },
    erasures(project, limit) {
      const order = sql`${privacyErasures.requestedAt} desc, ${privacyErasures.id} desc`
      return db.select().from(privacyErasures).where(eq(privacyErasures.project, project)).orderBy(order).limit(limit)
    },
    async erasure(project, id) {
      const [row] = await db
        .select()
        .from(privacyErasures)
        .where(and(eq(privacyErasures.project, project), eq(privacyErasures.id, id)))
      return row
    },
    running: () => db.select().from(privacyErasures).where(eq(privacyErasures.state, 'running')).limit(1000),
  }
}
