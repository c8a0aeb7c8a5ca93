#!/usr/bin/env node
/**
 * Makes a bundled price table from LiteLLM's model_prices_and_context_window.json, keeping what is counted in tokens:
 *   node packages/server/scripts/build-prices.mjs <litellm table.json> <date of the table, YYYY-MM-DD>
 * What the names of the prices mean is said in packages/server/prices/README.md.
 */
import { readFileSync, writeFileSync } from 'node:fs'

const [source, date] = process.argv.slice(2)
if (!source || !/^\d{4}-\d{2}-\d{2}$/.test(date ?? '')) throw new Error('usage: build-prices.mjs <table.json> <YYYY-MM-DD>')

const PARTS = {
  input_cost_per_token: 'input',
  cache_read_input_token_cost: 'cachedRead',
  cache_creation_input_token_cost: 'cacheWrite',
  cache_creation_input_token_cost_above_1hr: 'cacheWrite1h',
  output_cost_per_token: 'output',
  output_cost_per_reasoning_token: 'reasoning',
}
const FIELD = new RegExp(
  `^(${Object.keys(PARTS)
    .toSorted((a, b) => b.length - a.length)
    .join('|')})(?:_above_(\\d+)k_tokens)?(?:_(batches|flex|priority))?$`,
)
/** Not models. Numbers are written as the shortest text that is exactly the number in the source. */
const EXPLANATIONS = new Set(['sample_spec', 'fallback_generalizations'])

function addPrices(prices, fields, overTokens) {
  for (const [field, value] of Object.entries(fields)) {
    const match = FIELD.exec(field)
    if (!match || typeof value !== 'number') continue
    const [, name, thousands, tier] = match
    const over = thousands ? Number(thousands) * 1000 : overTokens
    prices[`${PARTS[name]}${over > 0 ? `>${over}` : ''}${tier ? `@${tier}` : ''}`] = String(value)
  }
}

function pricesOf(entry) {
  const prices = {}
  addPrices(prices, entry, 0)
  // DeepSeek's older name for the same thing.
  if (prices.cachedRead === undefined && typeof entry.input_cost_per_token_cache_hit === 'number')
    prices.cachedRead = String(entry.input_cost_per_token_cache_hit)
  for (const tier of entry.tiered_pricing ?? []) if (Array.isArray(tier.range)) addPrices(prices, tier, tier.range[0])
  return prices
}

/** A price of zero means free, unless the model is paid for by another measure than tokens. */
function isCountedInTokens(entry, prices) {
  if (prices.input === undefined) return false
  if (Object.values(prices).some((price) => Number(price) !== 0)) return true
  return !Object.entries(entry).some(
    ([field, value]) => /_cost_per_(?!token|reasoning_token)/.test(field) && typeof value === 'number' && value > 0,
  )
}

const models = {}
for (const [name, entry] of Object.entries(JSON.parse(readFileSync(source, 'utf8')))) {
  if (EXPLANATIONS.has(name) || typeof entry?.litellm_provider !== 'string') continue
  const prices = pricesOf(entry)
  if (isCountedInTokens(entry, prices)) models[name] = { provider: entry.litellm_provider, ...prices }
}

const version = `litellm-${date}`
const lines = Object.keys(models)
  .toSorted()
  .map((name) => `${JSON.stringify(name)}:${JSON.stringify(models[name])}`)
const head = { version, validFrom: date, currency: 'USD', licence: 'MIT, BerriAI/litellm' }
writeFileSync(
  new URL(`../prices/${version}.json`, import.meta.url),
  `${JSON.stringify(head).slice(0, -1)},"models":{\n${lines.join(',\n')}\n}}\n`,
)
process.stdout.write(`${version}: ${lines.length} models\n`)
