/** Where a text stands in what an element shows, also where part of it is bold or a link. Only texts under `[data-text]` are read. */

export const MOST_FOUND = 1000

interface Piece {
  readonly node: Text
  /** Where its text begins in the text of the whole. */
  readonly start: number
}

const BLOCKS = 'p,li,pre,td,th,blockquote,div'

/** In the order of the document, upper and lower case alike, at most `MOST_FOUND`. */
export function findRanges(root: Node, text: string): Range[] {
  const { pieces, whole } = readTexts(root)
  const pattern = new RegExp(text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'gi')
  const ranges: Range[] = []
  let at = 0
  for (const { index, 0: found } of whole.matchAll(pattern)) {
    if (ranges.length === MOST_FOUND) break
    at = pieceAt(pieces, index, at)
    const range = document.createRange()
    setEnd(range, 'setStart', pieces[at], index)
    setEnd(range, 'setEnd', pieces[pieceAt(pieces, index + found.length - 1, at)], index + found.length)
    ranges.push(range)
  }
  return ranges
}

/** Blocks are kept apart by a line break, so that nothing is found across them. */
function readTexts(root: Node): { pieces: Piece[]; whole: string } {
  const pieces: Piece[] = []
  let whole = ''
  let block: Element | null | undefined
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement
    if (!(node instanceof Text) || !parent?.closest('[data-text]')) continue
    const own = parent.closest(BLOCKS)
    if (own !== block) whole += '\n'
    block = own
    pieces.push({ node, start: whole.length })
    whole += node.data
  }
  return { pieces, whole }
}

/** The piece with the character at `index`; not before `from`. */
function pieceAt(pieces: readonly Piece[], index: number, from: number): number {
  let at = from
  while (at + 1 < pieces.length && (pieces[at + 1]?.start ?? Infinity) <= index) at++
  return at
}

function setEnd(range: Range, end: 'setStart' | 'setEnd', piece: Piece | undefined, index: number): void {
  if (piece) range[end](piece.node, Math.min(index - piece.start, piece.node.data.length))
}
