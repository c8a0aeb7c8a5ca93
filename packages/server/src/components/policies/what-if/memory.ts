/** What was made of a key, until there are too many: keys that are all different gain nothing from memory. */
const MOST_REMEMBERED = 200_000

export class Memory<Value> {
  /** How many were made: as many as there are different keys, unless some were forgotten. */
  made = 0
  private readonly values = new Map<string, Value>()

  get(key: string, make: () => Value): Value {
    const known = this.values.get(key)
    if (known !== undefined) return known
    const value = make()
    this.made++
    if (this.values.size >= MOST_REMEMBERED) this.values.clear()
    this.values.set(key, value)
    return value
  }
}
