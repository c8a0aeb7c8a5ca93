/** As sql/control/0007_privacy.sql makes them. */
import { integer, pgTable } from 'drizzle-orm/pg-core'
import { countColumn, jsonColumn, textColumn, timeColumn } from '../../planes/control/columns.ts'

export const privacySettingsTable = pgTable('privacy_settings', {
  project: textColumn('project').notNull(),
  version: integer('version').notNull(),
  document: jsonColumn('document').notNull(),
  changedBy: textColumn('changed_by').notNull(),
  changedAt: timeColumn('changed_at').notNull(),
})

export const privacyReveals = pgTable('privacy_reveals', {
  id: textColumn('id').primaryKey(),
  project: textColumn('project').notNull(),
  at: timeColumn('at').notNull(),
  actor: textColumn('actor').notNull(),
  record: textColumn('record').notNull(),
  reason: textColumn('reason').notNull(),
  revealed: jsonColumn('revealed').notNull(),
})

export const privacyErasures = pgTable('privacy_erasures', {
  id: textColumn('id').primaryKey(),
  project: textColumn('project').notNull(),
  state: textColumn('state').$type<'running' | 'done' | 'failed'>().notNull(),
  subject: textColumn('subject').notNull(),
  userId: textColumn('user_id'),
  requestedAt: timeColumn('requested_at').notNull(),
  finishedAt: timeColumn('finished_at'),
  requestedBy: textColumn('requested_by').notNull(),
  reason: textColumn('reason').notNull(),
  removed: jsonColumn('removed').notNull(),
  leftRows: countColumn('left_rows'),
})

export type SettingsRow = typeof privacySettingsTable.$inferSelect
export type RevealRow = typeof privacyReveals.$inferSelect
export type ErasureRow = typeof privacyErasures.$inferSelect
