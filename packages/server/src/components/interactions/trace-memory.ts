/**
 * The parts of calls met lately, trace by trace, bounded by bytes. What is forgotten is read back from the tables when
 * more of it comes, so the bound costs time and never truth.
 */
import type { InteractionRow } from '../../flows/ingest/batch.ts'

export interface RememberedTrace<Part> {
  readonly key: string
  parts: Part[]
  /** Every row ever written for the trace, by place: what is no longer true has to be withdrawn. */
  written: Map<string, InteractionRow>
  /** Where the trace's records stand in the index of records that may have a twin in another trace. */
  twins: { key: string; id: string }[]
  bytes: number
}

export class TraceMemory<Part> {
  private readonly traces = new Map<string, RememberedTrace<Part>>()
  private readonly maxBytes: number
  private readonly onForget: (trace: RememberedTrace<Part>) => void
  private bytes = 0

  constructor(maxBytes: number, onForget: (trace: RememberedTrace<Part>) => void = () => {}) {
    this.maxBytes = maxBytes
    this.onForget = onForget
  }

  /** The trace, moved to the end of the queue to be forgotten. */
  get(key: string): RememberedTrace<Part> | undefined {
    const trace = this.traces.get(key)
    if (!trace) return undefined
    this.traces.delete(key)
    this.traces.set(key, trace)
    return trace
  }

  create(key: string): RememberedTrace<Part> {
    const trace: RememberedTrace<Part> = { key, parts: [], written: new Map(), twins: [], bytes: 0 }
    this.traces.set(key, trace)
    return trace
  }

  grow(trace: RememberedTrace<Part>, bytes: number): void {
    trace.bytes += bytes
    this.bytes += bytes
  }

  forget(key: string): void {
    const trace = this.traces.get(key)
    if (!trace) return
    this.traces.delete(key)
    this.bytes -= trace.bytes
    this.onForget(trace)
  }

  /** Forgets the traces that were touched longest ago until the bound holds; called between batches. */
  trim(): void {
    for (const [key, trace] of this.traces) {
      if (this.bytes <= this.maxBytes) return
      this.traces.delete(key)
      this.bytes -= trace.bytes
      this.onForget(trace)
    }
  }
}
