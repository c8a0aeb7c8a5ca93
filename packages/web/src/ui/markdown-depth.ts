/** What is nested deeper than anybody means to is shown as it was written: thousands of quotes in each other would stop the page. */
import type { Nodes, Parent, Root } from 'mdast'

const MOST_LEVELS = 12

/** A plugin for remark. */
export function limitDepth() {
  return (tree: Root, file: { value: unknown }): void => {
    const source = String(file.value)
    const waiting: { node: Parent; level: number }[] = [{ node: tree, level: 0 }]
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { node, level } = next
      node.children = node.children.map((child: Nodes) =>
        level >= MOST_LEVELS && 'children' in child ? asText(child, source) : child,
      ) as typeof node.children
      for (const child of node.children) if ('children' in child) waiting.push({ node: child, level: level + 1 })
    }
  }
}

function asText({ position }: Nodes, source: string): Nodes {
  return { type: 'text', value: source.slice(position?.start.offset ?? 0, position?.end.offset ?? 0) }
}
