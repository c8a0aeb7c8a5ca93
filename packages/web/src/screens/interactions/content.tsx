import type { AIInteraction, RevealedContent } from '@relayscope/contract'
import { useDeferredValue, useMemo, useRef, useState } from 'react'
import { useReveal } from '../../api/reveal.ts'
import { useShortcuts } from '../../lib/keyboard.ts'
import { useStore } from '../../lib/store.ts'
import { useFind } from '../../lib/use-find.ts'
import { Choice } from '../../ui/choice.tsx'
import { ContentSide } from './content-side.tsx'
import { formatStore } from './content-view.ts'
import styles from './content.module.css'
import { FindInContent } from './find-in-content.tsx'
import { wordsOf } from './message-text.ts'
import { HiddenContent, Privacy } from './privacy.tsx'
import { privacyState, showsContent } from './privacy-state.ts'
import { RevealButton, RevealedNote } from './reveal-button.tsx'

export function Content({ interaction }: { interaction: AIInteraction }) {
  const state = privacyState(interaction)
  return (
    <div className={styles.content}>
      {showsContent(state) ? (
        <Shown interaction={interaction} />
      ) : (
        <>
          <div className={styles.tools}>
            <Privacy interaction={interaction} />
          </div>
          <div className={styles.texts} role="region" aria-label="Content">
            <HiddenContent state={state} />
          </div>
        </>
      )}
    </div>
  )
}

const FORMATS = [
  { id: 'markdown', label: 'Markdown' },
  { id: 'raw', label: 'Raw' },
] as const

function Shown({ interaction }: { interaction: AIInteraction }) {
  const pane = useRef<HTMLDivElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  const format = useStore(formatStore)
  const find = useDeferredValue(text)
  const found = useFind(pane, find)
  const reveal = useReveal(interaction.id)
  useShortcuts('Content', [
    { keys: 'n', label: 'Find in the content', run: () => input.current?.focus() },
    { keys: 'm', label: 'Markdown or raw', run: () => formatStore.set(format === 'raw' ? 'markdown' : 'raw') },
  ])
  const words = useMemo(() => wordsOf(interaction), [interaction])
  const seen = useMemo(() => revealed(interaction, reveal.shown), [interaction, reveal.shown])
  const view = { format, find, words }
  return (
    <>
      <div className={styles.tools}>
        <Privacy interaction={interaction} />
        {privacyState(interaction).kind === 'masked' && <RevealButton reveal={reveal} />}
        <div className={styles.reading}>
          <FindInContent text={text} onText={setText} found={found} input={input} />
          <Choice label="Format" options={FORMATS} chosen={format} onChoose={(next) => formatStore.set(next)} />
        </div>
      </div>
      <div ref={pane} className={styles.texts} tabIndex={0} role="region" aria-label="Content">
        <RevealedNote reveal={reveal} />
        <ContentSide side="prompt" interaction={seen} view={view} />
        <ContentSide side="response" interaction={seen} view={view} />
      </div>
    </>
  )
}

/** What was revealed takes the place of all that was masked: no masked message stands in for a revealed text. */
function revealed(interaction: AIInteraction, shown: RevealedContent | undefined): AIInteraction {
  if (!shown) return interaction
  const { prompt, response, inputMessages, outputMessages } = shown
  return { ...interaction, prompt, response, inputMessages, outputMessages }
}
