/** Rows as they were read, decided again and put into the table. Requests that are alike are decided once. */
import type { Outage } from '@relayscope/contract'
import { type CompiledPolicy, evaluate, type Evaluation } from '@relayscope/steering'
import { parseDecimal } from '../../../kit/decimal.ts'
import { type IsOut, redecide, type Verdict } from '../redecide/redecide.ts'
import { type Road, roadText } from '../redecide/road.ts'
import { outFrom } from '../replay/replay.ts'
import { enginePolicy, type EnginePolicy } from './engine-policy.ts'
import { Memory } from './memory.ts'
import { BY, RequestsTable, UNKNOWN } from './requests-table.ts'
import { readShape, type Shape } from './shape.ts'

/** How the rules of a request are asked. `bits`: the engine has tested the conditions. `input`: they are evaluated here. */
export const HOW = { not: 0, bits: 1, input: 2 } as const

/** What is read of each request, in this order; see statements.ts. */
export const ROW_COLUMNS = [
  'time_ms',
  'trace_id',
  'organization',
  'shape',
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
  shape: string[],
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

/** Requests that are alike in all that decides, with what is decided of them. */
interface Alike {
  shape: Shape
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
  private readonly alike = new Memory<Alike>()
  private readonly shapes = new Memory<Shape>()
  private readonly byBits = new Memory<Verdict>()
  private readonly byInput = new Memory<Verdict>()
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
    const [times, traceIds, organizations, shapes, how, inputs, limits, spents, prompts, characters, responses, costs, latencies] = columns
    for (let at = 0; at < times.length; at++) {
      const alike = this.alikeAt(shapes[at] ?? '', how[at] ?? HOW.not, inputs[at] ?? '')
      const { outcome, rejectedByRules, cacheHit } = alike.shape.recorded
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
      distinct: this.byBits.made + this.byInput.made,
    }
  }

  /** Attempts at each road, failed ones too. */
  attempts(): Map<string, { tried: number; failed: number }> {
    const found = new Map<string, { tried: number; failed: number }>()
    for (const { shape, count } of this.all)
      for (const attempt of shape.recorded.attempts) {
        const known = found.get(roadText(attempt)) ?? { tried: 0, failed: 0 }
        known.tried += count
        if (!attempt.ok) known.failed += count
        found.set(roadText(attempt), known)
      }
    return found
  }

  private alikeAt(text: string, how: number, input: string): Alike {
    const { compiled } = this
    if (compiled !== undefined) {
      if (how === HOW.not) this.notRecorded++
      else this.asked++
    }
    if (how !== HOW.input || compiled === undefined) return this.alike.get(text, () => this.decide(text, this.verdictByBits(text, how)))
    const verdict = this.byInput.get(input, () => verdictOf(evaluate(compiled, parsed(input), { reasons: false })))
    const road = `${text}\n${verdict.rejected}\n${verdict.route?.provider ?? ''}\n${verdict.route?.model ?? ''}`
    return this.alike.get(road, () => this.decide(text, verdict))
  }

  private verdictByBits(text: string, how: number): Verdict | undefined {
    const { engine } = this
    if (engine === undefined || how === HOW.not) return undefined
    const { words } = this.shapeOf(text)
    return this.byBits.get(words.join(), () => verdictOf(engine.decide(words)))
  }

  private shapeOf(text: string): Shape {
    return this.shapes.get(text, () => readShape(text))
  }

  private decide(text: string, verdict: Verdict | undefined): Alike {
    const shape = this.shapeOf(text)
    const decided = redecide(shape.recorded, verdict, this.isOut)
    const before = this.endingOf(shape.recorded.outcome)
    const made: Alike = {
      shape,
      before,
      after: decided.by === 'none' ? before : this.endingOf(decided),
      by: BY[decided.by],
      certain: decided.certain,
      unknown: decided.status === 'unknown',
      count: 0,
    }
    this.all.push(made)
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

function verdictOf({ route, rejection }: Evaluation): Verdict {
  const { provider, model } = route ?? {}
  const said = { ...(provider === undefined ? {} : { provider }), ...(model === undefined ? {} : { model }) }
  return { ...(route ? { route: said } : {}), rejected: rejection !== undefined }
}
