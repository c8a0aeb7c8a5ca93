/** What a steering condition may ask of a field. Every `not_` is exactly the opposite of its pair, also where the field is absent. */
export const CONDITION_OPERATORS = [
  'equals',
  'not_equals',
  'contains',
  'not_contains',
  'regex',
  'gt',
  'lt',
  'gte',
  'lte',
  'in',
  'not_in',
  'exists',
  'not_exists',
] as const
export type ConditionOperator = (typeof CONDITION_OPERATORS)[number]

/** Between the field and the wanted value, for people. */
export const OPERATOR_WORDS: Readonly<Record<ConditionOperator, string>> = {
  equals: 'is',
  not_equals: 'is not',
  contains: 'contains',
  not_contains: 'does not contain',
  regex: 'matches',
  gt: 'is above',
  gte: 'is at least',
  lt: 'is below',
  lte: 'is at most',
  in: 'is one of',
  not_in: 'is none of',
  exists: 'is there',
  not_exists: 'is absent',
}
