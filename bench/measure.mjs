/** What benches have in common: figures, a load, and a product whose data the engine itself fills. Import it when Node is known to be fit. */
import { Agent } from 'node:http'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { root } from '../scripts/lib/places.mjs'
import { sleep, startProduct } from '../scripts/lib/product.mjs'
import { post } from './load.mjs'
import { quantile } from './quantile.mjs'

export const figure = (name, value, unit) => console.log(JSON.stringify({ name, value: Math.round(value * 100) / 100, unit }))

/** How steep the values rise: from one to the next, on the line that lies closest to them all. */
export function slope(values) {
  const middle = (values.length - 1) / 2
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const [over, under] = values.reduce(([a, b], value, at) => [a + (at - middle) * (value - mean), b + (at - middle) ** 2], [0, 0])
  return under === 0 ? 0 : over / under
}

/** Closed loop: each connection sends its next request when the last was answered. Ends by itself after `seconds`. */
export async function closedLoop({ seconds, connections, url, type, makeBody }) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const untilMs = Date.now() + seconds * 1000
  const result = { requests: 0, acknowledgedMs: [], refused: 0 }
  const connection = async () => {
    while (Date.now() < untilMs) {
      const body = makeBody()
      const sinceMs = performance.now()
      const status = await post(agent, url, body, type)
      if (status === 200) result.requests++
      else result.refused++
      result.acknowledgedMs.push(performance.now() - sinceMs)
    }
  }
  await Promise.all(Array.from({ length: connections }, connection))
  agent.destroy()
  return result
}

const WARM_UP_SECONDS = 3

/** Figures `name.*` of taking in what a load sends, `each` records a request. */
export async function measureIngest(product, { name, unit, each, ...load }) {
  await closedLoop({ ...load, seconds: WARM_UP_SECONDS })
  const before = product.usage()
  const sinceMs = Date.now()
  const done = await closedLoop(load)
  const seconds = (Date.now() - sinceMs) / 1000
  await sleep(500)
  const after = product.usage()
  const records = done.requests * each
  figure(`${name}.${unit}_per_second`, records / seconds, `${unit}/s`)
  figure(`${name}.${unit}_per_cpu_second`, records / (after.cpuSeconds - before.cpuSeconds), `${unit}/s`)
  figure(`${name}.acknowledged_p50`, quantile(done.acknowledgedMs, 0.5), 'ms')
  figure(`${name}.acknowledged_p99`, quantile(done.acknowledgedMs, 0.99), 'ms')
  figure(`${name}.refused`, done.refused, 'requests')
  figure(`${name}.memory`, after.rssMb, 'MB')
  figure(`${name}.memory_peak`, after.peakRssMb, 'MB')
}

/** The engine by itself, on the data of a product that is not running. `fill` gets what runs a statement, and the database's name. */
export function withEngine(dataDir, fill) {
  const { Session } = createRequire(join(root, 'packages/server/package.json'))('chdb')
  const session = new Session(join(dataDir, 'clickhouse'))
  const found = session.query("SELECT database FROM system.tables WHERE name = 'interactions'", 'JSONEachRow')
  fill((statement) => session.query(statement), JSON.parse(found.trim()).database)
  session.close?.()
}

/** `work` gets a product on fresh data, and a way to start it again behind what the engine did to that data. */
export async function onFreshData(work) {
  let product = await startProduct()
  const { dataDir } = product
  const startAgain = async (fill) => {
    await product.stop()
    withEngine(dataDir, fill)
    product = await startProduct({ dataDir })
    return product
  }
  try {
    await work(product, startAgain)
    await product.stop()
  } finally {
    if (product.running()) await product.kill9()
    product.remove()
  }
}
