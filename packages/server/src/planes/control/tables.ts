/** The tables that belong to no room: every other table is described in the room that owns it. */
import { boolean, integer, pgTable, primaryKey } from 'drizzle-orm/pg-core'
import { jsonColumn, textColumn, timeColumn } from './columns.ts'

/** What was seen under this name, in the order it was first seen: the place decides its colour, for good. */
export const identities = pgTable(
  'identities',
  {
    project: textColumn('project').notNull(),
    kind: textColumn('kind').$type<IdentityKind>().notNull(),
    name: textColumn('name').notNull(),
    position: integer('position').notNull(),
    firstSeenAt: timeColumn('first_seen_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.project, table.kind, table.name] })],
)
export type IdentityKind = 'provider' | 'model' | 'service'

/** One document per project and key. */
export const projectSettings = pgTable(
  'settings',
  {
    project: textColumn('project').notNull(),
    key: textColumn('key').notNull(),
    value: jsonColumn('value').notNull(),
    updatedAt: timeColumn('updated_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.project, table.key] })],
)

/** Switches of the whole installation. */
export const flags = pgTable('flags', {
  name: textColumn('name').primaryKey(),
  enabled: boolean('enabled').notNull(),
  updatedAt: timeColumn('updated_at').notNull().defaultNow(),
})
