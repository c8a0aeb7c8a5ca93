/** Log records as OpenTelemetry sends them, in either encoding. */
import { type Decoder, UndecodableError } from '../../flows/ingest/intake.ts'
import { decodeLogsJson } from './otlp/json-logs.ts'
import { decodeLogsProtobuf } from './otlp/protobuf-logs.ts'

export const decodeOtlpLogs: Decoder = (batch, body, format) => {
  if (format === 'protobuf') decodeLogsProtobuf(batch, body)
  else if (format === 'json') decodeLogsJson(batch, body)
  else throw new UndecodableError('OTLP is protobuf or JSON')
}
