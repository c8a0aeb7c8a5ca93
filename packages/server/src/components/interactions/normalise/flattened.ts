/** Keys like `llm.input_messages.0.message.role` back to lists and maps. */
import { type Attributes, plain } from '../../../flows/ingest/attributes.ts'

const MAX_INDEX = 4095
const MAX_STEPS = 12

type Node = { list: unknown[]; map: Record<string, unknown> }

/** The data under a prefix that ends with a dot; undefined when no key has it. A number in a key is a place in a list. */
export function unflatten(attributes: Attributes, prefix: string): unknown[] | undefined {
  let root: Node | undefined
  for (let at = 0; at < attributes.keys.length; at++) {
    const key = attributes.keys[at]
    if (!key.startsWith(prefix)) continue
    const steps = key.slice(prefix.length).split('.')
    if (steps.length > MAX_STEPS || !/^\d+$/.test(steps[0])) continue
    root ??= emptyNode()
    place(root, steps, plain(attributes.values[at]))
  }
  return root === undefined ? undefined : (settle(root) as unknown[])
}

const nodes = new WeakSet<object>()

function emptyNode(): Node {
  const node: Node = { list: [], map: Object.create(null) }
  nodes.add(node)
  return node
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && nodes.has(value)
}

function place(root: Node, steps: string[], value: unknown): void {
  let node = root
  for (let at = 0; at < steps.length; at++) {
    const step = steps[at]
    const index = /^\d{1,4}$/.test(step) ? Number(step) : -1
    if (index > MAX_INDEX) return
    const last = at === steps.length - 1
    const known = index >= 0 ? node.list[index] : node.map[step]
    const next = last ? (known ?? value) : isNode(known) ? known : emptyNode()
    if (index >= 0) node.list[index] = next
    else node.map[step] = next
    if (last) return
    node = next as Node
  }
}

function settle(value: unknown): unknown {
  if (!isNode(value)) return value
  if (value.list.length > 0) return value.list.filter((item) => item !== undefined).map(settle)
  return Object.fromEntries(Object.entries(value.map).map(([key, inner]) => [key, settle(inner)]))
}
