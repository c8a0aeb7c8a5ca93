/** As sql/control/0004_metrics.sql and 0012_scrape_credentials.sql make them. */
import { pgTable } from 'drizzle-orm/pg-core'
import { jsonColumn, textColumn, timeColumn } from '../../planes/control/columns.ts'

export const metricDefinitions = pgTable('metric_definitions', {
  project: textColumn('project').notNull(),
  name: textColumn('name').notNull(),
  document: jsonColumn('document').notNull(),
  updatedAt: timeColumn('updated_at').notNull(),
})

export const scrapeTargets = pgTable('scrape_targets', {
  id: textColumn('id').primaryKey(),
  project: textColumn('project').notNull(),
  document: jsonColumn('document').notNull(),
  credentials: jsonColumn('credentials'),
  createdAt: timeColumn('created_at').notNull(),
  updatedAt: timeColumn('updated_at').notNull(),
})
