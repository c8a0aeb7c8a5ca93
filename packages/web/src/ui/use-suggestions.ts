import type { FieldCatalogue } from '@relayscope/contract/search'
import { type KeyboardEvent, type RefObject, useState } from 'react'
import type { Chip } from '../lib/search-query.ts'
import { suggestFields, type Suggestion, suggestValues, type Word, wordAt } from '../lib/search-suggest.ts'

interface Options {
  catalogue: FieldCatalogue
  draft: string
  chips: readonly Chip[]
  values: readonly { value: string; count: number }[]
  input: RefObject<HTMLInputElement | null>
  onType: (text: string) => void
  onSend: (chips: readonly Chip[], words: string, how: 'typing' | 'done') => void
  onWord: (word: Word | undefined) => void
}

/** Suggestions for the word the caret is in, and the keys that walk them. */
export function useSuggestions({ catalogue, draft, chips, values, input, onType, onSend, onWord }: Options) {
  const [shown, setShown] = useState(false)
  const [active, setActive] = useState(-1)
  const word = wordAt(draft, Math.min(input.current?.selectionStart ?? draft.length, draft.length))
  const items = itemsFor(word, values, catalogue)
  const open = shown && items.length > 0

  const accept = ({ text }: Suggestion): void => {
    const goesOn = text.endsWith(':')
    const next = draft.slice(0, word.start) + text + (goesOn ? '' : ' ') + draft.slice(word.start + word.text.length)
    setActive(-1)
    onWord(wordAt(next, next.length))
    // A field waits for its value; a whole filter is applied.
    if (goesOn) onType(next)
    else onSend(chips, next, 'done')
    setShown(goesOn)
  }
  /** Whether the key was for the list. */
  const onKeyDown = (event: KeyboardEvent): boolean => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const chosen = open ? items[active] : undefined
    if (step !== undefined) {
      setShown(true)
      setActive((at) => (at + step + items.length) % Math.max(1, items.length))
      return true
    }
    if (event.key === 'Escape' && open) {
      setShown(false)
      return true
    }
    if (chosen && (event.key === 'Enter' || event.key === 'Tab')) {
      accept(chosen)
      return true
    }
    if (event.key === 'Enter') setShown(false)
    return false
  }
  return {
    open,
    items,
    active: Math.min(active, items.length - 1),
    setActive,
    accept,
    onKeyDown,
    hide: () => setShown(false),
    show: () => {
      setShown(true)
      setActive(-1)
    },
  }
}

function itemsFor(word: Word, values: readonly { value: string; count: number }[], catalogue: FieldCatalogue): Suggestion[] {
  if (word.field !== undefined) return suggestValues(word, values, catalogue)
  return word.prefix === '' ? [] : suggestFields(word, catalogue)
}
