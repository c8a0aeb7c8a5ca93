/** The statements behind figures over many decision traces. Text only. */
import { decisionRows, type DecisionSearch } from '../../flows/query/decision-dataset.ts'
import { type FacetField, facetStatement } from '../../flows/query/facets.ts'
import type { Clock } from '../../kit/clock.ts'
import { type Statement, sql, text, uint } from '../../planes/telemetry/statement.ts'

export interface TotalRow {
  traces: string
  decisions: string
  succeeded: string
  failed: string
  rejected: string
  fallbacks: string
  derived: string
  evaluation: (number | null)[]
}

export function totalStatement(search: DecisionSearch, exact: boolean, clock: Clock): Statement {
  return sql`
    SELECT count() AS traces, sum(length(types)) AS decisions, countIf(outcome = 1) AS succeeded, countIf(outcome = 2) AS failed,
           countIf(outcome = 3) AS rejected, countIf(fallback = 1) AS fallbacks, countIf(source = 'derived') AS derived,
           quantilesTDigest(0.5, 0.95, 0.99)(evaluation_ms) AS evaluation
    FROM (${decisionRows(search, exact, clock)})`
}

export interface RuleRow {
  rule_id: string
  rule_name: string
  matched: string
  not_matched: string
  not_reached: string
  failed: string
  last_ns: string
}

/** Rules of a policy are 500 at most; a gateway that changes its ids all the time is cut here. */
const MOST_RULES = 2000

export function rulesStatement(search: DecisionSearch, exact: boolean, clock: Clock): Statement {
  return sql`
    SELECT rule.1 AS rule_id, argMax(rule.2, (rule.2 != '', start_time)) AS rule_name, countIf(rule.3 = 'matched') AS matched,
           countIf(rule.3 = 'not_matched') AS not_matched, countIf(rule.3 = 'not_reached') AS not_reached,
           countIf(rule.3 = 'matched' AND outcome != 1) AS failed,
           toUnixTimestamp64Nano(maxIf(start_time, rule.3 = 'matched')) AS last_ns
    FROM (
      SELECT start_time, outcome, arrayJoin(arrayConcat(
        arrayMap((id, name) -> (toString(id), toString(name), 'matched'), matched_ids, matched_names),
        arrayMap((id, name, how) -> (toString(id), toString(name), toString(how)), other_ids, other_names, other_outcomes))) AS rule
      FROM (${decisionRows(search, exact, clock)})
    ) GROUP BY rule_id ORDER BY matched DESC, rule_id LIMIT ${uint(MOST_RULES)}`
}

export interface ProviderRow {
  used_provider: string
  used_model: string
  traces: string
  failed: string
  rejected: string
}

const MOST_ROADS = 500

export function providersStatement(search: DecisionSearch, exact: boolean, clock: Clock): Statement {
  return sql`
    SELECT toString(provider) AS used_provider, toString(model) AS used_model, count() AS traces, countIf(outcome = 2) AS failed, countIf(outcome = 3) AS rejected
    FROM (${decisionRows(search, exact, clock)})
    GROUP BY used_provider, used_model ORDER BY traces DESC, used_provider, used_model LIMIT ${uint(MOST_ROADS)}`
}

export interface ReasonRow {
  reason: string
  traces: string
}

export function reasonsStatement(search: DecisionSearch, exact: boolean, limit: number, clock: Clock): Statement {
  return sql`
    SELECT reason, count() AS traces FROM (
      SELECT arrayJoin(arrayFilter(one -> one != '', arrayDistinct(arrayConcat(reasons, arrayMap(one -> toString(one), rejections), arrayMap(one -> toString(one), error_classes))))) AS reason
      FROM (${decisionRows(search, exact, clock)})
    ) GROUP BY reason ORDER BY traces DESC, reason LIMIT ${uint(limit)}`
}

export interface ComponentRow {
  decision_type: string
  decision_component: string
  decisions: string
  evaluation: (number | null)[]
}

export function componentsStatement(search: DecisionSearch, exact: boolean, limit: number, clock: Clock): Statement {
  return sql`
    SELECT toString(one.1) AS decision_type, toString(one.2) AS decision_component, count() AS decisions, quantilesTDigest(0.5, 0.95)(one.3) AS evaluation
    FROM (SELECT arrayJoin(arrayZip(types, components, evaluation_times)) AS one FROM (${decisionRows(search, exact, clock)}))
    GROUP BY decision_type, decision_component ORDER BY decisions DESC, decision_type, decision_component LIMIT ${uint(limit)}`
}

export interface ShadowRow {
  rule_id: string
  rule_name: string
  hidden_id: string
  hidden_name: string
  traces: string
}

/** The last rule that matched is the one that ended the evaluation before the others were reached. */
export function shadowsStatement(search: DecisionSearch, exact: boolean, limit: number, clock: Clock): Statement {
  return sql`
    SELECT rule_id, any(ender_name) AS rule_name, hidden.1 AS hidden_id, any(hidden.2) AS hidden_name, count() AS traces FROM (
      SELECT toString(matched_ids[-1]) AS rule_id, toString(matched_names[-1]) AS ender_name,
             arrayJoin(arrayFilter(one -> one.3 = 'not_reached', arrayMap((id, name, how) -> (toString(id), toString(name), toString(how)), other_ids, other_names, other_outcomes))) AS hidden
      FROM (${decisionRows(search, exact, clock)}) WHERE notEmpty(matched_ids)
    ) GROUP BY rule_id, hidden_id ORDER BY traces DESC, rule_id, hidden_id LIMIT ${uint(limit)}`
}

export interface FlowRow {
  class: string
  rule: string
  used_model: string
  used_provider: string
  traces: string
  failed: string
}

const MOST_FLOWS = 5000

/** The rule that had the last word. What was answered by nobody is named by why. */
export function flowStatement(search: DecisionSearch, exact: boolean, clock: Clock): Statement {
  const nobody = sql`multiIf(cache_hit = 1, 'cache', outcome = 3, 'rejected', 'none')`
  return sql`
    SELECT if(request_path = '', 'request', toString(request_path)) AS class,
           multiIf(empty(matched_ids), 'no rule', matched_names[-1] = '', toString(matched_ids[-1]), toString(matched_names[-1])) AS rule,
           if(model = '', ${nobody}, toString(model)) AS used_model, if(provider = '', ${nobody}, toString(provider)) AS used_provider,
           count() AS traces, countIf(outcome != 1) AS failed
    FROM (${decisionRows(search, exact, clock)})
    GROUP BY class, rule, used_model, used_provider ORDER BY traces DESC LIMIT ${uint(MOST_FLOWS)}`
}

export function facetsStatement(
  search: DecisionSearch,
  fields: readonly FacetField[],
  limit: number,
  prefix: string | undefined,
  clock: Clock,
): Statement {
  return facetStatement(fields, decisionRows(search, true, clock), limit, prefix)
}

/** An attribute, or the names of all attributes. */
export function tagField(name: string): FacetField {
  if (name === 'tagKeys') return { name, column: { kind: 'many', expression: sql`mapKeys(tags)` } }
  return { name, column: { kind: 'text', expression: sql`tags[${text(name.replace(/^tags\./, ''))}]` } }
}
