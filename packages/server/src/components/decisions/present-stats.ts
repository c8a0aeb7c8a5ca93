/** Figures as the contract has them: shares, drift, what never matches, what hides what. */
import type { DecisionFlow, DecisionStats, RuleStats } from '@relayscope/contract'
import { isoTime } from '../../flows/query/time-range.ts'
import type { FlowRow, RuleRow, TotalRow } from './store-figures.ts'
import type { Figures } from './store.ts'

type Before = Pick<Figures, 'total' | 'rules' | 'providers'>
type Stats = Omit<DecisionStats, 'from' | 'to'>

const OUTCOMES = [
  ['success', 'succeeded'],
  ['error', 'failed'],
  ['rejected', 'rejected'],
] as const

export interface RuleName {
  id: string
  name: string
}

/** `inForce`: rules of which nothing may have been recorded, because nothing reached them or the gateway tells only of what matched. */
export function presentStats(recorded: Figures, before: Before, inForce: readonly RuleName[]): Stats {
  const now = { ...recorded, rules: withUnrecorded(recorded, inForce) }
  const traces = Number(now.total?.traces ?? 0)
  const tracesBefore = Number(before.total?.traces ?? 0)
  const share = (count: number) => (traces === 0 ? 0 : count / traces)
  const shareBefore = (count: string | undefined) => (tracesBefore === 0 ? null : Number(count ?? 0) / tracesBefore)
  const matchedBefore = new Map(before.rules.map((rule) => [rule.rule_id, rule.matched]))
  const roadsBefore = new Map(before.providers.map((road) => [`${road.used_provider}/${road.used_model}`, road.traces]))
  return {
    total: presentTotal(now.total),
    byRule: now.rules.map((rule) =>
      presentRule(rule, share(Number(rule.matched)), shareBefore(matchedBefore.get(rule.rule_id)), traces, tracesBefore),
    ),
    byProvider: now.providers.map((road) => ({
      provider: road.used_provider,
      model: road.used_model,
      traces: Number(road.traces),
      failed: Number(road.failed),
      rejected: Number(road.rejected),
      share: share(Number(road.traces)),
      shareBefore: shareBefore(roadsBefore.get(`${road.used_provider}/${road.used_model}`)),
    })),
    byOutcome: OUTCOMES.map(([status, column]) => ({
      status,
      traces: Number(now.total?.[column] ?? 0),
      share: share(Number(now.total?.[column] ?? 0)),
      shareBefore: shareBefore(before.total?.[column]),
    })),
    byReason: now.reasons.map((row) => ({ reason: row.reason, traces: Number(row.traces), share: share(Number(row.traces)) })),
    byComponent: now.components.map((row) => ({
      type: row.decision_type as Stats['byComponent'][number]['type'],
      component: row.decision_component,
      decisions: Number(row.decisions),
      evaluationMs: { p50: row.evaluation[0] ?? null, p95: row.evaluation[1] ?? null },
    })),
    neverMatched: now.rules
      .filter((rule) => Number(rule.matched) === 0)
      .map((rule) => ({
        ruleId: rule.rule_id,
        ruleName: rule.rule_name,
        evaluated: Number(rule.not_matched),
        notReached: Number(rule.not_reached),
      })),
    shadowing: presentShadows(now),
  }
}

function withUnrecorded({ total, rules }: Figures, inForce: readonly RuleName[]): RuleRow[] {
  if (Number(total?.traces ?? 0) === 0) return rules
  const known = new Set(rules.flatMap(({ rule_id, rule_name }) => [rule_id, rule_name]))
  const unrecorded = inForce.filter(({ id, name }) => !known.has(id) && !known.has(name))
  return [...rules, ...unrecorded.map(({ id, name }) => ({ ...NOTHING_RECORDED, rule_id: id, rule_name: name }))]
}

const NOTHING_RECORDED = { matched: '0', not_matched: '0', not_reached: '0', failed: '0', last_ns: '0' }

