/** Values and attributes of one record, as its policy has them. */
import { type ContentMode, LONGEST_METADATA } from '@relayscope/contract'
import { type Counts, NAME_SAYS, type NameSays, nameSays, type Redactor } from '@relayscope/privacy'
import type { Attributes, AttributeValue } from '../../flows/ingest/attributes.ts'
import type { Decision, Policy } from './policy.ts'
import type { OpenableSeals } from './seals.ts'

export interface ValueOptions {
  /** Keys whose values are prompts and answers. */
  isContentKey: (key: string) => boolean
  hash: OpenableSeals['hash']
}

const DEEPEST = 40
const MOST_KEYS = 20_000
const LONGEST_WORD = 64
const MOST_WORDS = 4000

interface KeyFacts {
  says: NameSays
  isContent: boolean
  isFact: boolean
  /** Its value is what somebody is known by. */
  isIdentity: boolean
  /** The name itself as it may be kept. */
  name: string
  found: readonly [string, number][]
}

export class ValueRedactor {
  readonly policy: Policy
  private readonly options: ValueOptions
  private readonly keys = new Map<string, KeyFacts>()
  /** Words that held nothing, by the name they stood under. */
  private readonly words = new Map<string, Set<string>>()
  /** What one word held; used again, because nearly every word leaves it empty. */
  private readonly found: Counts = new Map()

  constructor(policy: Policy, options: ValueOptions) {
    this.policy = policy
    this.options = options
  }

  /** A name, a word, a reason: no place for guesses about people. */
  text(value: string, counts: Counts, place = ''): string {
    return value === '' ? value : this.decision(place).plain.redact(value, '', counts)
  }

  /** Free text, and where it has a name, what that says of it. */
  named(value: string, key: string, counts: Counts, place = ''): string {
    const decision = this.decision(place)
    return (isSpoken(value) ? decision.redactor : decision.plain).redact(value, key, counts)
  }

  /** As `named`, for words that come again and again: one that held nothing is not looked through twice. */
  word(value: string, key: string, counts: Counts): string {
    if (value.length > LONGEST_WORD) return this.named(value, key, counts)
    let clean = this.words.get(key)
    if (!clean) {
      if (this.words.size >= MOST_WORDS) this.words.clear()
      this.words.set(key, (clean = new Set()))
    }
    if (clean.has(value)) return value
    const { found } = this
    const kept = this.named(value, key, found)
    if (kept === value && found.size === 0) {
      if (clean.size >= MOST_WORDS) clean.clear()
      clean.add(value)
      return value
    }
    addAll(counts, found)
    found.clear()
    return kept
  }

  /** What somebody said, however short. */
  said(value: string, counts: Counts, place: string): string {
    return this.decision(place).redactor.redact(value, '', counts)
  }

  number(value: number, key: string, counts: Counts): AttributeValue {
    return number(value, key, this.policy.plain, counts)
  }

  identity(value: string, counts: Counts): string {
    return value === '' ? value : this.policy.plain.redactIdentity(value, counts)
  }

  /** A prompt, an answer, a body: undefined where it is not kept. */
  content(value: string, counts: Counts, place: string): string | undefined {
    const decision = this.decision(place)
    if (decision.content === 'store') return decision.redactor.redact(value, '', counts)
    add(counts, 'CONTENT')
    return decision.content === 'fingerprint' ? this.fingerprint(value) : undefined
  }

  fingerprint(value: string): string {
    return `[CONTENT:${this.options.hash('CONTENT', value)}]`
  }

  /** In place. `same` are texts people are known by, which stay joinable under whatever name they stand. */
  attributes(attributes: Attributes, area: string, counts: Counts, same: readonly string[] = []): void {
    const { keys, values } = attributes
    let gone = false
    for (let at = 0; at < keys.length; at++) {
      const facts = this.factsOf(keys[at])
      const value = values[at]
      if (typeof value === 'number' && facts.says === NAME_SAYS.nothing && facts.found.length === 0) continue
      const decision = this.policy.hasPlaces ? this.policy.at(`${area}.${keys[at]}`) : this.policy
      const kept = this.kept(value, facts, keys[at], decision, counts, same)
      if (kept === undefined) gone = true
      else if (kept !== value) values[at] = kept
      if (kept === undefined) values[at] = REMOVED
      if (facts.name !== keys[at]) attributes.rename(at, facts.name)
      if (facts.found.length > 0) addAll(counts, facts.found)
    }
    if (gone) attributes.retain((_, value) => value !== REMOVED)
  }

  /** Of a short list of texts by name; undefined where it is not kept. */
  tag(key: string, value: string, counts: Counts): string | undefined {
    const decision = this.policy.hasPlaces ? this.policy.at(`tags.${key}`) : this.policy
    const kept = this.kept(value, this.factsOf(key), key, decision, counts, NOBODY)
    return typeof kept === 'string' ? kept : undefined
  }

  name(key: string, counts: Counts): string {
    const { name, found } = this.factsOf(key)
    if (found.length > 0) addAll(counts, found)
    return name
  }

