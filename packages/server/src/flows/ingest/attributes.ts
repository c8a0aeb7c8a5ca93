/**
 * Attributes as OpenTelemetry sends them: a short list of keys and typed values, in the order they came. Most records
 * are asked for a key or two, those of a model call for a hundred: an index is made when many have been asked for.
 */
export type AttributeValue = string | number | bigint | boolean | null | Uint8Array | AttributeValue[] | Attributes

/** Look-ups that go through the list; from then on an index is cheaper. */
const FEW_LOOKUPS = 4

export class Attributes {
  readonly keys: string[] = []
  readonly values: AttributeValue[] = []
  #index: Map<string, number> | undefined
  #lookups = 0

  static of(entries: Iterable<readonly [string, AttributeValue]>): Attributes {
    const made = new Attributes()
    for (const [key, value] of entries) made.set(key, value)
    return made
  }

  get size(): number {
    return this.keys.length
  }

  /** Appends without looking for an earlier entry: for decoders. OTLP says keys are unique; the last one wins where they are not. */
  push(key: string, value: AttributeValue): void {
    this.#index?.set(key, this.keys.length)
    this.keys.push(key)
    this.values.push(value)
  }

  set(key: string, value: AttributeValue): void {
    const at = this.place(key)
    if (at === undefined) this.push(key, value)
    else this.values[at] = value
  }

  /** Another name for the entry at a place. */
  rename(at: number, key: string): void {
    this.keys[at] = key
    this.#index = undefined
  }

  /** Keeps the entries that pass, in their order. */
  retain(test: (key: string, value: AttributeValue) => boolean): void {
    let kept = 0
    for (let at = 0; at < this.keys.length; at++) {
      if (!test(this.keys[at], this.values[at])) continue
      this.keys[kept] = this.keys[at]
      this.values[kept++] = this.values[at]
    }
    this.keys.length = kept
    this.values.length = kept
    this.#index = undefined
  }

  get(key: string): AttributeValue | undefined {
    const at = this.place(key)
    return at === undefined ? undefined : this.values[at]
  }

  has(key: string): boolean {
    return this.place(key) !== undefined
  }

  /** The value as text where it is non-empty text; numbers and booleans become text. Undefined otherwise. */
  text(key: string): string | undefined {
    const value = this.get(key)
    if (typeof value === 'string') return value === '' ? undefined : value
    if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value)
    return undefined
  }

  /** The value as a finite number; text holding a number counts. */
  number(key: string): number | undefined {
    const value = this.get(key)
    if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
    if (typeof value === 'bigint') return Number(value)
    if (typeof value !== 'string' || value.trim() === '') return undefined
    const read = Number(value)
    return Number.isFinite(read) ? read : undefined
  }

  private place(key: string): number | undefined {
    if (!this.#index) {
      if (this.#lookups++ < FEW_LOOKUPS) {
        const at = this.keys.lastIndexOf(key)
        return at < 0 ? undefined : at
      }
      this.#index = new Map()
      for (let at = 0; at < this.keys.length; at++) this.#index.set(this.keys[at], at)
    }
    return this.#index.get(key)
  }

  *entries(): Generator<[string, AttributeValue]> {
    for (let at = 0; at < this.keys.length; at++) yield [this.keys[at], this.values[at]]
  }
}

/** The text a value is stored as: text as it is, everything else as JSON; bytes as base64. */
export function attributeText(value: AttributeValue): string {
  if (typeof value === 'string') return value
  if (value === null) return ''
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  return JSON.stringify(plain(value))
}

/** The value as plain JSON data. */
export function plain(value: AttributeValue): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (Array.isArray(value)) return value.map(plain)
  if (value instanceof Attributes) {
    const made: Record<string, unknown> = Object.create(null)
    for (const [key, inner] of value.entries()) made[key] = plain(inner)
    return made
  }
  return value
}
