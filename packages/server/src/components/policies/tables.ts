/** As sql/control/0006_policies.sql makes them. */
import { integer, pgTable } from 'drizzle-orm/pg-core'
import { countColumn, textColumn, timeColumn } from '../../planes/control/columns.ts'

export const policies = pgTable('policies', {
  project: textColumn('project').notNull(),
  id: textColumn('id').notNull(),
  name: textColumn('name').notNull(),
  activeVersion: textColumn('active_version'),
  updatedAt: timeColumn('updated_at').notNull(),
})

export const policyVersions = pgTable('policy_versions', {
  project: textColumn('project').notNull(),
  policyId: textColumn('policy_id').notNull(),
  version: textColumn('version').notNull(),
  number: integer('number').notNull(),
  label: textColumn('label'),
  comment: textColumn('comment'),
  author: textColumn('author').notNull(),
  source: textColumn('source').$type<'upload' | 'sync'>().notNull(),
  rules: integer('rules').notNull(),
  document: textColumn('document').notNull(),
  createdAt: timeColumn('created_at').notNull(),
})

export const policyActivations = pgTable('policy_activations', {
  project: textColumn('project').notNull(),
  policyId: textColumn('policy_id').notNull(),
  place: countColumn('place').notNull().generatedAlwaysAsIdentity(),
  version: textColumn('version').notNull(),
  author: textColumn('author').notNull(),
  activatedAt: timeColumn('activated_at').notNull(),
})

export type PolicyRow = typeof policies.$inferSelect
export type PolicyVersionRow = typeof policyVersions.$inferSelect
/** Without the document, which may be large. */
export type PolicyVersionHead = Omit<PolicyVersionRow, 'document'>
export type PolicyActivationRow = Omit<typeof policyActivations.$inferSelect, 'place'>
