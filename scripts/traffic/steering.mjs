/** What the example gateway's own rules say of a call of the past, as the attributes its spans would carry. */
import { readFileSync } from 'node:fs'
import { compilePolicy, evaluate, recordOf } from '@relayscope/steering'

const POLICY_FILE = new URL('../../examples/gateway/config/policy.json', import.meta.url)
export const policyText = readFileSync(POLICY_FILE, 'utf8')
const policy = compilePolicy(JSON.parse(policyText))

const CACHE_THRESHOLD = 0.97

/** @returns {{provider: string, model: string} | undefined} where the rules route to, and the attributes of the step. */
export function evaluateRules({ requestedModel, prompt, app, userId }) {
  const input = {
    request: { model: requestedModel, prompt, promptLength: prompt.length, messages: 1, app: app.name },
    context: { organizationId: app.organization, plan: app.plan, user: userId },
  }
  const evaluation = evaluate(policy, input)
  const { output, reasoning, rules, ruleId, ruleName } = recordOf(evaluation)
  return {
    route: evaluation.route,
    attributes: decision('rule_evaluation', 'Steering Rule Engine', input, output, {
      reasoning,
      rules: JSON.stringify(rules),
      'policy.id': evaluation.policyId,
      'policy.version': evaluation.policyVersion,
      ...(ruleId === undefined ? {} : { 'rule.id': ruleId, 'rule.name': ruleName }),
    }),
  }
}

export function selectModel({ requestedModel, route, chosen, models }) {
  const because = route ? `the rules route to ${chosen.asked}` : `${chosen.asked} comes first for ${requestedModel}`
  const others = models
    .filter((model) => model !== chosen)
    .map(({ provider, asked }) => ({ provider, model: asked, rejectedBecause: because }))
  const output = { provider: chosen.provider, model: chosen.asked }
  return decision('model_selection', 'Model Selector', { requestedModel, route }, output, {
    reasoning: because,
    candidates: JSON.stringify([{ provider: chosen.provider, model: chosen.asked }, ...others]),
  })
}

export const lookUp = (similarity) =>
  decision(
    'cache_decision',
    'Semantic Cache',
    {},
    { hit: false },
    {
      'cache.hit': false,
      'cache.similarity': similarity,
      'cache.threshold': CACHE_THRESHOLD,
    },
  )

export const checkBudget = (limitUsd, spentUsd) =>
  decision('budget_check', 'Budget Manager', {}, { allowed: true }, { 'budget.limit_usd': limitUsd, 'budget.spent_usd': spentUsd })

function decision(type, component, input, output, more) {
  const attributes = { type, component, input: JSON.stringify(input), output: JSON.stringify(output), ...more }
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`relaycore.decision.${name}`, value]))
}
