/** Policies and their versions: what was uploaded, what is in force, and what was in force when. */
import type {
  PolicyCheck,
  PolicyDetail,
  PolicyDifference,
  PolicySummary,
  PolicyVersionDetail,
  PolicyVersionSummary,
  SteeringPolicy,
  StoredPolicy,
} from '@relayscope/contract'
import { compilePolicy, diffPolicies } from '@relayscope/steering'
import type { Clock } from '../../kit/clock.ts'
import { assert } from '../../kit/errors.ts'
import { httpError } from '../../kit/http.ts'
import { fetchSteering } from './fetch-steering.ts'
import { createFinder, type KnownPolicy, pick } from './finder.ts'
import type { DocumentText, ReadDocument } from './read-document.ts'
import type { PolicyStore } from './store.ts'
import type { PolicyRow, PolicyVersionHead } from './tables.ts'

export interface Upload extends DocumentText {
  id?: string | undefined
  comment?: string | undefined
  activate: boolean
  source: 'upload' | 'sync'
}

export interface Policies {
  list(project: string): Promise<PolicySummary[]>
  get(project: string, id: string): Promise<PolicyDetail>
  version(project: string, id: string, reference: string): Promise<PolicyVersionDetail>
  upload(project: string, author: string, upload: Upload): Promise<StoredPolicy>
  /** Reads it and stores nothing. */
  check(project: string, document: DocumentText, beside: { id?: string | undefined; against: string }): Promise<PolicyCheck>
  sync(project: string, author: string, from: SyncFrom): Promise<StoredPolicy>
  diff(project: string, id: string, from: string, to: string): Promise<PolicyDifference & Record<'from' | 'to', PolicyVersionSummary>>
  activate(project: string, author: string, id: string, reference: string): Promise<PolicySummary>
  /** What a reference names, compiled. 404 where there is none. */
  known(project: string, id: string, reference: string): Promise<KnownPolicy>
  /** By hash, by its beginning, or by the author's label; `undefined`: no such version is stored. */
  recorded(project: string, version: string, id: string | undefined): Promise<KnownPolicy | undefined>
  /** What was in force at that time: one per policy. */
  inForceAt(project: string, atMs: number): Promise<KnownPolicy[]>
  /** The rules of those that are switched on. */
  rulesInForce(project: string, atMs: number): Promise<{ id: string; name: string }[]>
}

export interface SyncFrom {
  url: string
  id?: string | undefined
  authorization?: string | undefined
  activate: boolean
}

export interface PoliciesParts {
  store: PolicyStore
  clock: Clock
  /** Reads a document, in a thread where it is large. */
  read(document: DocumentText): Promise<ReadDocument>
}

