/** As sql/control/0008_dashboards.sql makes them. */
import { boolean, integer, pgTable, uuid } from 'drizzle-orm/pg-core'
import { jsonColumn, textColumn, timeColumn } from '../../planes/control/columns.ts'

export const dashboards = pgTable('dashboards', {
  id: uuid('id').primaryKey(),
  project: textColumn('project').notNull(),
  name: textColumn('name').notNull(),
  description: textColumn('description'),
  layout: jsonColumn('layout').notNull(),
  widgets: jsonColumn('widgets').notNull(),
  variables: jsonColumn('variables').notNull(),
  refreshInterval: integer('refresh_interval'),
  ownerId: textColumn('owner_id'),
  isPublic: boolean('is_public').notNull(),
  version: integer('version').notNull(),
  updatedBy: textColumn('updated_by'),
  createdAt: timeColumn('created_at').notNull(),
  updatedAt: timeColumn('updated_at').notNull(),
})

export const dashboardLinks = pgTable('dashboard_links', {
  id: uuid('id').primaryKey(),
  project: textColumn('project').notNull(),
  dashboardId: textColumn('dashboard_id').notNull(),
  name: textColumn('name').notNull(),
  tokenHash: textColumn('token_hash').notNull(),
  createdBy: textColumn('created_by').notNull(),
  createdAt: timeColumn('created_at').notNull(),
  expiresAt: timeColumn('expires_at'),
  lastUsedAt: timeColumn('last_used_at'),
})

export type DashboardRow = typeof dashboards.$inferSelect
export type LinkRow = typeof dashboardLinks.$inferSelect