  /** A body, or a value inside one. */
  value(value: AttributeValue, key: string, decision: Decision, counts: Counts, depth = 0): AttributeValue {
    if (typeof value === 'string') return (isSpoken(value) ? decision.redactor : decision.plain).redact(value, key, counts)
    if (typeof value === 'number' || typeof value === 'bigint') return number(value, key, decision.plain, counts)
    if (value === null || typeof value === 'boolean') return value
    if (value instanceof Uint8Array) return bytes(value, key, decision.redactor, counts)
    if (depth >= DEEPEST) {
      add(counts, 'DROPPED')
      return '[DROPPED]'
    }
    if (Array.isArray(value)) {
      for (const [at, inner] of value.entries()) value[at] = this.value(inner, key, decision, counts, depth + 1)
      return value
    }
    for (let at = 0; at < value.keys.length; at++) {
      const key = value.keys[at]
      value.values[at] = this.value(value.values[at], key, decision, counts, depth + 1)
      const kept = this.name(key, counts)
      if (kept !== key) value.rename(at, kept)
    }
    return value
  }

  private kept(
    value: AttributeValue,
    facts: KeyFacts,
    key: string,
    decision: Decision,
    counts: Counts,
    same: readonly string[],
  ): AttributeValue | undefined {
    if (typeof value === 'string') {
      if (decision.content !== 'store' && isUnwanted(value.length, facts, decision.content))
        return this.instead(value, decision.content, counts)
      if (value !== '' && ((facts.isIdentity && !isSpoken(value)) || same.includes(value)))
        return decision.plain.redactIdentity(value, counts)
      const redactor = facts.isContent || isSpoken(value) ? decision.redactor : decision.plain
      return redactor.redact(value, facts.says === NAME_SAYS.nothing ? '' : key, counts)
    }
    if (typeof value === 'object' && decision.content !== 'store' && isUnwanted(LONGEST_METADATA + 1, facts, decision.content)) {
      add(counts, 'CONTENT')
      return undefined
    }
    return this.value(value, key, decision, counts)
  }

  private instead(value: string, content: ContentMode, counts: Counts): string | undefined {
    add(counts, 'CONTENT')
    return content === 'fingerprint' ? this.fingerprint(value) : undefined
  }

  private decision(place: string): Decision {
    return this.policy.hasPlaces && place !== '' ? this.policy.at(place) : this.policy
  }

  private factsOf(key: string): KeyFacts {
    let facts = this.keys.get(key)
    if (facts) return facts
    if (this.keys.size >= MOST_KEYS) this.keys.clear()
    const found: Counts = new Map()
    const name = this.policy.plain.redact(key, '', found)
    facts = {
      says: nameSays(key),
      isContent: this.options.isContentKey(key),
      isFact: FACT_KEY.test(key),
      isIdentity: IDENTITY_KEY.test(key),
      name,
      found: [...found],
    }
    this.keys.set(key, facts)
    return facts
  }
}

/** One word is a name of something: a model, an id, a time. People and places are looked for where somebody speaks. */
function isSpoken(value: string): boolean {
  return value.includes(' ')
}

const NOBODY: readonly string[] = []
const REMOVED = Symbol('removed') as unknown as AttributeValue

/** Names by which conventions say what happened and not what was said. */
const FACT_KEY =
  /^(?:http|url\.scheme|server|client\.port|network|gen_ai\.(?:operation|provider|system$|request\.|response\.(?:model|id|finish)|usage|token|conversation|agent)|llm\.(?:model|provider|system$|token|usage|request\.(?:type|model))|ai\.(?:model|usage|operationId|telemetry|settings)|error\.type|exception\.type|service|deployment|telemetry|process\.(?:pid|runtime)|host\.|k8s|cloud|container|rpc|db\.(?:system|operation)|relaycore|otel|openinference\.span\.kind|user\.id|enduser\.id|session\.id|organization\.id|request\.id|cache)/

/** Tags of metrics name people as attributes of spans do, in as many spellings. */
const IDENTITY_KEY = /^(?:\w+\.)?(?:end_?)?(?:user|customer|organization|org|tenant|session|conversation|request)(?:[._-]?id)?$/i

function isUnwanted(length: number, { isContent, isFact }: KeyFacts, content: ContentMode): boolean {
  return isContent || length > LONGEST_METADATA || (content === 'metadata' && !isFact)
}

/** A number is an id or a measurement, unless its name says what it is. */
function number(value: number | bigint, key: string, redactor: Redactor, counts: Counts): AttributeValue {
  if (key === '' || nameSays(key) === NAME_SAYS.nothing) return value
  const text = String(value)
  const kept = redactor.redact(text, key, counts)
  return kept === text ? value : kept
}

function bytes(value: Uint8Array, key: string, redactor: Redactor, counts: Counts): AttributeValue {
  const text = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('utf8')
  const kept = redactor.redact(text, key, counts)
  return kept === text ? value : kept
}

export function addAll(counts: Counts, found: Iterable<readonly [string, number]>): void {
  for (const [name, count] of found) add(counts, name, count)
}

export function add(counts: Counts, name: string, count = 1): void {
  counts.set(name, (counts.get(name) ?? 0) + count)
}
