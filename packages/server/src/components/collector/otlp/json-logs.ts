/** Log records in OTLP/JSON. */
import type { Batch } from '../../../flows/ingest/batch.ts'
import type { LogRecord, Origin } from '../../../flows/ingest/records.ts'
import type { JsonObject } from './json-body.ts'
import { readJsonEnvelope } from './json-envelope.ts'
import { countField, enumField, idField, textField, timeField, type Trail } from './json-fields.ts'
import { readAttributes, readValue } from './json-values.ts'
import { emptyLog, finishLog, LogExtras, severityOf } from './log-rules.ts'
import { LOGS, RecordPlace } from './record-place.ts'
import { BAD_LENGTH_8, BAD_LENGTH_16 } from './span-rules.ts'

export function decodeLogsJson(batch: Batch, body: Uint8Array): void {
  const place = new RecordPlace(LOGS)
  const extras = new LogExtras()
  readJsonEnvelope(batch, body, place, (record, origin, trail) => {
    extras.clear()
    const log = readLog(record, origin, extras, trail)
    if (finishLog(log, extras, batch.receivedAtMs)) {
      batch.logs.push(log)
      batch.accepted++
    } else place.reject(batch, extras.problemPath, extras.problem)
  })
}

function readLog(from: JsonObject, origin: Origin, extras: LogExtras, trail: Trail): LogRecord {
  const log = emptyLog(origin)
  log.timeNs = timeField(from, 'timeUnixNano', trail)
  extras.observedNs = timeField(from, 'observedTimeUnixNano', trail)
  log.severity = severityOf(enumField(from, 'severityNumber', trail))
  extras.severityText = textField(from, 'severityText', trail)
  log.eventName = textField(from, 'eventName', trail)
  log.body = readValue(from, 'body', trail, 0)
  extras.droppedAttributes = countField(from, 'droppedAttributesCount', trail) + readAttributes(from, 'attributes', log.attributes, trail)
  log.traceId = idField(from, 'traceId', 16, trail) ?? wrong(extras, 'traceId')
  log.spanId = idField(from, 'spanId', 8, trail) ?? wrong(extras, 'spanId')
  return log
}

function wrong(extras: LogExtras, path: 'traceId' | 'spanId'): '' {
  extras.fail(path, path === 'traceId' ? BAD_LENGTH_16 : BAD_LENGTH_8)
  return ''
}
