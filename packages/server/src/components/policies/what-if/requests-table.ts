/** Every request of a run in columns: a million of them are some tens of megabytes, not a gigabyte of objects. */
const FIRST_ROOM = 1 << 16

/** Names as numbers, in the order they came. */
export class Names {
  readonly list: string[] = []
  private readonly places = new Map<string, number>()

  place(name: string): number {
    const known = this.places.get(name)
    if (known !== undefined) return known
    const place = this.list.push(name) - 1
    this.places.set(name, place)
    return place
  }

  name(place: number): string {
    return this.list[place] ?? ''
  }
}

/** Why a request ends otherwise than it did. */
export const BY = { none: 0, rules: 1, outage: 2, budget: 3, price: 4 } as const
export type By = keyof typeof BY
export const BY_NAMES = Object.keys(BY) as By[]

export const UNKNOWN = -1

export interface RequestRow {
  timeMs: number
  traceId: string
  organization: number
  /** How it ended and how it would: places of endings, which are roads or `rejected`, `error`, `unknown`. */
  before: number
  after: number
  by: number
  certain: boolean
  /** Refused because a budget was used up. */
  overBudget: boolean
  cacheHit: boolean
  promptTokens: number
  promptCharacters: number
  responseTokens: number
  /** In units of 10^-12 USD; `UNKNOWN`. */
  costPico: number
  latencyMs: number
  limitUsd: number
  spentUsd: number
}

const NUMBERS = [
  'timeMs',
  'organization',
  'before',
  'after',
  'promptTokens',
  'promptCharacters',
  'responseTokens',
  'costPico',
  'latencyMs',
  'limitUsd',
  'spentUsd',
] as const
type NumberColumn = (typeof NUMBERS)[number]
const WIDE: ReadonlySet<NumberColumn> = new Set(['timeMs', 'costPico', 'spentUsd', 'limitUsd'])

const CERTAIN = 8
const OVER_BUDGET = 16
const CACHE_HIT = 32

export class RequestsTable {
  readonly endings = new Names()
  readonly organizations = new Names()
  size = 0
  private room = 0
  private columns = {} as Record<NumberColumn, Float64Array | Float32Array>
  private flags = new Uint8Array(0)
  /** 16 bytes each. */
  private traces = new Uint8Array(0)

  add(row: RequestRow): void {
    if (this.size === this.room) this.grow()
    const at = this.size++
    const { columns } = this
    // One by one: a loop over names takes five times as long, and this is done a million times.
    columns.timeMs[at] = row.timeMs
    columns.organization[at] = row.organization
    columns.before[at] = row.before
    columns.after[at] = row.after
    columns.promptTokens[at] = row.promptTokens
    columns.promptCharacters[at] = row.promptCharacters
    columns.responseTokens[at] = row.responseTokens
    columns.costPico[at] = row.costPico
    columns.latencyMs[at] = row.latencyMs
    columns.limitUsd[at] = row.limitUsd
    columns.spentUsd[at] = row.spentUsd
    this.flags[at] = row.by + (row.certain ? CERTAIN : 0) + (row.overBudget ? OVER_BUDGET : 0) + (row.cacheHit ? CACHE_HIT : 0)
    Buffer.from(this.traces.buffer, at * 16, 16).write(row.traceId, 'hex')
  }

  number(name: NumberColumn, at: number): number {
    return this.columns[name][at] ?? UNKNOWN
  }

  by(at: number): number {
    return (this.flags[at] ?? 0) & 7
  }

  certain(at: number): boolean {
    return ((this.flags[at] ?? 0) & CERTAIN) !== 0
  }

  overBudget(at: number): boolean {
    return ((this.flags[at] ?? 0) & OVER_BUDGET) !== 0
  }

  cacheHit(at: number): boolean {
    return ((this.flags[at] ?? 0) & CACHE_HIT) !== 0
  }

  traceId(at: number): string {
    return Buffer.from(this.traces.buffer, at * 16, 16).toString('hex')
  }

  /** A budget changes how it ends. */
  change(at: number, after: number, by: number): void {
    this.columns.after[at] = after
    this.flags[at] = ((this.flags[at] ?? 0) & ~(7 | CERTAIN)) | by
  }

  private grow(): void {
    this.room = Math.max(FIRST_ROOM, this.room * 2)
    for (const name of NUMBERS) {
      const wider = WIDE.has(name) ? new Float64Array(this.room) : new Float32Array(this.room)
      if (this.size > 0) wider.set(this.columns[name])
      this.columns[name] = wider
    }
    const [flags, traces] = [new Uint8Array(this.room), new Uint8Array(this.room * 16)]
    flags.set(this.flags)
    traces.set(this.traces)
    this.flags = flags
    this.traces = traces
  }
}

/** Requests that stay where they are, at another price. */
export function markPriceChanges(table: RequestsTable, changed: (road: string) => boolean): void {
  const repriced = table.endings.list.map(changed)
  if (!repriced.includes(true)) return
  for (let at = 0; at < table.size; at++) {
    const after = table.number('after', at)
    if (table.by(at) === BY.none && repriced[after] && !table.cacheHit(at)) table.change(at, after, BY.price)
  }
}
