/** Dashboards as they are kept: who sees which, who may change it, and what happens when two do. */
import type { Dashboard, DashboardChange, DashboardSummary, NewDashboard } from '@relayscope/contract'
import type { Clock } from '../../kit/clock.ts'
import { httpError } from '../../kit/http.ts'
import type { Ids } from '../../kit/ids.ts'
import type { Principal } from '../../kit/principal.ts'
import { presentDashboard, presentHead, summaryOf } from './present.ts'
import type { Shipped } from './shipped.ts'
import type { DashboardStore } from './store.ts'
import type { DashboardRow } from './tables.ts'

export type Content = Omit<NewDashboard, 'isPublic' | 'ownerId'>

export interface KeeperParts {
  store: DashboardStore
  shipped: Shipped
  clock: Clock
  ids: Ids
  /** Throws for what may not be kept. */
  check: (content: Pick<Content, 'widgets' | 'variables' | 'layout'>) => void
}

const MOST_OF_PROJECT = 1000

export class Keeper {
  private readonly parts: KeeperParts

  constructor(parts: KeeperParts) {
    this.parts = parts
  }

  async list(who: Principal, q = ''): Promise<DashboardSummary[]> {
    const { store, shipped } = this.parts
    const rows = await store.list(who.project, mayDoAll(who) ? 'everybody' : { name: who.name }, MOST_OF_PROJECT)
    const wanted = q.toLowerCase()
    return [...rows.map(presentHead), ...[...shipped.values()].map(summaryOf)].filter(({ name, description = '' }) =>
      `${name}\n${description}`.toLowerCase().includes(wanted),
    )
  }

  async get(who: Principal, id: string): Promise<Dashboard> {
    return this.parts.shipped.get(id) ?? presentDashboard(await this.own(who, id))
  }

  /** For a link, which is as good as its dashboard: it shows what is there now, whoever owns it. */
  async find(project: string, id: string): Promise<Dashboard> {
    const row = this.parts.shipped.get(id) ?? (await this.parts.store.find(project, id))
    if (!row) throw missing()
    return 'source' in row ? row : presentDashboard(row)
  }

  create(who: Principal, { ownerId, isPublic, ...content }: NewDashboard): Promise<Dashboard> {
    return this.insert(who, content, mayDoAll(who) && ownerId ? ownerId : who.name, isPublic)
  }

  async copy(who: Principal, id: string, name: string | undefined): Promise<Dashboard> {
    const dashboard = await this.get(who, id)
    return this.insert(who, { ...dashboard, name: name ?? `${dashboard.name} copy`.slice(0, 255) }, who.name, false)
  }

  async update(who: Principal, id: string, change: DashboardChange): Promise<Dashboard> {
    const { store, clock, check } = this.parts
    const before = await this.own(who, id)
    const { version = before.version, ...given } = change
    if (version !== before.version) throw changedMeanwhile(before, version)
    const content = { ...presentDashboard(before), ...withoutAbsent(given) }
    check(content)
    const updated = await store.update(
      {
        ...before,
        ...contentRow(content),
        ownerId: mayDoAll(who) && given.ownerId !== undefined ? given.ownerId : before.ownerId,
        isPublic: content.isPublic,
        updatedBy: who.name,
        updatedAt: new Date(clock.nowMs()),
      },
      version,
    )
    if (updated) return presentDashboard(updated)
    throw changedMeanwhile(await this.own(who, id), version)
  }

  async remove(who: Principal, id: string): Promise<void> {
    await this.own(who, id)
    if (!(await this.parts.store.remove(who.project, id))) throw missing()
  }

  private async own(who: Principal, id: string): Promise<DashboardRow> {
    const row = await this.parts.store.find(who.project, id)
    if (row && mayUse(who, row)) return row
    if (this.parts.shipped.has(id)) throw httpError('forbidden', 'this dashboard comes with Relayscope: copy it and change the copy')
    throw missing()
  }

  private async insert(who: Principal, content: Content, ownerId: string, isPublic: boolean): Promise<Dashboard> {
    const { store, clock, ids, check } = this.parts
    check(content)
    const at = new Date(clock.nowMs())
    const whose = { project: who.project, ownerId, isPublic, updatedBy: who.name }
    const row = await store.insert(
      { ...contentRow(content), ...whose, id: ids.uuid(), version: 1, createdAt: at, updatedAt: at },
      MOST_OF_PROJECT,
    )
    if (!row) throw httpError('conflict', `a project may have ${MOST_OF_PROJECT} dashboards`)
    return presentDashboard(row)
  }
}

/** A private one belongs to its owner and to those who may do all. */
function mayUse(who: Principal, { isPublic, ownerId }: DashboardRow): boolean {
  return isPublic || ownerId === who.name || mayDoAll(who)
}

function mayDoAll({ scopes }: Principal): boolean {
  return scopes.has('admin')
}

function missing(): Error {
  return httpError('not_found', 'there is no such dashboard')
}

function changedMeanwhile({ updatedBy, updatedAt, version }: DashboardRow, startedFrom: number): Error {
  const detail = `version ${version} was saved by ${updatedBy ?? 'somebody else'} at ${updatedAt.toISOString()}; yours was made from version ${startedFrom}`
  return httpError('conflict', detail, { errors: [{ path: 'version', message: `is ${version} by now` }] })
}

function contentRow({ name, description, layout, widgets, variables, refreshInterval }: Content) {
  return { name, description: description ?? null, layout: layout ?? {}, widgets, variables, refreshInterval: refreshInterval ?? null }
}

function withoutAbsent<Given extends object>(given: Given): Partial<Given> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<Given>
}
