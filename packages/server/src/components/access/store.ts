/** The room's statements. */
import { and, asc, desc, eq, gt, isNull, or, sql } from 'drizzle-orm'
import type { ControlPlane } from '../../planes/control/plane.ts'
import { type ApiKeyRow, apiKeys, type ProjectRow, projects } from './tables.ts'

/** Every process empties its memory of keys when it hears this. */
const keysChanged = 'access_keys_changed'

export interface AccessStore {
  findKeyByHash(secretHash: string): Promise<ApiKeyRow | undefined>
  listKeys(project: string, limit: number): Promise<ApiKeyRow[]>
  /** Undefined when the project has `maxInForce` keys in force already. */
  insertKey(row: ApiKeyRow, maxInForce: number): Promise<ApiKeyRow | undefined>
  /** The key as it is afterwards; undefined when the project has none of this id. */
  revokeKey(project: string, id: string, revokedAt: Date): Promise<ApiKeyRow | undefined>
  markKeyUsed(id: string, usedAt: Date): Promise<void>
  onKeysChanged(listener: () => void): Promise<void>
  listProjects(limit: number): Promise<ProjectRow[]>
  findProject(id: string): Promise<ProjectRow | undefined>
  /** Undefined when there is one of this id. */
  insertProject(row: Pick<ProjectRow, 'id' | 'name'>): Promise<ProjectRow | undefined>
}

export function createAccessStore(control: ControlPlane): AccessStore {
  const { db } = control
  return {
    async findKeyByHash(secretHash) {
      const [row] = await db.select().from(apiKeys).where(eq(apiKeys.secretHash, secretHash))
      return row
    },
    listKeys(project, limit) {
      return db.select().from(apiKeys).where(eq(apiKeys.project, project)).orderBy(desc(apiKeys.createdAt), desc(apiKeys.id)).limit(limit)
    },
    insertKey(row, maxInForce) {
      return control.transaction(async (transaction) => {
        // The project's row is the lock that makes counting and inserting one step.
        await transaction.query('select id from projects where id = $1 for update', [row.project])
        const inForce = and(
          eq(apiKeys.project, row.project),
          isNull(apiKeys.revokedAt),
          or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, row.createdAt)),
        )
        if ((await transaction.db.$count(apiKeys, inForce)) >= maxInForce) return undefined
        const [inserted] = await transaction.db.insert(apiKeys).values(row).returning()
        // A process may remember that there was no such key.
        await transaction.notify(keysChanged)
        return inserted
      })
    },
    revokeKey(project, id, revokedAt) {
      return control.transaction(async (transaction) => {
        const [revoked] = await transaction.db
          .update(apiKeys)
          .set({ revokedAt: sql`coalesce(${apiKeys.revokedAt}, ${revokedAt.toISOString()}::timestamptz)` })
          .where(and(eq(apiKeys.project, project), eq(apiKeys.id, id)))
          .returning()
        if (revoked) await transaction.notify(keysChanged)
        return revoked
      })
    },
    async markKeyUsed(id, usedAt) {
      await db.update(apiKeys).set({ lastUsedAt: usedAt }).where(eq(apiKeys.id, id))
    },
    async onKeysChanged(listener) {
      await control.listen(keysChanged, listener, { onGap: listener })
    },
    listProjects(limit) {
      return db.select().from(projects).orderBy(asc(projects.createdAt), asc(projects.id)).limit(limit)
    },
    async findProject(id) {
      const [row] = await db.select().from(projects).where(eq(projects.id, id))
      return row
    },
    async insertProject(row) {
      const [inserted] = await db.insert(projects).values(row).onConflictDoNothing().returning()
      return inserted
    },
  }
}
