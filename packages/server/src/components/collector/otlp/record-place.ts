/** Where a record stands in its request, for the reason of a rejection. */
import type { Batch } from '../../../flows/ingest/batch.ts'
import type { Rejection } from '../../../flows/ingest/records.ts'

/** The three list names of a signal, as OTLP/JSON spells them. */
export interface SignalNames {
  resources: string
  scopes: string
  records: string
}

export const TRACES: SignalNames = { resources: 'resourceSpans', scopes: 'scopeSpans', records: 'spans' }
export const LOGS: SignalNames = { resources: 'resourceLogs', scopes: 'scopeLogs', records: 'logRecords' }
export const METRICS: SignalNames = { resources: 'resourceMetrics', scopes: 'scopeMetrics', records: 'metrics' }

/** Only the first hundred are told; a request may have hundreds of thousands, which are counted without their reasons. */
const MAX_REASONS = 1000
const COUNTED_ONLY: Rejection = { index: -1, path: '', message: '' }

export class RecordPlace {
  readonly names: SignalNames
  resource = 0
  scope = 0
  record = 0
  /** Counts all records of the request, the rejected too. */
  index = 0

  constructor(names: SignalNames) {
    this.names = names
  }

  path(field: string): string {
    const { resources, scopes, records } = this.names
    const record = `${resources}[${this.resource}].${scopes}[${this.scope}].${records}[${this.record}]`
    return field === '' ? record : `${record}.${field}`
  }

  reject(batch: Batch, field: string, message: string): void {
    batch.rejections.push(batch.rejections.length < MAX_REASONS ? { index: this.index, path: this.path(field), message } : COUNTED_ONLY)
  }
}
