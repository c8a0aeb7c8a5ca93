/** What the actions of matched rules do to the road, and to the input that later rules see. */
import type { SteeringAction } from '@relayscope/contract'
import { parsePath, readPath, writePath } from './path.ts'

export interface GatheredAction {
  /** Absent: a default action. */
  readonly ruleId?: string
  readonly action: SteeringAction
  /** `false`: there was nothing it could be done to. */
  readonly applied: boolean
}

export interface Route {
  readonly provider?: string
  readonly model?: string
  readonly costMultiplier?: number
  readonly maxLatencyMs?: number
  /** The last rule that had a say; absent: a default action. */
  readonly ruleId?: string
}

export interface Rejection {
  readonly status: number
  readonly message: string
  readonly ruleId?: string
}

export interface Effects {
  readonly input: unknown
  readonly route?: Route
  readonly rejection?: Rejection
}

type Transformation = Extract<SteeringAction, { type: 'transform' }>['params']['transformation']

/** `undefined`: this operation has nothing to work on. */
function transformed(before: unknown, transformation: Exclude<Transformation, { operation: 'delete' }>): unknown {
  const { operation, value } = transformation
  if (operation === 'replace') return value
  const ahead = operation === 'prepend'
  if (typeof before === 'string' && typeof value === 'string') return ahead ? value + before : before + value
  if (!Array.isArray(before)) return undefined
  const members: readonly unknown[] = Array.isArray(value) ? value : [value]
  return ahead ? [...members, ...before] : [...before, ...members]
}

function transform(input: unknown, transformation: Transformation): unknown {
  const path = parsePath(transformation.field)
  if (!path) return input
  const before = readPath(input, path)
  if (transformation.operation === 'delete') return before === undefined ? input : writePath(input, path, undefined)
  const after = transformed(before, transformation)
  return after === undefined ? input : writePath(input, path, after)
}

/** What cannot be read or copied stays as it is. */
function unlessUnreadable(input: unknown, change: () => unknown): unknown {
  try {
    return change()
  } catch {
    return input
  }
}

function inject(input: unknown, field: string, value: unknown): unknown {
  const path = parsePath(field)
  return path ? writePath(input, path, value) : input
}

/** A later word replaces an earlier one, each for what it says: a route that names only a provider keeps the model. */
export function apply(effects: Effects, action: SteeringAction, ruleId: string | undefined): Effects {
  const by = ruleId === undefined ? {} : { ruleId }
  switch (action.type) {
    case 'route': {
      const { provider, model, costMultiplier, maxLatencyMs } = action.params
      const said = Object.entries({ provider, model, costMultiplier, maxLatencyMs }).filter(([, value]) => value !== undefined)
      const { ruleId: _, ...before } = effects.route ?? {}
      return { ...effects, route: { ...before, ...Object.fromEntries(said), ...by } }
    }
    case 'reject':
      return { ...effects, rejection: { status: action.params.status, message: action.params.message, ...by } }
    case 'transform':
      return { ...effects, input: unlessUnreadable(effects.input, () => transform(effects.input, action.params.transformation)) }
    case 'inject':
      return {
        ...effects,
        input: unlessUnreadable(effects.input, () => inject(effects.input, action.params.context.field, action.params.context.value)),
      }
    case 'log':
      return effects
  }
}
