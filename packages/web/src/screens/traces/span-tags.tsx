import type { Span } from '@relayscope/contract'
import { Minus, Plus } from 'lucide-react'
import { useState } from 'react'
import type { ValueChoice } from '../../lib/search-query.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Section } from '../../ui/facts.tsx'
import styles from './span-dock.module.css'

/** More than this are folded away at first. */
const SHOWN = 40
/** Longer values are shown in part; copying takes the whole. */
const MOST_CHARACTERS = 400

type Choose = (field: string, value: string, choice: ValueChoice) => void

export function SpanTags({ span, onChoose }: { span: Span; onChoose: Choose }) {
  const [all, setAll] = useState(false)
  const tags = Object.entries(span.tags)
  const resource = Object.entries(span.resource ?? {})
  return (
    <>
      <Section title="Tags" count={tags.length}>
        {tags.length === 0 && <p className="t3">None were sent.</p>}
        <TagList entries={all ? tags : tags.slice(0, SHOWN)} onChoose={onChoose} />
        {tags.length > SHOWN && !all && (
          <Button size="small" look="ghost" onClick={() => setAll(true)}>
            Show all {tags.length}
          </Button>
        )}
      </Section>
      {resource.length > 0 && (
        <Section title="Resource" count={resource.length}>
          <TagList entries={resource} />
        </Section>
      )}
    </>
  )
}

function TagList({ entries, onChoose }: { entries: readonly (readonly [string, string])[]; onChoose?: Choose }) {
  return (
    <dl className={styles.tags}>
      {entries.map(([key, value]) => (
        <div key={key}>
          <dt className="mono ell" title={key}>
            {key}
          </dt>
          <dd>
            <span className={`${styles.tagValue} mono`} title={value.length > 40 ? value.slice(0, 2000) : undefined}>
              {value.length > MOST_CHARACTERS ? `${value.slice(0, MOST_CHARACTERS)}…` : value}
            </span>
            <TagActions tag={key} value={value} onChoose={onChoose} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

function TagActions({ tag, value, onChoose }: { tag: string; value: string; onChoose: Choose | undefined }) {
  return (
    <span className={styles.tagActions}>
      {onChoose && (
        <>
          <IconButton look="ghost" size="small" label={`Filter for ${tag}`} onClick={() => onChoose(`tags.${tag}`, value, 'include')}>
            <Plus />
          </IconButton>
          <IconButton look="ghost" size="small" label={`Filter out ${tag}`} onClick={() => onChoose(`tags.${tag}`, value, 'exclude')}>
            <Minus />
          </IconButton>
        </>
      )}
      <CopyButton text={value} label={`Copy the value of ${tag}`} />
    </span>
  )
}