export function createPolicies({ store, clock, read }: PoliciesParts): Policies {
  const find = createFinder(store, clock)

  async function upload(project: string, author: string, given: Upload): Promise<StoredPolicy> {
    const { policy, version, document } = accepted(await read(given))
    const id = given.id ?? policy.id ?? (given.source === 'sync' ? 'relaycore' : slug(policy.name))
    const head = {
      project,
      policyId: id,
      version,
      label: policy.version ?? null,
      comment: given.comment ?? null,
      author,
      source: given.source,
      rules: policy.rules.length,
      createdAt: new Date(clock.nowMs()),
    }
    const stored = await store.put({ ...head, document, policyName: policy.name, activate: given.activate })
    if (stored.outcome === 'full')
      throw httpError('conflict', 'there are 1,000 policies in this project, or 10,000 versions of this policy')
    const row = await find.policy(project, id)
    return { ...summary(await find.version(row, version), row), outcome: stored.outcome }
  }

  return {
    upload,
    check: (project, document, beside) => checkDocument(find, project, read(document), beside),
    recorded: find.recorded,
    inForceAt: find.inForceAt,
    async rulesInForce(project, atMs) {
      const rules = (await find.inForceAt(project, atMs)).flatMap(({ compiled }) => compiled.policy.rules)
      return rules.flatMap(({ id, name, enabled }) => (enabled ? [{ id, name }] : []))
    },
    list: async (project) => (await store.list(project)).map((row) => policySummary(row, row.versions)),
    async get(project, id) {
      const row = await find.policy(project, id)
      const [versions, activations] = await Promise.all([store.versions(project, id), store.activations(project, id)])
      const shown = await find.compiled(pick(versions, row, 'active') ?? (await find.version(row, 'latest')))
      return {
        ...policySummary(row, versions.length),
        versionList: versions.map((head) => summary(head, row)),
        activations: activations.map(({ version, activatedAt, author }) => ({ version, activatedAt: activatedAt.toISOString(), author })),
        policy: shown.compiled.policy,
      }
    },
    async version(project, id, reference) {
      const row = await find.policy(project, id)
      const { head, compiled } = await find.compiled(await find.version(row, reference))
      return { ...summary(head, row), policy: compiled.policy }
    },
    async sync(project, author, { url, id, authorization, activate }) {
      const text = await fetchSteering(url, authorization)
      return upload(project, author, { text, format: 'json', id, activate, source: 'sync', comment: `from ${new URL(url).host}` })
    },
    async diff(project, id, from, to) {
      const row = await find.policy(project, id)
      const [before, after] = await Promise.all([from, to].map(async (each) => find.compiled(await find.version(row, each))))
      assert(before && after, 'two versions were asked for')
      return { ...diffPolicies(before.compiled, after.compiled), from: summary(before.head, row), to: summary(after.head, row) }
    },
    async activate(project, author, id, reference) {
      const { version } = await find.version(await find.policy(project, id), reference)
      await store.activate({ project, policyId: id, version, author, activatedAt: new Date(clock.nowMs()) })
      return policySummary(await find.policy(project, id), (await store.versions(project, id)).length)
    },
    known: async (project, id, reference) => find.compiled(await find.version(await find.policy(project, id), reference)),
  }
}

async function checkDocument(
  find: ReturnType<typeof createFinder>,
  project: string,
  reading: Promise<ReadDocument>,
  { id, against }: { id?: string | undefined; against: string },
): Promise<PolicyCheck> {
  const given = await reading
  if ('brokenAt' in given) return { problems: [brokenJson(given.brokenAt)], version: null, policy: null, difference: null }
  if ('problems' in given) return { problems: [...given.problems], version: null, policy: null, difference: null }
  const { policy, version } = given
  if (id === undefined) return { problems: [], version, policy, difference: null }
  const { compiled } = await find.compiled(await find.version(await find.policy(project, id), against))
  return { problems: [], version, policy, difference: diffPolicies(compiled, compilePolicy(policy)) }
}

function accepted(read: ReadDocument): { policy: SteeringPolicy; version: string; document: string } {
  if ('brokenAt' in read) throw httpError('invalid_json', brokenJson(read.brokenAt).message)
  if ('problems' in read) {
    const [first] = read.problems
    const where = first?.path ? `${first.path}: ` : ''
    const more = read.problems.length > 1 ? `, and ${read.problems.length - 1} more` : ''
    throw httpError('invalid_policy', `${where}${first?.message ?? 'the policy is not valid'}${more}`, { errors: [...read.problems] })
  }
  return read
}

const brokenJson = (at: number | undefined) => ({
  path: '',
  message: `the body is not valid JSON${at === undefined ? '' : `, it breaks at character ${at}`}`,
})

/** `Gateway rules (EU)` as `gateway-rules-eu`. */
function slug(name: string): string {
  const made = name
    .toLowerCase()
    .replace(/[^a-z0-9._]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return made === '' ? 'policy' : made
}

function policySummary({ id, name, activeVersion, updatedAt }: PolicyRow, versions: number): PolicySummary {
  return { id, name, activeVersion, versions, updatedAt: updatedAt.toISOString() }
}

function summary(
  { policyId, version, number, label, comment, author, source, rules, createdAt }: PolicyVersionHead,
  { activeVersion }: PolicyRow,
) {
  return {
    policyId,
    version,
    number,
    ...(label === null ? {} : { label }),
    ...(comment === null ? {} : { comment }),
    author,
    source,
    createdAt: createdAt.toISOString(),
    rules,
    active: version === activeVersion,
  } satisfies PolicyVersionSummary
}
