/** Rows as the contract's dashboards. */
import {
  type Dashboard,
  type DashboardFile,
  type DashboardLink,
  type DashboardSummary,
  dashboardVariable,
  dashboardWidget,
  type SharedDashboardResponse,
} from '@relayscope/contract'
import { z } from 'zod'
import type { DashboardHead } from './store.ts'
import type { DashboardRow, LinkRow } from './tables.ts'

type Head = Omit<DashboardHead, 'widgetCount'>

function headOf({
  id,
  name,
  description,
  ownerId,
  isPublic,
  version,
  updatedBy,
  createdAt,
  updatedAt,
}: Head): Omit<DashboardSummary, 'widgetCount'> {
  return {
    id,
    name,
    isPublic,
    source: 'own',
    version,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    ...(description !== null && { description }),
    ...(ownerId !== null && { ownerId }),
    ...(updatedBy !== null && { updatedBy }),
  }
}

export function presentHead({ widgetCount, ...head }: DashboardHead): DashboardSummary {
  return { ...headOf(head), widgetCount }
}

export function summaryOf({
  layout: _layout,
  widgets,
  variables: _variables,
  refreshInterval: _refresh,
  ...head
}: Dashboard): DashboardSummary {
  return { ...head, widgetCount: widgets.length }
}

const widgetList = z.array(dashboardWidget)
const variableList = z.array(dashboardVariable)

export function presentDashboard(row: DashboardRow): Dashboard {
  return {
    ...headOf(row),
    layout: row.layout,
    widgets: widgetList.parse(row.widgets),
    variables: variableList.parse(row.variables),
    ...(row.refreshInterval !== null && { refreshInterval: row.refreshInterval }),
  }
}

export function fileOf({ name, description, layout, widgets, variables, refreshInterval }: Dashboard): DashboardFile {
  return {
    format: 'relayscope-dashboard',
    formatVersion: 1,
    name,
    ...(description !== undefined && { description }),
    layout,
    widgets,
    variables,
    ...(refreshInterval !== undefined && { refreshInterval }),
  }
}

export function forSystem({ id, name, description, layout, widgets, refreshInterval }: Dashboard): SharedDashboardResponse {
  return {
    dashboardId: id,
    name,
    layout,
    widgets,
    ...(description !== undefined && { description }),
    ...(refreshInterval !== undefined && { refreshInterval }),
  }
}

/** Everything but the hash. */
export function presentLink({ id, name, createdBy, createdAt, expiresAt, lastUsedAt }: LinkRow): DashboardLink {
  const text = (time: Date | null): string | null => time?.toISOString() ?? null
  return { id, name, createdBy, createdAt: createdAt.toISOString(), expiresAt: text(expiresAt), lastUsedAt: text(lastUsedAt) }
}
