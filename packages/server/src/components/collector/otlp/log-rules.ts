/** What is asked of a log record, and what becomes of the facts that have no field of their own: the same for both encodings. */
import { Attributes } from '../../../flows/ingest/attributes.ts'
import type { LogRecord, Origin } from '../../../flows/ingest/records.ts'
import { LATEST_NS, TOO_LATE } from './span-rules.ts'

export class LogExtras {
  observedNs = 0n
  severityText = ''
  droppedAttributes = 0
  problem = ''
  problemPath = ''

  clear(): void {
    this.observedNs = 0n
    this.severityText = ''
    this.droppedAttributes = 0
    this.problem = ''
    this.problemPath = ''
  }

  fail(path: string, problem: string): void {
    if (this.problem !== '') return
    this.problem = problem
    this.problemPath = path
  }
}

export function emptyLog(origin: Origin): LogRecord {
  return { origin, traceId: '', spanId: '', timeNs: 0n, severity: 0, eventName: '', body: null, attributes: new Attributes() }
}

const SEVERITIES = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']
const OTHER_NAMES = new Map([
  ['WARNING', 13],
  ['ERR', 17],
  ['CRITICAL', 21],
  ['PANIC', 21],
])

/** Whether the record can be taken; if not, `extras` holds the reason. A record without any time happened when it came. */
export function finishLog(log: LogRecord, extras: LogExtras, receivedAtMs: number): boolean {
  if (log.timeNs >= LATEST_NS) extras.fail('timeUnixNano', TOO_LATE)
  if (extras.observedNs >= LATEST_NS) extras.fail('observedTimeUnixNano', TOO_LATE)
  if (extras.problem !== '') return false
  if (log.timeNs === 0n) log.timeNs = extras.observedNs === 0n ? BigInt(Math.trunc(receivedAtMs)) * 1_000_000n : extras.observedNs
  if (extras.severityText !== '') setSeverity(log, extras.severityText)
  if (extras.droppedAttributes > 0) log.attributes.push('otel.dropped_attributes_count', extras.droppedAttributes)
  return true
}

/** The text gives the number where that is missing, and is kept where the number does not say the same. */
function setSeverity(log: LogRecord, text: string): void {
  const word = text.length > 16 ? '' : text.toUpperCase()
  if (log.severity === 0) log.severity = severityOfWord(word)
  if (word !== wordOfSeverity(log.severity)) log.attributes.push('otel.severity_text', text)
}

function severityOfWord(word: string): number {
  const at = SEVERITIES.indexOf(word)
  return at < 0 ? (OTHER_NAMES.get(word) ?? 0) : at * 4 + 1
}

/** ERROR, ERROR2, ERROR3, ERROR4: four steps each. */
function wordOfSeverity(severity: number): string {
  if (severity === 0) return ''
  const step = (severity - 1) % 4
  return SEVERITIES[(severity - 1) >> 2] + (step === 0 ? '' : String(step + 1))
}

export function severityOf(sent: number): number {
  return sent <= 24 ? sent : 0
}
