/** Words, phrases and their escapes: the characters of the language. */
import type { PatternPart } from './terms.ts'

export interface Word {
  readonly pattern: readonly PatternPart[]
  /** The text with wildcards as the characters they are. */
  readonly text: string
  readonly quoted: boolean
  /** Quoted or with an escape: taken as it stands, without a second meaning. */
  readonly literal: boolean
  readonly position: number
  readonly end: number
}

export function isSpace(character: string | undefined): boolean {
  return character !== undefined && /\s/.test(character)
}

/** Undefined: the closing quote is missing. `position` is that of the opening quote. */
export function readQuoted(source: string, position: number): Word | undefined {
  let text = ''
  for (let at = position + 1; at < source.length; at++) {
    const character = source[at] ?? ''
    if (character === '"') return { pattern: text === '' ? [] : [{ text }], text, quoted: true, literal: true, position, end: at + 1 }
    if (character === '\\' && at + 1 < source.length) at++
    text += source[at]
  }
  return undefined
}

/** Up to a space, a parenthesis or one of `stops`. A backslash takes the next character's meaning away. */
export function readBare(source: string, position: number, stops: string): Word {
  const pattern: PatternPart[] = []
  let text = ''
  let run = ''
  let literal = false
  let at = position
  const endRun = () => {
    if (run !== '') pattern.push({ text: run })
    run = ''
  }
  for (; at < source.length; at++) {
    let character = source[at] ?? ''
    if (isSpace(character) || character === '(' || character === ')' || stops.includes(character)) break
    if (character === '\\' && at + 1 < source.length) {
      character = source[++at] ?? ''
      literal = true
      run += character
    } else if (character === '*' || character === '?') {
      endRun()
      addWild(pattern, character)
    } else run += character
    text += character
  }
  endRun()
  return { pattern, text, quoted: false, literal, position, end: at }
}

/** `**` is `*`. */
function addWild(pattern: PatternPart[], wild: '*' | '?'): void {
  const last = pattern.at(-1)
  if (wild === '*' && last !== undefined && 'wild' in last && last.wild === '*') return
  pattern.push({ wild })
}

/** The word as `readBare` reads it back. */
export function printBare(pattern: readonly PatternPart[]): string {
  const text = pattern.map((part) => ('wild' in part ? part.wild : part.text.replace(/[\s()"\\*?,:<>=]/g, '\\$&'))).join('')
  return /^(-|\/\/|(OR|AND|NOT)$)/.test(text) ? `\\${text}` : text
}

export function printQuoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}
