/** The policy that decides a recorded decision again: the one that is asked for, the one it names, or the one in force then. */
import type { CandidatePolicy, Decision, DecisionTrace, ReplayAnswer } from '@relayscope/contract'
import { compilePolicy, PolicyError } from '@relayscope/steering'
import { httpError } from '../../../kit/http.ts'
import type { KnownPolicy } from '../finder.ts'
import type { Policies } from '../room.ts'
import type { Deciding } from './replay.ts'

export type NamedPolicy = NonNullable<ReplayAnswer['policy']>

export interface FoundPolicies {
  decidingFor(decision: Decision): Deciding | undefined
  /** The first that decides. */
  policy: NamedPolicy | null
  missing: string | null
}

export async function findPolicies(
  policies: Policies,
  project: string,
  trace: DecisionTrace,
  asked: CandidatePolicy | undefined,
): Promise<FoundPolicies> {
  const evaluations = trace.decisions.filter(({ type }) => type === 'rule_evaluation')
  if (asked) {
    const { deciding, named } = await candidateOf(policies, project, asked)
    return { decidingFor: () => deciding, policy: named, missing: null }
  }
  const found = new Map<string, Awaited<ReturnType<typeof recordedPolicy>>>()
  for (const decision of evaluations) {
    const key = keyOf(decision)
    if (!found.has(key)) found.set(key, await recordedPolicy(policies, project, decision, trace.timestamp))
  }
  const all = [...found.values()]
  const first = all.find((each) => each.known !== undefined)
  return {
    decidingFor: (decision) => {
      const { known, how } = found.get(keyOf(decision)) ?? {}
      return known && how && { compiled: known.compiled, how }
    },
    policy: first?.known && first.how ? nameOf(first.known, first.how) : null,
    missing: all.find(({ known }) => known === undefined)?.missing ?? null,
  }
}

const keyOf = ({ policyId, policyVersion }: Decision): string => JSON.stringify([policyId ?? null, policyVersion ?? null])

export async function candidateOf(
  policies: Policies,
  project: string,
  asked: CandidatePolicy,
): Promise<{ deciding: Deciding; named: NamedPolicy }> {
  if ('document' in asked) {
    const compiled = givenPolicy(asked.document)
    const [stored] = compiled.policy.rules.length > 0 ? [await policies.recorded(project, compiled.version, compiled.policy.id)] : []
    const named = stored
      ? nameOf(stored, 'given')
      : {
          id: compiled.policy.id ?? null,
          version: compiled.version,
          number: null,
          label: compiled.policy.version ?? null,
          how: 'given' as const,
        }
    return { deciding: { compiled, how: 'given' }, named }
  }
  const known = await policies.known(project, asked.id, asked.version)
  return { deciding: { compiled: known.compiled, how: 'asked' }, named: nameOf(known, 'asked') }
}

function givenPolicy(document: unknown) {
  try {
    return compilePolicy(document)
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error
    const errors = error.problems.map(({ path, message }) => ({ path: `policy.document${path === '' ? '' : `.${path}`}`, message }))
    throw httpError('invalid_policy', error.message, { errors })
  }
}

function nameOf({ head }: KnownPolicy, how: NamedPolicy['how']): NamedPolicy {
  return { id: head.policyId, version: head.version, number: head.number, label: head.label, how }
}

interface Recorded {
  known?: KnownPolicy
  how?: NamedPolicy['how']
  missing?: string
}

async function recordedPolicy(
  policies: Policies,
  project: string,
  { policyId, policyVersion }: Decision,
  timestamp: string,
): Promise<Recorded> {
  if (policyVersion !== undefined) {
    const known = await policies.recorded(project, policyVersion, policyId)
    if (known) return { known, how: 'recorded' }
  }
  const inForce = await policies.inForceAt(project, Date.parse(timestamp))
  const possible = policyId === undefined ? inForce : inForce.filter(({ head }) => head.policyId === policyId)
  const [only] = possible
  if (only && possible.length === 1) return { known: only, how: 'in_force' }
  const named = policyVersion === undefined ? '' : `The version ${policyVersion.slice(0, 12)} it was decided with is not stored, and `
  if (possible.length > 1) return { missing: `${named}${possible.length} policies were in force then and the record does not name one.` }
  const which = policyId === undefined ? 'stored policy' : `stored version of ${policyId.slice(0, 64)}`
  return {
    missing: `${named}${named === '' ? 'No' : 'no'} ${which} was in force at ${timestamp}: it is older than any that was put in force. Upload the version that decided.`,
  }
}
