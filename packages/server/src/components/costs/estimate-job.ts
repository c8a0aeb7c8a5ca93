/**
 * Calls that came without token counts although their text is there: streams without usage, streams that were given up. Their
 * counts are estimated a minute after they arrived, so that what comes late can still say better, and are marked as estimates.
 */
import { type Pricer } from '../../flows/price/index.ts'
import type { Clock } from '../../kit/clock.ts'
import type { Log } from '../../kit/log.ts'
import { createLeasedJob, type GoOn, type LeasedJob } from '../../planes/control/leased-job.ts'
import type { ControlPlane } from '../../planes/control/plane.ts'
import type { TelemetryPlane } from '../../planes/telemetry/plane.ts'
import { type Amendment, amend } from './amend.ts'
import { callOf } from './call-rows.ts'
import type { TextEstimate } from './estimate-texts.ts'
import { contentStatement, type SilentCall, silentCallsStatement } from './estimate-statements.ts'
import { amountsOf } from './price-difference.ts'

export interface EstimateParts {
  telemetry: TelemetryPlane
  control: Pick<ControlPlane, 'query' | 'leases'>
  pricer: Pricer
  clock: Clock
  log: Log
  openThread: () => EstimatingThread
}

/** Reads texts and estimates them, out of the way of everything else. */
export interface EstimatingThread {
  /** Takes the columns of a portion's texts as text. */
  ask(columns: string): Promise<TextEstimate[]>
  stop(): Promise<void>
}

export interface Estimates extends LeasedJob {
  /** One pass over what arrived since the last one. */
  run(): Promise<void>
}

const EVERY_MS = 60_000
const LEASE = 'token-estimates'
const LEASE_MS = 120_000
/** What comes within this time of a call may still bring its counts. */
const WAIT_SECONDS = 60
/** A row is visible this long after its arrival at the latest. */
const OVERLAP_SECONDS = 60
/** What a process that was away leaves out: its calls stay without counts. */
const LONGEST_SECONDS = 86_400
/** Calls whose texts are in memory at once. */
const AT_ONCE = 100

export function createEstimates(parts: EstimateParts): Estimates {
  const { control, clock, log } = parts

  async function pass(goOn: GoOn): Promise<void> {
    const until = Math.floor(clock.nowMs() / 1000) - WAIT_SECONDS
    const known = await readMark(control)
    const from = Math.max(known ?? until, until - LONGEST_SECONDS) - OVERLAP_SECONDS
    await estimateAll(parts, from, until, goOn)
    if (await goOn()) await writeMark(control, until)
  }

  const job = createLeasedJob({
    leases: control.leases,
    log,
    name: LEASE,
    leaseMs: LEASE_MS,
    everyMs: EVERY_MS,
    failure: 'token counts could not be estimated; it is tried again',
    work: pass,
  })
  return { ...job, run: () => pass(async () => true) }
}

/** The thread is there while there is something to estimate. */
async function estimateAll(parts: EstimateParts, from: number, until: number, goOn: GoOn): Promise<void> {
  let thread: EstimatingThread | undefined
  try {
    while (await goOn()) {
      const calls = await parts.telemetry.select<SilentCall>(silentCallsStatement(from, until, AT_ONCE))
      if (calls.length === 0) return
      thread ??= parts.openThread()
      if (await estimateSome(parts, thread, calls)) return
    }
  } finally {
    await thread?.stop()
  }
}

/** True when there is nothing left: what was estimated is not found again. */
async function estimateSome(parts: EstimateParts, thread: EstimatingThread, calls: readonly SilentCall[]): Promise<boolean> {
  const { telemetry, pricer, clock } = parts
  const byProject = new Map<string, SilentCall[]>()
  for (const call of calls) byProject.set(call.project, [...(byProject.get(call.project) ?? []), call])
  let estimated = 0
  for (const [project, some] of byProject) {
    // The texts pass through unread.
    const estimates = await thread.ask(await telemetry.selectColumns(contentStatement(project, some)))
    const byId = new Map(estimates.map((estimate) => [estimate.id, estimate]))
    const amendments = some.flatMap((call) => amendmentOf(pricer, project, call, byId.get(call.id)) ?? [])
    await amend(telemetry, project, amendments, clock.nowMs())
    estimated += amendments.length
  }
  return calls.length < AT_ONCE || estimated === 0
}

function amendmentOf(pricer: Pricer, project: string, call: SilentCall, texts: TextEstimate | undefined): Amendment | undefined {
  if (!texts) return undefined
  const known = callOf(call)
  const estimated = {
    promptTokens: known.promptTokens ?? texts.promptTokens,
    responseTokens: known.responseTokens ?? texts.responseTokens,
  }
  const quote = call.cost === null ? pricer.quote(project, { ...known, ...estimated }) : undefined
  const sent = { cost: call.cost_exact || (call.cost ?? undefined), currency: call.currency, priceVersion: call.price_version }
  return { id: call.id, version: call.version, startNs: BigInt(call.start_ns), ...sent, ...(quote && amountsOf(quote)), estimated }
}

async function readMark(control: Pick<ControlPlane, 'query'>): Promise<number | undefined> {
  const [row] = await control.query<{ done_until: Date }>("select done_until from figures_marks where name = 'estimates'")
  return row && Math.floor(row.done_until.getTime() / 1000)
}

async function writeMark(control: Pick<ControlPlane, 'query'>, seconds: number): Promise<void> {
  await control.query(
    `insert into figures_marks (name, done_until) values ('estimates', $1)
     on conflict (name) do update set done_until = excluded.done_until`,
    [new Date(seconds * 1000)],
  )
}
