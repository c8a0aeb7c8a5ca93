/** LiteLLM's model_prices_and_context_window.json as models of a price table: what is paid for by token, and by other measures. */
import type { PricedPart } from './table.ts'

const PARTS: Readonly<Record<string, PricedPart>> = {
  input_cost_per_token: 'input',
  cache_read_input_token_cost: 'cachedRead',
  cache_creation_input_token_cost: 'cacheWrite',
  cache_creation_input_token_cost_above_1hr: 'cacheWrite1h',
  output_cost_per_token: 'output',
  output_cost_per_reasoning_token: 'reasoning',
  input_cost_per_audio_token: 'inputAudio',
  cache_read_input_audio_token_cost: 'cachedAudio',
  input_cost_per_image_token: 'inputImageTokens',
  output_cost_per_audio_token: 'outputAudio',
  output_cost_per_image_token: 'outputImageTokens',
  input_cost_per_image: 'inputImage',
  output_cost_per_image: 'outputImage',
  input_cost_per_second: 'inputSecond',
  input_cost_per_audio_per_second: 'inputSecond',
  output_cost_per_second: 'outputSecond',
  output_cost_per_video_per_second: 'outputSecond',
  input_cost_per_character: 'inputCharacter',
  output_cost_per_character: 'outputCharacter',
  ocr_cost_per_page: 'page',
  input_cost_per_request: 'request',
}
const FIELD = new RegExp(
  `^(${Object.keys(PARTS)
    .toSorted((a, b) => b.length - a.length)
    .join('|')})(?:_above_(\\d{1,6})k_tokens)?(?:_(batches|flex|priority))?$`,
)
/** Not models. */
const EXPLANATIONS: ReadonlySet<string> = new Set(['sample_spec', 'fallback_generalizations'])

type Entry = Readonly<Record<string, unknown>>
type Prices = Record<string, string>

/** Numbers are written as the shortest text that is exactly the number in the source. */
export function readLitellm(file: Readonly<Record<string, unknown>>): Record<string, Prices> {
  const models: [string, Prices][] = []
  for (const [name, entry] of Object.entries(file)) {
    if (EXPLANATIONS.has(name) || !isRecord(entry) || typeof entry.litellm_provider !== 'string') continue
    const prices = pricesOf(entry)
    if (Object.keys(prices).length > 0) models.push([name, { provider: entry.litellm_provider, ...prices }])
  }
  return Object.fromEntries(models.toSorted(([left], [right]) => (left < right ? -1 : 1)))
}

function pricesOf(entry: Entry): Prices {
  const prices: Prices = {}
  addPrices(prices, entry, 0)
  // DeepSeek's older name for the same thing.
  addFirst(prices, 'cachedRead', entry.input_cost_per_token_cache_hit)
  if (isRecord(entry.search_context_cost_per_query))
    addFirst(prices, 'search', entry.search_context_cost_per_query.search_context_size_medium)
  // Rerankers and searches are paid for by the request and by nothing else.
  if (!(Number(prices.input) > 0 || Number(prices.output) > 0)) addFirst(prices, 'request', entry.input_cost_per_query)
  for (const tier of Array.isArray(entry.tiered_pricing) ? entry.tiered_pricing : []) {
    if (isRecord(tier) && Array.isArray(tier.range)) addPrices(prices, tier, Number(tier.range[0]))
  }
  return prices
}

function addPrices(prices: Prices, fields: Entry, overTokens: number): void {
  for (const [field, value] of Object.entries(fields)) {
    const match = FIELD.exec(field)
    if (!match || !isPrice(value)) continue
    const [, name = '', thousands, tier] = match
    const over = thousands ? Number(thousands) * 1000 : overTokens
    prices[`${PARTS[name]}${over > 0 ? `>${over}` : ''}${tier ? `@${tier}` : ''}`] = String(value)
  }
}

function addFirst(prices: Prices, name: string, value: unknown): void {
  if (prices[name] === undefined && isPrice(value)) prices[name] = String(value)
}

function isPrice(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
}

function isRecord(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
