/** As sql/control/0009_views.sql makes it. */
import { pgTable } from 'drizzle-orm/pg-core'
import { textColumn, timeColumn } from '../../planes/control/columns.ts'

export const savedViews = pgTable('saved_views', {
  id: textColumn('id').primaryKey(),
  project: textColumn('project').notNull(),
  screen: textColumn('screen').$type<'traces' | 'interactions'>().notNull(),
  name: textColumn('name').notNull(),
  query: textColumn('query').notNull(),
  updatedAt: timeColumn('updated_at').notNull(),
})

export type ViewRow = typeof savedViews.$inferSelect
