/** The room's statements. */
import { and, asc, desc, eq, getTableColumns, or, sql } from 'drizzle-orm'
import type { ControlPlane, ControlQueries, ControlTransaction } from '../../planes/control/plane.ts'
import { dashboardLinks, type DashboardRow, dashboards, type LinkRow } from './tables.ts'

export type DashboardHead = Omit<DashboardRow, 'layout' | 'widgets' | 'variables' | 'refreshInterval'> & { widgetCount: number }

/** Whose private dashboards are seen beside the public ones; `everybody` for those who may do all. */
export type Viewer = { name: string } | 'everybody'

export interface DashboardStore {
  list(project: string, viewer: Viewer, limit: number): Promise<DashboardHead[]>
  find(project: string, id: string): Promise<DashboardRow | undefined>
  /** As it is kept; undefined when the project has `most` already. */
  insert(row: DashboardRow, most: number): Promise<DashboardRow | undefined>
  /** Undefined when the dashboard is gone, or has another version than `version` by now. */
  update(row: DashboardRow, version: number): Promise<DashboardRow | undefined>
  remove(project: string, id: string): Promise<boolean>
  links: LinkStore
}

export interface LinkStore {
  list(project: string, dashboardId: string): Promise<LinkRow[]>
  /** False when the dashboard has `most` already. */
  insert(row: LinkRow, most: number): Promise<boolean>
  remove(project: string, dashboardId: string, id: string): Promise<boolean>
  findByHash(tokenHash: string): Promise<LinkRow | undefined>
  markUsed(id: string, at: Date): Promise<void>
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export function createDashboardStore(control: ControlPlane): DashboardStore {
  const { db } = control
  const one = (project: string, id: string) => and(eq(dashboards.project, project), eq(dashboards.id, id))
  return {
    list: (project, viewer, limit) => listHeads(control, project, viewer, limit),
    async find(project, id) {
      if (!UUID.test(id)) return undefined
      const [row] = await db.select().from(dashboards).where(one(project, id))
      return row
    },
    insert: (row, most) =>
      control.transaction(async (transaction) => {
        await lockProject(transaction, row.project)
        if ((await transaction.db.$count(dashboards, eq(dashboards.project, row.project))) >= most) return undefined
        const [inserted] = await transaction.db.insert(dashboards).values(row).returning()
        return inserted
      }),
    async update({ project, id, ...row }, version) {
      const [updated] = await db
        .update(dashboards)
        .set({ ...row, version: version + 1 })
        .where(and(one(project, id), eq(dashboards.version, version)))
        .returning()
      return updated
    },
    async remove(project, id) {
      if (!UUID.test(id)) return false
      return control.transaction(async (transaction) => {
        await transaction.db.delete(dashboardLinks).where(and(eq(dashboardLinks.project, project), eq(dashboardLinks.dashboardId, id)))
        const removed = await transaction.db.delete(dashboards).where(one(project, id)).returning({ id: dashboards.id })
        return removed.length > 0
      })
    },
    links: createLinkStore(control),
  }
}

/** The project's row is the lock that makes counting and inserting one step. */
async function lockProject(transaction: ControlTransaction, project: string): Promise<void> {
  await transaction.query('select id from projects where id = $1 for update', [project])
}

function listHeads({ db }: ControlQueries, project: string, viewer: Viewer, limit: number): Promise<DashboardHead[]> {
  const { layout: _layout, widgets, variables: _variables, refreshInterval: _refresh, ...head } = getTableColumns(dashboards)
  const seen = viewer === 'everybody' ? undefined : or(eq(dashboards.isPublic, true), eq(dashboards.ownerId, viewer.name))
  return db
    .select({ ...head, widgetCount: sql<number>`jsonb_array_length(${widgets})::int` })
    .from(dashboards)
    .where(and(eq(dashboards.project, project), seen))
    .orderBy(desc(dashboards.updatedAt), asc(dashboards.id))
    .limit(limit)
}

function createLinkStore(control: ControlPlane): LinkStore {
  const { db } = control
  const ofDashboard = (project: string, dashboardId: string) =>
    and(eq(dashboardLinks.project, project), eq(dashboardLinks.dashboardId, dashboardId))
  return {
    list: (project, dashboardId) =>
      db.select().from(dashboardLinks).where(ofDashboard(project, dashboardId)).orderBy(asc(dashboardLinks.createdAt)),
    insert: (row, most) =>
      control.transaction(async (transaction) => {
        await lockProject(transaction, row.project)
        if ((await transaction.db.$count(dashboardLinks, ofDashboard(row.project, row.dashboardId))) >= most) return false
        await transaction.db.insert(dashboardLinks).values(row)
        return true
      }),
    async remove(project, dashboardId, id) {
      if (!UUID.test(id)) return false
      const removed = await db
        .delete(dashboardLinks)
        .where(and(ofDashboard(project, dashboardId), eq(dashboardLinks.id, id)))
        .returning({ id: dashboardLinks.id })
      return removed.length > 0
    },
    async findByHash(tokenHash) {
      const [row] = await db.select().from(dashboardLinks).where(eq(dashboardLinks.tokenHash, tokenHash))
      return row
    },
    async markUsed(id, at) {
      await db.update(dashboardLinks).set({ lastUsedAt: at }).where(eq(dashboardLinks.id, id))
    },
  }
}
