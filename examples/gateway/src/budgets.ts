/** What each organisation may still spend. In memory: a restart forgives. */
import { nanoUsd, type NanoUsd } from './money.ts'

export interface BudgetState {
  limit: NanoUsd
  spent: NanoUsd
  allowed: boolean
}

export class Budgets {
  private readonly limits: ReadonlyMap<string, NanoUsd>
  private readonly spent = new Map<string, NanoUsd>()

  constructor(holders: readonly { organizationId: string; budgetUsd: string }[]) {
    this.limits = new Map(holders.map(({ organizationId, budgetUsd }) => [organizationId, nanoUsd(budgetUsd)]))
  }

  /** Whether this much more fits. */
  check(organizationId: string, more: NanoUsd): BudgetState {
    const limit = this.limits.get(organizationId) ?? 0n
    const spent = this.spent.get(organizationId) ?? 0n
    return { limit, spent, allowed: spent + more <= limit }
  }

  spend(organizationId: string, amount: NanoUsd): void {
    this.spent.set(organizationId, (this.spent.get(organizationId) ?? 0n) + amount)
  }
}
