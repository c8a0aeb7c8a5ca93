/**
 * Calls that two libraries may report in different traces, by what a twin would have too: the provider's response id, or
 * what was asked. Holds the records of remembered traces only, and the latest few of each key: a health check asks the
 * same thing for ever.
 */
import type { InteractionRecord } from '../../flows/ingest/interaction-record.ts'

const MAX_PER_KEY = 64

export class DuplicateIndex {
  private readonly byKey = new Map<string, InteractionRecord[]>()

  get(key: string): readonly InteractionRecord[] {
    return this.byKey.get(key) ?? []
  }

  /** Takes the place of an earlier reading with the same id. */
  put(key: string, record: InteractionRecord): void {
    const known = this.byKey.get(key)
    if (!known) {
      this.byKey.set(key, [record])
      return
    }
    const all = [...known.filter((other) => other.id !== record.id), record]
    if (all.length > MAX_PER_KEY) all.shift()
    this.byKey.set(key, all)
  }

  remove(key: string, id: string): void {
    const rest = this.byKey.get(key)?.filter((other) => other.id !== id) ?? []
    if (rest.length > 0) this.byKey.set(key, rest)
    else this.byKey.delete(key)
  }
}
