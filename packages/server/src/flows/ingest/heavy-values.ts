/**
 * Keeps rows light: a value that carries a prompt or an answer, or is long, goes to `span_content` whole, and its first
 * characters stay in its place.
 */
import type { ContentSource } from '../../planes/telemetry/stored-json.ts'
import { PREVIEW_CHARACTERS } from '../../planes/telemetry/stored-json.ts'

export interface HeavyValue {
  source: ContentSource
  key: string
  position: number
  value: string
}

/** Characters from which any value is heavy, whatever its key. */
const HEAVY_CHARACTERS = 1024

export class HeavyValues {
  private readonly isContentKey: (key: string) => boolean

  constructor(isContentKey: (key: string) => boolean) {
    this.isContentKey = isContentKey
  }

  /** The text to keep in the row; a heavy value is added to `heavy`. */
  lighten(heavy: HeavyValue[], source: ContentSource, key: string, position: number, value: string): string {
    if (value.length <= PREVIEW_CHARACTERS) return value
    if (value.length < HEAVY_CHARACTERS && !this.isContentKey(key)) return value
    heavy.push({ source, key, position, value })
    return preview(value)
  }
}

/** The first characters, never half a surrogate pair. */
export function preview(text: string): string {
  if (text.length <= PREVIEW_CHARACTERS) return text
  const last = text.charCodeAt(PREVIEW_CHARACTERS - 1)
  const cut = last >= 0xd800 && last <= 0xdbff ? PREVIEW_CHARACTERS - 1 : PREVIEW_CHARACTERS
  return text.slice(0, cut)
}
