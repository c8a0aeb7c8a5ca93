/** As sql/control/0006_policies.sql and 0014_what_if.sql make them. */
import { boolean, doublePrecision, integer, pgTable } from 'drizzle-orm/pg-core'
import { countColumn, jsonColumn, textColumn, timeColumn } from '../../planes/control/columns.ts'

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

export type RunStatus = 'queued' | 'running' | 'done' | 'cancelled' | 'failed'

export const whatIfRuns = pgTable('what_if_runs', {
  id: textColumn('id').primaryKey(),
  project: textColumn('project').notNull(),
  name: textColumn('name'),
  status: textColumn('status').$type<RunStatus>().notNull(),
  question: jsonColumn('question').notNull(),
  policyId: textColumn('policy_id'),
  policyVersion: textColumn('policy_version'),
  progress: jsonColumn('progress').notNull(),
  summary: jsonColumn('summary'),
  result: jsonColumn('result'),
  error: textColumn('error'),
  author: textColumn('author').notNull(),
  cancel: boolean('cancel').notNull().default(false),
  tookMs: doublePrecision('took_ms'),
  createdAt: timeColumn('created_at').notNull(),
  heardAt: timeColumn('heard_at').notNull(),
  finishedAt: timeColumn('finished_at'),
})

export type RunRow = typeof whatIfRuns.$inferSelect
/** Without the result, which may be large. */
export type RunHead = Omit<RunRow, 'result'>
