/** Both engines of the telemetry plane, for tests that have to hold on either. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectTelemetry } from '../src/planes/telemetry/connect.ts'
import type { TelemetryPlane } from '../src/planes/telemetry/plane.ts'
import { startClickHousePeer } from './clickhouse-peer/start.ts'

export interface OpenEngine {
  plane: TelemetryPlane
  /** Of a server. */
  url?: string
  /** One more connection to the same data. */
  again(): Promise<TelemetryPlane>
  close(): Promise<void>
}

export interface Engine {
  name: 'embedded' | 'server'
  open(): Promise<OpenEngine>
}

export const ENGINES: Engine[] = [
  { name: 'embedded', open: openEmbedded },
  { name: 'server', open: openServer },
]

async function openEmbedded(): Promise<OpenEngine> {
  const dataDir = mkdtempSync(join(tmpdir(), 'relayscope-telemetry-'))
  const plane = await connectTelemetry({ dataDir })
  return {
    plane,
    again: () => connectTelemetry({ dataDir }),
    async close() {
      await plane.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function openServer(): Promise<OpenEngine> {
  const peer = await startClickHousePeer()
  const config = { dataDir: '', url: peer.url }
  const plane = await connectTelemetry(config)
  return {
    plane,
    url: peer.url,
    again: () => connectTelemetry(config),
    async close() {
      await plane.close()
      await peer.stop()
    },
  }
}
