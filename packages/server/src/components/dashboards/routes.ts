import {
  copyDashboard,
  createDashboard,
  createDashboardLink,
  deleteDashboard,
  exportDashboard,
  getDashboard,
  getDashboardData,
  getDashboardForSystem,
  getLinkedDashboard,
  getLinkedDashboardData,
  importDashboard,
  listDashboardLinks,
  listDashboards,
  previewDashboard,
  revokeDashboardLink,
  updateDashboard,
} from '@relayscope/contract'
import type { FastifyInstance } from 'fastify'
import { httpError, serve } from '../../kit/http.ts'
import { forSystem, presentLink } from './present.ts'
import type { Dashboards } from './room.ts'

export function dashboardsRoutes(app: FastifyInstance, dashboards: Dashboards): void {
  const { kept } = dashboards
  serve(app, listDashboards, async ({ principal, query }) => ({ items: await kept.list(principal, query.q), nextCursor: null }))
  serve(app, createDashboard, ({ principal, body }) => kept.create(principal, body))
  serve(app, importDashboard, ({ principal, body: { format: _format, formatVersion: _version, ...content } }) =>
    kept.create(principal, { ...content, isPublic: false }),
  )
  serve(app, previewDashboard, ({ principal, body }) => dashboards.preview(principal, body))
  serve(app, getDashboardForSystem, async ({ principal, params }) => {
    const dashboard = await kept.get(principal, params.dashboardId)
    if (!dashboard.isPublic) throw httpError('not_found', 'there is no such public dashboard')
    return forSystem(dashboard)
  })
  serve(app, getDashboard, ({ principal, params }) => kept.get(principal, params.id))
  serve(app, updateDashboard, ({ principal, params, body }) => kept.update(principal, params.id, body))
  serve(app, deleteDashboard, async ({ principal, params }) => {
    await kept.remove(principal, params.id)
    return { id: params.id }
  })
  serve(app, getDashboardData, ({ principal, params, query }) => dashboards.data(principal, params.id, query))
  serve(app, copyDashboard, ({ principal, params, body }) => kept.copy(principal, params.id, body.name))
  serve(app, exportDashboard, async ({ principal, params, reply }) => {
    const file = await dashboards.file(principal, params.id)
    reply.header('content-disposition', `attachment; filename="${fileName(file.name)}.dashboard.json"`)
    return file
  })
  linkRoutes(app, dashboards)
}

function linkRoutes(app: FastifyInstance, dashboards: Dashboards): void {
  const { kept, links } = dashboards
  serve(app, listDashboardLinks, async ({ principal, params }) => {
    await kept.get(principal, params.id)
    return { items: (await links.list(principal.project, params.id)).map(presentLink), nextCursor: null }
  })
  serve(app, createDashboardLink, async ({ principal, params, body: { name, expiresAt } }) => {
    await kept.get(principal, params.id)
    const { link, token } = await links.create(principal.project, params.id, {
      name,
      createdBy: principal.name,
      expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt),
    })
    return { ...presentLink(link), token, path: `/shared/${token}` }
  })
  serve(app, revokeDashboardLink, async ({ principal, params }) => {
    await kept.get(principal, params.id)
    await links.revoke(principal.project, params.id, params.linkId)
    return { id: params.linkId }
  })
  serve(app, getLinkedDashboard, ({ params }) => dashboards.linked(params.token))
  serve(app, getLinkedDashboardData, ({ params, query }) => dashboards.linkedData(params.token, query))
}

/** Only what every file system takes, and no header ends early. */
function fileName(name: string): string {
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 60) || 'dashboard'
  )
}
