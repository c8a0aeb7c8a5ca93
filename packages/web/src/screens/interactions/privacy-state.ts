/** Whether what was said can be seen, and why not: read from a record in one place, for every view that shows content. */
import { mergedClasses, type RemovedClass } from '../../lib/removed-classes.ts'

/** What a record says about its content. */
export interface ContentFacts {
  readonly contentState?: string | undefined
  readonly redactions?: readonly RemovedClass[] | undefined
  /** The policy that decided that nothing, or only a fingerprint, was kept. */
  readonly contentPolicy?: string | undefined
  /** The role that may see what this viewer may not. */
  readonly contentRole?: string | undefined
  /** When the content was or will be let go. */
  readonly contentExpiresAt?: string | undefined
  readonly promptFingerprint?: string | undefined
  readonly responseFingerprint?: string | undefined
}

export type PrivacyState =
  | { readonly kind: 'full' }
  | { readonly kind: 'redacted'; readonly removed: readonly RemovedClass[] }
  /** Shown with its parts masked; who may can turn them back. */
  | { readonly kind: 'masked'; readonly removed: readonly RemovedClass[] }
  | {
      readonly kind: 'fingerprint'
      readonly policy: string | undefined
      readonly prompt: string | undefined
      readonly response: string | undefined
    }
  | { readonly kind: 'not-stored'; readonly policy: string | undefined }
  | { readonly kind: 'expired'; readonly at: string | undefined }
  | { readonly kind: 'not-allowed'; readonly role: string | undefined }

/** A word it does not know hides the content: showing what was meant to be hidden cannot be undone. */
export function privacyState(facts: ContentFacts): PrivacyState {
  const { contentState = 'full', redactions = [], contentPolicy: policy, contentRole: role } = facts
  switch (contentState) {
    case 'full':
    case 'redacted':
      return redactions.length > 0 ? { kind: 'redacted', removed: mergedClasses(redactions) } : { kind: 'full' }
    case 'masked':
      return { kind: 'masked', removed: mergedClasses(redactions) }
    case 'fingerprint':
      return { kind: 'fingerprint', policy, prompt: facts.promptFingerprint, response: facts.responseFingerprint }
    case 'none':
      return { kind: 'not-stored', policy }
    case 'expired':
      return { kind: 'expired', at: facts.contentExpiresAt }
    default:
      return { kind: 'not-allowed', role }
  }
}

/** Whether there is text to be shown. */
export function showsContent({ kind }: PrivacyState): boolean {
  return kind === 'full' || kind === 'redacted' || kind === 'masked'
}
