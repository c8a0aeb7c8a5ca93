/**
 * Gives a running Relayscope a past: the example gateway's rules, and made-up traffic of the last hours that went by them.
 * `node scripts/traffic/send.mjs http://127.0.0.1:7700 [hours]`.
 */
import { encodeTraces } from './otlp-wire.mjs'
import { trafficOfMinute } from './gateway-traffic.mjs'
import { policyText } from './steering.mjs'

const MINUTE_MS = 60_000
const PATIENCE_MS = 60_000
/** Past minutes that travel in one request: each request waits for its commit, so few large ones fill the past soonest. */
const MINUTES_AT_ONCE = 30
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

const key = process.env.RELAYSCOPE_ADMIN_KEY
const headersOf = (type) => ({ 'content-type': type, ...(key ? { authorization: `Bearer ${key}` } : {}) })

/** The rules that decided, so that what they decided can be replayed. Content that is known is stored once. */
async function storePolicy(base) {
  const answer = await fetch(`${base}/api/v1/policies?activate=true`, {
    method: 'POST',
    headers: headersOf('application/json'),
    body: policyText,
  })
  if (!answer.ok) throw new Error(`the server answered ${answer.status} to the example policy: ${await answer.text()}`)
  await answer.arrayBuffer()
}

async function send(base, operations) {
  if (operations.length === 0) return
  const body = encodeTraces(operations.map(({ group }) => group))
  const answer = await fetch(`${base}/v1/traces`, { method: 'POST', headers: headersOf('application/x-protobuf'), body })
  await answer.arrayBuffer()
  if (answer.status === 429 || answer.status === 503) {
    await sleep(1000 * Number(answer.headers.get('retry-after') ?? 1))
    return send(base, operations)
  }
  if (answer.status !== 200) throw new Error(`the server answered ${answer.status} to example traffic`)
}

async function waitUntilReady(base) {
  for (const untilMs = Date.now() + PATIENCE_MS; Date.now() < untilMs; await sleep(200)) {
    if (
      await fetch(`${base}/readyz`).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      return
  }
  throw new Error(`no server was ready at ${base}`)
}

export async function sendTraffic(base, hours) {
  await waitUntilReady(base)
  await storePolicy(base)
  let minute = Math.floor(Date.now() / MINUTE_MS) - Math.round(hours * 60)
  let sent = 0
  const lastMinute = () => Math.floor(Date.now() / MINUTE_MS) - 1
  while (minute < lastMinute()) {
    const operations = []
    const last = Math.min(lastMinute(), minute + MINUTES_AT_ONCE)
    for (; minute < last; minute++) operations.push(...trafficOfMinute(minute))
    await send(base, operations)
    sent += operations.length
  }
  console.log(`example traffic: ${sent} requests of the last ${hours} hours sent`)
}

const [, , base = 'http://127.0.0.1:7700', hours = '26'] = process.argv
await sendTraffic(base, Number(hours)).catch((error) => {
  console.error(`example traffic stopped: ${error.message}`)
  process.exit(1)
})
