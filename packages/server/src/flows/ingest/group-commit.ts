/**
 * Gathers the rows of many requests into few inserts: an insert costs 7-14 ms of CPU whatever its size, and each of the
 * parts it leaves costs as much again when they are merged. A group is sealed when it is large, or old while a place in
 * flight is free; a busy engine thus makes larger groups, and a group that fills fast is given more time.
 */
import type { Batch } from './batch.ts'
import type { Receipt } from './intake.ts'
import type { Block, StoredFact } from './messages.ts'

export interface GroupLimits {
  /** Sealed at the latest when its encoded rows reach this. */
  maxBytes: number
  /** Sealed when its first request has waited this long and the engine has a free place. */
  maxDelayMs: number
  /** A group that has reached `busyBytes` within `maxDelayMs` waits this long instead: under load, half the commits are a third less CPU. */
  busyDelayMs: number
  busyBytes: number
  /** Groups the engine may be storing at a time. */
  maxInFlight: number
}

/** Encodes batches into blocks. `take` hands over what was gathered and starts anew. */
export interface RowSink {
  add(batch: Batch): void
  readonly bytes: number
  take(): Block[]
  /** Memory of a block that is stored. */
  reuse(memory: ArrayBuffer): void
}

/** A request whose rows are in a group, with the answer it gets once they are stored. */
export interface Member {
  id: number
  digest: string
  receipt: Receipt
}

export interface Group {
  number: number
  members: Member[]
  blocks: Block[]
  facts: StoredFact[]
}

export class GroupCommit {
  private readonly limits: GroupLimits
  private readonly sink: RowSink
  private readonly send: (group: Group) => void
  private readonly inFlight = new Map<number, Group>()
  private members: Member[] = []
  private facts = new Map<string, StoredFact>()
  private timer: NodeJS.Timeout | undefined
  private due = false
  private busy = false
  private draining = false
  private nextNumber = 1
  private waiters: (() => void)[] = []

  constructor(limits: GroupLimits, sink: RowSink, send: (group: Group) => void) {
    this.limits = limits
    this.sink = sink
    this.send = send
  }

  add(batch: Batch, member: Member): void {
    this.sink.add(batch)
    this.members.push(member)
    addFact(this.facts, batch)
    if (this.sink.bytes >= this.limits.maxBytes) this.due = true
    else this.timer ??= setTimeout(() => this.ripen(), this.limits.maxDelayMs)
    this.sealIfDue()
  }

  /** The engine has answered for a group: a place is free. Returns the group. */
  settle(number: number): Group | undefined {
    const group = this.inFlight.get(number)
    this.inFlight.delete(number)
    this.sealIfDue()
    for (const wake of this.waiters.splice(0)) wake()
    return group
  }

  /** Resolves when more rows may be gathered; holds the flow while the engine is behind. */
  async room(): Promise<void> {
    while (this.full) await new Promise<void>((wake) => this.waiters.push(wake))
  }

  /** Sends what is gathered and waits until the engine has answered for everything. */
  async drain(): Promise<void> {
    this.draining = true
    this.due = this.members.length > 0
    this.sealIfDue()
    while (this.members.length > 0 || this.inFlight.size > 0) await new Promise<void>((wake) => this.waiters.push(wake))
  }

  private get full(): boolean {
    return this.inFlight.size >= this.limits.maxInFlight && this.sink.bytes >= this.limits.maxBytes
  }

  private ripen(): void {
    this.timer = undefined
    const { busyBytes, busyDelayMs, maxDelayMs } = this.limits
    if (!this.busy && !this.draining && this.sink.bytes >= busyBytes) {
      this.busy = true
      this.timer = setTimeout(() => this.ripen(), busyDelayMs - maxDelayMs)
      return
    }
    this.due = this.members.length > 0
    this.sealIfDue()
  }

  private sealIfDue(): void {
    if (!this.due || this.inFlight.size >= this.limits.maxInFlight) return
    clearTimeout(this.timer)
    this.timer = undefined
    this.due = false
    this.busy = false
    const group: Group = { number: this.nextNumber++, members: this.members, blocks: this.sink.take(), facts: [...this.facts.values()] }
    this.members = []
    this.facts = new Map()
    this.inFlight.set(group.number, group)
    this.send(group)
  }
}

function addFact(facts: Map<string, StoredFact>, batch: Batch): void {
  let fact = facts.get(batch.project)
  if (!fact)
    facts.set(
      batch.project,
      (fact = { project: batch.project, spans: 0, logs: 0, traces: 0, interactions: 0, decisions: 0, points: 0, newestMs: 0 }),
    )
  fact.spans += batch.spans.length
  fact.logs += batch.logs.length
  fact.traces += batch.traces.length
  fact.interactions += batch.interactions.length
  fact.decisions += batch.decisionTraces.length
  fact.points += batch.points.length
  for (const span of batch.spans) {
    if (span.parentSpanId === '') fact.traces++
  }
  fact.newestMs = Math.max(fact.newestMs, batch.receivedAtMs)
}
