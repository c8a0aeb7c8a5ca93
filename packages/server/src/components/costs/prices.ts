/** The price list of a project: its own tables, then those that came with the product. Keeps every pricer of the process up to date. */
import type { NewPriceTable, PriceListQuery, PriceRow, PriceVersion } from '@relayscope/contract'
import { type Pricer, type PriceTable, type PriceTableData, readPriceTable } from '../../flows/price/index.ts'
import type { Clock } from '../../kit/clock.ts'
import { httpError } from '../../kit/http.ts'
import type { Log } from '../../kit/log.ts'
import { rowOfModel, rowsOfUpload, type StoredPriceRow, tablesOfRows } from './price-rows.ts'
import type { PriceStore, StoredPriceTable } from './price-store.ts'

export interface Prices {
  /** Reads what is stored and listens for changes. Before it, projects have no tables of their own. */
  start(): Promise<void>
  list(project: string, query: PriceListQuery): Promise<{ items: PriceRow[]; nextCursor: string | null; total: number }>
  versions(project: string): Promise<PriceVersion[]>
  upload(project: string, by: string, table: NewPriceTable): Promise<PriceVersion>
  remove(project: string, version: string): Promise<void>
}

export interface PricesParts {
  store: PriceStore
  bundled: () => readonly PriceTable[]
  pricer: Pricer
  clock: Clock
  log: Log
  /** The ingest thread has a pricer of its own. */
  onTables?: (project: string, tables: PriceTableData[]) => void
}

const MAX_TABLES = 50

export function createPrices({ store, bundled, pricer, clock, log, onTables }: PricesParts): Prices {
  const newestFirst = () => bundled().toSorted((left, right) => (left.validFromNs < right.validFromNs ? 1 : -1))
  const known = new Set<string>()

  async function refresh(project: string): Promise<void> {
    const [tables, rows] = await Promise.all([store.tables(project), store.rows(project)])
    const data = tables.flatMap(({ version, source }) => tablesOfRows(version, source, rows.get(version) ?? []))
    known.add(project)
    pricer.useOwn(project, data.map(readPriceTable))
    onTables?.(project, data)
  }

  async function refreshAll(): Promise<void> {
    for (const project of new Set([...known, ...(await store.projects())])) await refresh(project)
  }

  function changed(project: string): void {
    const done = project === '' ? refreshAll() : refresh(project)
    done.catch((error: unknown) => log.error({ error, project }, 'the price tables could not be read again'))
  }

  async function allRows(project: string): Promise<PriceRow[]> {
    const [tables, rows] = await Promise.all([store.tables(project), store.rows(project)])
    const own = tables.flatMap(({ version, source }) =>
      (rows.get(version) ?? []).map((row) => ({ ...row, version, source, bundled: false })),
    )
    return [...own, ...newestFirst().flatMap((table, at, all) => bundledRows(table, all[at - 1]))]
  }

  return {
    async start() {
      await store.onChange(changed)
      await refreshAll()
    },
    async list(project, query) {
      const rows = (await allRows(project)).filter((row) => passes(row, query))
      const from = Number(query.cursor ?? 0)
      const next = from + query.limit
      return { items: rows.slice(from, next), nextCursor: next < rows.length ? String(next) : null, total: rows.length }
    },
    async versions(project) {
      const [tables, rows] = await Promise.all([store.tables(project), store.rows(project)])
      return [
        ...tables.map((table) => ownVersion(table, rows.get(table.version) ?? [])),
        ...newestFirst().map((table, at, all) => bundledVersion(table, all[at - 1])),
      ]
    },
    async upload(project, by, table) {
      const rows = rowsOfUpload(table)
      if (bundled().some(({ version }) => version === table.version)) throw taken(table.version)
      if ((await store.tables(project)).length >= MAX_TABLES) throw httpError('conflict', `a project may have ${MAX_TABLES} price tables`)
      const { version, source } = table
      const stored = { version, source, uploadedBy: by, uploadedAt: new Date(clock.nowMs()) }
      if (!(await store.insert(project, stored, rows))) throw taken(version)
      await refresh(project)
      return ownVersion(stored, rows)
    },
    async remove(project, version) {
      if (!(await store.remove(project, version))) throw httpError('not_found', 'the project has no price table of this version')
      await refresh(project)
    },
  }
}

function taken(version: string): Error {
  return httpError(
    'conflict',
    `there is a price table ${JSON.stringify(version)} already; calls name the version they were priced by, so it stays as it is`,
  )
}

function bundledRows(table: PriceTable, next: PriceTable | undefined): PriceRow[] {
  const followed = new Set(next?.models.map(({ key }) => key))
  return table.models.map((model) => rowOfModel(table, model, followed.has(model.key) ? next?.validFrom : undefined))
}

function passes({ provider, model, aliases = [], version, validFrom, validTo }: PriceRow, query: PriceListQuery): boolean {
  const part = query.q?.toLowerCase()
  const names = [model, ...aliases].map((name) => name.toLowerCase())
  if (part !== undefined && ![provider.toLowerCase(), ...names].some((name) => name.includes(part))) return false
  if (query.provider !== undefined && query.provider.toLowerCase() !== provider.toLowerCase()) return false
  if (query.model !== undefined && !names.includes(query.model.toLowerCase())) return false
  if (query.version !== undefined && query.version !== version) return false
  return query.at === undefined || (validFrom <= query.at && (validTo === undefined || query.at < validTo))
}

function ownVersion({ version, source, uploadedBy, uploadedAt }: StoredPriceTable, rows: readonly StoredPriceRow[]): PriceVersion {
  const starts = rows.map(({ validFrom }) => validFrom).sort()
  const ends = rows.map(({ validTo }) => validTo)
  return {
    version,
    source,
    bundled: false,
    rows: rows.length,
    validFrom: starts[0] ?? '',
    validTo: ends.includes(undefined) ? null : (ends.sort().at(-1) ?? null),
    currencies: [...new Set(rows.map(({ currency }) => currency))].sort(),
    uploadedAt: uploadedAt.toISOString(),
    uploadedBy,
  }
}

function bundledVersion({ version, source, models, validFrom, currency }: PriceTable, next: PriceTable | undefined): PriceVersion {
  return {
    version,
    source,
    bundled: true,
    rows: models.length,
    validFrom,
    validTo: next?.validFrom ?? null,
    currencies: [currency],
    uploadedAt: null,
    uploadedBy: '',
  }
}
