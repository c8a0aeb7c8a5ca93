/** What the gateway is told: who may ask, which models there are, and what they cost. */
import { readFileSync } from 'node:fs'

export interface KeyHolder {
  key: string
  organizationId: string
  plan: string
  /** Decimal text; what the organisation may spend while the gateway runs. */
  budgetUsd: string
}

export interface ProviderSettings {
  name: string
  protocol: 'openai' | 'anthropic'
  keyVariable: string
  baseUrl: string
}

export interface ModelSettings {
  name: string
  provider: string
  /** 0 to 1; the better one wins where nothing else decides. */
  quality: number
  inputUsdPerMillion: string
  outputUsdPerMillion: string
}

export interface GatewayConfig {
  keys: KeyHolder[]
  providers: ProviderSettings[]
  models: ModelSettings[]
  cache: { threshold: number; maxEntries: number; ttlSeconds: number }
  attemptsPerModel: number
}

export const readJson = (path: string | URL): unknown => JSON.parse(readFileSync(path, 'utf8'))

/** Throws with a sentence where something does not fit together. */
export function readConfig(path: string | URL): GatewayConfig {
  const config = readJson(path) as GatewayConfig
  const providers = new Set(config.providers.map(({ name }) => name))
  const stray = config.models.find(({ provider }) => !providers.has(provider))
  if (stray) throw new Error(`the model ${stray.name} names the provider ${stray.provider}, which is not configured`)
  if (config.models.length === 0) throw new Error('at least one model must be configured')
  return config
}
