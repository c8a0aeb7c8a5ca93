/** Points of metrics: their names and tags come from senders like everything else. */
import type { Counts } from '@relayscope/privacy'
import type { Exemplar, PointOrigin, PointRecord, SeriesParts } from '../../flows/ingest/point-record.ts'
import type { ValueRedactor } from './redact-values.ts'

/** Decoders hand out the same parts again and again; each is looked at once per policy. */
const seen = new WeakMap<ValueRedactor, { parts: WeakMap<SeriesParts, SeriesParts>; origins: WeakMap<PointOrigin, PointOrigin> }>()

export function redactPoints(redactor: ValueRedactor, points: readonly PointRecord[]): void {
  let known = seen.get(redactor)
  if (!known) seen.set(redactor, (known = { parts: new WeakMap(), origins: new WeakMap() }))
  const counts: Counts = new Map()
  for (const point of points) {
    let parts = known.parts.get(point.parts)
    if (!parts) {
      parts = redactParts(redactor, point.parts, known.origins, counts)
      known.parts.set(point.parts, parts)
    }
    point.parts = parts
    if (point.text !== '') point.text = redactor.text(point.text, counts)
    if (point.path !== '') point.path = redactor.text(point.path, counts)
    if (point.exemplars.length > 0) point.exemplars = point.exemplars.map((exemplar) => redactExemplar(redactor, exemplar, counts))
  }
}

function redactParts(redactor: ValueRedactor, parts: SeriesParts, origins: WeakMap<PointOrigin, PointOrigin>, counts: Counts): SeriesParts {
  let origin = origins.get(parts.origin)
  if (!origin) {
    origin = { tags: redactPairs(redactor, parts.origin.tags, counts), resource: redactor.text(parts.origin.resource, counts) }
    if (origin.resource === parts.origin.resource && origin.tags === parts.origin.tags) origin = parts.origin
    origins.set(parts.origin, origin)
  }
  const name = redactor.text(parts.name, counts)
  const unit = redactor.text(parts.unit, counts)
  const description = redactor.text(parts.description, counts)
  const tags = redactPairs(redactor, parts.tags, counts)
  if (name === parts.name && unit === parts.unit && description === parts.description && tags === parts.tags && origin === parts.origin)
    return parts
  return { name, kind: parts.kind, unit, description, origin, tags }
}

/** Key, value, key, value. The same list where nothing changes. */
function redactPairs(redactor: ValueRedactor, pairs: readonly string[], counts: Counts): readonly string[] {
  let changed: string[] | undefined
  for (let at = 0; at + 1 < pairs.length; at += 2) {
    const key = redactor.name(pairs[at])
    // A tag without a value would make two series of one, so what is not kept is told as such.
    const value = redactor.tag(pairs[at], pairs[at + 1], counts) ?? '[CONTENT]'
    if (key === pairs[at] && value === pairs[at + 1]) continue
    changed ??= [...pairs]
    changed[at] = key
    changed[at + 1] = value
  }
  return changed ?? pairs
}

function redactExemplar(redactor: ValueRedactor, exemplar: Exemplar, counts: Counts): Exemplar {
  return {
    ...exemplar,
    requestId: redactor.identity(exemplar.requestId, counts),
    userId: redactor.identity(exemplar.userId, counts),
    attributes: exemplar.attributes.map(([key, value]) => [redactor.name(key), redactor.tag(key, value, counts) ?? ''] as const),
  }
}
