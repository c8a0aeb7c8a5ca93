/** A log record has no id of its own: a digest of all it says stands in, so that the same record sent twice is one row. */
import { createHash } from 'node:crypto'
import type { LogRecord } from './records.ts'

export function logHash(log: LogRecord, body: string, values: readonly string[]): bigint {
  const text = JSON.stringify([
    log.origin.service,
    log.origin.scope,
    String(log.timeNs),
    log.severity,
    log.eventName,
    body,
    log.attributes.keys,
    values,
  ])
  return createHash('sha1').update(text).digest().readBigUInt64LE()
}

/** 64 bits that tell texts apart; used to find equal prompts without reading them. */
export function textHash(text: string): bigint {
  return createHash('sha1').update(text).digest().readBigUInt64LE()
}
