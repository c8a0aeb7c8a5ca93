/**
 * Memory that went from one thread to the other and came back, kept for the next body or block. V8 counts memory that was
 * handed away as still there until it marks the whole heap, and so marks it again and again; and the kernel clears the pages
 * of what is made anew. Together that was a fifth of the CPU under load.
 */
export class SpareMemory {
  private readonly maxBytes: number
  private spare: ArrayBuffer[] = []
  private bytes = 0
  private readonly out = new WeakSet<ArrayBuffer>()

  /** `maxBytes`: kept at most; what comes back beyond it is let go. */
  constructor(maxBytes: number) {
    this.maxBytes = maxBytes
  }

  /** Memory of exactly this many bytes, with anything in it: a view of a spare that is not more than twice as large, else new. */
  take(bytes: number): Uint8Array<ArrayBuffer> {
    let best: ArrayBuffer | undefined
    for (const each of this.spare) {
      if (each.byteLength >= bytes && each.byteLength <= bytes * 2 && (!best || each.byteLength < best.byteLength)) best = each
    }
    // A little room, so that the next block of the table fits too.
    if (!best) return this.lend(new ArrayBuffer(Math.ceil(bytes * 1.25)), bytes)
    this.spare.splice(this.spare.indexOf(best), 1)
    this.bytes -= best.byteLength
    return this.lend(best, bytes)
  }

  /** Whether the buffer came from here, so that nobody else has a view of it. */
  lent(buffer: ArrayBuffer): boolean {
    return this.out.has(buffer)
  }

  private lend(buffer: ArrayBuffer, bytes: number): Uint8Array<ArrayBuffer> {
    this.out.add(buffer)
    return new Uint8Array(buffer, 0, bytes)
  }

  /** The oldest are let go first: tables whose blocks have changed in size. */
  give(memory: ArrayBuffer): void {
    this.spare.push(memory)
    this.bytes += memory.byteLength
    while (this.bytes > this.maxBytes) this.bytes -= this.spare.shift()?.byteLength ?? 0
  }
}
