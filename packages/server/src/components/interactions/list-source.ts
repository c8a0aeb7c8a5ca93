/** The newest interactions of a search: windows by rows, or, for words that few have, by what their index finds. */
import type { Term } from '@relayscope/contract/search'
import { wordBoundaryStatement, wordCountStatement } from '../../flows/query/interaction-dataset.ts'
import { type Candidate, newest, type NewestPage, type NewestSource, type Place } from '../../flows/query/newest.ts'
import { asksForIds } from '../../flows/query/search.ts'
import type { TimeRange } from '../../flows/query/time-range.ts'
import type { Clock } from '../../kit/clock.ts'
import type { Statement } from '../../planes/telemetry/statement.ts'
import type { InteractionCandidateRow, InteractionLightRow } from './store-rows.ts'
import { boundaryStatement, candidatesStatement, type InteractionSearch, lightRowsStatement, readingsOf } from './store-statements.ts'

export interface ListedInteraction extends Candidate {
  readonly row: InteractionLightRow
}

export type Select = <Row>(statement: Statement) => Promise<Row[]>
export type Boundary = (project: string, range: TimeRange, rows: number) => Promise<bigint | undefined>

export interface ListSource {
  newest(search: InteractionSearch, limit: number, after: Place | undefined): Promise<NewestPage<ListedInteraction>>
  /** Start of the row that has `rows` newer ones in the range. */
  boundary: Boundary
  /** Newest readings of interactions that were found, as far as they pass. */
  listed(project: string, places: readonly Place[], terms: readonly Term[]): Promise<ListedInteraction[]>
}

/** Rows of content with the words of a search, below which they are looked up before anything else. */
const RARE_ROWS = 5000
/** Such rows in the first window: more than a page, because a reading may have been replaced. */
const FIRST_RARE_ROWS = 200

export function createListSource(select: Select, clock: Clock): ListSource {
  async function startOf(statement: Statement): Promise<bigint | undefined> {
    const [row] = await select<{ start_ns: string }>(statement)
    return row && BigInt(row.start_ns)
  }

  const boundary: Boundary = (project, range, rows) => startOf(boundaryStatement({ project, ...range }, rows))

  async function listed(project: string, places: readonly Place[], terms: readonly Term[]): Promise<ListedInteraction[]> {
    if (places.length === 0) return []
    const rows = await select<InteractionLightRow>(lightRowsStatement(readingsOf(project, places), terms, clock))
    return rows.map((row) => ({ id: row.id, startNs: BigInt(row.start_ns), row }))
  }

  function sourceOf(search: InteractionSearch, rareWords: boolean): NewestSource<ListedInteraction> {
    const { project, terms } = search
    return {
      // Conditions are on single rows: reading all of a range is one scan of the columns they name.
      leaps: true,
      ...(rareWords && { firstRows: FIRST_RARE_ROWS }),
      boundary: (range, rows) =>
        rareWords ? startOf(wordBoundaryStatement(terms, { project, ...range }, rows)) : boundary(project, range, rows),
      async candidates(window, after, limit) {
        const lookUp = rareWords || window.rows === 0
        return candidatesOf(await select<InteractionCandidateRow>(candidatesStatement(search, window, { after, limit, lookUp }, clock)))
      },
      confirm: (candidates) => listed(project, candidates, terms),
    }
  }

  /** How many prompts and answers have the words of a search. Undefined: many, or it asks for none. */
  async function rareRows({ project, range, terms }: InteractionSearch): Promise<number | undefined> {
    const statement = wordCountStatement(terms, { project, ...range }, RARE_ROWS)
    const rows = statement && Number((await select<{ rows: string }>(statement))[0]?.rows)
    return rows !== undefined && rows < RARE_ROWS ? rows : undefined
  }

  return {
    async newest(search, limit, after) {
      if (asksForIds(search.terms)) return newest(sourceOf(search, false), search.range, { limit, after, narrow: true })
      const rare = await rareRows(search)
      const narrow = rare !== undefined && rare <= FIRST_RARE_ROWS
      return newest(sourceOf(search, rare !== undefined), search.range, { limit, after, narrow })
    },
    boundary,
    listed,
  }
}

export function candidatesOf(rows: readonly InteractionCandidateRow[]): Candidate[] {
  return rows.map((row) => ({ id: row.id, startNs: BigInt(row.start_ns) }))
}
