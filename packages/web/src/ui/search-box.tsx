import { type FieldCatalogue, parseSearch } from '@relayscope/contract/search'
import { Search, X } from 'lucide-react'
import { type KeyboardEvent, type RefObject, useEffect, useId, useRef, useState } from 'react'
import { type Chip, joinChips, splitChips } from '../lib/search-query.ts'
import { type Word, wordAt } from '../lib/search-suggest.ts'
import { Kbd } from './marks.tsx'
import styles from './search-box.module.css'
import { Suggestions } from './suggestions.tsx'
import { useSuggestions } from './use-suggestions.ts'

export interface SearchMistakePlace {
  readonly message: string
  readonly position: number
  readonly length: number
}

export interface SearchBoxProps {
  label: string
  placeholder: string
  catalogue: FieldCatalogue
  query: string
  onSearch: (query: string, how: 'typing' | 'done') => void
  /** What the server said is wrong with `query`, where the box itself saw nothing. */
  mistake?: SearchMistakePlace
  /** Values of the field being typed, with their counts. */
  values: readonly { value: string; count: number }[]
  onWord: (word: Word | undefined) => void
  input: RefObject<HTMLInputElement | null>
}

const SETTLED_MS = 250

/** One box for words and filters. Finished filters become chips; a search with a mistake stays text, marked where it is wrong. */
export function SearchBox(props: SearchBoxProps) {
  const { catalogue, query, onSearch } = props
  const id = useId()
  const split = splitChips(query, catalogue)
  const [draft, setDraft] = useState(split.words)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const sent = useRef(query)
  useEffect(() => {
    // The query changed elsewhere: a facet, the back button.
    if (sent.current !== query) setDraft(splitChips(query, catalogue).words)
    sent.current = query
  }, [query, catalogue])
  useEffect(() => () => clearTimeout(timer.current), [])

  const send = (chips: readonly Chip[], words: string, how: 'typing' | 'done'): void => {
    clearTimeout(timer.current)
    const next = joinChips(chips, words, catalogue)
    sent.current = next
    if (how === 'done') setDraft(splitChips(next, catalogue).words)
    if (next !== query) onSearch(next, how)
  }
  const type = (text: string): void => {
    setDraft(text)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      if (isSettled(text)) send(split.chips, text, 'typing')
    }, SETTLED_MS)
  }
  const mistake = readMistake(query, catalogue) ?? props.mistake
  return (
    <div className={styles.field}>
      <Box {...props} draft={draft} chips={split.chips} onType={type} onSend={send} mistakeId={mistake && `${id}-mistake`} />
      {mistake && <Mistake id={`${id}-mistake`} query={query} mistake={mistake} />}
    </div>
  )
}

/** While a filter is half typed nothing is sent. */
function isSettled(text: string): boolean {
  return !/:$|["(]$|(^|\s)-$/.test(text) && (text.match(/(?<!\\)"/g)?.length ?? 0) % 2 === 0
}

function readMistake(query: string, catalogue: FieldCatalogue): SearchMistakePlace | undefined {
  const reading = parseSearch(query, catalogue)
  return reading.ok ? undefined : reading
}

interface BoxProps extends SearchBoxProps {
  draft: string
  chips: readonly Chip[]
  onType: (text: string) => void
  onSend: (chips: readonly Chip[], words: string, how: 'typing' | 'done') => void
  mistakeId?: string
}

function Box(props: BoxProps) {
  const { chips, draft, input, mistakeId, onSend, onType, onWord } = props
  const listId = useId()
  const suggest = useSuggestions(props)
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (suggest.onKeyDown(event)) return event.preventDefault()
    if (event.key === 'Enter') onSend(chips, draft, 'done')
    if (event.key === 'Escape') event.currentTarget.blur()
    if (event.key !== 'Backspace' || event.currentTarget.selectionEnd !== 0 || chips.length === 0) return
    // The last chip becomes text again, to be changed.
    event.preventDefault()
    onSend(chips.slice(0, -1), `${chips.at(-1)?.text ?? ''} ${draft}`.trim(), 'typing')
    onType(`${chips.at(-1)?.text ?? ''} ${draft}`.trim())
  }
  return (
    <>
      <div className={styles.box} data-mistake={mistakeId !== undefined || undefined}>
        <Search aria-hidden />
        <Chips {...props} />
        <input
          ref={input}
          role="combobox"
          aria-label={props.label}
          aria-expanded={suggest.open}
          aria-controls={suggest.open ? listId : undefined}
          aria-activedescendant={suggest.open && suggest.active >= 0 ? `${listId}-${suggest.active}` : undefined}
          aria-autocomplete="list"
          aria-invalid={mistakeId !== undefined || undefined}
          aria-describedby={mistakeId}
          placeholder={chips.length > 0 ? '' : props.placeholder}
          autoComplete="off"
          spellCheck={false}
          maxLength={4096}
          value={draft}
          onChange={({ target }) => {
            onType(target.value)
            onWord(wordAt(target.value, target.selectionStart ?? target.value.length))
            suggest.show()
          }}
          onBlur={suggest.hide}
          onKeyDown={onKeyDown}
        />
        {draft === '' && chips.length === 0 ? <Kbd>/</Kbd> : <ClearButton onClear={() => onSend([], '', 'done')} />}
      </div>
      {suggest.open && (
        <Suggestions id={listId} items={suggest.items} active={suggest.active} onActive={suggest.setActive} onAccept={suggest.accept} />
      )}
    </>
  )
}

function Chips({ chips, draft, onSend }: Pick<BoxProps, 'chips' | 'draft' | 'onSend'>) {
  return chips.map(({ text, field, operator, value }) => (
    <span key={text} className={styles.chip} title={text}>
      <span>{field}</span>
      <span>{operator}</span>
      {value !== '' && <b className="ell">{value}</b>}
      <button
        type="button"
        aria-label={`Remove ${field} ${operator} ${value}`}
        onClick={() =>
          onSend(
            chips.filter((chip) => chip.text !== text),
            draft,
            'done',
          )
        }
      >
        <X />
      </button>
    </span>
  ))
}

function ClearButton({ onClear }: { onClear: () => void }) {
  return (
    <button type="button" className={styles.clear} aria-label="Clear the search" onClick={onClear}>
      <X />
    </button>
  )
}

/** The search as it was read, with the wrong part marked. */
function Mistake({ id, query, mistake }: { id: string; query: string; mistake: SearchMistakePlace }) {
  const { message, position, length } = mistake
  const end = position + Math.max(1, length)
  return (
    <div id={id} className={styles.mistake} role="alert">
      <code className="mono ell">
        {query.slice(Math.max(0, position - 60), position)}
        <mark>{query.slice(position, end) || '\u00a0'}</mark>
        {query.slice(end, end + 60)}
      </code>
      <span>
        At character {position + 1}: {message}
      </span>
    </div>
  )
}
