/**
 * The stream behind live views (server-sent events): says that rows were stored, never what is in them. Who listens
 * asks for the rows with their own filters and rights.
 */
import type { ServerResponse } from 'node:http'
import type { StoredFact } from '../flows/ingest/messages.ts'

interface Listener {
  project: string
  response: ServerResponse
}

export interface LiveHub {
  listen(project: string, response: ServerResponse): void
  publish(facts: readonly StoredFact[]): void
  close(): void
  readonly listeners: number
}

const HEARTBEAT_MS = 15_000
/** A listener that does not read is let go when this much waits for it. */
const MAX_BUFFERED_BYTES = 64 * 1024

export function createLiveHub(): LiveHub {
  const listeners = new Set<Listener>()

  function send(listener: Listener, text: string): void {
    if (listener.response.writableLength > MAX_BUFFERED_BYTES) {
      listeners.delete(listener)
      listener.response.destroy()
    } else listener.response.write(text)
  }

  const heartbeat = setInterval(() => {
    for (const listener of listeners) send(listener, ': still here\n\n')
  }, HEARTBEAT_MS)
  heartbeat.unref()

  return {
    listen(project, response) {
      const listener = { project, response }
      listeners.add(listener)
      response.on('close', () => listeners.delete(listener))
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
      response.write('retry: 2000\n\n')
    },
    publish(facts) {
      if (listeners.size === 0) return
      for (const { project, traces, interactions, decisions, points, newestMs } of facts) {
        // Points come without end; who shows records is not to ask for them anew because of a measurement.
        const name = traces + interactions + decisions > 0 || points === 0 ? 'stored' : 'measured'
        const event = `event: ${name}\ndata: ${JSON.stringify({ traces, interactions, decisions, points, newestMs })}\n\n`
        for (const listener of listeners) if (listener.project === project) send(listener, event)
      }
    },
    close() {
      clearInterval(heartbeat)
      for (const { response } of listeners) response.end()
      listeners.clear()
    },
    get listeners() {
      return listeners.size
    },
  }
}
