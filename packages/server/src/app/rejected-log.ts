/** The last rejections with their reasons, for an operator to look at. Reasons name fields and limits, never values. */
import type { RejectedFact } from '../flows/ingest/messages.ts'

export class RejectedLog {
  private readonly facts: RejectedFact[] = []
  private readonly most: number

  constructor(most = 1000) {
    this.most = most
  }

  add(facts: readonly RejectedFact[]): void {
    this.facts.push(...facts)
    if (this.facts.length > this.most) this.facts.splice(0, this.facts.length - this.most)
  }

  /** Newest first. */
  newest(project: string, limit: number): RejectedFact[] {
    const found: RejectedFact[] = []
    for (let at = this.facts.length - 1; at >= 0 && found.length < limit; at--) {
      if (this.facts[at].project === project) found.push(this.facts[at])
    }
    return found
  }
}
