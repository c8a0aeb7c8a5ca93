/**
 * The shapes of the text columns that hold JSON. Written by the write flow, read by the rooms that show the records.
 */

/** `spans.events`: empty text for none. `timeNs` is text because it is beyond what a JSON number keeps exact. */
export interface StoredEvent {
  timeNs: string
  name: string
  attributes: Record<string, unknown>
}

/** `spans.links` */
export interface StoredLink {
  traceId: string
  spanId: string
  attributes: Record<string, unknown>
}

/** `spans.resource`, `logs.resource` */
export type StoredResource = Record<string, unknown>

/**
 * `span_content.source`: where the heavy value belongs. `position` is the event's index for `event`, the low 32 bits of
 * `log_hash` for `log` (key `body` is the log's body), else 0. The light row keeps the first 200 characters in its place.
 */
export type ContentSource = 'attribute' | 'event' | 'log'

/** Characters of a heavy value that stay in the light row. */
export const PREVIEW_CHARACTERS = 200