function presentTotal(row: TotalRow | undefined): Stats['total'] {
  const [p50 = null, p95 = null, p99 = null] = row?.evaluation ?? []
  const isEmpty = Number(row?.traces ?? 0) === 0
  return {
    traces: Number(row?.traces ?? 0),
    decisions: Number(row?.decisions ?? 0),
    succeeded: Number(row?.succeeded ?? 0),
    failed: Number(row?.failed ?? 0),
    rejected: Number(row?.rejected ?? 0),
    fallbacks: Number(row?.fallbacks ?? 0),
    derived: Number(row?.derived ?? 0),
    evaluationMs: isEmpty ? { p50: null, p95: null, p99: null } : { p50, p95, p99 },
  }
}

function presentRule(rule: RuleRow, share: number, shareBefore: number | null, traces: number, tracesBefore: number): RuleStats {
  const matched = Number(rule.matched)
  return {
    ruleId: rule.rule_id,
    ruleName: rule.rule_name,
    evaluated: matched + Number(rule.not_matched),
    matched,
    notReached: Number(rule.not_reached),
    failed: Number(rule.failed),
    share,
    shareBefore,
    drifted: hasDrifted({ share, traces }, { share: shareBefore, traces: tracesBefore }),
    lastMatched: matched === 0 ? null : isoTime(BigInt(rule.last_ns)),
  }
}

const STANDARD_ERRORS = 3
const LEAST_DIFFERENCE = 0.01

/** Whether two shares differ by more than chance explains: three standard errors of their difference, and enough to matter. */
export function hasDrifted(now: { share: number; traces: number }, before: { share: number | null; traces: number }): boolean {
  if (before.share === null || now.traces === 0 || before.traces === 0) return false
  const difference = Math.abs(now.share - before.share)
  const pooled = (now.share * now.traces + before.share * before.traces) / (now.traces + before.traces)
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / now.traces + 1 / before.traces))
  return difference >= LEAST_DIFFERENCE && difference > STANDARD_ERRORS * error
}

function presentShadows({ rules, shadows }: Figures): Stats['shadowing'] {
  const known = new Map(rules.map((rule) => [rule.rule_id, Number(rule.matched) + Number(rule.not_matched) + Number(rule.not_reached)]))
  return shadows.map((row) => ({
    ruleId: row.rule_id,
    ruleName: row.rule_name,
    shadows: row.hidden_id,
    shadowsName: row.hidden_name,
    traces: Number(row.traces),
    share: Number(row.traces) / Math.max(known.get(row.hidden_id) ?? 0, Number(row.traces)),
  }))
}

const MOST_OF_LAYER = 12
const OTHER = 'other'

/** The links between neighbouring layers; of each layer the largest values, and the rest as one. */
export function presentFlow(rows: readonly FlowRow[]): Omit<DecisionFlow, 'from' | 'to'> {
  const layers = (['class', 'rule', 'used_model', 'used_provider'] as const).map((name) => largest(rows, name))
  const links = new Map<string, DecisionFlow['links'][number]>()
  for (const row of rows) {
    const road = [row.class, row.rule, row.used_model, row.used_provider].map((value, at) => (layers[at]?.has(value) ? value : OTHER))
    for (let layer = 0; layer < road.length - 1; layer++) {
      const from = road[layer] ?? OTHER
      const to = road[layer + 1] ?? OTHER
      const key = JSON.stringify([layer, from, to])
      const link = links.get(key) ?? { layer, from, to, traces: 0, failed: 0 }
      link.traces += Number(row.traces)
      link.failed += Number(row.failed)
      links.set(key, link)
    }
  }
  return {
    traces: rows.reduce((sum, row) => sum + Number(row.traces), 0),
    links: [...links.values()].sort((a, b) => a.layer - b.layer || b.traces - a.traces),
    more: rows.some((row) => !layers[0]?.has(row.class) || !layers[1]?.has(row.rule) || !layers[2]?.has(row.used_model)),
  }
}

function largest(rows: readonly FlowRow[], name: 'class' | 'rule' | 'used_model' | 'used_provider'): Set<string> {
  const counts = new Map<string, number>()
  for (const row of rows) counts.set(row[name], (counts.get(row[name]) ?? 0) + Number(row.traces))
  const sorted = [...counts].sort((a, b) => b[1] - a[1])
  return new Set(sorted.slice(0, MOST_OF_LAYER).map(([value]) => value))
}
