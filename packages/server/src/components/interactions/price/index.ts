/** Prices of model calls. The tables that come with the product are read from the package's `prices` folder. */
import { readdirSync, readFileSync } from 'node:fs'
import { createPricer, type Pricer } from './pricer.ts'
import { type PriceTable, type PriceTableData, readPriceTable } from './table.ts'

export { createPricer, type Pricer } from './pricer.ts'
export { type PriceTable, type PriceTableData, readPriceTable } from './table.ts'

const FOLDER = new URL('../../../../prices/', import.meta.url)

export function bundledTables(): PriceTable[] {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json'))
  return names.map((name) => readPriceTable(JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as PriceTableData))
}

export function bundledPricer(): Pricer {
  return createPricer(bundledTables())
}
