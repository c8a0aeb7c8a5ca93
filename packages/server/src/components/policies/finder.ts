/** Finds a version by whatever somebody calls it, and compiles it. */
import { type CompiledPolicy, compilePolicy } from '@relayscope/steering'
import type { Clock } from '../../kit/clock.ts'
import { httpError } from '../../kit/http.ts'
import { BoundedCache } from '../../kit/limits.ts'
import type { PolicyStore } from './store.ts'
import type { PolicyRow, PolicyVersionHead } from './tables.ts'

/** A version with what evaluates it. */
export interface KnownPolicy {
  head: PolicyVersionHead
  compiled: CompiledPolicy
}

const MAX_COMPILED = 64
const COMPILED_MS = 3_600_000
/** Shorter ones are too likely to name another version by chance. */
const LEAST_HASH_BEGINNING = 7

export interface Finder {
  policy(project: string, id: string): Promise<PolicyRow>
  version(row: PolicyRow, reference: string): Promise<PolicyVersionHead>
  compiled(head: PolicyVersionHead): Promise<KnownPolicy>
  recorded(project: string, version: string, id: string | undefined): Promise<KnownPolicy | undefined>
  inForceAt(project: string, atMs: number): Promise<KnownPolicy[]>
}

export function createFinder(store: PolicyStore, clock: Clock): Finder {
  const remembered = new BoundedCache<string, CompiledPolicy>({ maxEntries: MAX_COMPILED, ttlMs: COMPILED_MS, nowMs: clock.nowMs })

  async function compiled(head: PolicyVersionHead): Promise<KnownPolicy> {
    const { project, policyId, version } = head
    const known = remembered.get(version)
    if (known) return { head, compiled: known }
    const document = await store.document(project, policyId, version)
    if (document === undefined) throw httpError('not_found', 'this version is no longer stored')
    const made = compilePolicy(JSON.parse(document))
    remembered.set(version, made)
    return { head, compiled: made }
  }

  return {
    compiled,
    async policy(project, id) {
      const row = await store.find(project, id)
      if (!row) throw httpError('not_found', 'this project has no such policy')
      return row
    },
    async version(row, reference) {
      const found = pick(await store.versions(row.project, row.id), row, reference)
      if (found) return found
      throw httpError('not_found', reference === 'active' ? 'no version of this policy is in force' : 'this policy has no such version')
    },
    async recorded(project, version, id) {
      const byHash = /^[0-9a-f]+$/.test(version) && version.length >= LEAST_HASH_BEGINNING ? await store.withVersion(project, version) : []
      const found = byHash.length > 0 ? byHash : await store.withLabel(project, version)
      const own = found.filter(({ policyId }) => policyId === id)
      const possible = own.length > 0 ? own : found
      const [first] = possible
      // A label may have been given twice, to different rules: then it names nothing.
      return first && possible.every((each) => each.version === first.version) ? compiled(first) : undefined
    },
    async inForceAt(project, atMs) {
      const activations = await store.inForceAt(project, new Date(atMs))
      const heads = await Promise.all(activations.map(({ version }) => store.withVersion(project, version)))
      const own = heads.flatMap((list, at) => list.filter(({ policyId }) => policyId === activations[at]?.policyId))
      return Promise.all(own.map(compiled))
    },
  }
}

/** `versions` newest first. */
export function pick(versions: readonly PolicyVersionHead[], row: PolicyRow, reference: string): PolicyVersionHead | undefined {
  if (reference === 'latest') return versions[0]
  if (reference === 'active') return versions.find(({ version }) => version === row.activeVersion)
  const exact = versions.find(({ version, label, number }) => version === reference || String(number) === reference || label === reference)
  if (exact || reference.length < LEAST_HASH_BEGINNING) return exact
  const beginning = versions.filter(({ version }) => version.startsWith(reference))
  return beginning.length === 1 ? beginning[0] : undefined
}
