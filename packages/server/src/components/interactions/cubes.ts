/** Which dimensions are kept apart in what is rolled up: a question is answered by the smallest cube that knows all it asks for. */
import type { GroupField } from '@relayscope/contract'
import type { Term } from '@relayscope/contract/search'
import { identifier, type Statement, sql } from '../../planes/telemetry/statement.ts'

/** Columns of `interactions` and of its roll-ups alike. */
export const DIMENSIONS = [
  'provider',
  'model',
  'status',
  'operation',
  'service',
  'organization_id',
  'region',
  'service_tier',
  'finish_reason',
  'error_type',
  'source',
  'currency',
  'user_id',
] as const
export type Dimension = (typeof DIMENSIONS)[number]

export interface Cube {
  name: string
  dimensions: readonly Dimension[]
  /** The larger one it is put together from; absent: from single rows. */
  from?: Cube
}

const WIDE: Cube = { name: 'wide', dimensions: DIMENSIONS.filter((dimension) => dimension !== 'user_id') }
const USER: Cube = { name: 'user', dimensions: ['provider', 'model', 'status', 'organization_id', 'user_id', 'currency'] }
const MODEL: Cube = { name: 'model', dimensions: ['provider', 'model', 'status', 'operation'], from: WIDE }

/** The smallest first. */
export const CUBES: readonly Cube[] = [
  { name: 'whole', dimensions: ['status'], from: MODEL },
  MODEL,
  { name: 'organization', dimensions: ['organization_id', 'status', 'currency'], from: WIDE },
  { name: 'person', dimensions: ['user_id', 'status', 'currency'], from: USER },
  WIDE,
  USER,
]

/** Each after what it is put together from. */
export const CUBES_TO_ROLL: readonly Cube[] = CUBES.toReversed()

/** The fields of the search language and of groups that are dimensions. */
const FIELDS: Readonly<Record<string, Dimension>> = {
  provider: 'provider',
  model: 'model',
  status: 'status',
  operation: 'operation',
  service: 'service',
  organization: 'organization_id',
  region: 'region',
  tier: 'service_tier',
  serviceTier: 'service_tier',
  finish: 'finish_reason',
  finishReason: 'finish_reason',
  errorType: 'error_type',
  source: 'source',
  currency: 'currency',
  user: 'user_id',
}

/** Undefined: only single rows know. */
export function cubeFor(terms: readonly Term[], groups: readonly GroupField[]): Cube | undefined {
  const fields = [...terms.flatMap(fieldsOf), ...groups]
  const needed = fields.map((field) => FIELDS[field])
  return CUBES.find(({ dimensions }) => needed.every((dimension) => dimension !== undefined && dimensions.includes(dimension)))
}

/** There may be any number of users. */
export const tellsUsersApart = ({ dimensions }: Cube): boolean => dimensions.includes('user_id')

/** Words and attributes are no field of a cube: they come back under a name that none has. */
function fieldsOf(term: Term): string[] {
  switch (term.kind) {
    case 'field':
      return [term.field.name]
    case 'not':
      return fieldsOf(term.term)
    case 'and':
    case 'or':
      return term.terms.flatMap(fieldsOf)
    default:
      return ['']
  }
}

/** A row's dimensions for a cube: those it does not tell apart are empty. */
export function dimensionsOf({ dimensions }: Cube, of: Statement = sql.empty): Statement {
  const told = (name: Dimension) => sql`${of}${identifier(name)} AS ${identifier(name)}`
  return sql.join(DIMENSIONS.map((name) => (dimensions.includes(name) ? told(name) : name === 'status' ? sql`toUInt8(0)` : sql`''`)))
}
