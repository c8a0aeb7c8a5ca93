/** Saving, and what can come between: somebody else, or a widget that cannot be. */
import type { Dashboard } from '@relayscope/contract'
import { ProblemError } from '@relayscope/contract/client'
import { useState } from 'react'
import { useDashboardActions } from '../../../api/dashboards.ts'
import { failureOf } from '../../../api/problem.ts'
import { showToast } from '../../../lib/toast.ts'
import { type Draft, draftOf, sameDraft } from './draft.ts'

/** What the server has against a widget, by its id. */
export type WidgetMistakes = Readonly<Record<string, readonly { path: string; message: string }[]>>

export interface Saving {
  /** The state that is known to be saved. */
  readonly base: Dashboard
  readonly dirty: boolean
  readonly busy: boolean
  readonly mistakes: WidgetMistakes
  /** The newer state, when somebody else saved one. */
  readonly theirs: Dashboard | undefined
  /** Saves over `version`; the base when none is given. */
  readonly save: (version?: number) => void
  readonly takeTheirs: () => Draft | undefined
}

export function useSave(latest: Dashboard, draft: Draft, onSaved: (dashboard: Dashboard) => void): Saving {
  const [base, setBase] = useState(latest)
  const [mistakes, setMistakes] = useState<WidgetMistakes>({})
  const { save } = useDashboardActions()
  const theirs = latest.version > base.version ? latest : undefined
  const run = (version = base.version): void => {
    const { name, description, widgets, variables } = draft
    save.mutate(
      { id: base.id, change: { name, description, widgets: [...widgets], variables: [...variables], version } },
      {
        onSuccess: (saved) => {
          setBase(saved)
          setMistakes({})
          onSaved(saved)
        },
        onError: (error) => setMistakes(explain(error, draft)),
      },
    )
  }
  return {
    base,
    dirty: !sameDraft(draft, draftOf(base)),
    busy: save.isPending,
    mistakes,
    theirs,
    save: run,
    takeTheirs: () => {
      if (!theirs) return undefined
      setBase(theirs)
      return draftOf(theirs)
    },
  }
}

/** A conflict explains itself: the newer state is fetched and shown. */
function explain(error: unknown, { widgets }: Draft): WidgetMistakes {
  const problem = error instanceof ProblemError ? error.problem : undefined
  const mistakes: Record<string, { path: string; message: string }[]> = {}
  for (const { path, message } of problem?.errors ?? []) {
    const [, at, rest = ''] = /^widgets\[(\d+)\]\.?(.*)$/.exec(path) ?? []
    const widget = at === undefined ? undefined : widgets[Number(at)]
    if (widget) (mistakes[widget.id] ??= []).push({ path: rest, message })
  }
  const count = Object.keys(mistakes).length
  if (problem?.code === 'conflict')
    showToast('Not saved: somebody else saved first', { tone: 'error', detail: 'Choose below which state is to stay.' })
  else if (count > 0)
    showToast('Not saved', {
      tone: 'error',
      detail: `${count === 1 ? 'One widget' : `${count} widgets`} cannot be as they are; they are marked.`,
    })
  else showToast('Not saved', { tone: 'error', detail: failureOf(error).message })
  return mistakes
}
