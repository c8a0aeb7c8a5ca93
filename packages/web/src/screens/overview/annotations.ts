import type { Overview } from '@relayscope/contract'
import type { Annotation } from '../../charts/place-flags.ts'
import { formatSpan } from '../../lib/format.ts'
import { parseInstant } from '../../lib/instant.ts'
import { troublesOf } from './troubles.ts'

/** Deploys, and what was or is out of the usual for as long as it was: each failure once. */
export function annotationsOf({ changes, findings }: Pick<Overview, 'changes' | 'findings'>): Annotation[] {
  return [
    ...changes.map(({ kind, label, time }): Annotation => ({ id: `${kind} ${label} ${time}`, kind, label, atMs: parseInstant(time) })),
    ...troublesOf(findings).map(({ finding: { id, severity, title, from, to } }): Annotation => {
      const [atMs, endMs] = [parseInstant(from), to === null ? undefined : parseInstant(to)]
      const label = endMs === undefined ? title : `${title}, over after ${formatSpan((endMs - atMs) / 1000)}`
      return { id, kind: 'alert', severity, label, atMs, ...(endMs !== undefined && { endMs }) }
    }),
  ]
}
