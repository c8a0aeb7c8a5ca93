/** Chips in Markdown for what was taken out of it. A plugin for rehype that runs behind the sanitiser: nothing else makes a `mark`. */
import type { Root, RootContent } from 'hast'
import { splitStoredWords } from '../lib/stored-words.ts'

export function markStoredWords({ words }: { words: RegExp | undefined }) {
  return (tree: Root): void => {
    if (words === undefined) return
    const waiting: { children: RootContent[] }[] = [tree]
    for (let parent = waiting.pop(); parent; parent = waiting.pop()) {
      parent.children = parent.children.flatMap((child) => (child.type === 'text' ? marked(child.value, words) : [child]))
      for (const child of parent.children) if (child.type === 'element' && child.tagName !== 'mark') waiting.push(child)
    }
  }
}

function marked(text: string, words: RegExp): RootContent[] {
  return splitStoredWords(text, words).map((piece) =>
    typeof piece === 'string'
      ? { type: 'text', value: piece }
      : { type: 'element', tagName: 'mark', properties: { ...piece }, children: [{ type: 'text', value: piece.name }] },
  )
}
