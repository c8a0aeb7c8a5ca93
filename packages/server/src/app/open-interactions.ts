/** Interactions as they are read, and the roll-up of their figures. */
import { createInteractions, type Interactions, rolledFigures, startFiguresRollup } from '../components/interactions/index.ts'
import type { CostParts } from './open-costs.ts'

export function openInteractions({ telemetry, control, clock, log, lifecycle, jobs }: Omit<CostParts, 'onTables'>): Interactions {
  if (jobs) {
    const figures = startFiguresRollup({ telemetry, control, clock, log })
    lifecycle.onClose('figures', () => figures.stop())
  }
  return createInteractions({ telemetry, clock, rolled: rolledFigures(control, clock.nowMs) })
}
