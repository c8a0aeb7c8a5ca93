/**
 * Telemetry as a stream of messages: one WebSocket at /api/v1/telemetry/stream (line-stream.ts has the same over HTTP), each answered once what it
 * brought is stored. A message is a record, a list of them, or one per line; answers carry the message's number and come
 * as their groups are stored. Who sends faster than is stored is not read from for a while.
 */
import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { type RawData, WebSocket, WebSocketServer } from 'ws'
import { type StreamAnswer, streamKind, streamTelemetry } from '@relayscope/contract'
import type { Intake, Receipt, SubmissionKind } from '../../flows/ingest/intake.ts'
import type { HttpError } from '../../kit/errors.ts'
import type { Principal } from '../../kit/principal.ts'

/** What is known of who opens a stream: the same names as on a request, so that one function can authorise both. */
export interface StreamCaller {
  headers: IncomingMessage['headers']
  /** A page of another origin may open a WebSocket with a GET, so it is judged as one that changes something. */
  method: 'POST'
  ip: string
  socket: { localPort?: number | undefined }
}

export interface StreamOptions {
  intake: Intake
  authorise: (caller: StreamCaller) => Promise<Principal>
}

export interface Stream {
  readonly connections: number
  /** Takes no more messages, answers those taken, and says goodbye. */
  close(): Promise<void>
}

/** What a sender is told of one stretch of what it sent. */
export function streamAnswerOf(seq: number, { outcome, accepted, rejected, errors, message, retryAfterSeconds }: Receipt): StreamAnswer {
  return {
    seq,
    outcome,
    accepted,
    rejected,
    errors,
    ...(message !== undefined && { message }),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  }
}

const MAX_MESSAGE_BYTES = 4 * 1024 * 1024
const MAX_CONNECTIONS = 256
/** Messages of one connection without an answer; more are not read. */
const MAX_WAITING = 16
const PING_MS = 30_000
const GOING_AWAY = 1001

export function startStream(server: Server, options: StreamOptions): Stream {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false })
  const open = new Set<Connection>()

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => socket.destroy())
    admit(request, options, open.size).then(
      ({ project, kind }) =>
        sockets.handleUpgrade(request, socket, head, (accepted) => {
          const connection = new Connection(accepted, project, kind, options.intake)
          open.add(connection)
          accepted.on('close', () => open.delete(connection))
        }),
      (error: unknown) => refuse(socket, error),
    )
  }
  server.on('upgrade', upgrade)
  const pings = setInterval(() => {
    for (const connection of open) connection.ping()
  }, PING_MS)
  pings.unref()

  return {
    get connections() {
      return open.size
    },
    async close() {
      server.off('upgrade', upgrade)
      clearInterval(pings)
      await Promise.all([...open].map((connection) => connection.end()))
      sockets.close()
    },
  }
}

class Refusal extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

async function admit(
  request: IncomingMessage,
  { authorise }: StreamOptions,
  connections: number,
): Promise<{ project: string; kind: SubmissionKind }> {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://here')
  if (pathname !== streamTelemetry.path) throw new Refusal(404, 'there is no stream at this path')
  const kind = streamKind.safeParse(searchParams.get('kind') ?? 'metrics').data
  if (kind === undefined) throw new Refusal(422, `kind must be one of ${streamKind.options.join(', ')}`)
  const { headers, socket } = request
  const principal = await authorise({ headers, method: 'POST', ip: socket.remoteAddress ?? '', socket: { localPort: socket.localPort } })
  if (!principal.scopes.has('ingest')) throw new Refusal(403, 'this key may not send telemetry')
  if (connections >= MAX_CONNECTIONS) throw new Refusal(503, `there are ${MAX_CONNECTIONS} streams already`)
  return { project: principal.project, kind }
}

/** The answer of plain HTTP, as no WebSocket came to be. */
function refuse(socket: Duplex, error: unknown): void {
  const { status = 500 } = error as Partial<HttpError>
  const text = JSON.stringify({ status, detail: status === 500 ? 'internal error' : (error as Error).message })
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(text)}`,
    'connection: close',
    ...(status === 401 ? ['www-authenticate: Bearer'] : []),
  ]
  socket.end(`${lines.join('\r\n')}\r\n\r\n${text}`)
}

class Connection {
  private readonly socket: WebSocket
  private readonly project: string
  private readonly kind: SubmissionKind
  private readonly intake: Intake
  private readonly waiting = new Set<Promise<void>>()
  private count = 0
  private alive = true
  private ending = false

  constructor(socket: WebSocket, project: string, kind: SubmissionKind, intake: Intake) {
    this.socket = socket
    this.project = project
    this.kind = kind
    this.intake = intake
    socket.on('message', (data) => this.take(data))
    socket.on('pong', () => (this.alive = true))
    // What breaks the protocol closes the connection; the library does that by itself.
    socket.on('error', () => {})
  }

  /** One that did not answer the last ping is gone. */
  ping(): void {
    if (!this.alive) return this.socket.terminate()
    this.alive = false
    this.socket.ping()
  }

  async end(): Promise<void> {
    this.ending = true
    await Promise.all(this.waiting)
    this.socket.close(GOING_AWAY, 'the server is stopping')
  }

  private take(data: RawData): void {
    if (this.ending) return
    const seq = ++this.count
    const done = this.store(seq, bytesOf(data)).finally(() => {
      this.waiting.delete(done)
      if (this.socket.isPaused && this.waiting.size < MAX_WAITING / 2) this.socket.resume()
    })
    this.waiting.add(done)
    if (this.waiting.size >= MAX_WAITING) this.socket.pause()
  }

  private async store(seq: number, body: Uint8Array<ArrayBuffer>): Promise<void> {
    const format = firstCharacter(body) === '[' ? 'json' : 'ndjson'
    const receipt = await this.intake.submit({ project: this.project, kind: this.kind, format, compression: 'none', body })
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(streamAnswerOf(seq, receipt)))
  }
}

/** In memory of its own, as it moves to another thread. */
function bytesOf(data: RawData): Uint8Array<ArrayBuffer> {
  const parts = Array.isArray(data) ? data : [data instanceof ArrayBuffer ? new Uint8Array(data) : data]
  const body = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    body.set(part, at)
    at += part.length
  }
  return body
}

function firstCharacter(body: Uint8Array): string {
  const at = body.findIndex((byte) => byte > 0x20)
  return at < 0 ? '' : String.fromCharCode(body[at] as number)
}
