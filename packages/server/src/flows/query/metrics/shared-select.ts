/** One statement for many who ask the same at the same time. */
import type { SelectOptions, TelemetryPlane } from '../../../planes/telemetry/plane.ts'
import type { Statement } from '../../../planes/telemetry/statement.ts'

export type Selects = Pick<TelemetryPlane, 'select'>

/** Whoever asks while an equal statement is on its way gets its rows. They are shared: nobody may change them. */
export function shareSelects(telemetry: Selects): Selects {
  const inFlight = new Map<string, Promise<unknown[]>>()
  return {
    async select<Row>(statement: Statement, options: SelectOptions = {}): Promise<Row[]> {
      const key = `${options.maxRows} ${options.maxSeconds} ${statement.text}`
      const known = inFlight.get(key)
      if (known) return (await known) as Row[]
      const asked = telemetry.select<Row>(statement, options)
      inFlight.set(key, asked)
      try {
        return await asked
      } finally {
        inFlight.delete(key)
      }
    },
  }
}
