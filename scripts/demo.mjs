/** `npm run demo`: `npm start`, a past of a day, and the example gateway with callers. What is started here ends with it. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const host = process.env.RELAYSCOPE_HOST ?? '127.0.0.1'
const name = host === '0.0.0.0' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host
const base = `http://${name}:${process.env.RELAYSCOPE_PORT ?? '7700'}`
const key = process.env.RELAYSCOPE_ADMIN_KEY

/** @type {import('node:child_process').ChildProcess[]} */
const children = []
process.on('exit', () => children.forEach((child) => child.kill()))

function run(path, args = [], options = {}) {
  const child = spawn(process.execPath, [fileURLToPath(new URL(path, import.meta.url)), ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    ...options,
  })
  children.push(child)
  return child
}

await import('./start.mjs')
run('traffic/send.mjs', [base])
const gateway = run('../examples/gateway/dist/main.js', [], {
  stdio: ['ignore', 'pipe', 'inherit'],
  env: {
    ...process.env,
    GATEWAY_PORT: process.env.GATEWAY_PORT ?? '0',
    OTEL_EXPORTER_OTLP_ENDPOINT: base,
    ...(key ? { OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${encodeURIComponent(key)}` } : {}),
  },
})
createInterface({ input: gateway.stdout }).on('line', (line) => {
  const { url, providerUrl } = JSON.parse(line)
  console.log(`the example gateway answers at ${url}/v1/chat/completions (key demo-contoso)`)
  run('traffic/live-load.mjs', [url, providerUrl])
})
