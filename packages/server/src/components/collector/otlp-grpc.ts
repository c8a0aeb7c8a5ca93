/** OTLP over gRPC. Messages stay bytes: the intake decodes them, off this thread; answers are written by hand. */
import { isIP } from 'node:net'
import {
  type handleUnaryCall,
  Metadata,
  type MethodDefinition,
  ResponderBuilder,
  type sendUnaryData,
  Server,
  ServerCredentials,
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
} from '@grpc/grpc-js'
import type { Intake } from '../../flows/ingest/intake.ts'
import { assert, HttpError } from '../../kit/errors.ts'
import type { Principal } from '../../kit/principal.ts'
import { KIND_OF, type OtlpSignal } from './otlp/encoding.ts'
import { owned } from './otlp/request-body.ts'
import { CODE } from './otlp/rpc-status.ts'
import { failureOfError, type GrpcAnswer, type GrpcFailure, grpcAnswer, grpcFailure } from './otlp-answer.ts'

/** What is known of a caller: the same names as on an HTTP request, so that one function can authorise both. */
export interface GrpcCaller {
  headers: { authorization?: string; 'x-api-key'?: string }
  ip: string
}

export interface OtlpGrpcOptions {
  host: string
  /** 0 takes any free one. */
  port: number
  intake: Intake
  /** Rejects with an `HttpError` for who may not send. */
  authorise: (caller: GrpcCaller) => Principal | Promise<Principal>
  /** Of a message, before and after decompression. Default 64 MiB. */
  maxMessageBytes?: number
  onError?: (error: unknown) => void
}

export interface OtlpGrpc {
  readonly port: number
  /** Takes no new calls, and waits for those under way. */
  close(): Promise<void>
}

const SIGNALS: Readonly<Record<string, OtlpSignal>> = { trace: 'traces', logs: 'logs', metrics: 'metrics' }
const CLOSE_LIMIT_MS = 4_000
const MAX_STREAMS = 256

/** Found by the object that travels from the interceptor to the handler. */
type Admitted = WeakMap<Metadata, Principal>

export async function startOtlpGrpc(options: OtlpGrpcOptions): Promise<OtlpGrpc> {
  const admitted: Admitted = new WeakMap()
  const server = new Server({
    interceptors: [admission(options, admitted)],
    'grpc.max_receive_message_length': options.maxMessageBytes ?? 64 * 1024 * 1024,
    'grpc.max_concurrent_streams': MAX_STREAMS,
  })
  for (const [name, signal] of Object.entries(SIGNALS)) {
    const service = `${name.charAt(0).toUpperCase()}${name.slice(1)}Service`
    const path = `/opentelemetry.proto.collector.${name}.v1.${service}/Export`
    server.addService({ Export: rawMethod(path) }, { Export: exporter(signal, options, admitted) })
  }
  const port = await bind(server, isIP(options.host) === 6 ? `[${options.host}]:${options.port}` : `${options.host}:${options.port}`)
  return { port, close: () => close(server) }
}

function rawMethod(path: string): MethodDefinition<Buffer, Buffer> {
  const same = (bytes: Buffer): Buffer => bytes
  return {
    path,
    requestStream: false,
    responseStream: false,
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  }
}

/** Knows the sender before a byte of the message is read. */
function admission(options: OtlpGrpcOptions, admitted: Admitted): ServerInterceptor {
  return (_method, call) => {
    const responder = new ResponderBuilder().withStart((next) =>
      next({ onReceiveMetadata: (metadata, goOn) => void admit(call, metadata, goOn, options, admitted) }),
    )
    return new ServerInterceptingCall(call, responder.build())
  }
}

async function admit(
  call: ServerInterceptingCallInterface,
  metadata: Metadata,
  goOn: (metadata: Metadata) => void,
  options: OtlpGrpcOptions,
  admitted: Admitted,
): Promise<void> {
  try {
    const principal = await options.authorise(callerOf(call, metadata))
    if (!principal.scopes.has('ingest')) throw new HttpError(403, 'forbidden', 'this key may not send telemetry')
    admitted.set(metadata, principal)
  } catch (error) {
    tell(error, options)
    return call.sendStatus(statusOf(grpcFailure(failureOfError(error))))
  }
  goOn(metadata)
}

function callerOf(call: ServerInterceptingCallInterface, metadata: Metadata): GrpcCaller {
  const first = (name: string): string | undefined => {
    const [value] = metadata.get(name)
    return typeof value === 'string' ? value : undefined
  }
  return {
    headers: { authorization: first('authorization'), 'x-api-key': first('x-api-key') },
    ip: call.getConnectionInfo().remoteAddress ?? '',
  }
}

function exporter(signal: OtlpSignal, options: OtlpGrpcOptions, admitted: Admitted): handleUnaryCall<Buffer, Buffer> {
  return (call, reply) => {
    take(admitted.get(call.metadata), call.request, signal, options.intake).then(
      (answer) => send(answer, reply),
      (error: unknown) => {
        tell(error, options)
        send(grpcFailure(failureOfError(error)), reply)
      },
    )
  }
}

function tell(error: unknown, options: OtlpGrpcOptions): void {
  if (failureOfError(error).code === CODE.internal) options.onError?.(error)
}

async function take(principal: Principal | undefined, message: Buffer, signal: OtlpSignal, intake: Intake): Promise<GrpcAnswer> {
  assert(principal, 'a call reached its handler without admission')
  const { project } = principal
  return grpcAnswer(
    await intake.submit({ project, kind: KIND_OF[signal], format: 'protobuf', compression: 'none', body: owned(message) }),
    signal,
  )
}

function send(answer: GrpcAnswer, reply: sendUnaryData<Buffer>): void {
  if ('body' in answer) reply(null, answer.body)
  else reply(statusOf(answer))
}

function statusOf(failure: GrpcFailure): { code: number; details: string; metadata: Metadata } {
  const metadata = new Metadata()
  metadata.set('grpc-status-details-bin', failure.status)
  return { code: failure.code, details: failure.message, metadata }
}

function bind(server: Server, address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, port) => (error ? reject(error) : resolve(port)))
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.forceShutdown(), CLOSE_LIMIT_MS)
    server.tryShutdown(() => {
      clearTimeout(force)
      resolve()
    })
  })
}
