/**
 * Telemetry as a stream of lines: one POST that goes on, and an answer that goes on beside it. What has come up to the end
 * of a line is stored together and acknowledged in the order it came. Nothing more is read while too much waits, or while
 * the sender does not read its answers.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type StreamAnswer, type StreamEnd, streamTelemetry } from '@relayscope/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Intake, SubmissionKind } from '../../flows/ingest/intake.ts'
import { httpError, requireScope } from '../../kit/http.ts'
import { owned } from './otlp/request-body.ts'
import { streamAnswerOf } from './stream.ts'

export interface LineStreams {
  readonly open: number
  /** Takes no more lines, answers those taken, and says goodbye. */
  close(): Promise<void>
}

export interface LineStreamOptions {
  intake: Intake
  /** A stream that brings nothing for so long is ended. */
  idleMs?: number
}

const MAX_STREAMS = 256
const MAX_LINE_BYTES = 1024 * 1024
/** Stretches of one stream without an answer; more is not read. */
const MAX_WAITING = 16
const IDLE_MS = 5 * 60_000
/** A sender that was told goodbye may take so long to say it too. */
const GOODBYE_MS = 1_000
const LINE_FEED = 0x0a
const LINES = 'application/x-ndjson'

export function startLineStreams(app: FastifyInstance, { intake, idleMs = IDLE_MS }: LineStreamOptions): LineStreams {
  const open = new Set<LineStream>()
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
    scope.route({
      method: streamTelemetry.method,
      url: streamTelemetry.path,
      onRequest: async (request) => {
        requireScope(request, streamTelemetry)
        kindOf(request)
        if (open.size >= MAX_STREAMS) throw httpError('overloaded', `there are ${MAX_STREAMS} streams already`, { retryAfterSeconds: 30 })
      },
      handler: async (request, reply) => {
        const kind = kindOf(request)
        clearTimeout(request.bodyTimer)
        reply.hijack()
        const stream = new LineStream(request.raw, reply.raw, { intake, project: request.principal?.project ?? '', kind })
        open.add(stream)
        await stream.run(idleMs).finally(() => open.delete(stream))
      },
    })
  })
  return {
    get open() {
      return open.size
    },
    close: async () => {
      await Promise.all([...open].map((stream) => stream.end('the server is stopping')))
    },
  }
}

/** Throws where the request is none that a stream can be made of. */
function kindOf(request: FastifyRequest): SubmissionKind {
  const [type = ''] = (request.headers['content-type'] ?? '').split(';', 1)
  if (type.trim().toLowerCase() !== LINES) throw httpError('unsupported_media_type', `send ${LINES}, one record per line`)
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity')
    throw httpError('unsupported_media_type', 'a stream is not compressed: what waits in a compressor is not acknowledged')
  const asked = streamTelemetry.query?.safeParse(request.query)
  if (!asked?.success) throw httpError('invalid_request', 'kind must be one of metrics, traces, ai-interactions')
  return asked.data.kind
}

interface Destination {
  intake: Intake
  project: string
  kind: SubmissionKind
}

class LineStream {
  private readonly request: IncomingMessage
  private readonly response: ServerResponse
  private readonly destination: Destination
  /** The line that has begun. */
  private begun: Buffer[] = []
  private begunBytes = 0
  private seq = 0
  private records = 0
  private waiting = 0
  private answered: Promise<void> = Promise.resolve()
  private ending: string | undefined
  /** Ends the reading. */
  private stop = (): void => {}
  private over: Promise<void> = Promise.resolve()

  constructor(request: IncomingMessage, response: ServerResponse, destination: Destination) {
    this.request = request
    this.response = response
    this.destination = destination
  }

  run(idleMs: number): Promise<void> {
    const { response } = this
    response.writeHead(200, { 'content-type': LINES, 'cache-control': 'no-store', 'x-accel-buffering': 'no', connection: 'close' })
    response.flushHeaders()
    response.on('error', () => {})
    this.over = this.serve(idleMs)
    return this.over
  }

