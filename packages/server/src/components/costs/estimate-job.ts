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
import { estimateMessages, estimateTokens } from './estimate-tokens.ts'
import { contentStatement, type ContentTexts, type SilentCall, silentCallsStatement } from './estimate-statements.ts'
import { amountsOf } from './price-difference.ts'

export interface EstimateParts {
  telemetry: TelemetryPlane
  control: Pick<ControlPlane, 'query' | 'leases'>
  pricer: Pricer
  clock: Clock
  log: Log
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
const AT_ONCE = 500

export function createEstimates(parts: EstimateParts): Estimates {
  const { control, clock, log } = parts

  async function pass(goOn: GoOn): Promise<void> {
    const until = Math.floor(clock.nowMs() / 1000) - WAIT_SECONDS
    const known = await readMark(control)
    const from = Math.max(known ?? until, until - LONGEST_SECONDS) - OVERLAP_SECONDS
    while ((await goOn()) && !(await estimateSome(parts, from, until)));
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

/** True when there is nothing left: what was estimated is not found again. */
async function estimateSome({ telemetry, pricer, clock }: EstimateParts, from: number, until: number): Promise<boolean> {
  const calls = await telemetry.select<SilentCall>(silentCallsStatement(from, until, AT_ONCE))
  const byProject = new Map<string, SilentCall[]>()
  for (const call of calls) byProject.set(call.project, [...(byProject.get(call.project) ?? []), call])
  let estimated = 0
  for (const [project, some] of byProject) {
    const texts = new Map((await telemetry.select<ContentTexts>(contentStatement(project, some))).map((row) => [row.interaction_id, row]))
    const amendments = some.flatMap((call) => amendmentOf(pricer, project, call, texts.get(call.id)) ?? [])
    await amend(telemetry, project, amendments, clock.nowMs())
    estimated += amendments.length
  }
  return calls.length < AT_ONCE || estimated === 0
}

function amendmentOf(pricer: Pricer, project: string, call: SilentCall, texts: ContentTexts | undefined): Amendment | undefined {
  if (!texts) return undefined
  const known = callOf(call)
  const estimated = {
    promptTokens: known.promptTokens ?? promptTokens(texts),
    responseTokens: known.responseTokens ?? estimateTokens(texts.response),
  }
  const quote = call.cost === null ? pricer.quote(project, { ...known, ...estimated }) : undefined
  const sent = { cost: call.cost_exact || (call.cost ?? undefined), currency: call.currency, priceVersion: call.price_version }
  return { id: call.id, version: call.version, startNs: BigInt(call.start_ns), ...sent, ...(quote && amountsOf(quote)), estimated }
}

function promptTokens({ prompt, input_messages }: ContentTexts): number {
  return input_messages === '' ? estimateMessages([prompt]) : estimateMessages(textsIn(input_messages, prompt))
}

/** Text of every message; our own JSON. */
function textsIn(json: string, prompt: string): string[] {
  try {
    const messages = JSON.parse(json) as { parts?: { text?: string; toolCall?: { arguments?: string } }[] }[]
    return messages.map(({ parts = [] }) => parts.map(({ text, toolCall }) => text ?? toolCall?.arguments ?? '').join('\n'))
  } catch {
    return [prompt]
  }
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
