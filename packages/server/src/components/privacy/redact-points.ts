/** Points of metrics: their names and tags come from senders like everything else. */
import type { Counts } from '@relayscope/privacy'
import type { Exemplar, PointOrigin, PointRecord, SeriesParts } from '../../flows/ingest/point-record.ts'
import type { ValueRedactor } from './redact-values.ts'
import { redactionsText } from './redactions.ts'

interface Origins {
  kept: PointOrigin
  counts: Counts
}
interface Known {
  parts: WeakMap<SeriesParts, SeriesParts>
  origins: WeakMap<PointOrigin, Origins>
}

/** Decoders hand out the same parts again and again; each is looked at once per policy. */
const seen = new WeakMap<ValueRedactor, Known>()

export function redactPoints(redactor: ValueRedactor, points: readonly PointRecord[]): void {
  let known = seen.get(redactor)
  if (!known) seen.set(redactor, (known = { parts: new WeakMap(), origins: new WeakMap() }))
  const counts: Counts = new Map()
  const unstored: Counts = new Map()
  for (const point of points) {
    let parts = known.parts.get(point.parts)
    if (!parts) known.parts.set(point.parts, (parts = redactParts(redactor, point.parts, known.origins)))
    point.parts = parts
    if (point.text !== '') point.text = redactor.text(point.text, counts)
    if (point.path !== '') point.path = redactor.text(point.path, unstored)
    if (point.exemplars.length > 0) point.exemplars = point.exemplars.map((exemplar) => redactExemplar(redactor, exemplar))
    if (counts.size === 0) continue
    point.redactions = redactionsText(counts)
    counts.clear()
  }
}

function redactParts(redactor: ValueRedactor, parts: SeriesParts, origins: Known['origins']): SeriesParts {
  let origin = origins.get(parts.origin)
  if (!origin) origins.set(parts.origin, (origin = redactOrigin(redactor, parts.origin)))
  const counts: Counts = new Map(origin.counts)
  const name = redactor.text(parts.name, counts)
  const unit = redactor.text(parts.unit, counts)
  const description = redactor.text(parts.description, counts)
  const tags = redactPairs(redactor, parts.tags, counts)
  if (counts.size === 0) return parts
  return { name, kind: parts.kind, unit, description, origin: origin.kept, tags, redactions: redactionsText(counts) }
}

function redactOrigin(redactor: ValueRedactor, { tags, resource }: PointOrigin): Origins {
  const counts: Counts = new Map()
  const kept = { tags: redactPairs(redactor, tags, counts), resource: redactor.text(resource, counts) }
  return { kept, counts }
}

/** Key, value, key, value. The same list where nothing changes. */
function redactPairs(redactor: ValueRedactor, pairs: readonly string[], counts: Counts): readonly string[] {
  let changed: string[] | undefined
  for (let at = 0; at + 1 < pairs.length; at += 2) {
    const key = redactor.name(pairs[at], counts)
    // A tag without a value would make two series of one, so what is not kept is told as such.
    const value = redactor.tag(pairs[at], pairs[at + 1], counts) ?? '[CONTENT]'
    if (key === pairs[at] && value === pairs[at + 1]) continue
    changed ??= [...pairs]
    changed[at] = key
    changed[at + 1] = value
  }
  return changed ?? pairs
}

function redactExemplar(redactor: ValueRedactor, exemplar: Exemplar): Exemplar {
  const counts: Counts = new Map()
  const kept = {
    ...exemplar,
    requestId: redactor.identity(exemplar.requestId, counts),
    userId: redactor.identity(exemplar.userId, counts),
    attributes: exemplar.attributes.map(([key, value]) => [redactor.name(key, counts), redactor.tag(key, value, counts) ?? ''] as const),
  }
  return counts.size === 0 ? kept : { ...kept, redactions: redactionsText(counts) }
}
