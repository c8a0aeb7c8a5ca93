/** The statements of price tables. */
import type { ControlPlane } from '../../planes/control/plane.ts'
import { storableJson, storableText } from '../../planes/control/storable.ts'
import type { StoredPriceRow } from './price-rows.ts'

export interface StoredPriceTable {
  version: string
  source: string
  uploadedBy: string
  uploadedAt: Date
}

export interface PriceStore {
  /** Newest upload first. */
  tables(project: string): Promise<StoredPriceTable[]>
  /** Rows of all tables of a project, by version. */
  rows(project: string): Promise<Map<string, StoredPriceRow[]>>
  projects(): Promise<string[]>
  /** False when the project has a table of this version. */
  insert(project: string, table: StoredPriceTable, rows: readonly StoredPriceRow[]): Promise<boolean>
  remove(project: string, version: string): Promise<boolean>
  /** The project, or empty when it is not known which: all of them. */
  onChange(listener: (project: string) => void): Promise<void>
}

/** Every process reads a project's tables again when it hears this. */
const CHANNEL = 'prices_changed'
const MAX_ROWS = 100_000

interface TableRow {
  version: string
  source: string
  uploaded_by: string
  uploaded_at: Date
}

interface PriceRecord {
  version: string
  provider: string
  model: string
  aliases: string[]
  region: string
  tier: '' | NonNullable<StoredPriceRow['tier']>
  valid_from: string
  valid_to: string | null
  currency: string
  prices: Record<string, string>
}

export function createPriceStore(control: ControlPlane): PriceStore {
  return {
    async tables(project) {
      const rows = await control.query<TableRow>(
        'select version, source, uploaded_by, uploaded_at from price_tables where project = $1 order by position desc',
        [project],
      )
      return rows.map(({ version, source, uploaded_by, uploaded_at }) => ({
        version,
        source,
        uploadedBy: uploaded_by,
        uploadedAt: uploaded_at,
      }))
    },
    async rows(project) {
      const rows = await control.query<PriceRecord>(SELECT_ROWS, [project, MAX_ROWS])
      const byVersion = new Map<string, StoredPriceRow[]>()
      for (const row of rows) byVersion.set(row.version, [...(byVersion.get(row.version) ?? []), rowOf(row)])
      return byVersion
    },
    projects: async () =>
      (await control.query<{ project: string }>('select distinct project from price_tables')).map(({ project }) => project),
    insert: (project, table, rows) =>
      control.transaction(async (transaction) => {
        const inserted = await transaction.query(
          `insert into price_tables (project, version, source, uploaded_by, uploaded_at) values ($1, $2, $3, $4, $5)
           on conflict do nothing returning version`,
          [project, table.version, storableText(table.source), storableText(table.uploadedBy), table.uploadedAt],
        )
        if (inserted.length === 0) return false
        await transaction.query(INSERT_ROWS, [project, table.version, storableJson(rows.map(recordOf))])
        await transaction.notify(CHANNEL, project)
        return true
      }),
    remove: (project, version) =>
      control.transaction(async (transaction) => {
        const removed = await transaction.query('delete from price_tables where project = $1 and version = $2 returning version', [
          project,
          version,
        ])
        if (removed.length > 0) await transaction.notify(CHANNEL, project)
        return removed.length > 0
      }),
    async onChange(listener) {
      await control.listen(CHANNEL, listener, { onGap: () => listener('') })
    },
  }
}

const SELECT_ROWS = `
  select version, provider, model, aliases, region, tier, valid_from::text as valid_from, valid_to::text as valid_to, currency, prices
  from price_rows where project = $1 order by version, place limit $2`

const INSERT_ROWS = `
  insert into price_rows (project, version, place, provider, model, aliases, region, tier, valid_from, valid_to, currency, prices)
  select $1, $2, row.place, row.provider, row.model, row.aliases, row.region, row.tier, row.valid_from, row.valid_to, row.currency, row.prices
  from jsonb_to_recordset($3::jsonb) as row (place integer, provider text, model text, aliases jsonb, region text, tier text,
    valid_from date, valid_to date, currency text, prices jsonb)`

function rowOf(row: PriceRecord): StoredPriceRow {
  return {
    provider: row.provider,
    model: row.model,
    ...(row.aliases.length > 0 && { aliases: row.aliases }),
    ...(row.region !== '' && { region: row.region }),
    ...(row.tier !== '' && { tier: row.tier }),
    validFrom: row.valid_from,
    ...(row.valid_to !== null && { validTo: row.valid_to }),
    currency: row.currency,
    prices: row.prices,
  }
}

function recordOf(row: StoredPriceRow, place: number): Omit<PriceRecord, 'version'> & { place: number } {
  return {
    place,
    provider: row.provider,
    model: row.model,
    aliases: row.aliases ?? [],
    region: row.region ?? '',
    tier: row.tier ?? '',
    valid_from: row.validFrom,
    valid_to: row.validTo ?? null,
    currency: row.currency,
    prices: row.prices,
  }
}
