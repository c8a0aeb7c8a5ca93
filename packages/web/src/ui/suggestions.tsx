import type { Suggestion } from '../lib/search-suggest.ts'
import { classes } from './classes.ts'
import popup from './popup.module.css'
import styles from './search-box.module.css'

export interface SuggestionsProps {
  id: string
  items: readonly Suggestion[]
  active: number
  onActive: (index: number) => void
  onAccept: (suggestion: Suggestion) => void
}

/** The list under a search box. Focus stays in the box; the active option is the one the box points at. */
export function Suggestions({ id, items, active, onActive, onAccept }: SuggestionsProps) {
  return (
    <ul id={id} role="listbox" aria-label="Suggestions" className={classes(popup.popup, popup.list, styles.suggestions)}>
      {items.map((item, at) => (
        <li
          key={item.text}
          id={`${id}-${at}`}
          role="option"
          aria-selected={at === active}
          className={popup.item}
          data-highlighted={at === active || undefined}
          onPointerEnter={() => onActive(at)}
          // The box must not lose focus to a press on the list.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onAccept(item)}
        >
          <span className="mono ell">{item.label}</span>
          <span className={popup.detail}>{item.detail}</span>
        </li>
      ))}
    </ul>
  )
}
