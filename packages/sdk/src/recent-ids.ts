const MOST = 1000

/** Ids that were seen lately. */
export class RecentIds {
  private readonly ids = new Set<string>()

  /** Whether it is new. */
  add(id: string): boolean {
    if (this.ids.has(id)) return false
    this.ids.add(id)
    const [oldest] = this.ids
    if (this.ids.size > MOST && oldest !== undefined) this.ids.delete(oldest)
    return true
  }
}
