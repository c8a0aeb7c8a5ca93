/** Whether what was said can be seen: the one place that draws it, always in view. */
import { CalendarX, Eye, EyeClosed, EyeOff, Fingerprint, Lock, ShieldCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import { Chip, type Tone } from '../../ui/marks.tsx'
import { RemovedChips } from '../../ui/removed-chips.tsx'
import { Exact } from '../../ui/time-text.tsx'
import styles from './content.module.css'
import { type ContentFacts, type PrivacyState, privacyState } from './privacy-state.ts'

interface Look {
  readonly word: string
  readonly icon: ReactNode
  readonly tone: Tone
  readonly title: string
}

const LOOKS: Readonly<Record<PrivacyState['kind'], Look>> = {
  full: { word: 'Full', icon: <Eye aria-hidden />, tone: 'plain', title: 'The texts are stored as they were sent' },
  redacted: { word: 'Redacted', icon: <ShieldCheck aria-hidden />, tone: 'info', title: 'Parts were removed before anything was stored' },
  masked: {
    word: 'Masked until revealed',
    icon: <EyeClosed aria-hidden />,
    tone: 'info',
    title: 'Parts are masked; who may can reveal them and says why',
  },
  fingerprint: {
    word: 'Fingerprint only',
    icon: <Fingerprint aria-hidden />,
    tone: 'plain',
    title: 'Equal texts have equal fingerprints; the texts were not stored',
  },
  'not-stored': {
    word: 'Not stored',
    icon: <EyeOff aria-hidden />,
    tone: 'plain',
    title: 'No text came with this call, or a policy left it out',
  },
  expired: { word: 'Expired', icon: <CalendarX aria-hidden />, tone: 'warning', title: 'Older than texts are kept' },
  'not-allowed': { word: 'Not allowed', icon: <Lock aria-hidden />, tone: 'warning', title: 'Your key may not see the texts' },
}

/** The state as a chip, and one chip for every class of what was removed. */
export function Privacy({ interaction }: { interaction: ContentFacts }) {
  const state = privacyState(interaction)
  const { word, icon, tone, title } = LOOKS[state.kind]
  return (
    <div className={styles.privacy}>
      <Chip tone={tone} title={title}>
        {icon}
        {word}
      </Chip>
      {(state.kind === 'redacted' || state.kind === 'masked') && <RemovedChips removed={state.removed} />}
    </div>
  )
}

/** In place of the texts: why they are not there, and who or what decided it. */
export function HiddenContent({ state }: { state: PrivacyState }) {
  return <div className={styles.hidden}>{explanation(state)}</div>
}

function explanation(state: PrivacyState): ReactNode {
  switch (state.kind) {
    case 'fingerprint':
      return <Fingerprints {...state} />
    case 'not-stored':
      return (
        <p>
          {state.policy === undefined ? (
            'No text came with this call.'
          ) : (
            <ByPolicy policy={state.policy}>left the texts out before anything was stored.</ByPolicy>
          )}
        </p>
      )
    case 'expired':
      return (
        <p>
          The texts were kept for a time and are gone
          {state.at === undefined ? (
            ' now'
          ) : (
            <>
              {' '}
              since <Exact iso={state.at} withDay />
            </>
          )}
          . Everything else about this call stays.
        </p>
      )
    case 'not-allowed':
      return <p>You may see that this call was made, but not what was said. {whoMay(state.role, 'can see it')}</p>
    case 'full':
    case 'redacted':
    case 'masked':
      return null
  }
}

function whoMay(role: string | undefined, what: string): ReactNode {
  return role === undefined ? null : (
    <>
      A key with the right <b>{role}</b> {what}.
    </>
  )
}

function ByPolicy({ policy, children }: { policy: string; children: ReactNode }) {
  return (
    <>
      The policy <b>{policy}</b> {children}
    </>
  )
}

function Fingerprints({ policy, prompt, response }: Extract<PrivacyState, { kind: 'fingerprint' }>) {
  return (
    <>
      <p>
        {policy === undefined ? (
          'Only fingerprints of the texts were stored.'
        ) : (
          <ByPolicy policy={policy}>keeps only fingerprints of the texts.</ByPolicy>
        )}{' '}
        Calls with the same fingerprint said the same.
      </p>
      {[
        ['Prompt', prompt],
        ['Response', response],
      ].map(
        ([label, value]) =>
          value !== undefined && (
            <p key={label}>
              <span className="t3">{label}</span> <span className="mono">{value}</span>
            </p>
          ),
      )}
    </>
  )
}
