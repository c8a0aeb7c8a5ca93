/** What people say of a metric. What nobody said is inferred where it is shown. */
import { metric, type ScrapeAuthorization, scrapeAuthorization, type ScrapeTarget, scrapeTarget } from '@relayscope/contract'
import { and, eq, sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { ControlPlane } from '../../planes/control/plane.ts'
import { ROLLUP_SOURCES } from './rollup-statements.ts'
import { metricDefinitions, scrapeTargets } from './tables.ts'

const definition = metric.omit({ name: true }).partial()
export type Definition = z.output<typeof definition>

export interface Definitions {
  all(project: string): Promise<ReadonlyMap<string, Definition>>
  find(project: string, name: string): Promise<Definition | undefined>
  put(project: string, name: string, document: Definition, at: Date): Promise<void>
  remove(project: string, name: string): Promise<boolean>
}

/** Read for every question, changed by people: remembered this long. */
const REMEMBERED_MS = 2_000
const MAX_DEFINITIONS = 10_000

export function createDefinitions(control: Pick<ControlPlane, 'db'>, nowMs: () => number): Definitions {
  const { db } = control
  const remembered = new Map<string, { atMs: number; found: Promise<ReadonlyMap<string, Definition>> }>()

  async function read(project: string): Promise<ReadonlyMap<string, Definition>> {
    const rows = await db.select().from(metricDefinitions).where(eq(metricDefinitions.project, project)).limit(MAX_DEFINITIONS)
    const found = new Map<string, Definition>()
    for (const row of rows) {
      // A document of another version that no longer fits says nothing, instead of stopping every question.
      const document = definition.safeParse(row.document)
      if (document.success) found.set(row.name, document.data)
    }
    return found
  }

  function all(project: string): Promise<ReadonlyMap<string, Definition>> {
    const known = remembered.get(project)
    if (known && nowMs() - known.atMs < REMEMBERED_MS) return known.found
    const found = read(project)
    found.catch(() => remembered.delete(project))
    remembered.set(project, { atMs: nowMs(), found })
    return found
  }

  return {
    all,
    find: async (project, name) => (await all(project)).get(name),
    async put(project, name, document, at) {
      await db
        .insert(metricDefinitions)
        .values({ project, name, document, updatedAt: at })
        .onConflictDoUpdate({
          target: [metricDefinitions.project, metricDefinitions.name],
          set: { document: sql`excluded.document`, updatedAt: at },
        })
      remembered.delete(project)
    },
    async remove(project, name) {
      const removed = await db
        .delete(metricDefinitions)
        .where(and(eq(metricDefinitions.project, project), eq(metricDefinitions.name, name)))
        .returning()
      remembered.delete(project)
      return removed.length > 0
    },
  }
}

/** A definition says percentile without saying which; the one people mean is the 95th. */
export function aggregationOf({ aggregationType }: Definition): 'count' | 'sum' | 'avg' | 'min' | 'max' | 'p95' | undefined {
  return aggregationType === 'percentile' ? 'p95' : aggregationType
}

/** How far the roll-up of each source came, in seconds of arrival since 1970. */
export interface RollupMarks {
  read(source: string): Promise<number | undefined>
  write(source: string, seconds: number): Promise<void>
  /** The one furthest behind; undefined until all have one. */
  earliest(): Promise<number | undefined>
}

export function createRollupMarks(control: Pick<ControlPlane, 'query'>): RollupMarks {
  return {
    async read(source) {
      const [row] = await control.query<{ done_until: Date }>('select done_until from rollup_marks where source = $1', [source])
      return row && Math.floor(row.done_until.getTime() / 1000)
    },
    async write(source, seconds) {
      await control.query(
        'insert into rollup_marks (source, done_until) values ($1, $2) on conflict (source) do update set done_until = excluded.done_until',
        [source, new Date(seconds * 1000)],
      )
    },
    async earliest() {
      const [row] = await control.query<{ known: number; least: Date | null }>(
        'select count(*)::int as known, min(done_until) as least from rollup_marks',
      )
      return row?.least && row.known >= ROLLUP_SOURCES.length ? Math.floor(row.least.getTime() / 1000) : undefined
    },
  }
}

export interface TargetRecord {
  id: string
  project: string
  source: 'api' | 'file'
  target: ScrapeTarget
  /** Beside the target, so that whatever shows a target does not show this. */
  authorization?: ScrapeAuthorization | undefined
}

export interface TargetStore {
  all(): Promise<TargetRecord[]>
  of(project: string): Promise<TargetRecord[]>
  put(record: TargetRecord): Promise<void>
  remove(project: string, id: string): Promise<boolean>
}

const MAX_TARGETS = 10_000

export function createTargetStore({ db }: Pick<ControlPlane, 'db'>, now: () => Date): TargetStore {
  const read = (rows: (typeof scrapeTargets.$inferSelect)[]): TargetRecord[] =>
    rows.flatMap(({ id, project, document, credentials }) => {
      const target = scrapeTarget.safeParse(document)
      const authorization = scrapeAuthorization.safeParse(credentials).data
      return target.success ? [{ id, project, source: 'api' as const, target: target.data, authorization }] : []
    })
  return {
    all: async () => read(await db.select().from(scrapeTargets).orderBy(scrapeTargets.createdAt).limit(MAX_TARGETS)),
    of: async (project) =>
      read(
        await db.select().from(scrapeTargets).where(eq(scrapeTargets.project, project)).orderBy(scrapeTargets.createdAt).limit(MAX_TARGETS),
      ),
    async put({ id, project, target, authorization }) {
      const at = now()
      await db
        .insert(scrapeTargets)
        .values({ id, project, document: target, credentials: authorization ?? null, createdAt: at, updatedAt: at })
        .onConflictDoUpdate({
          target: scrapeTargets.id,
          set: { document: sql`excluded.document`, credentials: sql`excluded.credentials`, updatedAt: at },
        })
    },
    async remove(project, id) {
      const removed = await db
        .delete(scrapeTargets)
        .where(and(eq(scrapeTargets.project, project), eq(scrapeTargets.id, id)))
        .returning()
      return removed.length > 0
    },
  }
}
