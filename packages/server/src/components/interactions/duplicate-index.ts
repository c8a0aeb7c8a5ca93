/**
 * Calls that two libraries report in different traces, found by what only one call can have: the provider's response id.
 * Holds the records of remembered traces only.
 */
import type { InteractionRecord } from '../../flows/ingest/interaction-record.ts'

export class DuplicateIndex {
  private readonly byKey = new Map<string, InteractionRecord[]>()

  /** The records of the key, this one included in place of an earlier reading with the same id, in a fixed order. */
  put(key: string, record: InteractionRecord): readonly InteractionRecord[] {
    const others = (this.byKey.get(key) ?? []).filter((other) => other.id !== record.id)
    const all = [...others, record].sort((a, b) => (a.id < b.id ? -1 : 1))
    this.byKey.set(key, all)
    return all
  }

  remove(key: string, id: string): void {
    const rest = this.byKey.get(key)?.filter((other) => other.id !== id) ?? []
    if (rest.length > 0) this.byKey.set(key, rest)
    else this.byKey.delete(key)
  }
}
