/** As sql/control/0001_access.sql makes them. */
import { pgTable, text } from 'drizzle-orm/pg-core'
import type { Scope } from '../../kit/principal.ts'
import { textColumn, timeColumn } from '../../planes/control/columns.ts'

export const projects = pgTable('projects', {
  id: textColumn('id').primaryKey(),
  name: textColumn('name').notNull(),
  createdAt: timeColumn('created_at').notNull().defaultNow(),
})

export const apiKeys = pgTable('api_keys', {
  id: textColumn('id').primaryKey(),
  project: textColumn('project').notNull(),
  name: textColumn('name').notNull(),
  prefix: textColumn('prefix').notNull(),
  secretHash: textColumn('secret_hash').notNull(),
  scopes: text('scopes').array().$type<Scope[]>().notNull(),
  createdAt: timeColumn('created_at').notNull(),
  expiresAt: timeColumn('expires_at'),
  lastUsedAt: timeColumn('last_used_at'),
  revokedAt: timeColumn('revoked_at'),
})

export type ProjectRow = typeof projects.$inferSelect
export type ApiKeyRow = typeof apiKeys.$inferSelect
