import type { Finding } from '@relayscope/contract'

/** One failure, and where else it was seen. */
export interface Trouble {
  readonly finding: Finding
  readonly parts: readonly Finding[]
}

/** In the order of the findings; a part whose whole is not among them stands alone. */
export function troublesOf(findings: readonly Finding[]): Trouble[] {
  const known = new Set(findings.map(({ id }) => id))
  const isPart = ({ partOf }: Finding): boolean => partOf !== null && known.has(partOf)
  return findings
    .filter((finding) => !isPart(finding))
    .map((finding) => ({ finding, parts: findings.filter((part) => isPart(part) && part.partOf === finding.id) }))
}
