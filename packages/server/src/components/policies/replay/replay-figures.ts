/** What the new road would cost and how long it would take: computed where tokens and prices are known, estimated from history where not. */
import type { Estimate, PriceChange, ReplayAnswer } from '@relayscope/contract'
import { DAY_NS } from '../../../flows/query/time-range.ts'
import type { Clock } from '../../../kit/clock.ts'
import { parseDecimal } from '../../../kit/decimal.ts'
import type { TelemetryPlane } from '../../../planes/telemetry/plane.ts'
import type { Redecided } from '../redecide/redecide.ts'
import { type Road, roadText, sameRoad } from '../redecide/road.ts'
import { moneyOf, usd } from '../what-if/assess-cost.ts'
import { Observed } from '../what-if/observed.ts'
import { type CallRow, callStatement, type LatelyRow, latelyStatement } from '../what-if/observed-statements.ts'
import { costOfTokens, pricesOf, type Rates, USD_PLACES } from '../what-if/prices.ts'

export interface FigureParts {
  telemetry: TelemetryPlane
  clock: Clock
  /** Undefined: the price is not known. */
  rates(project: string, road: Road, atMs: number): Promise<Rates | undefined>
}

type Figures = Pick<ReplayAnswer, 'cost' | 'latency'>

const LATELY_DAYS = 7n
const UNKNOWN = -1
/** Two tokenisers differ by about this. */
const TOKENISER_SPREAD = 0.25

export interface FigureQuestion {
  project: string
  traceId: string
  atMs: number
  before: Road
  after: Redecided
  prices: readonly PriceChange[]
}

export async function replayFigures(parts: FigureParts, question: FigureQuestion): Promise<Figures> {
  const { telemetry } = parts
  const { project, traceId, after, before, prices } = question
  const [call] = await telemetry.select<CallRow>(callStatement(project, traceId))
  const recorded = call && call.cost !== '' ? parseDecimal(call.cost, USD_PLACES) : undefined
  const recordedUsd = recorded === undefined ? null : usd(recorded)
  const recordedMs = call ? call.latency_ms : null
  const head = { recordedUsd, recordedMs }
  if (after.status !== 'success') return nothingAsked(head, after)
  const same = sameRoad(after, before)
  const known = await parts.rates(project, after, question.atMs)
  const table = pricesOf(new Map(known ? [[roadText(after), known]] : []), prices, [after])
  if (same && !table.changed(roadText(after)))
    return {
      cost: {
        recordedUsd,
        replayedUsd: recorded === undefined ? null : exact(recorded),
        basis: 'as recorded: the same road at the same price',
      },
      latency: { recordedMs, replayedMs: recordedMs === null ? null : flat(recordedMs), basis: 'as recorded: the same road' },
    }
  const rates = table.of(roadText(after))
  if (same)
    return {
      cost: { recordedUsd, ...samePlaceCost(call, rates) },
      latency: { recordedMs, replayedMs: recordedMs === null ? null : flat(recordedMs), basis: 'as recorded: the same road' },
    }
  const lately = await latelyOf(parts, project, after)
  return {
    cost: { recordedUsd, ...movedCost(call, rates, lately, after.provider === before.provider) },
    latency: { recordedMs, ...movedLatency(lately, after) },
  }
}

function nothingAsked(
  { recordedUsd, recordedMs }: { recordedUsd: string | null; recordedMs: number | null },
  { status }: Redecided,
): Figures {
  const basis = status === 'unknown' ? 'where it would have gone is not known' : `${status}: nobody would have answered`
  return {
    cost: { recordedUsd, replayedUsd: status === 'unknown' ? null : exact(0n), basis },
    latency: { recordedMs, replayedMs: null, basis },
  }
}

type Cost = Omit<Figures['cost'], 'recordedUsd'>

function samePlaceCost(call: CallRow | undefined, rates: Rates | undefined): Cost {
  if (!call || !rates || call.prompt_tokens === UNKNOWN || call.response_tokens === UNKNOWN)
    return { replayedUsd: null, basis: 'the tokens of the call were not recorded' }
  const cost = costOfTokens(rates.input, call.prompt_tokens) + costOfTokens(rates.output, call.response_tokens)
  return { replayedUsd: exact(cost), basis: 'the recorded tokens at the given price' }
}

interface Lately {
  lengths: Observed
  latencies: Observed
  tokensPerCharacter: number | undefined
}

async function latelyOf({ telemetry, clock }: FigureParts, project: string, { provider, model }: Road): Promise<Lately> {
  const toNs = clock.nowNs()
  const [row] = await telemetry.select<LatelyRow>(latelyStatement(project, provider, model, toNs - LATELY_DAYS * DAY_NS, toNs))
  return {
    lengths: new Observed(row?.lengths ?? []),
    latencies: new Observed(row?.latencies ?? []),
    tokensPerCharacter: row && row.all_characters > 0 ? row.all_tokens / row.all_characters : undefined,
  }
}

function movedCost(
  call: CallRow | undefined,
  rates: Rates | undefined,
  { lengths, tokensPerCharacter }: Lately,
  sameProvider: boolean,
): Cost {
  if (!rates) return { replayedUsd: null, basis: 'the price of the new road is not known; give it' }
  if (!call || call.prompt_tokens === UNKNOWN) return { replayedUsd: null, basis: 'the tokens of the call were not recorded' }
  const recorded = Math.max(call.response_tokens, 0)
  const output = lengths.enough ? lengths.next() : { low: recorded / 4, mid: recorded, high: recorded * 4 }
  const own =
    tokensPerCharacter === undefined || call.prompt_characters <= 0 ? call.prompt_tokens : call.prompt_characters * tokensPerCharacter
  const spread = sameProvider ? 0 : TOKENISER_SPREAD
  const input = {
    low: Math.min(own, call.prompt_tokens) * (1 - spread),
    mid: sameProvider ? call.prompt_tokens : own,
    high: Math.max(own, call.prompt_tokens) * (1 + spread),
  }
  const cost = (tokens: number, answered: number) => costOfTokens(rates.input, tokens) + costOfTokens(rates.output, answered)
  return {
    replayedUsd: moneyOf({ low: cost(input.low, output.low), mid: cost(input.mid, output.mid), high: cost(input.high, output.high) }),
    basis: lengths.enough
      ? `an estimate: the recorded prompt, and the length of ${lengths.count} answers the model gave in the last ${LATELY_DAYS} days; 90 % lie in between`
      : 'an estimate: the model gave too few answers lately to go by, so a quarter to four times the recorded length',
  }
}

function movedLatency({ latencies }: Lately, { model }: Road): Omit<Figures['latency'], 'recordedMs'> {
  if (!latencies.enough) return { replayedMs: null, basis: `${model} answered too few requests in the last ${LATELY_DAYS} days to go by` }
  return {
    replayedMs: latencies.next(),
    basis: `an estimate: what ${model} needed for ${latencies.count} requests in the last ${LATELY_DAYS} days; 90 % lie in between`,
  }
}

const exact = (value: bigint) => moneyOf({ low: value, mid: value, high: value })
const flat = (value: number): Estimate => ({ low: value, mid: value, high: value })
