/** What would be stored of a text: the same code that stores, on nothing but the text. */
import type { PrivacyTest, PrivacyTestAnswer } from '@relayscope/contract'
import type { Counts, NameFinder } from '@relayscope/privacy'
import { DEFAULT_SETTINGS } from './policy-book.ts'
import { ProjectPolicy } from './policy.ts'
import { redactionsOf } from './redactions.ts'
import { createSeals } from './seals.ts'
import { checkPatterns, type Settings } from './settings.ts'

export interface TesterOptions {
  settings: Settings
  masterKey: Uint8Array
  /** Loads the lists of names at the first use. */
  names: () => Promise<NameFinder>
  nowMs: () => number
}

export type Tester = (project: string, test: PrivacyTest) => Promise<PrivacyTestAnswer>

/** A name that nobody has, so that a rule about somebody does not hold. */
const NOBODY = '\u0000'
const GUESSES = { PERSON: 'mask', LOCATION: 'mask', DATE: 'mask', LINK: 'mask' } as const

export function createTester({ settings, masterKey, names, nowMs }: TesterOptions): Tester {
  return async (project, test) => {
    const stored = test.settings ?? (await settings.get(project)).settings
    if (test.settings) checkPatterns(test.settings)
    const tried = test.names ? { ...stored, classes: { ...stored.classes, ...GUESSES } } : stored
    const policies = new ProjectPolicy({
      settings: tried ?? DEFAULT_SETTINGS,
      seals: createSeals(masterKey, project),
      names: await names(),
    })
    const policy = policies.of({
      organization: test.organizationId || NOBODY,
      provider: test.provider || NOBODY,
      model: test.model || NOBODY,
    })
    const startedMs = nowMs()
    const counts: Counts = new Map()
    const found = policy.redactor.decisions(test.text, test.key)
    const text = policy.content === 'store' ? policy.redactor.redact(test.text, test.key, counts) : ''
    if (policy.content !== 'store') counts.set('CONTENT', 1)
    return {
      text,
      spans: found.map(({ start, end, class: kind, name, action }) => ({ start, end, type: name ?? kind, action })),
      redactions: redactionsOf(counts, policy.rule),
      microseconds: Math.round((nowMs() - startedMs) * 500),
    }
  }
}
