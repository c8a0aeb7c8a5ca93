/** What a project says is nobody's: its own support address, its public test card, its office network. */

export type AllowList = (value: string) => boolean

/** Entries are whole values, whatever their case; `*` stands for any characters. */
export function compileAllowList(entries: readonly string[]): AllowList {
  const whole = new Set<string>()
  const parts: string[][] = []
  for (const entry of entries) {
    const text = entry.trim().toLowerCase()
    if (text === '' || text === '*') continue
    if (text.includes('*')) parts.push(text.split('*'))
    else whole.add(text)
  }
  if (whole.size === 0 && parts.length === 0) return () => false
  return (value) => {
    const text = value.trim().toLowerCase()
    return whole.has(text) || parts.some((pieces) => fits(text, pieces))
  }
}

/** Each piece in its turn, the first at the start and the last at the end: no way back, so linear. */
function fits(text: string, pieces: readonly string[]): boolean {
  const first = pieces[0]
  const last = pieces[pieces.length - 1]
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false
  let at = first.length
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at)
    if (found < 0) return false
    at = found + piece.length
  }
  return at <= text.length - last.length
}
