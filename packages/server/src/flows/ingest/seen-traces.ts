/**
 * Answers "can parts of this trace be stored already?" without asking the engine: remembers the traces met lately in a
 * table of 64-bit hashes, two generations of it. When the older generation is dropped, the latest start time in it
 * becomes the horizon: a trace that starts after the horizon and is not remembered has never been met.
 */
export class SeenTraces {
  private readonly capacity: number
  private young: Generation
  private old: Generation
  private horizonNs: bigint

  /** `horizonNs`: the latest start time among what is stored when the process starts; 0 when nothing is. */
  constructor(capacity: number, horizonNs: bigint) {
    this.capacity = capacity
    this.young = new Generation(capacity)
    this.old = new Generation(capacity)
    this.horizonNs = horizonNs
  }

  add(traceId: string, startNs: bigint): void {
    if (this.young.full) this.turn()
    this.young.add(traceId, startNs)
  }

  /** False only when no part of the trace can have been stored. */
  mayBeStored(traceId: string, startNs: bigint): boolean {
    return startNs <= this.horizonNs || this.young.has(traceId) || this.old.has(traceId)
  }

  private turn(): void {
    if (this.old.latestNs > this.horizonNs) this.horizonNs = this.old.latestNs
    this.old = this.young
    this.young = new Generation(this.capacity)
  }
}

/** A set of hashes with open addressing at half load: 16 bytes of memory per trace. */
class Generation {
  latestNs = 0n
  private count = 0
  private readonly capacity: number
  private readonly mask: number
  private readonly slots: Uint32Array

  constructor(capacity: number) {
    this.capacity = capacity
    const size = 2 ** Math.ceil(Math.log2(capacity * 2))
    this.mask = size - 1
    this.slots = new Uint32Array(size * 2)
  }

  get full(): boolean {
    return this.count >= this.capacity
  }

  has(traceId: string): boolean {
    return this.find(traceId) < 0
  }

  add(traceId: string, startNs: bigint): void {
    if (startNs > this.latestNs) this.latestNs = startNs
    const free = this.find(traceId)
    if (free < 0) return
    const [high, low] = halves(traceId)
    this.slots[free] = high
    this.slots[free + 1] = low
    this.count++
  }

  /** The free slot where the trace belongs, or -1 when it is there. */
  private find(traceId: string): number {
    const [high, low] = halves(traceId)
    for (let at = (low ^ high) & this.mask; ; at = (at + 1) & this.mask) {
      const slot = at * 2
      if (this.slots[slot] === high && this.slots[slot + 1] === low) return -1
      if (this.slots[slot] === 0 && this.slots[slot + 1] === 0) return slot
    }
  }
}

/** The last 64 bits of a trace id: random even where a sender keeps the time in the first ones. Never both zero. */
function halves(traceId: string): [number, number] {
  return [parseInt(traceId.slice(16, 24), 16) >>> 0, (parseInt(traceId.slice(24, 32), 16) | 1) >>> 0]
}
