/** Spans as OpenTelemetry sends them, in either encoding. */
import { type Decoder, UndecodableError } from '../../flows/ingest/intake.ts'
import { decodeTracesJson } from './otlp/json-traces.ts'
import { decodeTracesProtobuf } from './otlp/protobuf-traces.ts'

export const decodeOtlpTraces: Decoder = (batch, body, format) => {
  if (format === 'protobuf') decodeTracesProtobuf(batch, body)
  else if (format === 'json') decodeTracesJson(batch, body)
  else throw new UndecodableError('OTLP is protobuf or JSON')
}
