import type { AIInteraction } from '@relayscope/contract'
import { Eye, EyeOff, Hourglass } from 'lucide-react'
import { Chip } from '../../ui/marks.tsx'

/** Whether what was said can be seen, always in view; and what rules took out of it. */
export function PrivacyChip({ interaction }: { interaction: AIInteraction }) {
  const { contentState, redactions = [] } = interaction
  if (contentState === 'expired')
    return (
      <Chip tone="warning" title="Older than texts are kept">
        <Hourglass aria-hidden />
        Expired
      </Chip>
    )
  if (contentState === 'none')
    return (
      <Chip title="No text came with this call, or it was not stored">
        <EyeOff aria-hidden />
        Not stored
      </Chip>
    )
  return (
    <>
      <Chip
        tone={redactions.length > 0 ? 'info' : 'plain'}
        title={redactions.length > 0 ? 'Parts were removed before anything was stored' : 'The texts are stored as they were sent'}
      >
        <Eye aria-hidden />
        {redactions.length > 0 ? 'Redacted' : 'Full'}
      </Chip>
      {redactions.map((redaction) => (
        <Chip key={redaction.class} tone="info" title={redaction.policy}>
          {redaction.class} × {redaction.count}
        </Chip>
      ))}
    </>
  )
}
