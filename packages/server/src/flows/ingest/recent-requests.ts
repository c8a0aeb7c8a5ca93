/**
 * Remembers what was stored lately by the digest of its bytes, so that a client which lost our answer and sends again
 * stores nothing twice. Held in memory: after a restart the tables' own keys collapse a repeat when it is read.
 */
import type { Receipt } from './intake.ts'

type Entry = { state: 'pending'; waiting: number[] } | { state: 'stored'; receipt: Receipt; expiresAtMs: number }

export class RecentRequests {
  private readonly entries = new Map<string, Entry>()
  private readonly windowMs: number
  private readonly most: number

  /** `windowMs`: how long a repeat is recognised. `most`: how many digests are kept at most; the oldest go first. */
  constructor(windowMs: number, most: number) {
    this.windowMs = windowMs
    this.most = most
  }

  /** Undefined: never seen, and now being worked on. Otherwise the entry the repeat has to follow. */
  claim(digest: string, nowMs: number): Entry | undefined {
    this.prune(nowMs)
    const known = this.entries.get(digest)
    if (known) return known
    this.entries.set(digest, { state: 'pending', waiting: [] })
    return undefined
  }

  /** The first one is stored: its repeats get the same receipt. Returns who waits for it. */
  stored(digest: string, receipt: Receipt, nowMs: number): number[] {
    const known = this.entries.get(digest)
    // Deleted and set again, so that the map stays in order of expiry.
    this.entries.delete(digest)
    this.entries.set(digest, { state: 'stored', receipt: { ...receipt, outcome: 'repeated' }, expiresAtMs: nowMs + this.windowMs })
    return known?.state === 'pending' ? known.waiting : []
  }

  /** The first one was not stored: the same bytes may come again. Returns who waits for it. */
  forget(digest: string): number[] {
    const known = this.entries.get(digest)
    this.entries.delete(digest)
    return known?.state === 'pending' ? known.waiting : []
  }

  private prune(nowMs: number): void {
    for (const [digest, entry] of this.entries) {
      if (entry.state === 'pending') continue
      if (entry.expiresAtMs > nowMs && this.entries.size <= this.most) return
      this.entries.delete(digest)
    }
  }
}
