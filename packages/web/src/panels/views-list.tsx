/** The saved views of a screen, and a place to save what is looked at. */
import type { SavedView } from '@relayscope/contract'
import { Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { failureOf } from '../api/problem.ts'
import { useViewChanges, useViews, type ViewScreen } from '../api/views.ts'
import { parseSearchText } from '../lib/search-params.ts'
import { queryOfView } from '../lib/view-query.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { TextInput } from '../ui/input.tsx'
import { FailurePane, SkeletonRows } from '../ui/states.tsx'
import styles from './views-button.module.css'

export interface ViewsListProps {
  screen: ViewScreen
  /** What is looked at now, as the address says it. */
  search: object
  onChoose: (search: Record<string, string>) => void
  onDone: () => void
}

export function ViewsList({ screen, search, onChoose, onDone }: ViewsListProps) {
  const { data, error, isPending, refetch } = useViews(screen, true)
  const { save, remove } = useViewChanges(screen)
  const query = queryOfView(search)
  const failed = save.error ?? remove.error
  if (error) return <FailurePane what="Views could not be loaded" failure={failureOf(error)} onRetry={() => void refetch()} />
  if (isPending) return <SkeletonRows rowHeight={30} rows={4} />
  return (
    <>
      {data.length === 0 && <p className={styles.none}>None yet. Save what you look at, and everybody in the project finds it here.</p>}
      <ul className={styles.list} aria-label="Saved views">
        {data.map((view) => (
          <View
            key={view.id}
            view={view}
            current={view.query === query}
            onOpen={() => (onChoose(parseSearchText(view.query)), onDone())}
            onRemove={() => remove.mutate(view.id)}
          />
        ))}
      </ul>
      <SaveForm onSave={(name) => save.mutate({ name, query })} busy={save.isPending} taken={data.map(({ name }) => name)} />
      {failed && (
        <p role="alert" className={styles.failed}>
          {failureOf(failed).message}
        </p>
      )}
    </>
  )
}

interface ViewProps {
  view: SavedView
  current: boolean
  onOpen: () => void
  onRemove: () => void
}

function View({ view, current, onOpen, onRemove }: ViewProps) {
  return (
    <li className={styles.view} data-current={current || undefined}>
      <button type="button" aria-current={current || undefined} onClick={onOpen} title={view.query}>
        <span className="ell">{view.name}</span>
      </button>
      <IconButton look="ghost" size="small" label={`Remove the view ${view.name}`} onClick={onRemove}>
        <Trash2 />
      </IconButton>
    </li>
  )
}

const MOST_CHARACTERS = 80

function SaveForm({ onSave, busy, taken }: { onSave: (name: string) => void; busy: boolean; taken: readonly string[] }) {
  const [name, setName] = useState('')
  const trimmed = name.trim()
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault()
    if (trimmed === '' || busy) return
    onSave(trimmed)
    setName('')
  }
  return (
    <form className={styles.form} onSubmit={onSubmit}>
      <TextInput
        compact
        aria-label="Name of the view"
        placeholder="Save this view as"
        maxLength={MOST_CHARACTERS}
        value={name}
        onChange={({ target }) => setName(target.value)}
      />
      <Button type="submit" size="small" look="primary" disabled={trimmed === '' || busy}>
        {taken.includes(trimmed) ? 'Replace' : 'Save'}
      </Button>
    </form>
  )
}
