/** Debian's Prometheus and node exporter as peers. Where they are missing the test fails and says why; it is never skipped. */
import { type ChildProcess, spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { delimiter, join } from 'node:path'

export function program(name: 'prometheus' | 'promtool' | 'prometheus-node-exporter'): string {
  const found = (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isExecutable)
  if (found) return found
  throw new Error(`${name} is missing: install the packages prometheus and prometheus-node-exporter (npm test does so on Debian as root)`)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

export interface Peer {
  stop(): Promise<void>
}

/** Starts the program and waits until `ready` is answered. */
export async function startPeer(file: string, args: readonly string[], ready: string): Promise<Peer> {
  const child = spawn(file, args, { stdio: 'ignore' })
  const peer = { stop: () => stop(child) }
  for (let attempts = 0; attempts < 200; attempts++) {
    if (child.exitCode !== null) throw new Error(`${file} ended with ${child.exitCode}`)
    const answer = await fetch(ready).catch(() => undefined)
    if (answer?.ok) return peer
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  await peer.stop()
  throw new Error(`${file} is not ready at ${ready}`)
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}
