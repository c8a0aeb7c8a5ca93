/** Figures over what a search finds, in the terms of the contract. */
import type {
  FiguresBefore,
  InteractionStats,
  interactionStatsQuery,
  InteractionTimeline,
  ModelStats,
  timelineQuery,
} from '@relayscope/contract'
import type { z } from 'zod'
import { isoTime, stepNs, type TimeRange } from '../../flows/query/time-range.ts'
import { compareFigures, earlierRange } from './compare-figures.ts'
import type { FiguresStore, Grouped } from './figures-store.ts'
import type { FilterQuery } from './interaction-search.ts'
import { presentFigures, presentGroup, presentModel, presentTimeline } from './present-figures.ts'
import type { GroupRow } from './store-rows.ts'
import type { InteractionSearch } from './store-statements.ts'

const MAX_MODELS = 500
/** Groups of an earlier period, among which those of now are looked for. */
const MAX_COMPARED = 1000

export interface Figures {
  stats(project: string, query: z.output<typeof interactionStatsQuery>): Promise<InteractionStats>
  models(
    project: string,
    query: FilterQuery & Pick<z.output<typeof interactionStatsQuery>, 'compare'>,
  ): Promise<{ items: ModelStats[]; more: boolean }>
  timeline(project: string, query: z.output<typeof timelineQuery>): Promise<InteractionTimeline>
}

type SearchOf = (project: string, query: FilterQuery) => InteractionSearch

export function createFigures(store: FiguresStore, searchOf: SearchOf): Figures {
  return {
    async stats(project, query) {
      const search = searchOf(project, query)
      const fields = query.groupBy ?? []
      const figures = async (asked: InteractionSearch, limit: number): Promise<Grouped> =>
        fields.length === 0 ? { total: await store.total(asked), groups: [] } : store.groups(asked, fields, limit)
      const earlier = query.compare && { ...search, range: earlierRange(search.range, query.compare) }
      const [{ total, groups }, before] = await Promise.all([figures(search, query.limit), earlier && figures(earlier, MAX_COMPARED)])
      const shown = groups.slice(0, query.limit)
      return {
        total: presentFigures(total),
        groups: shown.map((row) => ({ ...presentGroup(row, fields), ...beforeOf(row, before?.groups) })),
        more: groups.length > query.limit,
        ...(before && earlier && { before: { ...compareFigures(before.total, total), ...presentRange(earlier.range) } }),
      }
    },
    async models(project, query) {
      const search = searchOf(project, query)
      const earlier = query.compare && { ...search, range: earlierRange(search.range, query.compare) }
      const [{ models, trends }, before] = await Promise.all([
        store.models(search, MAX_MODELS),
        earlier && store.groups(earlier, ['provider', 'model'], MAX_COMPARED),
      ])
      const trendOf = new Map(trends.map((row) => [JSON.stringify([row.model_provider, row.model_name]), row.trend]))
      return {
        items: models
          .slice(0, MAX_MODELS)
          .map((row) => ({ ...presentModel(row, trendOf.get(JSON.stringify(row.group_values))), ...beforeOf(row, before?.groups) })),
        more: models.length > MAX_MODELS,
      }
    },
    async timeline(project, query) {
      const search = searchOf(project, query)
      const step = stepNs(search.range, query.steps)
      // Steps start at round times, so that they stay where they are as the range moves.
      const originNs = search.range.fromNs - (search.range.fromNs % step)
      const rows = await store.timeline(search, originNs, step)
      return presentTimeline(rows, search.range, originNs, step)
    },
  }
}

/** Nothing where no comparison was asked for. */
function beforeOf(row: GroupRow, before: readonly GroupRow[] | undefined): { before?: FiguresBefore } {
  if (before === undefined) return {}
  const same = before.find(({ group_values }) => group_values.every((value, at) => value === row.group_values[at]))
  return { before: compareFigures(same, row) }
}

function presentRange({ fromNs, toNs }: TimeRange): { from: string; to: string } {
  return { from: isoTime(fromNs), to: isoTime(toNs) }
}
