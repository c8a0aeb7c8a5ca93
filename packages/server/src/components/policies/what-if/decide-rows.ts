/** Rows as they were read, decided again and put into the table. Requests that are alike are decided once. */
import type { Outage } from '@relayscope/contract'
import { type CompiledPolicy, evaluate, type Evaluation } from '@relayscope/steering'
import { parseDecimal } from '../../../kit/decimal.ts'
import { assert } from '../../../kit/errors.ts'
import { type IsOut, type RecordedRequest, redecide, type Verdict } from '../redecide/redecide.ts'
import { type Road, roadText } from '../redecide/road.ts'
import { outFrom } from '../replay/replay.ts'
import { enginePolicy, type EnginePolicy } from './engine-policy.ts'
import { Memory } from './memory.ts'
import { BY, RequestsTable, UNKNOWN } from './requests-table.ts'
import { readShape } from './shape.ts'

/** How the rules of a request are asked. `bits`: the engine has tested the conditions. `input`: they are evaluated here. */
export const HOW = { not: 0, bits: 1, input: 2 } as const

/** What is read of each request, in this order; see statements.ts. */
export const ROW_COLUMNS = [
  'time_ms',
  'trace_id',
  'organization',
  'shape_key',
  'shape',
  'words',
  'how',
  'input',
  'limit_usd',
  'spent_usd',
  'prompt_tokens',
  'prompt_characters',
  'response_tokens',
  'cost',
  'latency_ms',
] as const

export type Columns = readonly [
  timeMs: number[],
  traceId: string[],
  organization: string[],
  shapeKey: number[],
  /** Empty where another row of the window has it. */
  shape: string[],
  words: number[][],
  how: number[],
  input: string[],
  limitUsd: number[],
  spentUsd: number[],
  promptTokens: number[],
  promptCharacters: number[],
  responseTokens: number[],
  cost: string[],
  latencyMs: number[],
]

const PICO_PLACES = 12

export interface Deciding {
  /** `undefined`: the rules are what they were. */
  compiled: CompiledPolicy | undefined
  unavailable: readonly Outage[]
}

/** What was recorded of requests, and what was decided of them by each verdict. */
interface Shape {
  recorded: RecordedRequest
  byVerdict: Map<Verdict | undefined, Alike>
}

/** Requests that are alike in all that decides, with what is decided of them. */
interface Alike {
  recorded: RecordedRequest
  before: number
  after: number
  by: number
  certain: boolean
  unknown: boolean
  count: number
}

export class RowDecider {
  readonly table = new RequestsTable()
  /** By their text. */
  readonly roads = new Map<string, Road>()
  private readonly compiled: CompiledPolicy | undefined
  private readonly engine: EnginePolicy | undefined
  private readonly isOut: IsOut
  private readonly shapes = new Memory<Shape>()
  private readonly byWalk = new Memory<Verdict>()
  private readonly byInput = new Memory<Verdict>()
  /** Each once, by its text: rules have few endings. */
  private readonly verdicts = new Map<string, Verdict>()
  private readonly all: Alike[] = []
  private notRecorded = 0
  private asked = 0

  constructor({ compiled, unavailable }: Deciding) {
    this.compiled = compiled
    this.engine = compiled && enginePolicy(compiled)
    this.isOut = outFrom(unavailable)
  }

  /** An answer without rows has no columns either. */
  add(columns: Columns | readonly []): void {
    if (columns.length === 0) return
    const [
      times,
      traceIds,
      organizations,
      keys,
      texts,
      words,
      how,
      inputs,
      limits,
      spents,
      prompts,
      characters,
      responses,
      costs,
      latencies,
    ] = columns
    const shapes = this.shapesOf(keys, texts)
    for (let at = 0; at < times.length; at++) {
      const shape = shapes.get(keys[at] ?? 0)
      assert(shape, 'the shape of every row stands in the window')
      const alike = this.alikeTo(shape, this.verdict(how[at] ?? HOW.not, words[at] ?? [], inputs[at] ?? ''))
      const { outcome, rejectedByRules, cacheHit } = shape.recorded
      const limitUsd = limits[at] ?? UNKNOWN
      alike.count++
      this.table.add({
        timeMs: times[at] ?? 0,
        traceId: traceIds[at] ?? '',
        organization: this.table.organizations.place(organizations[at] ?? ''),
        before: alike.before,
        after: alike.after,
        by: alike.by,
        certain: alike.certain,
        overBudget: outcome.status === 'rejected' && !rejectedByRules && limitUsd !== UNKNOWN,
        cacheHit,
        promptTokens: prompts[at] ?? UNKNOWN,
        promptCharacters: characters[at] ?? 0,
        responseTokens: responses[at] ?? UNKNOWN,
        costPico: picoOf(costs[at] ?? ''),
        latencyMs: latencies[at] ?? UNKNOWN,
        limitUsd,
        spentUsd: spents[at] ?? UNKNOWN,
      })
    }
  }

