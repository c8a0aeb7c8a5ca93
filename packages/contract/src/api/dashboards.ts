import { z } from 'zod'
import { isoTime, windowText } from '../records/common.ts'
import {
  dashboard,
  dashboardChange,
  dashboardFile,
  dashboardSummary,
  dashboardVariable,
  dashboardWidget,
  MOST_VARIABLES,
  MOST_WIDGETS,
  newDashboard,
} from '../records/dashboard.ts'
import { sharedDashboardResponse } from '../records/integration.ts'
import { pairs, problem, range, timeText } from './common.ts'
import { route } from './route.ts'

const tag = 'Dashboards'

const idParams = z.object({ id: z.string().min(1).max(64) })

const chosen = {
  from: timeText.optional().meta({ description: 'Default: now-1h. A widget whose parameters say its own range keeps it' }),
  to: range.shape.to,
  step: windowText.optional().meta({ description: 'Length of a window, for widgets that do not say their own' }),
}

/** Outcomes: `answered`; `failed`, with why; `nothing_asked`, for a text; `unconnected`, where another system would have to be asked. */
export const widgetData = z
  .object({
    id: z.string(),
    outcome: z.enum(['answered', 'failed', 'nothing_asked', 'unconnected']),
    endpoint: z.string(),
    parameters: z.record(z.string(), z.unknown()).meta({ description: 'As they were asked: variables and range filled in' }),
    data: z.unknown().optional().meta({ description: 'What the endpoint answered, a `Frame` for metrics' }),
    error: problem.pick({ status: true, code: true, detail: true, errors: true }).optional(),
  })
  .meta({ id: 'WidgetData' })
export type WidgetData = z.infer<typeof widgetData>

export const dashboardData = z
  .object({
    dashboardId: z.string(),
    version: z.number().int(),
    from: z.string().meta({ description: 'As it was asked' }),
    to: z.string(),
    widgets: z.array(widgetData).meta({ description: 'In the order of the dashboard' }),
  })
  .meta({ id: 'DashboardData' })
export type DashboardData = z.infer<typeof dashboardData>

const dataQuery = z.object({
  ...chosen,
  variable: pairs('A variable and its value as `name=value`; may stand several times. A name without a value means all'),
  widget: z
    .union([z.string().max(128), z.array(z.string().max(128)).max(MOST_WIDGETS)])
    .optional()
    .transform((given) => (given === undefined ? undefined : [given].flat()))
    .meta({ description: 'Only this widget; may stand several times' }),
})
export type DashboardDataQuery = z.output<typeof dataQuery>

export const listDashboards = route({
  id: 'listDashboards',
  method: 'GET',
  path: '/api/v1/dashboards',
  tag,
  summary: 'List dashboards, last changed first, those that come with Relayscope at the end',
  description: 'All that the caller may see, up to 1000: there is no second page.',
  query: z.object({ q: z.string().max(256).optional().meta({ description: 'Part of the name or the description' }) }),
  answer: z.object({ items: z.array(dashboardSummary), nextCursor: z.null() }).meta({ id: 'DashboardList' }),
  scope: 'read',
})

export const createDashboard = route({
  id: 'createDashboard',
  method: 'POST',
  path: '/api/v1/dashboards',
  tag,
  summary: 'Create a dashboard',
  description: 'At most 1000 per project. A widget that asks for what no endpoint answers is refused, with its place.',
  body: newDashboard,
  answer: dashboard,
  scope: 'write',
  problems: [409, 413],
})

export const getDashboard = route({
  id: 'getDashboard',
  method: 'GET',
  path: '/api/v1/dashboards/:id',
  tag,
  summary: 'A dashboard with its widgets',
  params: idParams,
  answer: dashboard,
  scope: 'read',
})

export const updateDashboard = route({
  id: 'updateDashboard',
  method: 'PUT',
  path: '/api/v1/dashboards/:id',
  tag,
  summary: 'Change a dashboard',
  description: 'With `version`, 409 when somebody else changed it since.',
  params: idParams,
  body: dashboardChange,
  answer: dashboard,
  scope: 'write',
  problems: [409, 413],
})

export const deleteDashboard = route({
  id: 'deleteDashboard',
  method: 'DELETE',
  path: '/api/v1/dashboards/:id',
  tag,
  summary: 'Delete a dashboard and its links',
  params: idParams,
  answer: z.object({ id: z.string() }),
  scope: 'write',
})

export const getDashboardData = route({
  id: 'getDashboardData',
  method: 'GET',
  path: '/api/v1/dashboards/:id/data',
  tag,
  summary: 'What the widgets of a dashboard show',
  description: 'Each widget has its own outcome: one that fails does not cost the others.',
  params: idParams,
  query: dataQuery,
  answer: dashboardData,
  scope: 'read',
})

const previewBody = z.object({
  widgets: z.array(dashboardWidget).max(MOST_WIDGETS),
  variables: z.array(dashboardVariable).max(MOST_VARIABLES).default([]),
  values: z
    .record(z.string().max(32), z.array(z.string().max(2048)).max(100))
    .default({})
    .meta({ description: 'Chosen values by variable' }),
  ...chosen,
})
export type DashboardPreview = z.output<typeof previewBody>

