/** The last record of each chain: as the log has it, and as it was written down apart from the log. */
import type { ChainHead } from '../../flows/ingest/decision-chain.ts'
import { dayText } from '../../flows/ingest/decision-chain.ts'
import type { ControlQueries } from '../../planes/control/plane.ts'
import { type Statement, sql, text, uint } from '../../planes/telemetry/statement.ts'
import type { TelemetryPlane } from '../../planes/telemetry/plane.ts'

export interface ChainHeads {
  /** The one that is further on: a copy of the log may lag behind, and a writer may have died before it wrote the head down. */
  read(project: string, day: number): Promise<ChainHead | undefined>
  /** Never back. */
  writeDown(project: string, day: number, head: ChainHead): Promise<void>
  /** As written down, oldest day first. `fromDay` is in it, `toDay` too. */
  writtenDown(project: string, fromDay: number, toDay: number): Promise<Map<number, ChainHead>>
}

interface HeadRow {
  day: string
  sequence: number
  hash: Uint8Array
}

const MS_PER_DAY = 86_400_000

export function createChainHeads({ telemetry, control }: { telemetry: TelemetryPlane; control: ControlQueries }): ChainHeads {
  return {
    async read(project, day) {
      const [stored, [written]] = await Promise.all([
        lastStored(telemetry, project, day),
        control.query<HeadRow>('select sequence, hash from decision_heads where project = $1 and day = $2', [project, dayText(day)]),
      ])
      if (written && written.sequence > (stored?.sequence ?? 0)) return { sequence: written.sequence, hash: written.hash }
      return stored
    },
    async writeDown(project, day, { sequence, hash }) {
      await control.query(
        `insert into decision_heads as known (project, day, sequence, hash) values ($1, $2, $3, $4)
         on conflict (project, day) do update set sequence = excluded.sequence, hash = excluded.hash, updated_at = now()
         where known.sequence < excluded.sequence`,
        [project, dayText(day), sequence, hash],
      )
    },
    async writtenDown(project, fromDay, toDay) {
      const rows = await control.query<HeadRow>(
        'select day, sequence, hash from decision_heads where project = $1 and day between $2 and $3 order by day',
        [project, dayText(fromDay), dayText(toDay)],
      )
      return new Map(rows.map(({ day, sequence, hash }) => [Date.parse(day) / MS_PER_DAY, { sequence, hash }]))
    },
  }
}

/** Rows of one chain: the beginning of the log's key. */
export function chainRows(project: string, day: number): Statement {
  return sql`project = ${text(project)} AND toDate(received_at) = toDate(${uint(day)})`
}

async function lastStored(telemetry: TelemetryPlane, project: string, day: number): Promise<ChainHead | undefined> {
  const [last] = await telemetry.select<{ sequence: string; hash: string }>(sql`
    SELECT sequence, hex(hash) AS hash FROM decision_log WHERE ${chainRows(project, day)} ORDER BY sequence DESC LIMIT 1`)
  return last && { sequence: Number(last.sequence), hash: Buffer.from(last.hash, 'hex') }
}
