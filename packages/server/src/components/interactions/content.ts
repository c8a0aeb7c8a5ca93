/** Whole prompts and answers of several interactions at once. */
import type { TelemetryPlane } from '../../planes/telemetry/plane.ts'
import { sql, type Statement } from '../../planes/telemetry/statement.ts'
import { contentRowsIn } from '../../flows/query/scope.ts'
import type { ContentRow, InteractionLightRow } from './store-rows.ts'

interface ContentOfRow extends ContentRow {
  interaction_id: string
  version: string
}

const AT_ONCE = 200
const MAX_SECONDS = 60

/** Content keeps the version under which it was written when only counts or money of its reading were corrected. */
export function contentVersion({ version, amended_from }: Pick<InteractionLightRow, 'version' | 'amended_from'>): string {
  return amended_from === '0' ? version : amended_from
}

/** By id. Absent where none is kept. */
export async function contentOf(
  telemetry: Pick<TelemetryPlane, 'select'>,
  project: string,
  rows: readonly InteractionLightRow[],
): Promise<Map<string, ContentRow>> {
  const found = new Map<string, ContentRow>()
  for (let at = 0; at < rows.length; at += AT_ONCE) {
    const some = rows.slice(at, at + AT_ONCE)
    const versions = new Map(some.map((row) => [row.id, contentVersion(row)]))
    for (const row of await telemetry.select<ContentOfRow>(contentsStatement(project, some), { maxSeconds: MAX_SECONDS })) {
      if (versions.get(row.interaction_id) === row.version) found.set(row.interaction_id, row)
    }
  }
  return found
}

function contentsStatement(project: string, rows: readonly InteractionLightRow[]): Statement {
  const starts = rows.map(({ start_ns }) => BigInt(start_ns))
  const fromNs = starts.reduce((a, b) => (a < b ? a : b), starts[0] ?? 0n)
  const toNs = starts.reduce((a, b) => (a > b ? a : b), starts[0] ?? 0n) + 1n
  return sql`
    SELECT interaction_id, version, prompt, response, input_messages, output_messages FROM content
    WHERE ${contentRowsIn({ project, fromNs, toNs, interactionIds: rows.map(({ id }) => id) })}`
}