  private shapesOf(keys: readonly number[], texts: readonly string[]): Map<number, Shape> {
    const found = new Map<number, Shape>()
    for (const [at, text] of texts.entries())
      if (text !== '')
        found.set(
          keys[at] ?? 0,
          this.shapes.get(text, () => ({ recorded: readShape(text), byVerdict: new Map() })),
        )
    return found
  }

  /** What was decided, in figures. */
  summary() {
    const lost = this.all.reduce((sum, { unknown, count }) => sum + (unknown ? count : 0), 0)
    const undecidable = [
      { reason: 'no rule evaluation was recorded', count: this.notRecorded },
      { reason: 'where the request would have gone was not recorded', count: lost },
    ].filter(({ count }) => count > 0)
    const decidedBy = this.compiled === undefined ? 'record' : this.engine === undefined ? 'evaluator' : 'engine'
    return {
      redecided: this.asked,
      undecidable,
      decidedBy: decidedBy as 'record' | 'evaluator' | 'engine',
      distinct: this.byWalk.made + this.byInput.made,
    }
  }

  /** Attempts at each road, failed ones too. */
  attempts(): Map<string, { tried: number; failed: number }> {
    const found = new Map<string, { tried: number; failed: number }>()
    for (const { recorded, count } of this.all)
      for (const attempt of recorded.attempts) {
        const known = found.get(roadText(attempt)) ?? { tried: 0, failed: 0 }
        known.tried += count
        if (!attempt.ok) known.failed += count
        found.set(roadText(attempt), known)
      }
    return found
  }

  /** `undefined`: the rules are not asked, or cannot be. */
  private verdict(how: number, words: readonly number[], input: string): Verdict | undefined {
    const { compiled, engine } = this
    if (compiled === undefined) return undefined
    if (how === HOW.not) this.notRecorded++
    else this.asked++
    if (how === HOW.input) return this.byInput.get(input, () => this.verdictOf(evaluate(compiled, parsed(input), { reasons: false })))
    if (how === HOW.not || engine === undefined) return undefined
    return this.byWalk.get(engine.walk(words), () => this.verdictOf(engine.decide(words)))
  }

  private verdictOf({ route, rejection }: Evaluation): Verdict {
    const { provider, model } = route ?? {}
    const said = { ...(provider === undefined ? {} : { provider }), ...(model === undefined ? {} : { model }) }
    const verdict: Verdict = { ...(route ? { route: said } : {}), rejected: rejection !== undefined }
    const text = JSON.stringify(verdict)
    const known = this.verdicts.get(text) ?? verdict
    this.verdicts.set(text, known)
    return known
  }

  private alikeTo({ recorded, byVerdict }: Shape, verdict: Verdict | undefined): Alike {
    const known = byVerdict.get(verdict)
    if (known !== undefined) return known
    const decided = redecide(recorded, verdict, this.isOut)
    const before = this.endingOf(recorded.outcome)
    const made: Alike = {
      recorded,
      before,
      after: decided.by === 'none' ? before : this.endingOf(decided),
      by: BY[decided.by],
      certain: decided.certain,
      unknown: decided.status === 'unknown',
      count: 0,
    }
    this.all.push(made)
    byVerdict.set(verdict, made)
    return made
  }

  private endingOf({ provider, model, status }: Road & { status: string }): number {
    if (status !== 'success') return this.table.endings.place(status)
    const name = roadText({ provider, model })
    if (name === '') return this.table.endings.place('unknown')
    if (!this.roads.has(name)) this.roads.set(name, { provider, model })
    return this.table.endings.place(name)
  }
}

const picoOf = (cost: string): number => (cost === '' ? UNKNOWN : Number(parseDecimal(cost, PICO_PLACES) ?? UNKNOWN))

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
