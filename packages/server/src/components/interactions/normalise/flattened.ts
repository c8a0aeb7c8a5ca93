/** Keys like `llm.input_messages.0.message.role` back to lists and maps. */
import { type Attributes, plain } from '../../../flows/ingest/attributes.ts'

const MAX_INDEX = 4095
const MAX_STEPS = 12

class Branch {
  readonly list: unknown[] = []
  readonly map = new Map<string, unknown>()
}

/** The data under a prefix that ends with a dot; undefined when no key has it. A number in a key is a place in a list. */
export function unflatten(attributes: Attributes, prefix: string): unknown[] | undefined {
  let root: Branch | undefined
  for (let at = 0; at < attributes.keys.length; at++) {
    const key = attributes.keys[at]
    if (!key.startsWith(prefix)) continue
    const steps = key.slice(prefix.length).split('.')
    if (steps.length > MAX_STEPS || !/^\d+$/.test(steps[0])) continue
    root ??= new Branch()
    place(root, steps, plain(attributes.values[at]))
  }
  return root === undefined ? undefined : (settle(root) as unknown[])
}

function place(root: Branch, steps: string[], value: unknown): void {
  let branch = root
  for (let at = 0; at < steps.length; at++) {
    const step = steps[at]
    const index = /^\d{1,4}$/.test(step) ? Number(step) : -1
    if (index > MAX_INDEX) return
    const last = at === steps.length - 1
    const known = index >= 0 ? branch.list[index] : branch.map.get(step)
    const next = last ? (known ?? value) : known instanceof Branch ? known : new Branch()
    if (next !== known && index >= 0) branch.list[index] = next
    else if (next !== known) branch.map.set(step, next)
    if (!(next instanceof Branch)) return
    branch = next
  }
}

function settle(value: unknown): unknown {
  if (!(value instanceof Branch)) return value
  if (value.list.length > 0) return value.list.filter((item) => item !== undefined).map(settle)
  const made: Record<string, unknown> = {}
  for (const [key, inner] of value.map) {
    if (key !== '__proto__') made[key] = settle(inner)
  }
  return made
}
