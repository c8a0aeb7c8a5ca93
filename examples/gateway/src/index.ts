/** The gateway as one thing to open and close. */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { InitOptions } from '@relayscope/sdk'
import { init } from '@relayscope/sdk'
import { readConfig, readJson } from './config.ts'
import { createGateway } from './gateway.ts'
import { createProviders } from './providers.ts'
import { Road } from './road.ts'
import { SimulatedProvider } from './simulated-provider.ts'

export interface GatewayOptions {
  port?: number
  configPath?: string | URL
  policyPath?: string | URL
  /** Keys of providers, by the variable that the configuration names; a provider without one is simulated. */
  keys?: Readonly<Record<string, string | undefined>>
  telemetry?: InitOptions
  provider?: SimulatedProvider
}

export interface RunningGateway {
  readonly url: string
  /** Of the simulated providers. */
  readonly providerUrl: string
  close(): Promise<void>
}

export { SimulatedProvider } from './simulated-provider.ts'

const CONFIG = new URL('../config/gateway.json', import.meta.url)
const POLICY = new URL('../config/policy.json', import.meta.url)

export async function startGateway(options: GatewayOptions = {}): Promise<RunningGateway> {
  const config = readConfig(options.configPath ?? CONFIG)
  const provider = options.provider ?? new SimulatedProvider()
  const providerUrl = await listen(provider.server)
  // Simulated providers all live at one address; the first part of the path says which one it is.
  const names = new Set(config.providers.map(({ name }) => name))
  const providerOf = (url: URL) => [url.pathname.split('/')[1]].find((name) => names.has(name))
  const relayscope = init({ serviceName: 'gateway', serviceVersion: '1.4.0', providerOf, ...options.telemetry })
  const providers = createProviders(config, relayscope, options.keys ?? {}, providerUrl)
  const relaycore = relayscope.relaycore()
  const road = new Road({ config, policy: readJson(options.policyPath ?? POLICY), relayscope, relaycore, providers })
  const app = await createGateway(road, config.models, relaycore)
  const url = await app.listen({ port: options.port ?? 0, host: '127.0.0.1' })
  return {
    url,
    providerUrl,
    async close() {
      await app.close()
      provider.server.closeAllConnections()
      await new Promise((resolve) => provider.server.close(resolve))
      await relayscope.shutdown()
    },
  }
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
