/** What differs between two policies, for people who read it: by rule, by field, and by the order in which rules are looked at. */
import type { PolicyDifference } from '@relayscope/contract'
import type { CompiledPolicy, CompiledRule } from './compile-policy.ts'
import { canonicalJson } from './version.ts'

type RuleChange = PolicyDifference['rules'][number]
type FieldChange = PolicyDifference['settings'][number]

/** Of one rule or of the settings; what differs in more places is told by these. */
const MAX_FIELDS = 200

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function change(path: string, before: unknown, after: unknown): FieldChange {
  return { path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }
}

/** Goes into objects and lists, and names the smallest part that differs. Policies have a bounded depth. */
function collect(path: string, before: unknown, after: unknown, found: FieldChange[]): void {
  if (found.length >= MAX_FIELDS || canonicalJson(before) === canonicalJson(after)) return
  if (isObject(before) && isObject(after)) {
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)]))
      collect(path === '' ? name : `${path}.${name}`, before[name], after[name], found)
  } else if (Array.isArray(before) && Array.isArray(after)) {
    for (let at = 0; at < Math.max(before.length, after.length); at++) collect(`${path}[${at}]`, before[at], after[at], found)
  } else found.push(change(path, before, after))
}

function fieldsOf(before: unknown, after: unknown): FieldChange[] {
  const found: FieldChange[] = []
  collect('', before, after, found)
  return found
}

const byId = (policy: CompiledPolicy): Map<string, { place: number; rule: CompiledRule['rule'] }> =>
  new Map(policy.rules.map(({ rule }, at) => [rule.id, { place: at + 1, rule }]))

/** Rules that stand in both, in their order there; a rule has moved when the ones before it are others. */
function placesAmongShared(policy: CompiledPolicy, shared: ReadonlySet<string>): Map<string, number> {
  return new Map(policy.rules.filter(({ rule }) => shared.has(rule.id)).map(({ rule }, at) => [rule.id, at]))
}

export function diffPolicies(before: CompiledPolicy, after: CompiledPolicy): PolicyDifference {
  const [old, now] = [byId(before), byId(after)]
  const shared = new Set([...old.keys()].filter((id) => now.has(id)))
  const [oldPlaces, newPlaces] = [placesAmongShared(before, shared), placesAmongShared(after, shared)]
  const rules: RuleChange[] = []
  for (const [id, { place, rule }] of now) {
    const known = old.get(id)
    if (!known) {
      rules.push({ ruleId: id, ruleName: rule.name, change: 'added', placeAfter: place, fields: fieldsOf({}, rule) })
      continue
    }
    const fields = fieldsOf(known.rule, rule)
    const moved = oldPlaces.get(id) !== newPlaces.get(id)
    if (fields.length === 0 && !moved) continue
    rules.push({
      ruleId: id,
      ruleName: rule.name,
      change: fields.length > 0 ? 'changed' : 'moved',
      placeBefore: known.place,
      placeAfter: place,
      fields,
    })
  }
  for (const [id, { place, rule }] of old)
    if (!now.has(id)) rules.push({ ruleId: id, ruleName: rule.name, change: 'removed', placeBefore: place, fields: fieldsOf(rule, {}) })
  const { rules: _, ...oldSettings } = before.policy
  const { rules: __, ...newSettings } = after.policy
  const settings = fieldsOf(oldSettings, newSettings)
  return { same: before.version === after.version, rules, settings }
}
