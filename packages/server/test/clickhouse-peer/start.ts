/** Starts the stand-in for a ClickHouse server (see peer.mjs) in a process and a folder of its own. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface ClickHousePeer {
  /** With name and password, as `connectTelemetry` takes it. */
  url: string
  stop(): Promise<void>
}

const USER = 'relayscope'
const PASSWORD = 'p:a@ss/word'

export async function startClickHousePeer(): Promise<ClickHousePeer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'relayscope-peer-'))
  const options = JSON.stringify({ dataDir, user: USER, password: PASSWORD })
  const child = fork(fileURLToPath(new URL('./peer.mjs', import.meta.url)), [options], {
    env: { ...process.env, UV_THREADPOOL_SIZE: '12' },
  })
  const exited = once(child, 'exit')
  const message = await Promise.race([
    once(child, 'message'),
    exited.then(([code]) => Promise.reject(new Error(`the ClickHouse stand-in ended with ${code}`))),
  ])
  const { port } = (message as [{ port: number }])[0]
  return {
    url: `http://${USER}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/default`,
    async stop() {
      child.kill('SIGTERM')
      await exited
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
