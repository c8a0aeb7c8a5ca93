/** A filtered set of interactions as a file: CSV and NDJSON portion by portion, Parquet as the engine writes it. */
import { type AIInteraction, EXPORT_TYPES, type exportInteractions } from '@relayscope/contract'
import type { z } from 'zod'
import { interactionPortions } from '../../flows/query/portions.ts'
import type { Clock } from '../../kit/clock.ts'
import { csvLine } from '../../kit/csv.ts'
import type { TelemetryPlane } from '../../planes/telemetry/plane.ts'
import { contentOf } from './content.ts'
import { CSV_COLUMNS, exportRowsStatement, parquetStatement } from './export-statements.ts'
import { interactionSearch } from './interaction-search.ts'
import { presentLight, presentWhole } from './present.ts'
import type { InteractionLightRow } from './store-rows.ts'
import type { InteractionSearch } from './store-statements.ts'

export type ExportQuery = z.output<NonNullable<(typeof exportInteractions)['query']>>

export interface ExportedFile {
  contentType: string
  name: string
  body: AsyncIterable<string | Uint8Array>
}

export interface InteractionExport {
  /** Checks what is asked for at once; reads while the file is taken. */
  open(project: string, query: ExportQuery): Promise<ExportedFile>
}

const LIMITS = { maxSeconds: 60, maxRows: 1_000_000 }
const DAY_CHARACTERS = 10

export function createInteractionExport({ telemetry, clock }: { telemetry: TelemetryPlane; clock: Clock }): InteractionExport {
  return {
    async open(project, query) {
      const search = interactionSearch(project, query, clock)
      const { format } = query
      const content = query.content === 'true'
      const day = new Date(clock.nowMs()).toISOString().slice(0, DAY_CHARACTERS)
      return {
        contentType: format === 'csv' ? `${EXPORT_TYPES.csv}; charset=utf-8` : EXPORT_TYPES[format],
        name: `ai-interactions-${day}.${format}`,
        body:
          format === 'parquet'
            ? await telemetry.file(parquetStatement(search, content, clock))
            : lines(telemetry, clock, search, content, format === 'csv' ? csvWriter(content) : ndjsonWriter),
      }
    },
  }
}

interface LineWriter {
  head: string
  line(interaction: AIInteraction): string
}

async function* lines(
  telemetry: TelemetryPlane,
  clock: Clock,
  search: InteractionSearch,
  content: boolean,
  { head, line }: LineWriter,
): AsyncGenerator<string> {
  yield head
  for (const { fromNs, toNs } of await interactionPortions(telemetry, search.project, search.range)) {
    const statement = exportRowsStatement({ ...search, range: { fromNs, toNs } }, clock)
    const rows = await telemetry.select<InteractionLightRow>(statement, LIMITS)
    const texts = content ? await contentOf(telemetry, search.project, rows) : undefined
    yield rows.map((row) => line(texts ? presentWhole(row, texts.get(row.id)) : presentLight(row))).join('')
  }
}

const ndjsonWriter: LineWriter = { head: '', line: (interaction) => `${JSON.stringify(interaction)}\n` }

function csvWriter(content: boolean): LineWriter {
  const columns = [...CSV_COLUMNS, ...(content ? (['prompt', 'response'] as const) : [])]
  return {
    head: csvLine(columns),
    line: (interaction) => csvLine(columns.map((column) => cellOf(interaction, column))),
  }
}

function cellOf(interaction: AIInteraction, column: string): string | number | boolean | undefined {
  if (column === 'error') return interaction.errorDetails?.message
  const value = interaction[column as keyof AIInteraction]
  return typeof value === 'object' ? JSON.stringify(value) : value
}