  /** Takes no more, answers what was taken, and says why it ends. */
  end(why: string): Promise<void> {
    this.ending ??= why
    this.stop()
    return this.over
  }

  private async serve(idleMs: number): Promise<void> {
    const isWhole = await this.read(idleMs)
    if (isWhole && this.ending === undefined) this.send(this.taken(Buffer.alloc(0)))
    await this.answered
    if (this.ending !== undefined) await this.sayGoodbye(this.ending)
    this.response.end()
  }

  /** True when the sender came to its end; false when it broke off, or it is we who end. */
  private read(idleMs: number): Promise<boolean> {
    const { request } = this
    return new Promise((resolve) => {
      const idle = setTimeout(() => void this.end('nothing came for too long'), idleMs)
      const finish = (isWhole: boolean): void => {
        clearTimeout(idle)
        request.off('data', take)
        resolve(isWhole)
      }
      const take = (chunk: Buffer): void => {
        idle.refresh()
        this.add(chunk)
      }
      this.stop = () => finish(false)
      request.on('data', take)
      request.once('end', () => finish(true)).once('close', () => finish(false))
      request.on('error', () => finish(false))
    })
  }

  /** A connection that is closed with bytes in it that nobody read is reset, and takes our last lines with it. */
  private async sayGoodbye(why: string): Promise<void> {
    void this.write({ ended: why })
    const { request } = this
    if (request.readableEnded || request.destroyed) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, GOODBYE_MS)
      request.once('close', () => {
        clearTimeout(timer)
        resolve()
      })
      request.resume()
    })
  }

  private add(chunk: Buffer): void {
    const end = chunk.lastIndexOf(LINE_FEED) + 1
    if (end > 0) this.send(this.taken(chunk.subarray(0, end)))
    if (end < chunk.length) {
      // The chunk is of the connection's memory; a line may take long to come.
      this.begun.push(Buffer.from(chunk.subarray(end)))
      this.begunBytes += chunk.length - end
    }
    if (this.begunBytes > MAX_LINE_BYTES) void this.end(`a line may have ${MAX_LINE_BYTES} bytes`)
    else if (this.waiting >= MAX_WAITING) this.request.pause()
  }

  /** What had begun, with the rest of its lines. */
  private taken(rest: Buffer): Buffer {
    const whole = this.begun.length === 0 ? rest : Buffer.concat([...this.begun, rest])
    this.begun = []
    this.begunBytes = 0
    return whole
  }

  private send(lines: Buffer): void {
    const records = recordsIn(lines)
    if (records === 0) return
    const before = this.records
    this.records += records
    const seq = ++this.seq
    const { intake, project, kind } = this.destination
    const stored = intake.submit({ project, kind, format: 'ndjson', compression: 'none', body: owned(lines) })
    this.waiting++
    this.answered = this.answered.then(async () => {
      const { errors, ...answer } = streamAnswerOf(seq, await stored)
      const placed = errors.map((error) => ({ ...error, index: error.index < 0 ? error.index : error.index + before }))
      await this.write({ ...answer, records: before + records, errors: placed })
      this.waiting--
      if (this.waiting < MAX_WAITING / 2 && this.request.isPaused()) this.request.resume()
    })
  }

  /** Resolves when the sender has room for more, or is gone. */
  private write(line: StreamAnswer | StreamEnd): Promise<void> | void {
    const { response } = this
    if (response.destroyed || response.write(`${JSON.stringify(line)}\n`)) return
    return new Promise((resolve) => {
      const done = (): void => {
        response.off('drain', done).off('close', done)
        resolve()
      }
      response.on('drain', done).on('close', done)
    })
  }
}

/** Lines that are not empty. */
function recordsIn(lines: Buffer): number {
  let count = 0
  for (let start = 0; start < lines.length;) {
    const feed = lines.indexOf(LINE_FEED, start)
    const end = feed < 0 ? lines.length : feed
    for (let at = start; at < end; at++) {
      if ((lines[at] as number) > 0x20) {
        count++
        break
      }
    }
    start = end + 1
  }
  return count
}
