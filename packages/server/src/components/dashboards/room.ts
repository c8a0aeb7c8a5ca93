/** What this room can do, in the terms of the contract. */
import {
  chosenValues,
  type Dashboard,
  type DashboardData,
  type DashboardDataQuery,
  type DashboardFile,
  type DashboardPreview,
  type WidgetData,
} from '@relayscope/contract'
import type { Clock } from '../../kit/clock.ts'
import { httpError } from '../../kit/http.ts'
import { createIds, type Ids } from '../../kit/ids.ts'
import { type Log, silentLog } from '../../kit/log.ts'
import type { Principal } from '../../kit/principal.ts'
import type { ControlPlane } from '../../planes/control/plane.ts'
import { createWidgetAnswers } from './answer-widgets.ts'
import { type Content, Keeper } from './keep.ts'
import { createLinks, type Links } from './links.ts'
import { fileOf } from './present.ts'
import { checkWidgets, createQuestionReader } from './questions.ts'
import type { Shipped } from './shipped.ts'
import { createSourceFinder, type WidgetSource } from './sources.ts'
import { createDashboardStore } from './store.ts'

export interface DashboardParts {
  control: ControlPlane
  clock: Clock
  sources: readonly WidgetSource[]
  shipped: Shipped
  ids?: Ids
  log?: Log
}

export interface Dashboards {
  readonly kept: Keeper
  readonly links: Links
  data(who: Principal, id: string, query: DashboardDataQuery): Promise<DashboardData>
  preview(who: Principal, asked: DashboardPreview): Promise<{ from: string; to: string; widgets: WidgetData[] }>
  file(who: Principal, id: string): Promise<DashboardFile>
  /** By the token of a link: no principal, no key. */
  linked(token: string): Promise<Dashboard>
  linkedData(token: string, query: DashboardDataQuery): Promise<DashboardData>
}

/** Of the document as JSON: a hundred widgets with room to spare. */
const MOST_BYTES = 1024 * 1024
const USUAL_FROM = 'now-1h'

export function createDashboards(parts: DashboardParts): Dashboards {
  const { control, clock, shipped, log = silentLog, ids = createIds(clock) } = parts
  const store = createDashboardStore(control)
  const onError = (error: unknown): void => log.error({ error }, 'dashboards: something went wrong')
  const links = createLinks({ store: store.links, clock, ids, onError })
  const read = createQuestionReader(createSourceFinder(parts.sources))
  const answers = createWidgetAnswers({ read, clock, onError })

  function check({ widgets, variables, layout }: Pick<Content, 'widgets' | 'variables' | 'layout'>): void {
    if (JSON.stringify([widgets, variables, layout]).length > MOST_BYTES)
      throw httpError('too_large', `a dashboard may have ${MOST_BYTES} characters as JSON`)
    checkWidgets(read, widgets, chosenValues(variables, {}))
  }
  const kept = new Keeper({ store, shipped, clock, ids, check })

  async function dataOf(project: string, dashboard: Dashboard, query: DashboardDataQuery, guest: boolean): Promise<DashboardData> {
    const { from = USUAL_FROM, to = 'now', step, variable, widget } = query
    const values = chosenValues(dashboard.variables, withoutEmpty(variable))
    const widgets = dashboard.widgets.filter(({ id }) => widget === undefined || widget.includes(id))
    const answered = await answers.answer(project, widgets, { from, to, step, values }, guest)
    return { dashboardId: dashboard.id, version: dashboard.version, from, to, widgets: answered }
  }

  return {
    kept,
    links,
    data: async (who, id, query) => dataOf(who.project, await kept.get(who, id), query, false),
    async preview(who, { widgets, variables, values, from = USUAL_FROM, to = 'now', step }) {
      const chosen = { from, to, step, values: chosenValues(variables, values) }
      return { from, to, widgets: await answers.answer(who.project, widgets, chosen, false) }
    },
    file: async (who, id) => fileOf(await kept.get(who, id)),
    async linked(token) {
      const { project, dashboardId } = await links.open(token)
      return withoutPeople(await kept.find(project, dashboardId))
    },
    async linkedData(token, query) {
      const { project, dashboardId } = await links.open(token)
      return dataOf(project, await kept.find(project, dashboardId), query, true)
    },
  }
}

/** `variable=provider=` chooses all. */
function withoutEmpty(given: Readonly<Record<string, readonly string[]>>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(given).map(([name, values]) => [name, values.filter((value) => value !== '')]))
}

function withoutPeople({ ownerId: _owner, updatedBy: _by, ...dashboard }: Dashboard): Dashboard {
  return dashboard
}
