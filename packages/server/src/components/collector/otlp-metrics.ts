/** Metrics as OpenTelemetry sends them, in either encoding. */
import { type Decoder, UndecodableError } from '../../flows/ingest/intake.ts'
import { decodeMetricsJson } from './otlp/json-metrics.ts'
import { decodeMetricsProtobuf } from './otlp/protobuf-metrics.ts'

export const decodeOtlpMetrics: Decoder = (batch, body, format) => {
  if (format === 'protobuf') decodeMetricsProtobuf(batch, body)
  else if (format === 'json') decodeMetricsJson(batch, body)
  else throw new UndecodableError('OTLP is protobuf or JSON')
}
