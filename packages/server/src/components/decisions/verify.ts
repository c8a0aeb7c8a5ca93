/**
 * Proves the chains of a project: computes every hash anew, in the engine, and follows the links from the first record of
 * a day to the last. The head that was written down apart from the log tells whether records are missing at the end.
 */
import type { ChainBreak, DecisionProof } from '@relayscope/contract'
import { beginning, type ChainHead, dayText } from '../../flows/ingest/decision-chain.ts'
import type { TelemetryPlane } from '../../planes/telemetry/plane.ts'
import { type Statement, sql, text, uint } from '../../planes/telemetry/statement.ts'
import { type ChainHeads, chainRows } from './chain-heads.ts'

export interface VerifyParts {
  telemetry: TelemetryPlane
  heads: ChainHeads
}

type DayProof = DecisionProof['days'][number]

/** Records whose hashes are computed in one question: some 100 MB of text at most in memory. */
const PAGE = 20_000
const MAX_SECONDS = 120

/** `fromDay` and `toDay` are in it, as days since 1970. */
export async function verifyChains(parts: VerifyParts, project: string, fromDay: number, toDay: number): Promise<DecisionProof> {
  const written = await parts.heads.writtenDown(project, fromDay, toDay)
  const stored = await parts.telemetry.select<{ day: string }>(sql`
    SELECT toUInt32(toDate(received_at)) AS day FROM decision_log
    WHERE project = ${text(project)} AND toDate(received_at) >= toDate(${uint(fromDay)}) AND toDate(received_at) <= toDate(${uint(toDay)})
    GROUP BY day ORDER BY day`)
  const days = [...new Set([...written.keys(), ...stored.map(({ day }) => Number(day))])].sort((a, b) => a - b)
  const proofs: DayProof[] = []
  for (const day of days) proofs.push(await verifyDay(parts.telemetry, project, day, written.get(day)))
  const firstBreak = proofs.find((proof) => proof.firstBreak)?.firstBreak ?? null
  const sum = (name: 'checked' | 'erased') => proofs.reduce((total, proof) => total + proof[name], 0)
  return { intact: firstBreak === null, checked: sum('checked'), erased: sum('erased'), days: proofs, firstBreak }
}

async function verifyDay(telemetry: TelemetryPlane, project: string, day: number, written: ChainHead | undefined): Promise<DayProof> {
  const rows = chainRows(project, day)
  const last = await lastSequence(telemetry, rows)
  let head = beginning(project, day)
  let checked = 0
  let erased = 0
  let broken: ChainBreak | undefined
  let agrees = written === undefined
  while (!broken && head.sequence < last) {
    for (const row of await readPage(telemetry, rows, head.sequence)) {
      const reason = breakOf(row, head)
      if (reason) {
        broken = chainBreak(day, row, reason, head)
        break
      }
      checked++
      erased += row.erased
      head = { sequence: Number(row.sequence), hash: Buffer.from(row.own, 'hex') }
      if (written?.sequence === head.sequence) agrees = Buffer.compare(written.hash, head.hash) === 0
    }
  }
  if (!broken && written && !agrees) broken = headBreak(day, written, head)
  const lastHash = Buffer.from(head.hash).toString('hex')
  return { day: dayText(day), checked, erased, intact: !broken, lastHash, firstBreak: broken ?? null }
}

interface LinkRow {
  sequence: string
  trace_id: string
  request_id: string
  previous: string
  own: string
  /** Its record is what its digest says. */
  whole: number
  /** Its record was emptied (components/privacy/erase.ts): the digest stays, so the chain does. */
  erased: number
  /** Its hash is that of its previous hash and its digest. */
  hashed: number
}

async function lastSequence(telemetry: TelemetryPlane, rows: Statement): Promise<number> {
  const [row] = await telemetry.select<{ last: string }>(sql`SELECT max(sequence) AS last FROM decision_log WHERE ${rows}`)
  return Number(row?.last ?? 0)
}

/** The next places with all their records, so that two of one place come together. Past a gap: the first record behind it. */
async function readPage(telemetry: TelemetryPlane, rows: Statement, after: number): Promise<LinkRow[]> {
  const read = (condition: Statement, limit: number) =>
    telemetry.select<LinkRow>(linksStatement(sql`${rows} AND ${condition}`, limit), { maxSeconds: MAX_SECONDS })
  const page = await read(sql`sequence > ${uint(after)} AND sequence <= ${uint(after + PAGE)}`, PAGE * 2)
  return page.length > 0 ? page : read(sql`sequence > ${uint(after)}`, 1)
}

function linksStatement(rows: Statement, limit: number): Statement {
  const record = sql`concat(head, '\n', arrayStringConcat(inputs, '\n'), '\n', arrayStringConcat(outputs, '\n'))`
  return sql`
    SELECT sequence, trace_id, request_id, lower(hex(previous_hash)) AS previous, lower(hex(hash)) AS own,
           SHA256(${record}) = digest AS whole, head = '' AND empty(inputs) AND empty(outputs) AS erased, SHA256(concat(previous_hash, digest)) = hash AS hashed
    FROM decision_log WHERE ${rows} ORDER BY sequence LIMIT ${uint(limit)}`
}

function breakOf(row: LinkRow, before: ChainHead): ChainBreak['reason'] | undefined {
  const sequence = Number(row.sequence)
  if (sequence <= before.sequence) return 'doubled'
  if (sequence > before.sequence + 1) return 'missing'
  if (row.previous !== Buffer.from(before.hash).toString('hex')) return 'unlinked'
  return (row.whole === 1 || row.erased === 1) && row.hashed === 1 ? undefined : 'changed'
}

function chainBreak(day: number, row: LinkRow, reason: ChainBreak['reason'], before: ChainHead): ChainBreak {
  const missing = before.sequence + 1
  const messages: Record<ChainBreak['reason'], string> = {
    changed: 'the record is not what its hash was made of',
    missing: `the record with number ${missing} is missing; the next one there has number ${row.sequence}`,
    unlinked: 'it does not follow the record before it: one of the two was changed or put in',
    doubled: 'two records have this number',
  }
  const sequence = reason === 'missing' ? missing : Number(row.sequence)
  return { day: dayText(day), sequence, traceId: row.trace_id, requestId: row.request_id, reason, message: messages[reason] }
}

function headBreak(day: number, written: ChainHead, last: ChainHead): ChainBreak {
  const place = { day: dayText(day), traceId: '', requestId: '' }
  if (written.sequence > last.sequence) {
    const message = `the records from number ${last.sequence + 1} to ${written.sequence} are missing at the end`
    return { ...place, sequence: last.sequence + 1, reason: 'missing', message }
  }
  const message = 'the chain is not the one whose head was written down: it was made anew'
  return { ...place, sequence: written.sequence, reason: 'changed', message }
}
