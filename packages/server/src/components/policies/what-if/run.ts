/** One run: reads windows of the range and hands them to the thread, which decides while the next one is read. */
import type { Outage, PriceChange, WhatIfResult } from '@relayscope/contract'
import type { CompiledPolicy } from '@relayscope/steering'
import type { DecisionSearch } from '../../../flows/query/decision-dataset.ts'
import type { TimeRange } from '../../../flows/query/time-range.ts'
import type { Clock } from '../../../kit/clock.ts'
import type { TelemetryPlane } from '../../../planes/telemetry/plane.ts'
import { type Road, roadText } from '../redecide/road.ts'
import { enginePolicy } from './engine-policy.ts'
import type { FromDecider, ToDecider } from './messages.ts'
import type { Rates } from './prices.ts'
import { type DecidedBy, minutesStatement, windowStatement } from './statements.ts'

export interface DecidingThread {
  /** Resolves with the answer, in the order asked. */
  ask(message: ToDecider): Promise<FromDecider | undefined>
  stop(): Promise<void>
}

export interface RunParts {
  telemetry: TelemetryPlane
  clock: Clock
  rates(project: string, road: Road, atMs: number): Promise<Rates | undefined>
  openThread(): DecidingThread
}

export interface RunQuestion {
  search: DecisionSearch
  compiled: CompiledPolicy | undefined
  prices: readonly PriceChange[]
  unavailable: readonly Outage[]
}

export interface RunWatcher {
  /** Throws when the run shall end. */
  progress(done: number, total: number, stage: 'reading' | 'deciding' | 'summing'): void
}

/** Requests of one window: some 3 MB of text. Larger ones cost memory, smaller ones the planning of their statement. */
const WINDOW_REQUESTS = 20_000
const READ_AHEAD = 2
const MOST_MINUTES = 1_000_000
const MOST_ROWS = 2_000_000
const WINDOW_SECONDS = 120

export async function runWhatIf(parts: RunParts, question: RunQuestion, watcher: RunWatcher): Promise<WhatIfResult> {
  const { search, compiled, prices, unavailable } = question
  const { windows, total } = await windowsOf(parts, search)
  const thread = parts.openThread()
  try {
    await thread.ask({ kind: 'begin', policy: compiled?.policy, unavailable, prices })
    const decided = decidedBy(compiled)
    const read = ({ range }: Window) =>
      parts.telemetry.selectColumns(windowStatement({ ...search, range }, decided, parts.clock), {
        maxRows: MOST_ROWS,
        maxSeconds: WINDOW_SECONDS,
      })
    let done = 0
    let deciding: Promise<unknown> = Promise.resolve()
    watcher.progress(0, total, 'reading')
    for await (const { window, columns } of ahead(windows, read)) {
      // One window at the thread, two being read: more would only be memory.
      await deciding
      deciding = checked(thread.ask({ kind: 'rows', text: columns === '' ? '[]' : columns }))
      // Its failure is met at the next await; until then nobody waits for it.
      deciding.catch(() => undefined)
      done += window.requests
      watcher.progress(done, total, 'reading')
    }
    watcher.progress(total, total, 'deciding')
    await deciding
    return await assessed(parts, thread, question, () => watcher.progress(total, total, 'summing'))
  } finally {
    await thread.stop()
  }
}

function decidedBy(compiled: CompiledPolicy | undefined): DecidedBy {
  if (compiled === undefined) return { by: 'record' }
  const policy = enginePolicy(compiled)
  return policy ? { by: 'engine', policy } : { by: 'evaluator' }
}

async function assessed(parts: RunParts, thread: DecidingThread, { search }: RunQuestion, watch: () => void): Promise<WhatIfResult> {
  const answer = await checked(thread.ask({ kind: 'roads' }))
  const roads = answer?.kind === 'roads' ? answer.roads : []
  const atMs = Number(search.range.toNs / 1_000_000n)
  const rates: [string, bigint, bigint][] = []
  for (const road of roads) {
    const known = await parts.rates(search.project, road, atMs)
    if (known) rates.push([roadText(road), known.input, known.output])
  }
  watch()
  const summed = await checked(thread.ask({ kind: 'assess', rates }))
  if (summed?.kind !== 'result') throw new Error('bug: the thread answered no result')
  return summed.result
}

async function checked(asked: Promise<FromDecider | undefined>): Promise<FromDecider | undefined> {
  const answer = await asked
  if (answer?.kind === 'failed') throw new Error(answer.message)
  return answer
}

/** In order, each asked for while the one before is still on its way: the engine answers one question with one core. */
async function* ahead(
  windows: readonly Window[],
  read: (window: Window) => Promise<string>,
): AsyncGenerator<{ window: Window; columns: string }> {
  const reading: { window: Window; columns: Promise<string> }[] = []
  const begin = (window: Window | undefined) => {
    if (window === undefined) return
    const columns = read(window)
    // Whoever comes to it meets the failure; a run that ended before does not.
    columns.catch(() => undefined)
    reading.push({ window, columns })
  }
  let next = 0
  while (next < READ_AHEAD) begin(windows[next++])
  for (let first = reading.shift(); first !== undefined; first = reading.shift()) {
    const columns = await first.columns
    begin(windows[next++])
    yield { window: first.window, columns }
  }
}

interface Window {
  range: TimeRange
  requests: number
}

async function windowsOf({ telemetry }: RunParts, search: DecisionSearch): Promise<{ windows: Window[]; total: number }> {
  const rows = await telemetry.select<{ minute: number; requests: number }>(minutesStatement(search), { maxRows: MOST_MINUTES })
  const total = rows.reduce((sum, { requests }) => sum + requests, 0)
  return { windows: cut(search.range, rows).flatMap(split), total }
}

/** Whole minutes, until a window has enough of them. */
function cut(range: TimeRange, rows: readonly { minute: number; requests: number }[]): Window[] {
  const windows: Window[] = []
  let { fromNs } = range
  let requests = 0
  for (const [at, row] of rows.entries()) {
    requests += row.requests
    const next = rows[at + 1]
    if (next !== undefined && requests + next.requests <= WINDOW_REQUESTS) continue
    const toNs = next === undefined ? range.toNs : BigInt(next.minute) * 1_000_000_000n
    windows.push({ range: { fromNs, toNs }, requests })
    fromNs = toNs
    requests = 0
  }
  return windows
}

/** A minute may hold more than a window: then it is cut by time alone. */
function split({ range, requests }: Window): Window[] {
  const parts = BigInt(Math.max(Math.ceil(requests / WINDOW_REQUESTS), 1))
  const { fromNs, toNs } = range
  const edge = (part: bigint) => fromNs + ((toNs - fromNs) * part) / parts
  return Array.from({ length: Number(parts) }, (_, at) => ({
    range: { fromNs: edge(BigInt(at)), toNs: edge(BigInt(at + 1)) },
    requests: Math.round(requests / Number(parts)),
  }))
}
