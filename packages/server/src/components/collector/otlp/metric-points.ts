/** Counts the data points of a metrics request without decoding them: they are not stored yet, and the sender is told how many. */
import { gunzip } from 'node:zlib'
import { promisify } from 'node:util'
import { UndecodableError } from '../../../flows/ingest/intake.ts'
import { HttpError } from '../../../kit/errors.ts'
import type { OtlpEncoding } from './encoding.ts'
import { isObject, type JsonObject, parseJsonBody } from './json-body.ts'
import { readEnvelope } from './protobuf-envelope.ts'
import { METRICS, RecordPlace } from './record-place.ts'
import { WireReader } from './wire.ts'

/** Counting happens on the main thread, so it has to be short. */
const MAX_COUNTED_BYTES: Record<OtlpEncoding, number> = { protobuf: 8 * 1024 * 1024, json: 1024 * 1024 }

/** Gauge, sum, histogram, exponential histogram, summary: each has its points in field 1. */
const KIND_TAGS = new Set([0x2a, 0x3a, 0x4a, 0x52, 0x5a])
const KIND_NAMES = ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary']

const inflate = promisify(gunzip)

export const METRICS_MESSAGE = 'metrics are not stored yet; nothing of this request was kept'

export async function countMetricPoints(body: Uint8Array, encoding: OtlpEncoding, compression: 'none' | 'gzip'): Promise<number> {
  const maxBytes = MAX_COUNTED_BYTES[encoding]
  const plain = compression === 'gzip' ? await inflateWithin(body, maxBytes) : body
  if (plain.length > maxBytes) throw tooLarge(maxBytes)
  return encoding === 'json' ? countInJson(parseJsonBody(plain)) : countInProtobuf(plain)
}

async function inflateWithin(body: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  try {
    return await inflate(body, { maxOutputLength: maxBytes })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes)
    throw new UndecodableError('the body is not valid gzip')
  }
}

function tooLarge(maxBytes: number): HttpError {
  return new HttpError(413, 'too_large', `${METRICS_MESSAGE}, and it is larger than ${maxBytes} bytes`)
}

function countInProtobuf(body: Uint8Array): number {
  let points = 0
  readEnvelope(new WireReader(body), new RecordPlace(METRICS), (reader, end) => {
    while (reader.at < end) {
      const tag = reader.tag(end)
      if (KIND_TAGS.has(tag)) points += countPoints(reader, reader.messageEnd(end))
      else reader.skip(tag, end, 0)
    }
  })
  return points
}

function countPoints(reader: WireReader, end: number): number {
  let points = 0
  while (reader.at < end) {
    const tag = reader.tag(end)
    reader.skip(tag, end, 0)
    if (tag === 0x0a) points++
  }
  return points
}

function countInJson(request: JsonObject): number {
  let points = 0
  for (const resource of objects(request.resourceMetrics)) {
    for (const scope of objects(resource.scopeMetrics)) {
      for (const metric of objects(scope.metrics)) {
        for (const name of KIND_NAMES) {
          const kind = metric[name]
          if (isObject(kind) && Array.isArray(kind.dataPoints)) points += kind.dataPoints.length
        }
      }
    }
  }
  return points
}

function objects(list: unknown): JsonObject[] {
  return Array.isArray(list) ? list.filter(isObject) : []
}
