/** The column types of every control table: as Drizzle's own, but what PostgreSQL cannot hold is replaced (storable.ts). */
import { bigint, customType, timestamp } from 'drizzle-orm/pg-core'
import { storableJson, storableText } from './storable.ts'

export const textColumn = customType<{ data: string; driverData: string }>({ dataType: () => 'text', toDriver: storableText })

export const jsonColumn = customType<{ data: unknown; driverData: unknown }>({ dataType: () => 'jsonb', toDriver: storableJson })

/** To the millisecond, in UTC. */
export function timeColumn(name: string) {
  return timestamp(name, { withTimezone: true, mode: 'date', precision: 3 })
}

/** Up to 2^53. */
export function countColumn(name: string) {
  return bigint(name, { mode: 'number' })
}
