/** The room's statements. A version is written once and never touched again; a trigger holds everybody to that. */
import { and, asc, desc, eq, getTableColumns, inArray, lte, type SQL, sql } from 'drizzle-orm'
import type { ControlPlane } from '../../planes/control/plane.ts'
import {
  type PolicyActivationRow,
  policyActivations,
  policies,
  type PolicyRow,
  type PolicyVersionHead,
  type PolicyVersionRow,
  policyVersions,
  type RunHead,
  type RunRow,
  whatIfRuns,
} from './tables.ts'

export type NewVersion = Omit<PolicyVersionRow, 'number'> & { policyName: string; activate: boolean }
export type Stored = { outcome: 'created' | 'repeated'; number: number } | { outcome: 'full' }

export interface PolicyStore {
  list(project: string): Promise<(PolicyRow & { versions: number })[]>
  find(project: string, id: string): Promise<PolicyRow | undefined>
  /** Newest first. */
  versions(project: string, id: string): Promise<PolicyVersionHead[]>
  document(project: string, id: string, version: string): Promise<string | undefined>
  /** Every policy of the project that has this very version, or one whose hash begins so. */
  withVersion(project: string, beginning: string): Promise<PolicyVersionHead[]>
  withLabel(project: string, label: string): Promise<PolicyVersionHead[]>
  put(version: NewVersion): Promise<Stored>
  /** False: there is no such version. */
  activate(activation: PolicyActivationRow): Promise<boolean>
  activations(project: string, id: string): Promise<PolicyActivationRow[]>
  /** Of each policy of the project, what was in force at that time. */
  inForceAt(project: string, at: Date): Promise<PolicyActivationRow[]>
}

const MAX_LISTED = 1000
const MAX_POLICIES = 1000
const MAX_VERSIONS = 10_000

const { document: _document, ...head } = getTableColumns(policyVersions)
const { place: _place, ...activation } = getTableColumns(policyActivations)

export function createPolicyStore(control: Pick<ControlPlane, 'db' | 'transaction'>): PolicyStore {
  return { ...reads(control.db), ...writes(control) }
}

function reads(db: ControlPlane['db']): Omit<PolicyStore, 'put' | 'activate'> {
  const ofPolicy = (project: string, id: string) => and(eq(policyVersions.project, project), eq(policyVersions.policyId, id))
  const heads = (project: string) => db.select(head).from(policyVersions).where(eq(policyVersions.project, project)).$dynamic()
  return {
    list: (project) =>
      db
        .select({
          ...getTableColumns(policies),
          versions: sql<number>`(select count(*)::int from policy_versions as counted where counted.project = ${policies.project} and counted.policy_id = ${policies.id})`,
        })
        .from(policies)
        .where(eq(policies.project, project))
        .orderBy(asc(policies.name), asc(policies.id))
        .limit(MAX_LISTED),
    async find(project, id) {
      const [row] = await db
        .select()
        .from(policies)
        .where(and(eq(policies.project, project), eq(policies.id, id)))
      return row
    },
    versions: (project, id) =>
      db.select(head).from(policyVersions).where(ofPolicy(project, id)).orderBy(desc(policyVersions.number)).limit(MAX_LISTED),
    async document(project, id, version) {
      const [row] = await db
        .select({ document: policyVersions.document })
        .from(policyVersions)
        .where(and(ofPolicy(project, id), eq(policyVersions.version, version)))
      return row?.document
    },
    withVersion: (project, beginning) =>
      heads(project)
        .where(and(eq(policyVersions.project, project), sql`starts_with(${policyVersions.version}, ${beginning})`))
        .limit(MAX_LISTED),
    withLabel: (project, label) =>
      heads(project)
        .where(and(eq(policyVersions.project, project), eq(policyVersions.label, label)))
        .limit(MAX_LISTED),
    activations: (project, id) =>
      db
        .select(activation)
        .from(policyActivations)
        .where(and(eq(policyActivations.project, project), eq(policyActivations.policyId, id)))
        .orderBy(desc(policyActivations.activatedAt), desc(policyActivations.place))
        .limit(MAX_LISTED),
    inForceAt: (project, at) =>
      db
        .selectDistinctOn([policyActivations.policyId], activation)
        .from(policyActivations)
        .where(and(eq(policyActivations.project, project), lte(policyActivations.activatedAt, at)))
        .orderBy(asc(policyActivations.policyId), desc(policyActivations.activatedAt), desc(policyActivations.place))
        .limit(MAX_LISTED),
  }
}

