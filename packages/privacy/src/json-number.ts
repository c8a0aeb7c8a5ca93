/** A number of a JSON text cannot become a word without quotes around it, and inside a quoted JSON the quotes have backslashes. */
const NUMBER = /^-?\d[\d.]*(?:[eE][+-]?\d+)?$/
const REACH = 200

/** The quote to put on both sides of what stands for a finding; empty where it is no number of a JSON text. */
export function quoteFor(text: string, start: number, end: number): string {
  const after = /^\s{0,8}(?:[,}\]]|$)/.test(text.slice(end, end + 9))
  if (!after || !NUMBER.test(text.slice(start, end))) return ''
  const before = text.slice(Math.max(0, start - REACH), start)
  const member = /(\\*)"\s{0,8}:\s{0,8}$/.exec(before)
  if (member) return `${member[1]}"`
  if (!/[[,]\s{0,8}$/.test(before) || !/[[{]/.test(before)) return ''
  return /^\s{0,8}[,\]]/.test(text.slice(end, end + 9)) ? `${/(\\*)"[^"]*$/.exec(before)?.[1] ?? ''}"` : ''
}
