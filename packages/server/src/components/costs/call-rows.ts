/** Stored interactions as far as money goes: rows as the statements answer them, and as calls to be priced. */
import type { PricedCall } from '../../flows/price/index.ts'
import { type TokenRow, tokensOf } from '../../flows/query/token-counts.ts'

export interface CallRow extends TokenRow {
  id: string
  start_ns: string
  provider: string
  model: string
  requested_model: string
  served_model: string
  region: string
  operation: string
  service_tier: string
  tokens_estimated: number
  cost: string | null
  cost_exact: string
  currency: string
  price_version: string
  /** Those that count something. */
  tags: Record<string, string>
}

export function callOf(row: CallRow): PricedCall {
  return {
    provider: row.provider,
    servedModel: row.served_model,
    requestedModel: row.requested_model,
    region: row.region,
    operation: row.operation,
    serviceTier: row.service_tier,
    startNs: BigInt(row.start_ns),
    ...tokensOf(row),
    tags: row.tags,
  }
}
