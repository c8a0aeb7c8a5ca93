import { z } from 'zod'
import { isoTime } from './common.ts'

const MOST_CELLS = 1000
export const MOST_WIDGETS = 100
export const MOST_VARIABLES = 20

const cell = z.number().int().min(0).max(MOST_CELLS)
const length = z.number().int().min(1).max(MOST_CELLS)

/** One question that a widget asks: an endpoint of this API and what it is to be asked. */
export const widgetDataSource = z.object({
  system: z
    .enum(['relaycore', 'auterity', 'combined'])
    .meta({ description: '`relaycore` and `combined` are answered from what is stored here' }),
  endpoint: z
    .string()
    .max(512)
    .meta({ description: 'Path of an endpoint that answers data; empty for a widget without', examples: ['/api/v1/metrics/query'] }),
  parameters: z
    .record(z.string().max(256), z.unknown())
    .meta({ description: 'The query or the body of that endpoint. `$name` stands for the value of a variable' }),
})

export const widgetPosition = z
  .object({ x: cell, y: cell, width: length, height: length })
  .meta({ id: 'WidgetPosition', description: 'Cells of a grid of 12 columns' })
export type WidgetPosition = z.infer<typeof widgetPosition>

const NO_SOURCE = { system: 'relaycore', endpoint: '', parameters: {} } as const

export const dashboardWidget = z
  .object({
    id: z.string().min(1).max(128),
    type: z
      .string()
      .regex(/^[A-Za-z][\w-]{0,63}$/, 'must be a word')
      .meta({ description: 'line, bar, gauge, table, number, heatmap, list, text, or one that was added' }),
    title: z.string().max(256),
    dataSource: widgetDataSource.default(NO_SOURCE),
    visualization: z
      .object({ type: z.string().max(64), options: z.record(z.string().max(64), z.unknown()).default({}) })
      .meta({ description: 'How the type draws it; what `options` holds depends on the type' }),
    position: widgetPosition,
  })
  .meta({ id: 'DashboardWidget' })
export type DashboardWidget = z.infer<typeof dashboardWidget>

const variableValue = z.string().max(2048)

/** What a viewer chooses over a dashboard. Nothing chosen means all. */
export const dashboardVariable = z
  .object({
    name: z.string().regex(/^[A-Za-z]\w{0,31}$/, 'must be a letter, then letters, digits or _'),
    label: z.string().max(128).optional(),
    tag: z.string().min(1).max(256).optional().meta({ description: 'Offers the values of this tag of metrics' }),
    options: z.array(variableValue).min(1).max(100).optional().meta({ description: 'Offers these, where there is no tag' }),
    many: z.boolean().default(false).meta({ description: 'Whether several values may be chosen' }),
    default: z.array(variableValue).max(100).default([]),
  })
  .meta({ id: 'DashboardVariable' })
export type DashboardVariable = z.infer<typeof dashboardVariable>

const fields = {
  name: z.string().trim().min(1).max(255),
  description: z.string().max(4096).optional(),
  layout: z.unknown().optional().meta({ description: 'Kept as it is; `{}` when not given' }),
  widgets: z.array(dashboardWidget).max(MOST_WIDGETS),
  variables: z.array(dashboardVariable).max(MOST_VARIABLES),
  refreshInterval: z.number().int().min(1).max(86_400).optional().meta({ description: 'seconds' }),
  isPublic: z.boolean().meta({ description: 'Whether everybody of the project sees it, or its owner alone' }),
  ownerId: z.string().max(255).optional().meta({ description: 'Only the right `admin` may name somebody else' }),
}

/** Whatever has an id or a name by which others speak of it has it once. */
function eachOnce(items: readonly object[] | undefined, list: string, key: string, context: z.RefinementCtx): void {
  const seen = new Set<unknown>()
  for (const [at, item] of (items ?? []).entries()) {
    const value = (item as Record<string, unknown>)[key]
    if (seen.has(value)) context.addIssue({ code: 'custom', path: [list, at, key], message: 'stands twice' })
    seen.add(value)
  }
}

function checkUnique(given: { widgets?: readonly object[]; variables?: readonly object[] }, context: z.RefinementCtx): void {
  eachOnce(given.widgets, 'widgets', 'id', context)
  eachOnce(given.variables, 'variables', 'name', context)
}

export const newDashboard = z
  .object({
    ...fields,
    widgets: fields.widgets.default([]),
    variables: fields.variables.default([]),
    isPublic: fields.isPublic.default(false),
  })
  .superRefine(checkUnique)
  .meta({ id: 'NewDashboard' })
export type NewDashboard = z.output<typeof newDashboard>

/** What is not given stays as it is. */
export const dashboardChange = z
  .object({
    ...fields,
    version: z
      .number()
      .int()
      .min(1)
      .meta({ description: 'The version that was changed: 409 when there is a newer one. Absent: whatever there is is replaced' }),
  })
  .partial()
  .superRefine(checkUnique)
  .meta({ id: 'DashboardChange' })
export type DashboardChange = z.output<typeof dashboardChange>

const kept = {
  id: z.string(),
  name: z.string(),
  description: z.string().optional(),
  ownerId: z.string().optional(),
  isPublic: z.boolean(),
  source: z.enum(['own', 'shipped']).meta({ description: 'Shipped ones come with Relayscope: they can be copied, not changed' }),
  version: z.number().int().meta({ description: 'Grows with every change' }),
  createdAt: isoTime,
  updatedAt: isoTime,
  updatedBy: z.string().optional(),
}

export const dashboard = z
  .object({
    ...kept,
    layout: z.unknown(),
    widgets: z.array(dashboardWidget),
    variables: z.array(dashboardVariable),
    refreshInterval: fields.refreshInterval,
  })
  .meta({ id: 'Dashboard' })
export type Dashboard = z.output<typeof dashboard>

export const dashboardSummary = z.object({ ...kept, widgetCount: z.number().int() }).meta({ id: 'DashboardSummary' })
export type DashboardSummary = z.output<typeof dashboardSummary>

/** A dashboard as a file, from one installation to another. */
export const dashboardFile = z
  .object({
    format: z.literal('relayscope-dashboard'),
    formatVersion: z.literal(1),
    name: fields.name,
    description: fields.description,
    layout: fields.layout,
    widgets: fields.widgets,
    variables: fields.variables.default([]),
    refreshInterval: fields.refreshInterval,
  })
  .superRefine(checkUnique)
  .meta({ id: 'DashboardFile' })
export type DashboardFile = z.output<typeof dashboardFile>
