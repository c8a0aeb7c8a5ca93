/** What calls to models cost. Pure; the tables that come with the product are read from the package's `prices` folder. */
import { readdirSync, readFileSync } from 'node:fs'
import { createPricer, type Pricer } from './pricer.ts'
import { type PriceTable, type PriceTableData, readPriceTable } from './table.ts'

export { type BillLine, billOf, costOf, totalOf, type Usage } from './cost.ts'
export { canonicalModel } from './names.ts'
export { cacheSavingOf, createPricer, type FoundPrice, type Pricer, type Quote } from './pricer.ts'
export { PRICE_SCALE, type PricedModel, type PriceTable, type PriceTableData, readPrice, readPriceName, readPriceTable } from './table.ts'
export { type PricedCall, tierOf, usageOf } from './usage.ts'

const FOLDER = new URL('../../../prices/', import.meta.url)

export function bundledTables(): PriceTable[] {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json'))
  return names.map((name) => readPriceTable(JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as PriceTableData))
}

/** Ready at once. */
export function bundledPricer(): Pricer {
  const tables = bundledTables()
  return createPricer(() => tables)
}