function writes(control: Pick<ControlPlane, 'transaction'>): Pick<PolicyStore, 'put' | 'activate'> {
  return {
    put: ({ policyName, activate, ...version }) =>
      control.transaction(async ({ db, query }) => {
        const { project, policyId: id, createdAt: at } = version
        // Under a lock, so that two who upload at once do not take one number twice.
        await query('select pg_advisory_xact_lock(hashtextextended($1, 7701))', [project])
        const [known] = await query<{ number: number }>(
          'select number from policy_versions where project = $1 and policy_id = $2 and version = $3',
          [project, id, version.version],
        )
        const [counts] = await query<{ last: number; policies: number; there: boolean; active: string | null }>(
          `select (select coalesce(max(number), 0)::int from policy_versions where project = $1 and policy_id = $2) as last,
            (select count(*)::int from policies where project = $1) as policies,
            exists (select from policies where project = $1 and id = $2) as there,
            (select active_version from policies where project = $1 and id = $2) as active`,
          [project, id],
        )
        const { last = 0, policies: count = 0, there = false, active = null } = counts ?? {}
        if (!known && (last >= MAX_VERSIONS || (!there && count >= MAX_POLICIES))) return { outcome: 'full' }
        const change = { name: policyName, updatedAt: at, ...(activate ? { activeVersion: version.version } : {}) }
        if (!known || activate)
          await db
            .insert(policies)
            .values({ project, id, ...change })
            .onConflictDoUpdate({ target: [policies.project, policies.id], set: change })
        if (!known) await db.insert(policyVersions).values({ ...version, number: last + 1 })
        if (activate && active !== version.version)
          await db
            .insert(policyActivations)
            .values({ project, policyId: id, version: version.version, author: version.author, activatedAt: at })
        return { outcome: known ? 'repeated' : 'created', number: known?.number ?? last + 1 }
      }),
    activate: (row) =>
      control.transaction(async ({ db }) => {
        const [known] = await db
          .select({ version: policyVersions.version })
          .from(policyVersions)
          .where(
            and(
              eq(policyVersions.project, row.project),
              eq(policyVersions.policyId, row.policyId),
              eq(policyVersions.version, row.version),
            ),
          )
        if (!known) return false
        await db.insert(policyActivations).values(row)
        await db
          .update(policies)
          .set({ activeVersion: row.version, updatedAt: row.activatedAt })
          .where(and(eq(policies.project, row.project), eq(policies.id, row.policyId)))
        return true
      }),
  }
}

/** What-if runs as they are kept. */
export interface RunStore {
  insert(row: Omit<RunRow, 'result' | 'summary' | 'error' | 'cancel' | 'tookMs' | 'finishedAt'>): Promise<void>
  find(project: string, id: string): Promise<RunRow | undefined>
  list(project: string, filter: { policyId?: string | undefined; version?: string | undefined }, limit: number): Promise<RunHead[]>
  /** Changes a run that is not over. Answers whether somebody wants it to end; `undefined`: it is over. */
  update(id: string, change: Partial<RunRow>): Promise<{ cancel: boolean } | undefined>
}

const { result: _result, ...runHead } = getTableColumns(whatIfRuns)

export function createRunStore({ db }: Pick<ControlPlane, 'db'>): RunStore {
  return {
    async insert(row) {
      await db.insert(whatIfRuns).values(row)
    },
    async find(project, id) {
      const [row] = await db
        .select()
        .from(whatIfRuns)
        .where(and(eq(whatIfRuns.project, project), eq(whatIfRuns.id, id)))
      return row
    },
    list(project, { policyId, version }, limit) {
      const filters: SQL[] = [eq(whatIfRuns.project, project)]
      if (policyId !== undefined) filters.push(eq(whatIfRuns.policyId, policyId))
      if (version !== undefined) filters.push(eq(whatIfRuns.policyVersion, version))
      return db
        .select(runHead)
        .from(whatIfRuns)
        .where(and(...filters))
        .orderBy(desc(whatIfRuns.createdAt), desc(whatIfRuns.id))
        .limit(limit)
    },
    async update(id, change) {
      const [row] = await db
        .update(whatIfRuns)
        .set(change)
        .where(and(eq(whatIfRuns.id, id), inArray(whatIfRuns.status, ['queued', 'running'])))
        .returning({ cancel: whatIfRuns.cancel })
      return row
    },
  }
}
