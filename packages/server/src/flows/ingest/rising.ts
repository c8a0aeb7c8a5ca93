const NUMBERS_PER_MS = 4096

/** Numbers that only rise, also from one process to the next: milliseconds since 1970, with room for many within one. */
export class Rising {
  private last = 0

  next(): number {
    this.last = Math.max(this.last + 1, Date.now() * NUMBERS_PER_MS)
    return this.last
  }
}
