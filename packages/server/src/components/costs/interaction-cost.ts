/** The cost of one stored call, opened to price x tokens, and what the same call would cost on other models. */
import type { InteractionCost } from '@relayscope/contract'
import {
  type BillLine,
  cacheSavingOf,
  type FoundPrice,
  PRICE_SCALE,
  type PricedCall,
  type Pricer,
  type Quote,
  usageOf,
} from '../../flows/price/index.ts'
import type { Clock } from '../../kit/clock.ts'
import { parseDecimal, printDecimal } from '../../kit/decimal.ts'
import { httpError } from '../../kit/http.ts'
import type { TelemetryPlane } from '../../planes/telemetry/plane.ts'
import { callOf, type CallRow } from './call-rows.ts'
import { mostUsedStatement, oneCallStatement } from './call-statements.ts'

export interface InteractionCosts {
  get(project: string, id: string, others: string | undefined): Promise<InteractionCost>
}

/** How far before a call the models a project uses are looked for. */
const USED_WITHIN_NS = 7n * 86_400_000_000_000n
const MOST_OTHERS = 5
const MOST_ASKED_FOR = 20

interface ModelName {
  provider: string
  model: string
}

export function createInteractionCosts(parts: { telemetry: TelemetryPlane; pricer: Pricer; clock: Clock }): InteractionCosts {
  const { telemetry, pricer, clock } = parts

  async function mostUsed(project: string, row: CallRow): Promise<ModelName[]> {
    const toNs = clock.nowNs()
    const rows = await telemetry.select<ModelName>(mostUsedStatement(project, { fromNs: toNs - USED_WITHIN_NS, toNs }, MOST_OTHERS + 1))
    return rows.filter(({ provider, model }) => provider !== row.provider || model !== row.model).slice(0, MOST_OTHERS)
  }

  return {
    async get(project, id, asked) {
      const [row] = await telemetry.select<CallRow>(oneCallStatement(project, id))
      if (!row) throw httpError('not_found', 'there is no AI interaction of this id')
      const call = callOf(row)
      const quote = pricer.quote(project, call)
      const names = asked === undefined ? await mostUsed(project, row) : namesIn(asked)
      return {
        ...storedCost(row),
        quote: quote ? presentQuote(quote) : null,
        matches: quote && row.cost !== null ? sameAmount(row, quote) : null,
        reason: quote ? null : usageOf(call) === undefined ? 'no_tokens' : 'no_price',
        others: names.flatMap((name) => otherOf(pricer, project, call, name, quote) ?? []),
      }
    },
  }
}

/** `openai/gpt-4o, bedrock/us.anthropic.claude`: the provider ends at the first slash. */
function namesIn(text: string): ModelName[] {
  const names = text.split(',').map((each) => each.trim())
  return names
    .filter((each) => each !== '')
    .slice(0, MOST_ASKED_FOR)
    .map((each) => {
      const slash = each.indexOf('/')
      return slash < 0 ? { provider: '', model: each } : { provider: each.slice(0, slash), model: each.slice(slash + 1) }
    })
}

function storedCost(row: CallRow) {
  const origin = row.cost === null ? 'unknown' : row.price_version === '' ? 'sent' : 'priced'
  return {
    interactionId: row.id,
    origin: origin as InteractionCost['origin'],
    costDecimal: row.cost === null ? null : row.cost_exact || row.cost,
    currency: row.cost === null ? null : row.currency,
    priceVersion: row.price_version === '' ? null : row.price_version,
    tokensEstimated: row.tokens_estimated === 1,
  }
}

function sameAmount(row: CallRow, { total, table }: Quote): boolean {
  return row.currency === table.currency && parseDecimal(row.cost_exact || (row.cost ?? ''), PRICE_SCALE) === total
}

const amount = (parts: bigint): string => printDecimal(parts, PRICE_SCALE)

function presentModel({ table, model }: FoundPrice) {
  const { version, source, validFrom, validTo, currency } = table
  return { provider: model.provider, model: model.key, version, source, validFrom, validTo: validTo ?? null, currency }
}

function presentQuote(quote: Quote): NonNullable<InteractionCost['quote']> {
  const saved = cacheSavingOf(quote)
  return {
    ...presentModel(quote),
    total: amount(quote.total),
    lines: quote.lines.map(presentLine),
    cacheSaved: saved === undefined ? null : amount(saved),
  }
}

function presentLine({ part, count, rate, amount: cost }: BillLine) {
  return { part, count, overTokens: rate.overTokens, tier: rate.tier, price: amount(rate.price), cost: amount(cost) }
}

function otherOf(pricer: Pricer, project: string, call: PricedCall, { provider, model }: ModelName, own: Quote | undefined) {
  const quote = pricer.quote(project, { ...call, provider, servedModel: model, requestedModel: '', region: '' })
  if (quote === undefined) return undefined
  const comparable = own?.table.currency === quote.table.currency ? own : undefined
  return {
    ...presentModel(quote),
    provider: provider || quote.model.provider,
    model,
    total: amount(quote.total),
    difference: comparable ? amount(quote.total - comparable.total) : null,
    ratio: comparable && comparable.total > 0n ? Number(quote.total) / Number(comparable.total) : null,
  }
}
