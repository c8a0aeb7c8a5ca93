#!/usr/bin/env node
/**
 * Makes a bundled price table from LiteLLM's model_prices_and_context_window.json. Needs a build (`npm run build`):
 *   node packages/server/scripts/build-prices.mjs <litellm table.json> <date of the table, YYYY-MM-DD>
 * What the names of the prices mean is said in packages/server/prices/README.md.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { readLitellm } from '../dist/flows/price/litellm.js'

const [source, date] = process.argv.slice(2)
if (!source || !/^\d{4}-\d{2}-\d{2}$/.test(date ?? '')) throw new Error('usage: build-prices.mjs <table.json> <YYYY-MM-DD>')

const models = readLitellm(JSON.parse(readFileSync(source, 'utf8')))
const version = `litellm-${date}`
const lines = Object.entries(models).map(([name, prices]) => `${JSON.stringify(name)}:${JSON.stringify(prices)}`)
const head = { version, source: 'BerriAI/litellm, MIT', validFrom: date, currency: 'USD' }
writeFileSync(
  new URL(`../prices/${version}.json`, import.meta.url),
  `${JSON.stringify(head).slice(0, -1)},"models":{\n${lines.join(',\n')}\n}}\n`,
)
process.stdout.write(`${version}: ${lines.length} models\n`)
