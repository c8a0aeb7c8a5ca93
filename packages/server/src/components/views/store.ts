/** The room's statements. */
import { and, asc, eq, ne, sql } from 'drizzle-orm'
import type { ControlPlane } from '../../planes/control/plane.ts'
import { savedViews, type ViewRow } from './tables.ts'

export interface ViewStore {
  list(project: string, screen: ViewRow['screen'], limit: number): Promise<ViewRow[]>
  /** Takes the place of the one of this name. Undefined when the screen has `most` others already. */
  put(row: ViewRow, most: number): Promise<ViewRow | undefined>
  remove(project: string, id: string): Promise<boolean>
}

export function createViewStore(control: ControlPlane): ViewStore {
  const { db } = control
  return {
    list: (project, screen, limit) =>
      db
        .select()
        .from(savedViews)
        .where(and(eq(savedViews.project, project), eq(savedViews.screen, screen)))
        .orderBy(asc(sql`lower(${savedViews.name})`), asc(savedViews.name))
        .limit(limit),
    put(row, most) {
      return control.transaction(async (transaction) => {
        // The project's row is the lock that makes counting and inserting one step.
        await transaction.query('select id from projects where id = $1 for update', [row.project])
        const others = and(eq(savedViews.project, row.project), eq(savedViews.screen, row.screen), ne(savedViews.name, row.name))
        if ((await transaction.db.$count(savedViews, others)) >= most) return undefined
        const [saved] = await transaction.db
          .insert(savedViews)
          .values(row)
          .onConflictDoUpdate({
            target: [savedViews.project, savedViews.screen, savedViews.name],
            set: { query: sql`excluded.query`, updatedAt: row.updatedAt },
          })
          .returning()
        return saved
      })
    },
    async remove(project, id) {
      const removed = await db
        .delete(savedViews)
        .where(and(eq(savedViews.project, project), eq(savedViews.id, id)))
        .returning()
      return removed.length > 0
    },
  }
}
