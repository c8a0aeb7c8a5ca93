/** The little of Markdown that notes need, read into plain data: no HTML ever comes out of a text. */

export type Inline =
  | { readonly kind: 'plain' | 'bold' | 'italic' | 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly address: string }

export interface Block {
  readonly kind: 'heading' | 'paragraph' | 'list' | 'ordered'
  readonly lines: readonly (readonly Inline[])[]
}

const MOST_CHARACTERS = 20_000
const INLINE = /\*\*([^*\n]+)\*\*|`([^`\n]+)`|\[([^\]\n]+)\]\(([^)\s]+)\)|\*([^*\n]+)\*/g

export function readBlocks(text: string): Block[] {
  const blocks: Block[] = []
  let open: { kind: Block['kind']; lines: (readonly Inline[])[] } | undefined
  for (const line of text.slice(0, MOST_CHARACTERS).split('\n')) {
    const [kind, content] = kindOf(line)
    if (content === '') {
      open = undefined
      continue
    }
    if (open === undefined || open.kind !== kind || kind === 'heading') {
      open = { kind, lines: [] }
      blocks.push(open)
    }
    open.lines.push(readInline(content))
  }
  return blocks
}

function kindOf(line: string): [Block['kind'], string] {
  const [, heading] = /^#{1,6}\s+(.*)$/.exec(line) ?? []
  if (heading !== undefined) return ['heading', heading.trim()]
  const [, item] = /^\s*[-*]\s+(.*)$/.exec(line) ?? []
  if (item !== undefined) return ['list', item.trim()]
  const [, counted] = /^\s*\d+[.)]\s+(.*)$/.exec(line) ?? []
  return counted === undefined ? ['paragraph', line.trim()] : ['ordered', counted.trim()]
}

function readInline(line: string): Inline[] {
  const parts: Inline[] = []
  let end = 0
  for (const match of line.matchAll(INLINE)) {
    const [whole, bold, code, name, address, italic] = match
    if (match.index > end) parts.push({ kind: 'plain', text: line.slice(end, match.index) })
    end = match.index + whole.length
    if (bold !== undefined) parts.push({ kind: 'bold', text: bold })
    else if (code !== undefined) parts.push({ kind: 'code', text: code })
    else if (italic !== undefined) parts.push({ kind: 'italic', text: italic })
    else parts.push(linkOf(whole, name ?? '', address ?? ''))
  }
  if (end < line.length) parts.push({ kind: 'plain', text: line.slice(end) })
  return parts
}

/** Only addresses that open a page: nothing that runs. */
function linkOf(whole: string, text: string, address: string): Inline {
  const safe = /^(https?:\/\/|\/(?!\/))/i.test(address)
  return safe ? { kind: 'link', text, address } : { kind: 'plain', text: whole }
}
