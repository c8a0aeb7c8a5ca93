/** The one place that knows there are two engines. */
import { connectEmbedded } from './connect-embedded.ts'
import { connectServer } from './connect-server.ts'
import type { TelemetryPlane } from './plane.ts'

export interface TelemetryConfig {
  /** Where the embedded engine keeps its data. Not used with a server. */
  dataDir: string
  /** `http[s]://user:password@host:8123/database` of a ClickHouse server. Absent: the embedded engine. */
  url?: string
  /** Name of the server's cluster: tables become Replicated and Distributed, DDL runs ON CLUSTER. */
  cluster?: string
  /** What the embedded engine may use in all, caches included. Default 1.2 GB. */
  maxMemoryBytes?: number
}

/** Opens the plane, or throws an `EngineError` that says what is in the way. Tables are made by `migrateTelemetry`. */
export function connectTelemetry(config: TelemetryConfig): Promise<TelemetryPlane> {
  if (config.url === undefined) return connectEmbedded(config.dataDir, { maxMemoryBytes: config.maxMemoryBytes })
  return connectServer(config.url, { cluster: config.cluster })
}
