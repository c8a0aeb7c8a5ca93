import type { AIInteraction, Message } from '@relayscope/contract'
import { useState } from 'react'
import { formatCompact } from '../../lib/format.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { FullText, isLong } from './full-text.tsx'
import styles from './interactions.module.css'
import { MessageView, messageText } from './message-view.tsx'
import { PrivacyChip } from './privacy-chip.tsx'

export function Content({ interaction }: { interaction: AIInteraction }) {
  const { prompt, response, inputMessages, outputMessages, promptPreview, responsePreview, contentState } = interaction
  const hidden = contentState === 'none' || contentState === 'expired'
  return (
    <div className={styles.content} tabIndex={0} role="region" aria-label="Content">
      <div className={styles.privacy}>
        <PrivacyChip interaction={interaction} />
      </div>
      {hidden ? (
        <p className="t2">
          {contentState === 'expired'
            ? 'The texts were kept for a time and are gone now. Everything else about this call stays.'
            : 'No text came with this call, or it was not stored.'}
        </p>
      ) : (
        <>
          <Side title="Prompt" messages={inputMessages} text={prompt ?? promptPreview} length={interaction.promptLength} shown="last" />
          <Side
            title="Response"
            messages={outputMessages}
            text={response ?? responsePreview}
            length={interaction.responseLength}
            shown="all"
          />
        </>
      )}
    </div>
  )
}

interface SideProps {
  title: 'Prompt' | 'Response'
  messages: readonly Message[] | undefined
  text: string | undefined
  length: number | undefined
  /** Which messages are shown before the whole is asked for. */
  shown: 'last' | 'all'
}

function Side({ title, messages = [], text, length, shown }: SideProps) {
  const [full, setFull] = useState(false)
  const whole = messages.length > 0 ? messages.map(messageText).join('\n\n') : (text ?? '')
  const some = shown === 'last' ? messages.slice(-1) : messages
  const hiddenMessages = messages.length - some.length
  const canUnfold =
    hiddenMessages > 0 ||
    some.some((message) => message.parts.some(({ text: part = '' }) => isLong(part))) ||
    (messages.length === 0 && isLong(whole))
  return (
    <section className={styles.side} aria-label={title}>
      <h3>
        {title}
        {(length ?? whole.length) > 0 && <span className="t3 num">{formatCompact(length ?? whole.length)} characters</span>}
        <span className="grow" />
        {canUnfold && (
          <Button size="small" look="ghost" aria-expanded={full} onClick={() => setFull(!full)}>
            {full ? 'Show less' : `Show full ${title.toLowerCase()}`}
          </Button>
        )}
        {whole !== '' && <CopyButton text={whole} label={`Copy the ${title.toLowerCase()}`} />}
      </h3>
      {!full && hiddenMessages > 0 && (
        <p className={styles.earlier}>{hiddenMessages === 1 ? 'One earlier message' : `${hiddenMessages} earlier messages`}</p>
      )}
      {messages.length > 0 ? (
        (full ? messages : some).map((message, at) => <MessageView key={at} message={message} full={full} />)
      ) : whole === '' ? (
        <p className="t3">Nothing was reported.</p>
      ) : (
        <div className={styles.message}>
          <FullText text={whole} full={full} />
        </div>
      )}
    </section>
  )
}
