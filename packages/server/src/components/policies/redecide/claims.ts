/**
 * What the recorded output of a rule evaluation says, whichever form it has: the whole evaluation as our SDK records it, or
 * one rule with its actions as RelayCore does. What an output does not say is absent, and is not compared.
 */
import { type Road, sameRoad } from './road.ts'

export interface Claims {
  matched?: boolean
  matchedRules?: readonly string[]
  route?: Partial<Road>
  rejected?: boolean
  actions?: readonly unknown[]
  continue?: boolean
}

type Json = Record<string, unknown>
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const texts = (value: unknown): string[] | undefined =>
  Array.isArray(value) && value.every((each) => typeof each === 'string') ? (value as string[]) : undefined

export function claimsOf(output: unknown): Claims {
  if (!isObject(output)) return {}
  const { matched, matchedRules, actions, continue: goesOn, rejection } = output
  const list = Array.isArray(actions) ? actions : undefined
  const rejected = isObject(rejection) || list?.some((each) => isObject(each) && each['type'] === 'reject')
  const rules = texts(matchedRules) ?? texts(matched)
  const route = routeOf(output, list)
  return {
    ...(typeof matched === 'boolean' ? { matched } : rules ? { matched: rules.length > 0 } : {}),
    ...(rules ? { matchedRules: rules } : {}),
    ...(route ? { route } : {}),
    ...(rejected === undefined ? {} : { rejected }),
    ...(list ? { actions: list } : {}),
    ...(typeof goesOn === 'boolean' ? { continue: goesOn } : {}),
  }
}

function routeOf(output: Json, actions: readonly unknown[] | undefined): Partial<Road> | undefined {
  const own = isObject(output['route']) ? roadIn(output['route']) : undefined
  if (own) return own
  // Later words replace earlier ones, each for what it says.
  const routed = (actions ?? []).flatMap((each) =>
    isObject(each) && each['type'] === 'route' && isObject(each['params']) ? [roadIn(each['params'])] : [],
  )
  const merged = Object.assign({}, ...routed) as Partial<Road>
  return sameRoad(merged, {}) ? roadIn(output) : merged
}

function roadIn({ provider, model }: Json): Partial<Road> | undefined {
  const road = { ...(typeof provider === 'string' ? { provider } : {}), ...(typeof model === 'string' ? { model } : {}) }
  return Object.keys(road).length === 0 ? undefined : road
}
