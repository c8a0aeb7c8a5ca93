/** Whether what was said in an interaction can be seen, and why not. */
import type { AIInteraction } from '@relayscope/contract'

type Facts = Pick<AIInteraction, 'contentState' | 'contentPolicy' | 'promptFingerprint' | 'responseFingerprint'>

const FINGERPRINT = /^\[CONTENT:([0-9a-f]+)\]$/
/** A word that can be turned back: components/privacy/seals.ts. */
const TOKEN = /\[[A-Z][A-Z0-9_]+:tok_[\w-]+\]/

export function isFingerprint(text: string): boolean {
  return FINGERPRINT.test(text)
}

export function presentPrivacy(redactions: NonNullable<AIInteraction['redactions']>, prompt: string, response: string): Facts {
  const left = redactions.find((redaction) => redaction.class === 'CONTENT')
  const policy = left?.policy === undefined ? {} : { contentPolicy: left.policy }
  const [promptFingerprint] = FINGERPRINT.exec(prompt)?.slice(1) ?? []
  const [responseFingerprint] = FINGERPRINT.exec(response)?.slice(1) ?? []
  if (promptFingerprint !== undefined || responseFingerprint !== undefined)
    return {
      contentState: 'fingerprint',
      ...policy,
      ...(promptFingerprint !== undefined && { promptFingerprint }),
      ...(responseFingerprint !== undefined && { responseFingerprint }),
    }
  if (prompt === '' && response === '') return { contentState: 'none', ...policy }
  if (TOKEN.test(prompt) || TOKEN.test(response)) return { contentState: 'masked' }
  return { contentState: redactions.length > 0 ? 'redacted' : 'full' }
}
