/** The version of a policy is what is in it: a hash over its content, however it was written down. */
import type { SteeringPolicy } from '@relayscope/contract'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** JSON with the names of every object in order. Its input is JSON of a bounded depth. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`
}

/** Rules count in the order they are looked at, so that moving them about in a file changes nothing. */
export const policyVersion = (policy: SteeringPolicy, rulesInOrder: SteeringPolicy['rules']): string =>
  bytesToHex(sha256(utf8ToBytes(canonicalJson({ ...policy, rules: rulesInOrder }))))
