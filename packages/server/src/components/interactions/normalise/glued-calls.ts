/**
 * Parallel tool calls of a stream that a library has glued into one: name `get_weatherget_time`, id `call_1call_2`,
 * arguments `{"city":"Z"}{"zone":"E"}`. Taken apart again where the arguments are several JSON objects in a row.
 */
import type { ToolCall } from '@relayscope/contract'
import { parseJson } from './json.ts'

export function unglue(calls: readonly ToolCall[], toolNames: readonly string[]): ToolCall[] {
  return calls.flatMap((call) => {
    const pieces = objectsIn(call.arguments)
    if (pieces.length < 2) return [call]
    const names = namesIn(call.name, toolNames, pieces.length)
    const ids = (call.id ?? '').split(/(?=call_|toolu_|fc_)/)
    return pieces.map((piece, at) => ({
      ...(ids.length === pieces.length && ids[at] !== '' ? { id: ids[at] } : {}),
      name: names[at],
      arguments: piece,
    }))
  })
}

/** The JSON objects that a text consists of; empty when it is not several objects in a row. */
function objectsIn(text: string): string[] {
  if (!text.includes('}{') || parseJson(text) !== undefined) return []
  const found: string[] = []
  let depth = 0
  let start = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (quoted) {
      if (char === '\\') at++
      else if (char === '"') quoted = false
    } else if (char === '"') quoted = true
    else if (char === '{') depth++
    else if (char === '}' && --depth === 0) {
      found.push(text.slice(start, at + 1))
      start = at + 1
    }
  }
  return start === text.length && found.every((piece) => parseJson(piece) !== undefined) ? found : []
}

/** Names in a row, by the tools the request offered. A library that kept only the last name leaves the others unknown. */
function namesIn(glued: string, toolNames: readonly string[], wanted: number): string[] {
  const offered = [...toolNames].filter((name) => name !== '').sort((a, b) => b.length - a.length)
  const found: string[] = []
  let rest = glued
  while (rest !== '' && found.length < wanted) {
    const name = offered.find((candidate) => rest.startsWith(candidate))
    if (name === undefined) break
    found.push(name)
    rest = rest.slice(name.length)
  }
  if (rest !== '') return [glued, ...Array<string>(wanted - 1).fill('')]
  return found.length === wanted ? found : [...Array<string>(wanted - found.length).fill(''), ...found]
}
