/** A project's own patterns, in RE2's language: they run in linear time whoever wrote them. */
import { RE2JS } from 're2js'
import type { Finding } from './classes.ts'

export interface CustomPattern {
  /** What a finding is called in stored text: capitals, digits and underscores. */
  name: string
  pattern: string
}

export interface CompiledPattern {
  readonly name: string
  find(text: string): Finding[]
}

export class PatternProblem extends Error {}

/** Instructions of one compiled pattern; the time of a match is at most this times the text. */
const MOST_INSTRUCTIONS = 1000
/** A pattern that matches everywhere would cost more than it can mean. */
const MOST_FINDINGS = 10_000

export function compilePattern({ name, pattern }: CustomPattern): CompiledPattern {
  const compiled = compile(pattern)
  if (compiled.programSize() > MOST_INSTRUCTIONS)
    throw new PatternProblem(`the pattern is too large: ${compiled.programSize()} instructions, at most ${MOST_INSTRUCTIONS}`)
  if (compiled.test('')) throw new PatternProblem('the pattern matches empty text, so it would match everywhere')
  return {
    name,
    find(text) {
      const found: Finding[] = []
      const matcher = compiled.matcher(text)
      while (found.length < MOST_FINDINGS && matcher.find()) {
        if (matcher.end() > matcher.start()) found.push({ start: matcher.start(), end: matcher.end(), class: 'CUSTOM', name })
      }
      return found
    },
  }
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern)
  } catch (error) {
    throw new PatternProblem(`not a regular expression RE2 accepts: ${error instanceof Error ? error.message : 'unknown error'}`)
  }
}
