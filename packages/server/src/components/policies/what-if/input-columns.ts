/**
 * What the conditions of a policy look at, each worked out once for all of them, as columns over a column `input` with the
 * recorded input as JSON. What kind of value stands at a path shows in the first character of its raw JSON.
 */
import { type CompiledRule, EVALUATION_LIMITS } from '@relayscope/steering'
import { identifier, sql, type Statement, text, uint } from '../../../planes/telemetry/statement.ts'

type Path = CompiledRule['conditions'][number]['path']

/** Columns that the conditions of one path can ask for. */
export interface PathColumns {
  /** The JSON at the path; empty where there is nothing. */
  readonly raw: Statement
  /** Empty for what is no text. */
  text(): Statement
  /** Not a number for what is none, so that no comparison holds. */
  number(): Statement
  /** Of a list, members as raw JSON; texts with a quotation mark before them and none behind. */
  members(): Statement
  memberNumbers(): Statement
}

export class InputColumns {
  /** In an order in which each needs only those before it. */
  readonly list: { name: string; expression: Statement }[] = []
  private readonly named = new Map<string, Statement>()

  /** `undefined`: the engine reads such a path otherwise than the evaluator. */
  at(path: Path): PathColumns | undefined {
    const expression = rawAt(path)
    if (expression === undefined) return undefined
    const key = JSON.stringify(path)
    const column = (kind: string, made: Statement) => this.column(`${kind} ${key}`, made)
    const raw = column('raw', expression)
    const members = sql`arraySlice(JSONExtractArrayRaw(${raw}), 1, ${uint(EVALUATION_LIMITS.listMembers)})`
    return {
      raw,
      // Of an object the engine's own reading would be its JSON.
      text: () => column('text', sql`if(startsWith(${raw}, '"'), JSONExtractString(${raw}), '')`),
      number: () => column('number', numberOf(raw)),
      members: () =>
        column('members', sql`arrayMap(member -> if(startsWith(member, '"'), concat('"', JSONExtractString(member)), member), ${members})`),
      memberNumbers: () => column('memberNumbers', sql`arrayMap(member -> ${numberOf(sql`member`)}, ${members})`),
    }
  }

  private column(key: string, expression: Statement): Statement {
    const known = this.named.get(key)
    if (known !== undefined) return known
    const name = `found${this.list.length}`
    this.list.push({ name, expression })
    const made = identifier(name)
    this.named.set(key, made)
    return made
  }
}

const numberOf = (raw: Statement): Statement =>
  sql`if(substring(${raw}, 1, 1) IN ('-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'), JSONExtractFloat(${raw}), nan)`

function rawAt(path: Path): Statement | undefined {
  const inner = path.slice(0, -1)
  if (inner.includes('length') || path.some((step) => typeof step === 'string' && /^0\d+$/.test(step))) return undefined
  if (path.at(-1) !== 'length') return extracted(path)
  return inner.length === 0 ? undefined : lengthOf(extracted(inner))
}

/** Names are followed in one go; a number is a place in a list, and a name like any other in an object. */
function extracted(path: Path): Statement {
  const place = path.findLastIndex(isPlace)
  if (place < 0) return memberOf(path)
  const parent = place === 0 ? sql`input` : extracted(path.slice(0, place))
  const at = Number(path[place])
  const member = sql`if(startsWith(${parent}, '['), JSONExtractRaw(${parent}, ${uint(at + 1)}), JSONExtractRaw(${parent}, ${text(String(at))}))`
  return place === path.length - 1 ? member : sql`JSONExtractRaw(${member}, ${names(path.slice(place + 1))})`
}

/** All members of the object around it at once: the engine reads the document once for all conditions on its members. */
function memberOf(path: Path): Statement {
  const parent = path.slice(0, -1)
  const members = parent.length === 0 ? sql`JSONExtractKeysAndValuesRaw(input)` : sql`JSONExtractKeysAndValuesRaw(input, ${names(parent)})`
  return sql`tupleElement(arrayFirst(pair -> tupleElement(pair, 1) = ${text(String(path.at(-1)))}, ${members}), 2)`
}

const isPlace = (step: string | number): boolean => typeof step === 'number' || /^\d+$/.test(step)
const names = (steps: Path): Statement => sql.join(steps.map((step) => text(String(step))))

/** Characters that are two units of a JavaScript text. */
const BEYOND_16_BITS = '[\\x{10000}-\\x{10FFFF}]'

/** The length as the evaluator counts it: UTF-16 units of a text, members of a list, or a member that is called so. */
function lengthOf(raw: Statement): Statement {
  const string = sql`JSONExtractString(${raw})`
  return sql`multiIf(startsWith(${raw}, '"'), toString(lengthUTF8(${string}) + countMatches(${string}, ${text(BEYOND_16_BITS)})),
    startsWith(${raw}, '['), toString(JSONLength(${raw})), startsWith(${raw}, '{'), JSONExtractRaw(${raw}, 'length'), '')`
}
