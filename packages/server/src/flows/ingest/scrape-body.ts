/** What a scrape hands to the write flow: one line of JSON that says whose it is, then the exposition as the target sent it. */
import { UndecodableError } from './intake.ts'

export interface ScrapeHead {
  target: string
  /** Key, value, key, value. */
  labels: string[]
  format: 'open-metrics' | 'text'
  honorLabels: boolean
  honorTimestamps: boolean
  timeMs: number
  durationSeconds: number
  limits: ScrapeLimits
  /** Why nothing was fetched. */
  failure?: string
}

export interface ScrapeLimits {
  samples?: number
  labels?: number
  labelNameLength?: number
  labelValueLength?: number
}

const LINE_FEED = 0x0a

export function scrapeBody(head: ScrapeHead, exposition: Uint8Array): Uint8Array<ArrayBuffer> {
  const line = Buffer.from(`${JSON.stringify(head)}\n`)
  const body = Buffer.allocUnsafeSlow(line.length + exposition.length)
  body.set(line)
  body.set(exposition, line.length)
  return body
}

export function readScrapeBody(body: Uint8Array): { head: ScrapeHead; exposition: Buffer } {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const end = bytes.indexOf(LINE_FEED)
  if (end < 0) throw new UndecodableError('a scrape begins with a line about its target')
  return { head: JSON.parse(bytes.toString('utf8', 0, end)) as ScrapeHead, exposition: bytes.subarray(end + 1) }
}
