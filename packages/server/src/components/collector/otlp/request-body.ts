/** Takes a body off the wire with one copy, into memory of its own, so that it can move to another thread without another. */
import type { Readable } from 'node:stream'
import { HttpError } from '../../../kit/errors.ts'

export type OwnBytes = Uint8Array<ArrayBuffer>
/** Gives memory of this length with anything in it. */
export type TakeMemory = (bytes: number) => OwnBytes

const ownMemory: TakeMemory = (bytes) => Buffer.allocUnsafeSlow(bytes)

/** Bytes of bodies on their way in, over all requests. */
export class ReceivingBudget {
  private bytes = 0
  private readonly maxBytes: number

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes
  }

  /** One body is always let in. */
  take(bytes: number): boolean {
    if (this.bytes > 0 && this.bytes + bytes > this.maxBytes) return false
    this.bytes += bytes
    return true
  }

  give(bytes: number): void {
    this.bytes -= bytes
  }
}

/** Who sends too much is let finish up to here, so that the answer is read and not lost in a reset. */
const MAX_DISCARDED_BYTES = 256 * 1024 * 1024

/** `declaredBytes`: Content-Length, or undefined. */
export function readBody(
  stream: Readable,
  declaredBytes: number | undefined,
  maxBytes: number,
  budget: ReceivingBudget,
  memory: TakeMemory = ownMemory,
): Promise<OwnBytes> {
  return new Promise((resolve, reject) => {
    const sink = new BodySink(declaredBytes, maxBytes, budget, memory)
    const take = (chunk: Buffer): void => stopIf(sink.add(chunk))
    const ended = (): void => {
      sink.release()
      resolve(sink.whole())
    }
    // Nobody is left to read an answer; the promise still has to end.
    const aborted = (): void => {
      sink.release()
      reject(new HttpError(400, 'aborted', 'the body ended early'))
    }
    const stopIf = (refused: HttpError | undefined): void => {
      if (!refused) return
      sink.release()
      stream.off('data', take).off('end', ended)
      discard(stream)
      reject(refused)
    }
    stream.on('data', take).once('end', ended).once('close', aborted).once('error', aborted)
    stopIf(sink.open())
  })
}

class BodySink {
  private readonly declaredBytes: number | undefined
  private readonly maxBytes: number
  private readonly budget: ReceivingBudget
  private readonly chunks: Buffer[] = []
  private readonly memory: TakeMemory
  private target: OwnBytes | undefined
  private at = 0
  private taken = 0

  constructor(declaredBytes: number | undefined, maxBytes: number, budget: ReceivingBudget, memory: TakeMemory) {
    this.declaredBytes = declaredBytes
    this.maxBytes = maxBytes
    this.budget = budget
    this.memory = memory
  }

  open(): HttpError | undefined {
    const bytes = this.declaredBytes
    if (bytes === undefined) return undefined
    if (bytes > this.maxBytes) return tooLarge(this.maxBytes)
    if (!this.reserve(bytes)) return busy()
    this.target = this.memory(bytes)
    return undefined
  }

  add(chunk: Buffer): HttpError | undefined {
    const end = this.at + chunk.length
    if (end > this.maxBytes || (this.target && end > this.target.length)) return tooLarge(this.maxBytes)
    if (this.target) chunk.copy(this.target, this.at)
    else if (this.reserve(chunk.length)) this.chunks.push(chunk)
    else return busy()
    this.at = end
    return undefined
  }

  whole(): OwnBytes {
    if (this.target) return this.at === this.target.length ? this.target : this.target.subarray(0, this.at)
    const target = this.memory(this.at)
    let at = 0
    for (const chunk of this.chunks) at += chunk.copy(target, at)
    return target
  }

  release(): void {
    this.budget.give(this.taken)
    this.taken = 0
  }

  private reserve(bytes: number): boolean {
    if (!this.budget.take(bytes)) return false
    this.taken += bytes
    return true
  }
}

function tooLarge(maxBytes: number): HttpError {
  return new HttpError(413, 'too_large', `the body is larger than ${maxBytes} bytes`)
}

function busy(): HttpError {
  return new HttpError(503, 'overloaded', 'too much is being received; send it again later', { retryAfterSeconds: 1 })
}

function discard(stream: Readable): void {
  let bytes = 0
  stream.on('error', () => {})
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > MAX_DISCARDED_BYTES) stream.destroy()
  })
}

/** As memory of its own: the bytes themselves where they fill theirs, a copy where they share it. */
export function owned(bytes: Uint8Array): OwnBytes {
  if (bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength && bytes.buffer instanceof ArrayBuffer)
    return bytes as OwnBytes
  const copy = Buffer.allocUnsafeSlow(bytes.byteLength)
  copy.set(bytes)
  return copy
}
