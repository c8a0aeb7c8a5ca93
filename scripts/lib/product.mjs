/** Starts the built product as a child process on free ports, as `npm start` does, for tests, benches and the crash test. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root, serverMain } from './places.mjs'
import { startSettings } from './start-settings.mjs'

const KEPT_LOG_BYTES = 256 * 1024
const CLOCK_TICKS_PER_SECOND = 100 // Linux fixes USER_HZ at 100 for what it shows in /proc

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** A port nobody listens on now. Somebody may take it before we do; then the start fails and says so. */
export const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })

/** Children still alive when this process ends are ended with it. */
const alive = new Set()
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL')
})

/** @param {import('node:child_process').ChildProcess} child */
function follow(child) {
  /** @type {{code: number | null, signal: string | null} | undefined} */
  let ended
  const log = []
  let logBytes = 0
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes) => {
      log.push(bytes)
      logBytes += bytes.length
      while (logBytes > KEPT_LOG_BYTES && log.length > 1) logBytes -= log.shift().length
    })
  }
  alive.add(child)
  const over = new Promise((resolve) => {
    child.on('close', (code, signal) => {
      alive.delete(child)
      ended = { code, signal }
      resolve(ended)
    })
  })
  return { over, ended: () => ended, text: () => Buffer.concat(log).toString() }
}

/** CPU seconds of all threads so far, memory now and at its highest; from /proc, so on Linux only. */
function usage(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const megabytes = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1000
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_SECOND,
    rssMb: megabytes('VmRSS'),
    peakRssMb: megabytes('VmHWM'),
  }
}

async function waitUntilReady(base, followed, timeoutMs) {
  const sinceMs = Date.now()
  for (;;) {
    const ended = followed.ended()
    if (ended) throw new Error(`the product ended with ${JSON.stringify(ended)} before it was ready:\n${followed.text().slice(-4000)}`)
    if (Date.now() - sinceMs > timeoutMs)
      throw new Error(`the product was not ready after ${timeoutMs} ms:\n${followed.text().slice(-4000)}`)
    const ready = await fetch(`${base}/readyz`).then(
      (answer) => answer.arrayBuffer().then(() => answer.status === 200),
      () => false,
    )
    if (ready) return Date.now() - sinceMs
    await sleep(25)
  }
}

const isRaw = (body) => typeof body === 'string' || body instanceof Uint8Array || body instanceof ReadableStream

/** One request; JSON in and out unless the body is text or bytes. `json` is undefined where the answer is not JSON. */
export async function call(base, method, path, body, headers = {}) {
  const type =
    body === undefined || Object.keys(headers).some((name) => name.toLowerCase() === 'content-type')
      ? {}
      : { 'content-type': 'application/json' }
  const answer = await fetch(base + path, {
    method,
    headers: { ...type, ...headers },
    body: body === undefined || isRaw(body) ? body : JSON.stringify(body),
    ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
  })
  const bytes = new Uint8Array(await answer.arrayBuffer())
  const text = new TextDecoder().decode(bytes)
  let json
  try {
    json = JSON.parse(text)
  } catch {
    // not JSON: the caller sees undefined
  }
  return { status: answer.status, headers: answer.headers, bytes, text, json }
}

/**
 * @param {{dataDir?: string, env?: Record<string, string>, timeoutMs?: number}} [options]
 *   Without `dataDir` a temporary one is made, and removed by `remove()`.
 */
export async function startProduct({ dataDir, env = {}, timeoutMs = 60_000 } = {}) {
  const folder = dataDir ?? mkdtempSync(join(tmpdir(), 'relayscope-product-'))
  const [port, otlpHttpPort, otlpGrpcPort] = await Promise.all([freePort(), freePort(), freePort()])
  const settings = startSettings()
  const child = spawn(process.execPath, [...settings.nodeArguments, serverMain], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ...settings.env,
      RELAYSCOPE_HOST: '127.0.0.1',
      RELAYSCOPE_PORT: String(port),
      RELAYSCOPE_OTLP_HTTP_PORT: String(otlpHttpPort),
      RELAYSCOPE_OTLP_GRPC_PORT: String(otlpGrpcPort),
      RELAYSCOPE_DATA_DIR: folder,
      ...env,
    },
  })
  const followed = follow(child)
  const base = `http://127.0.0.1:${port}`
  const end = async (signal, limitMs) => {
    const sinceMs = Date.now()
    child.kill(signal)
    const killer = setTimeout(() => child.kill('SIGKILL'), limitMs)
    const ended = await followed.over
    clearTimeout(killer)
    return { ...ended, ms: Date.now() - sinceMs }
  }
  const product = {
    base,
    otlpHttp: `http://127.0.0.1:${otlpHttpPort}`,
    otlpGrpc: `127.0.0.1:${otlpGrpcPort}`,
    dataDir: folder,
    pid: child.pid,
    readyMs: 0,
    over: followed.over,
    running: () => followed.ended() === undefined,
    log: followed.text,
    usage: () => usage(child.pid),
    call: (method, path, body, headers) => call(base, method, path, body, headers),
    /** Ends it as a supervisor would; what has not ended after `limitMs` is killed, and the answer shows it. */
    stop: (limitMs = 15_000) => end('SIGTERM', limitMs),
    signal: (name) => child.kill(name),
    kill9: () => end('SIGKILL', 5_000),
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  }
  try {
    product.readyMs = await waitUntilReady(base, followed, timeoutMs)
  } catch (error) {
    child.kill('SIGKILL')
    if (dataDir === undefined) product.remove()
    throw error
  }
  return product
}
