/**
 * RelayCore's second way to write rules: `routing_rules`, where the higher number is looked at first, the first match decides,
 * and an action is a road with a price weight and a patience. It becomes the same model:
 *
 * | there | here |
 * |---|---|
 * | `priority: 90` | `priority: -90` |
 * | `length_less_than: 100` on `prompt` | `prompt.length` `lt` 100 |
 * | `action: {provider, model, cost_multiplier, max_latency}` | one `route` action with `costMultiplier` and `maxLatencyMs` |
 * | `cost_constraints`, `performance_thresholds` | `constraints`, kept but not evaluated |
 *
 * What has another shape is handed on as it is, so that the schema names the place.
 */
type Json = Record<string, unknown>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

const LENGTHS: Record<string, string> = { length_less_than: 'lt', length_greater_than: 'gt' }

function toCondition(condition: unknown): unknown {
  if (!isObject(condition)) return condition
  const order = typeof condition['operator'] === 'string' ? LENGTHS[condition['operator']] : undefined
  return order === undefined ? condition : { ...condition, field: `${String(condition['field'])}.length`, operator: order }
}

function toActions(action: unknown): unknown {
  if (!isObject(action)) return action
  const { cost_multiplier: costMultiplier, max_latency: maxLatencyMs, ...road } = action
  const params = {
    ...road,
    ...(costMultiplier === undefined ? {} : { costMultiplier }),
    ...(maxLatencyMs === undefined ? {} : { maxLatencyMs }),
  }
  return [{ type: 'route', params }]
}

function toRule(rule: unknown): unknown {
  if (!isObject(rule)) return rule
  const { action, priority, conditions, id, ...rest } = rule
  return {
    ...rest,
    id: id ?? rest['name'],
    ...(priority === undefined ? {} : { priority: typeof priority === 'number' ? 0 - priority : priority }),
    ...(conditions === undefined ? {} : { conditions: Array.isArray(conditions) ? conditions.map(toCondition) : conditions }),
    actions: toActions(action),
    continue: false,
  }
}

export const hasRoutingRules = (value: unknown): value is Json => isObject(value) && 'routing_rules' in value

export function fromRoutingRules(value: Json): Json {
  const { routing_rules: rules, cost_constraints: cost, performance_thresholds: performance, ...rest } = value
  return {
    ...rest,
    rules: Array.isArray(rules) ? rules.map(toRule) : rules,
    ...(cost === undefined && performance === undefined
      ? {}
      : {
          constraints: {
            ...(cost === undefined ? {} : { cost_constraints: cost }),
            ...(performance === undefined ? {} : { performance_thresholds: performance }),
          },
        }),
  }
}