export const previewDashboard = route({
  id: 'previewDashboard',
  method: 'POST',
  path: '/api/v1/dashboards/preview',
  tag,
  summary: 'What widgets would show that are not saved',
  body: previewBody,
  answer: dashboardData.omit({ dashboardId: true, version: true }).meta({ id: 'DashboardPreviewData' }),
  scope: 'read',
})

export const copyDashboard = route({
  id: 'copyDashboard',
  method: 'POST',
  path: '/api/v1/dashboards/:id/copy',
  tag,
  summary: 'Make a dashboard of one’s own out of another',
  params: idParams,
  body: z.object({ name: z.string().trim().min(1).max(255).optional().meta({ description: 'Default: its name and `copy`' }) }).default({}),
  answer: dashboard,
  scope: 'write',
  problems: [409],
})

export const exportDashboard = route({
  id: 'exportDashboard',
  method: 'GET',
  path: '/api/v1/dashboards/:id/export',
  tag,
  summary: 'A dashboard as a file',
  params: idParams,
  answer: dashboardFile,
  scope: 'read',
})

export const importDashboard = route({
  id: 'importDashboard',
  method: 'POST',
  path: '/api/v1/dashboards/import',
  tag,
  summary: 'Create a dashboard from such a file',
  body: dashboardFile,
  answer: dashboard,
  scope: 'write',
  problems: [409, 413],
})

export const getDashboardForSystem = route({
  id: 'getDashboardForSystem',
  method: 'GET',
  path: '/api/v1/dashboards/shared/:dashboardId',
  tag,
  summary: 'A public dashboard, for another system to draw',
  params: z.object({ dashboardId: z.string().min(1).max(64) }),
  answer: sharedDashboardResponse,
  scope: 'read',
})

export const dashboardLink = z
  .object({
    id: z.string(),
    name: z.string(),
    createdBy: z.string(),
    createdAt: isoTime,
    expiresAt: isoTime.nullable(),
    lastUsedAt: isoTime.nullable().meta({ description: 'To the minute' }),
  })
  .meta({ id: 'DashboardLink' })
export type DashboardLink = z.infer<typeof dashboardLink>

export const listDashboardLinks = route({
  id: 'listDashboardLinks',
  method: 'GET',
  path: '/api/v1/dashboards/:id/links',
  tag,
  summary: 'The links under which a dashboard is shown without a key',
  params: idParams,
  answer: z.object({ items: z.array(dashboardLink), nextCursor: z.null() }).meta({ id: 'DashboardLinkList' }),
  scope: 'write',
})

export const createDashboardLink = route({
  id: 'createDashboardLink',
  method: 'POST',
  path: '/api/v1/dashboards/:id/links',
  tag,
  summary: 'Make a link that shows a dashboard to whoever has it',
  description: 'At most 50 per dashboard. It shows figures and lists, and never the text of a prompt or an answer.',
  params: idParams,
  body: z.object({
    name: z.string().trim().min(1).max(200).default('Shared link'),
    expiresAt: z.iso.datetime({ offset: true }).optional().meta({ description: 'Default: never' }),
  }),
  answer: dashboardLink
    .extend({
      token: z.string().meta({ description: 'Shown this once; only its hash is kept' }),
      path: z.string().meta({ description: 'Where a browser opens it' }),
    })
    .meta({ id: 'CreatedDashboardLink' }),
  scope: 'write',
  problems: [409],
})

export const revokeDashboardLink = route({
  id: 'revokeDashboardLink',
  method: 'DELETE',
  path: '/api/v1/dashboards/:id/links/:linkId',
  tag,
  summary: 'Revoke a link; it shows nothing from then on',
  params: idParams.extend({ linkId: z.string().min(1).max(64) }),
  answer: z.object({ id: z.string() }),
  scope: 'write',
})

const tokenParams = z.object({ token: z.string().min(1).max(128) })

export const getLinkedDashboard = route({
  id: 'getLinkedDashboard',
  method: 'GET',
  path: '/api/v1/linked-dashboards/:token',
  tag,
  summary: 'The dashboard behind a shared link',
  params: tokenParams,
  answer: dashboard,
  scope: 'public',
})

export const getLinkedDashboardData = route({
  id: 'getLinkedDashboardData',
  method: 'GET',
  path: '/api/v1/linked-dashboards/:token/data',
  tag,
  summary: 'What its widgets show',
  params: tokenParams,
  query: dataQuery,
  answer: dashboardData,
  scope: 'public',
})

export const dashboardRoutes = [
  listDashboards,
  createDashboard,
  importDashboard,
  previewDashboard,
  getDashboardForSystem,
  getDashboard,
  updateDashboard,
  deleteDashboard,
  getDashboardData,
  copyDashboard,
  exportDashboard,
  listDashboardLinks,
  createDashboardLink,
  revokeDashboardLink,
  getLinkedDashboard,
  getLinkedDashboardData,
] as const
