import { PRIVACY_CLASSES, type PrivacyClass } from '@relayscope/contract'

/** What is built in, and what patterns of the project's own find. */
export const CLASSES = [...PRIVACY_CLASSES, 'CUSTOM'] as const
export type Class = PrivacyClass | 'CUSTOM'

/** Recognised by form or checksum: masked unless a project says otherwise. The others guess, and are asked for. */
export const STRUCTURED: readonly Class[] = ['SECRET', 'EMAIL', 'PHONE', 'CREDIT_CARD', 'IBAN', 'IP', 'SSN', 'URL', 'DATE_OF_BIRTH']
export const GUESSED: readonly Class[] = ['PERSON', 'LOCATION', 'DATE', 'LINK']

/** Where two findings overlap, the whole is called by the one that stands first here. */
const PRECEDENCE: Record<Class, number> = Object.fromEntries(
  (
    [
      'CUSTOM',
      'SECRET',
      'URL',
      'IBAN',
      'CREDIT_CARD',
      'SSN',
      'EMAIL',
      'IP',
      'PHONE',
      'DATE_OF_BIRTH',
      'LINK',
      'DATE',
      'PERSON',
      'LOCATION',
    ] as const
  ).map((name, at) => [name, at]),
) as Record<Class, number>

export interface Finding {
  /** Offsets in UTF-16 units, the end not included. */
  start: number
  end: number
  class: Class
  /** Of the project's own pattern. */
  name?: string
}

/** In order, without overlaps. */
export function settle(findings: Finding[]): Finding[] {
  if (findings.length < 2) return findings
  findings.sort((a, b) => a.start - b.start || b.end - a.end)
  const settled: Finding[] = []
  for (const finding of findings) {
    const last = settled.at(-1)
    if (!last || finding.start >= last.end) settled.push({ ...finding })
    else {
      if (finding.end > last.end) last.end = finding.end
      if (PRECEDENCE[finding.class] < PRECEDENCE[last.class]) {
        last.class = finding.class
        if (finding.name !== undefined) last.name = finding.name
      }
    }
  }
  return settled
}
