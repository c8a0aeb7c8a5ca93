/** LogRecord of opentelemetry/proto/logs/v1/logs.proto. */
import type { Batch } from '../../../flows/ingest/batch.ts'
import type { LogRecord, Origin } from '../../../flows/ingest/records.ts'
import { emptyLog, finishLog, LogExtras, severityOf } from './log-rules.ts'
import { RECORD_UNITS, TooDeepError } from './limits.ts'
import { readEnvelope } from './protobuf-envelope.ts'
import { readAnyValue, readKeyValue } from './protobuf-values.ts'
import { LOGS, RecordPlace } from './record-place.ts'
import { BAD_LENGTH_8, BAD_LENGTH_16 } from './span-rules.ts'
import { WireReader } from './wire.ts'

const KNOWN_OF_LOG = 0b1_1111_1110_1110
/** Fixed 32-bit flags: field 8. */
const LOG_FLAGS = 0x45

export function decodeLogsProtobuf(batch: Batch, body: Uint8Array): void {
  const place = new RecordPlace(LOGS)
  const extras = new LogExtras()
  readEnvelope(new WireReader(body), place, (reader, end, origin) => {
    extras.clear()
    const log = readLogWithin(reader, end, origin, extras)
    if (log && finishLog(log, extras, batch.receivedAtMs)) {
      batch.logs.push(log)
      batch.accepted++
    } else place.reject(batch, extras.problemPath, extras.problem)
  })
}

function readLogWithin(reader: WireReader, end: number, origin: Origin, extras: LogExtras): LogRecord | undefined {
  reader.budget.spend(RECORD_UNITS)
  try {
    return readLog(reader, end, origin, extras)
  } catch (error) {
    if (!(error instanceof TooDeepError)) throw error
    reader.at = end
    extras.problem = error.message
    extras.problemPath = ''
    return undefined
  }
}

function readLog(reader: WireReader, end: number, origin: Origin, extras: LogExtras): LogRecord {
  const log = emptyLog(origin)
  while (reader.at < end) {
    const tag = reader.tag(end)
    switch (tag) {
      case 0x09:
        log.timeNs = reader.fixed64(end)
        break
      case 0x10:
        log.severity = severityOf(reader.varint32(end))
        break
      case 0x1a:
        extras.severityText = reader.text(end)
        break
      case 0x2a:
        log.body = readAnyValue(reader, reader.messageEnd(end), 0, log.body)
        break
      case 0x32:
        if (!readKeyValue(reader, end, log.attributes)) extras.droppedAttributes++
        break
      case 0x38:
        extras.droppedAttributes += reader.varint32(end)
        break
      case 0x4a:
        log.traceId = reader.id(end, 16) ?? wrong(extras, 'traceId', BAD_LENGTH_16)
        break
      case 0x52:
        log.spanId = reader.id(end, 8) ?? wrong(extras, 'spanId', BAD_LENGTH_8)
        break
      case 0x59:
        extras.observedNs = reader.fixed64(end)
        break
      case 0x62:
        log.eventName = reader.text(end)
        break
      default:
        reader.skip(tag, end, tag === LOG_FLAGS ? 0 : KNOWN_OF_LOG)
    }
  }
  return log
}

function wrong(extras: LogExtras, path: string, problem: string): '' {
  extras.fail(path, problem)
  return ''
}
