import type { AIInteraction, Message } from '@relayscope/contract'
import { useMemo, useState } from 'react'
import { formatCompact } from '../../lib/format.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import type { ContentView } from './content-view.ts'
import styles from './content.module.css'
import { isLong } from './full-text.tsx'
import { bodyText, type ContentSide as SideName, messagesOf, messageText } from './message-text.ts'
import { MessageView } from './message-view.tsx'
import { tokensByMessage } from './message-tokens.ts'

interface Props {
  side: SideName
  interaction: AIInteraction
  view: ContentView
  /** Which of several calls on the page it is of. */
  of?: string
}

const TITLES = { prompt: 'Prompt', response: 'Response' } as const

/** Of a prompt the last message, of a response everything; the whole when it is asked for, and while something is looked for. */
export function ContentSide({ side, interaction, view, of = '' }: Props) {
  const [unfolded, setUnfolded] = useState(false)
  const messages = useMemo(() => messagesOf(interaction, side), [interaction, side])
  const tokens = useMemo(() => tokensByMessage(interaction, side), [interaction, side])
  const full = unfolded || view.find !== ''
  const first = side === 'prompt' && !full ? messages.length - 1 : 0
  const length = (side === 'prompt' ? interaction.promptLength : interaction.responseLength) ?? wholeText(messages).length
  return (
    <section className={styles.side} aria-label={`${TITLES[side]} ${of}`.trim()}>
      <h3>
        {TITLES[side]}
        {length > 0 && <span className="t3 num">{formatCompact(length)} characters</span>}
        <span className="grow" />
        {canUnfold(messages, side) && (
          <Button size="small" look="ghost" aria-expanded={full} onClick={() => setUnfolded(!unfolded)}>
            {unfolded ? 'Show less' : `Show full ${side}`}
          </Button>
        )}
        {messages.length > 0 && <CopyButton text={() => wholeText(messages)} label={`Copy the ${side}`} />}
      </h3>
      {first > 0 && <p className={styles.earlier}>{first === 1 ? 'One earlier message' : `${first} earlier messages`}</p>}
      {messages.length === 0 && <p className="t3">Nothing was reported.</p>}
      {messages.slice(Math.max(0, first)).map((message, at) => (
        <MessageView key={first + at} message={message} tokens={tokens[first + at]} full={full} only={messages.length === 1} view={view} />
      ))}
    </section>
  )
}

function wholeText(messages: readonly Message[]): string {
  const [only] = messages
  return messages.length === 1 && only ? bodyText(only) : messages.map(messageText).join('\n\n')
}

function canUnfold(messages: readonly Message[], side: SideName): boolean {
  if (side === 'prompt' && messages.length > 1) return true
  return messages.some(({ parts }) => parts.some(({ text = '', type }) => type === 'text' && isLong(text)))
}
