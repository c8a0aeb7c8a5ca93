/**
 * Memory of blocks that are stored, kept for the next ones. A block is some megabytes; made anew for every commit, its pages
 * are cleared by the kernel, and both threads collect garbage for its sake: an eighth of the CPU under load.
 */
export class SpareMemory {
  private readonly maxBytes: number
  private spare: ArrayBuffer[] = []
  private bytes = 0

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
    if (!best) return new Uint8Array(new ArrayBuffer(Math.ceil(bytes * 1.25)), 0, bytes)
    this.spare.splice(this.spare.indexOf(best), 1)
    this.bytes -= best.byteLength
    return new Uint8Array(best, 0, bytes)
  }

  /** The oldest are let go first: tables whose blocks have changed in size. */
  give(memory: ArrayBuffer): void {
    this.spare.push(memory)
    this.bytes += memory.byteLength
    while (this.bytes > this.maxBytes) this.bytes -= this.spare.shift()?.byteLength ?? 0
  }
}
