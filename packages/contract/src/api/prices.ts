/** What model calls cost: the price list, its versions, and the cost of one call opened. */
import { z } from 'zod'
import { currencyCode, decimalText, isoTime, shortText } from '../records/common.ts'
import { route } from './route.ts'

const tag = 'Prices'

const day = z.iso.date().meta({ description: 'A day, UTC', examples: ['2026-03-01'] })
const versionName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'must be 1 to 100 letters, digits, dots, dashes and underscores')
const name = z.string().min(1).max(300)

/** Not below zero, with up to 30 places: prices per token are small. */
const priceText = z
  .string()
  .regex(/^\d{1,6}(\.\d{1,30})?([eE]-\d{1,2})?$/, 'must be a decimal number as text, below a million')
  .meta({ description: 'exact decimal as text', examples: ['0.0000025'] })

const PRICE_NAMES =
  'input, cachedRead, cacheWrite (kept five minutes), cacheWrite1h, output, reasoning: per token. inputAudio, cachedAudio, outputAudio, inputImageTokens, outputImageTokens: per token of that medium. inputImage, outputImage, inputSecond, outputSecond, inputCharacter, outputCharacter, search, page: per piece. request: once per call. `input>200000` holds for every token once the whole input is larger; `input@batches`, `@flex`, `@priority` for that service tier'

export const PRICE_TIERS = ['batch', 'flex', 'priority'] as const

const rowFields = {
  provider: name,
  model: name,
  aliases: z.array(name).max(50).optional().meta({ description: 'Other names of the model. Dated names and prefixes need none' }),
  region: z.string().max(100).optional().meta({ description: 'Absent: any region that has no row of its own' }),
  tier: z.enum(PRICE_TIERS).optional().meta({ description: 'Absent: the usual tier' }),
  validFrom: day,
  validTo: day.optional().meta({ description: 'The first day on which it holds no more. Absent: no end' }),
  currency: currencyCode,
  prices: z.record(z.string().max(60), priceText).meta({ description: PRICE_NAMES }),
}

export const priceRow = z
  .object({
    ...rowFields,
    version: z.string(),
    source: z.string(),
    bundled: z.boolean().meta({ description: 'Came with the product. Rows of the project go before these' }),
  })
  .meta({ id: 'PriceRow' })
export type PriceRow = z.infer<typeof priceRow>

export const newPriceRow = z
  .object({ ...rowFields, currency: currencyCode.default('USD'), validFrom: day.optional().meta({ description: "Default: the table's" }) })
  .meta({ id: 'NewPriceRow' })
export type NewPriceRow = z.output<typeof newPriceRow>

export const MAX_PRICE_ROWS = 20_000

export const newPriceTable = z
  .object({
    version: versionName.meta({ description: 'Kept on every call priced by it' }),
    source: z.string().max(500).default('').meta({ description: 'Where the prices are from: a contract, an address, a file' }),
    validFrom: day,
    validTo: day.optional(),
    rows: z.array(newPriceRow).max(MAX_PRICE_ROWS).optional(),
    csv: z.string().max(8_000_000).optional().meta({
      description:
        'Instead of rows: a head with provider, model, aliases (parted by |), region, tier, validFrom, validTo, currency and names of prices. Prices under `perMillion.` are of a million tokens',
    }),
    litellm: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({ description: "Instead of rows: LiteLLM's model_prices_and_context_window.json as it is" }),
  })
  .refine(({ rows, csv, litellm }) => [rows, csv, litellm].filter((each) => each !== undefined).length === 1, {
    message: 'give one of rows, csv and litellm',
    path: ['rows'],
  })
  .meta({ id: 'NewPriceTable' })
export type NewPriceTable = z.output<typeof newPriceTable>

export const priceVersion = z
  .object({
    version: z.string(),
    source: z.string(),
    bundled: z.boolean(),
    rows: z.number().int(),
    validFrom: day,
    validTo: day.nullable(),
    currencies: z.array(z.string()),
    uploadedAt: isoTime.nullable(),
    uploadedBy: z.string(),
  })
  .meta({ id: 'PriceVersion' })
export type PriceVersion = z.infer<typeof priceVersion>

export const priceListQuery = z.object({
  q: z.string().max(200).optional().meta({ description: 'Part of the name of a model or provider' }),
  provider: shortText.optional(),
  model: shortText.optional(),
  version: z.string().max(100).optional(),
  at: day.optional().meta({ description: 'Only rows that hold on this day' }),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z
    .string()
    .regex(/^\d{1,9}$/)
    .optional(),
})
export type PriceListQuery = z.output<typeof priceListQuery>

