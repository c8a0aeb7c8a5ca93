/** `node dist/main.js`: GATEWAY_PORT (7800), providers' keys, and OTEL_* for where the telemetry goes. Writes one line of JSON when it is ready. */
import { startGateway } from './index.ts'

const gateway = await startGateway({
  port: Number(process.env.GATEWAY_PORT ?? 7800),
  keys: process.env,
  ...(process.env.GATEWAY_CONFIG ? { configPath: process.env.GATEWAY_CONFIG } : {}),
  ...(process.env.GATEWAY_POLICY ? { policyPath: process.env.GATEWAY_POLICY } : {}),
})
process.stdout.write(`${JSON.stringify({ ready: true, url: gateway.url, providerUrl: gateway.providerUrl })}\n`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void gateway.close().then(() => process.exit(0)))
