/** Reads AI interactions: lists, searches, one with its content, and figures over many. */
import { countUpTo, type NewestPage, type Place } from '../../flows/query/newest.ts'
import type { TimeRange } from '../../flows/query/time-range.ts'
import type { Clock } from '../../kit/clock.ts'
import type { TelemetryPlane } from '../../planes/telemetry/plane.ts'
import type { Statement } from '../../planes/telemetry/statement.ts'
import { contentVersion } from './content.ts'
import { createFiguresStore, type FiguresStore } from './figures-store.ts'
import { candidatesOf, createListSource, type ListedInteraction, type Select } from './list-source.ts'
import type { RolledFigures } from './rollup-job.ts'
import type { ContentRow, InteractionCandidateRow, InteractionLightRow } from './store-rows.ts'
import { contentStatement, countStatement, type InteractionSearch, largestStatement, oneStatement } from './store-statements.ts'

export interface InteractionStore extends FiguresStore {
  newest(search: InteractionSearch, limit: number, after: Place | undefined): Promise<NewestPage<ListedInteraction>>
  largest(search: InteractionSearch, by: 'latency' | 'cost' | 'tokens', limit: number): Promise<ListedInteraction[]>
  count(search: InteractionSearch, cap: number): Promise<number>
  get(project: string, id: string): Promise<{ row: InteractionLightRow; content: ContentRow | undefined } | undefined>
}

const MAX_SECONDS = 20

export interface InteractionStoreParts {
  telemetry: TelemetryPlane
  clock: Clock
  /** Absent: single rows answer everything. */
  rolled?: (() => Promise<RolledFigures | undefined>) | undefined
}

export function createInteractionStore({ telemetry, clock, rolled = async () => undefined }: InteractionStoreParts): InteractionStore {
  const select: Select = <Row>(statement: Statement) => telemetry.select<Row>(statement, { maxSeconds: MAX_SECONDS })

  const source = createListSource(select, clock)
  const { boundary, listed } = source

  return {
    newest: source.newest,
    async largest(search, by, limit) {
      const candidates = candidatesOf(await select<InteractionCandidateRow>(largestStatement(search, by, limit, clock)))
      const found = new Map((await listed(search.project, candidates, [])).map((one) => [one.id, one]))
      return candidates.flatMap(({ id }) => found.get(id) ?? [])
    },
    count(search, cap) {
      const countIn = async (range: TimeRange, limit: number) => {
        const [row] = await select<{ found: string }>(countStatement({ ...search, range }, limit, clock))
        return Number(row?.found ?? 0)
      }
      return countUpTo((range, rows) => boundary(search.project, range, rows), countIn, search.range, cap)
    },
    async get(project, id) {
      const [row] = await select<InteractionLightRow>(oneStatement(project, id))
      if (!row) return undefined
      const [content] = await select<ContentRow>(contentStatement(project, id, BigInt(row.start_ns), BigInt(contentVersion(row))))
      return { row, content }
    },
    ...createFiguresStore({ select, boundary, rolled, clock }),
  }
}