const billLine = z
  .object({
    part: z.string().meta({ description: 'The price it is billed at, by the names of a price row', examples: ['cachedRead'] }),
    count: z.number().meta({ description: 'Tokens; pieces or seconds where the price is of those' }),
    overTokens: z.number().int().meta({ description: 'The price holds because the whole input is larger than this; 0: no bound' }),
    tier: z.string().meta({ description: "batches, flex or priority where the price is that tier's own; empty otherwise" }),
    price: decimalText.meta({ description: 'Of one token or piece' }),
    cost: decimalText,
  })
  .meta({ id: 'BillLine' })

const quotedModel = z.object({
  provider: z.string(),
  model: z.string().meta({ description: 'As the price list spells it' }),
  version: z.string(),
  source: z.string(),
  validFrom: day,
  validTo: day.nullable(),
  currency: z.string(),
})

export const interactionCost = z
  .object({
    interactionId: z.string(),
    origin: z
      .enum(['priced', 'sent', 'unknown'])
      .meta({ description: 'Whether the stored cost was computed here, was named by the sender, or is not known' }),
    costDecimal: decimalText.nullable().meta({ description: 'As stored' }),
    currency: z.string().nullable(),
    priceVersion: z.string().nullable(),
    tokensEstimated: z.boolean(),
    quote: quotedModel
      .extend({
        total: decimalText,
        lines: z.array(billLine),
        cacheSaved: decimalText.nullable().meta({ description: 'Against the same call with nothing cached; null: nothing was cached' }),
      })
      .nullable()
      .meta({ description: 'The price list of now applied to this call: lines add up to the total. null: no price or no counts' }),
    matches: z.boolean().nullable().meta({ description: 'Whether the stored cost is what the quote says; null where one is missing' }),
    reason: z.enum(['no_tokens', 'no_price']).nullable().meta({ description: 'Why there is no quote' }),
    others: z.array(
      quotedModel.extend({
        total: decimalText,
        difference: decimalText.nullable().meta({ description: "Its total less this call's; null in another currency" }),
        ratio: z.number().nullable(),
      }),
    ),
  })
  .meta({ id: 'InteractionCost' })
export type InteractionCost = z.infer<typeof interactionCost>

export const getInteractionCost = route({
  id: 'getInteractionCost',
  method: 'GET',
  path: '/api/v1/ai-interactions/:id/cost',
  tag,
  summary: 'The cost of one call, opened to price x tokens, and the same call on other models',
  params: z.object({ id: z.string().min(1).max(256) }),
  query: z.object({
    with: z
      .string()
      .max(2000)
      .optional()
      .meta({
        description: 'Other models to compare with, as provider/model with commas between; default: those the project used most',
        examples: ['openai/gpt-4o-mini,anthropic/claude-haiku-4-5'],
      }),
  }),
  answer: interactionCost,
  scope: 'metadata',
})

export const listPrices = route({
  id: 'listPrices',
  method: 'GET',
  path: '/api/v1/prices',
  tag,
  summary: "The price list: the project's rows first, then those that came with the product",
  query: priceListQuery,
  answer: z.object({ items: z.array(priceRow), nextCursor: z.string().nullable(), total: z.number().int() }).meta({ id: 'PriceList' }),
  scope: 'metadata',
})

export const listPriceVersions = route({
  id: 'listPriceVersions',
  method: 'GET',
  path: '/api/v1/prices/versions',
  tag,
  summary: 'Price tables, the one that goes first on top',
  answer: z.object({ items: z.array(priceVersion), nextCursor: z.null() }).meta({ id: 'PriceVersionList' }),
  scope: 'metadata',
})

export const uploadPrices = route({
  id: 'uploadPrices',
  method: 'POST',
  path: '/api/v1/prices/versions',
  tag,
  summary: 'Add a price table; calls from now on are priced by it',
  description: 'Stored calls keep the price they have until a range of them is priced again.',
  body: newPriceTable,
  answer: priceVersion,
  scope: 'write',
  problems: [409],
})

export const deletePriceVersion = route({
  id: 'deletePriceVersion',
  method: 'DELETE',
  path: '/api/v1/prices/versions/:version',
  tag,
  summary: 'Take a price table of the project out of use; calls priced by it keep their cost',
  params: z.object({ version: versionName }),
  answer: z.object({ version: z.string() }),
  scope: 'write',
})

export const priceRoutes = [getInteractionCost, listPrices, listPriceVersions, uploadPrices, deletePriceVersion] as const
