/** Traces put into the tables piece by piece, for tests of the read side. */
import { hexId, nsAgo, type ReadSide } from './read-side.ts'
import type { GivenRow } from './telemetry-rows.ts'

export interface Part {
  seed: number
  agoMs: number
  durationMs?: number
  trace?: GivenRow<'traces'>
  spans?: GivenRow<'spans'>[]
  project?: string
}

/** One batch of one trace: its partial row and its spans. */
export async function storePart(
  side: ReadSide,
  { seed, agoMs, durationMs = 100, trace = {}, spans = [{}], project = 'p' }: Part,
): Promise<string> {
  const traceId = hexId(seed, 32)
  const startNs = nsAgo(agoMs)
  const endNs = startNs + BigInt(durationMs) * 1_000_000n
  const minute = Number(startNs / 60_000_000_000n) * 60
  await side.insert('traces', [{ project, minute, trace_id: traceId, start_time: startNs, end_time: endNs, any_name: 'step', ...trace }])
  const rows = spans.map((span, at) => ({
    project,
    trace_id: traceId,
    span_id: hexId(seed * 100 + at, 16),
    start_time: startNs,
    duration_ns: endNs - startNs,
    name: 'step',
    service: 'gateway',
    ...span,
  }))
  if (rows.length > 0) await side.insert('spans', rows)
  return traceId
}
