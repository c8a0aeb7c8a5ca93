/** Content as JSON of a bounded length. Texts are cut inside their messages, so that what is left is still JSON. */
import type { Part, PartMessage } from './facts.ts'
import { jsonText } from './json.ts'

/** What a part or message costs beside its text. */
const OVERHEAD = 48
const TEXTS = ['content', 'arguments', 'response', 'uri'] as const

export interface CutJson {
  json: string
  /** Characters that were left out. */
  cut: number
}

/** The newest messages are kept whole as far as they fit; older ones are cut, the oldest left out. */
export function messagesJson(messages: readonly PartMessage[], maxLength: number): CutJson {
  if (lengthOf(messages) <= maxLength) return { json: JSON.stringify(messages), cut: 0 }
  const budget = new Budget(maxLength)
  const kept: PartMessage[] = []
  for (let at = messages.length - 1; at >= 0; at--) {
    const message = messages[at]
    const parts = budget.isSpent ? [] : cutParts(message.parts, budget)
    if (parts.length > 0) kept.push({ ...message, parts })
    else budget.leaveOut(message.parts)
  }
  return { json: JSON.stringify(kept.reverse()), cut: budget.cut }
}

export function partsJson(parts: readonly Part[], maxLength: number): CutJson {
  if (lengthOfParts(parts) <= maxLength) return { json: JSON.stringify(parts), cut: 0 }
  const budget = new Budget(maxLength)
  return { json: JSON.stringify(cutParts(parts, budget)), cut: budget.cut }
}

/** Tools as their sender wrote them; left out where they are too long, since half of them say nothing. */
export function toolsJson(tools: unknown, maxLength: number): CutJson {
  const json = jsonText(tools)
  return json.length <= maxLength ? { json, cut: 0 } : { json: '', cut: json.length }
}

const lengthOf = (messages: readonly PartMessage[]) => messages.reduce((sum, { parts }) => sum + OVERHEAD + lengthOfParts(parts), 0)
const lengthOfParts = (parts: readonly Part[]) => parts.reduce((sum, part) => sum + OVERHEAD + textLength(part), 0)
const textLength = (part: Part) => TEXTS.reduce((sum, key) => sum + (part[key]?.length ?? 0), 0)

class Budget {
  cut = 0
  private left: number

  constructor(left: number) {
    this.left = left
  }

  get isSpent(): boolean {
    return this.left <= OVERHEAD
  }

  spend(amount: number): void {
    this.left -= amount
  }

  /** As much of the text as there is room for. */
  text(value: string): string {
    if (value.length <= this.left) {
      this.left -= value.length
      return value
    }
    const room = Math.max(this.left, 0)
    this.cut += value.length - room
    this.left = 0
    return `${headOf(value, room)}… [${value.length - room} more characters]`
  }

  leaveOut(parts: readonly Part[]): void {
    this.cut += parts.reduce((sum, part) => sum + textLength(part), 0)
  }
}

function cutParts(parts: readonly Part[], budget: Budget): Part[] {
  const kept: Part[] = []
  for (const part of parts) {
    if (budget.isSpent) {
      budget.leaveOut([part])
      continue
    }
    budget.spend(OVERHEAD)
    const copy = { ...part }
    for (const key of TEXTS) {
      const text = copy[key]
      if (text !== undefined) copy[key] = budget.text(text)
    }
    kept.push(copy)
  }
  return kept
}

/** Never half of a surrogate pair. */
function headOf(text: string, length: number): string {
  const code = text.charCodeAt(length - 1)
  return text.slice(0, code >= 0xd800 && code <= 0xdbff ? length - 1 : length)
}
